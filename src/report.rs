//! Writes a report, each format in a room of its own: `fn(&View, &mut dyn Write)`.

mod azure;
mod base;
mod checkstyle;
mod concise;
mod diff;
mod full;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod page;
mod rdjson;
mod sarif;
mod target;
mod text;
mod view;
mod xml;

use crate::diagnostic::Diagnostic;
use crate::lint::{Report, Summary};
use crate::rule::{Catalogue, Rule};
use std::io::{self, Write};

pub use base::Base;
pub use diff::diff;
pub use full::Look;
pub use json::pretty as json;
pub use page::{Sheet, render};
pub use target::{Failed, Target, several};
pub use text::visible;
pub use view::{Run, View};

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// With the place underlined in its text.
    #[default]
    Full,
    /// One line a finding.
    Concise,
    /// One JSON object; its schema: `connectlint schema output`.
    Json,
    /// One JSON object a line: the findings, then the summary.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, shown as annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML, for whatever shows test results.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
    /// Reviewdog's diagnostic format.
    Rdjson,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// A summary for a job's page or a comment on a pull request.
    Markdown,
}

/// Writes a report in one format.
///
/// # Errors
/// Those of the writer.
pub fn write(
    report: &Report<'_>,
    catalogue: &Catalogue,
    run: &Run<'_>,
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    View::new(report, catalogue, run).write(format, look, out)
}

impl View<'_> {
    /// Writes what is to be seen in a format.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Full => full::write(self, look, out),
            Format::Concise => concise::write(self, look, out),
            Format::Json => json::write(self, out),
            Format::Jsonl => jsonl::write(self, out),
            Format::Sarif => sarif::write(self, out),
            Format::Github => github::write(self, out),
            Format::Gitlab => gitlab::write(self, out),
            Format::Junit => junit::write(self, out),
            Format::Checkstyle => checkstyle::write(self, out),
            Format::Rdjson => rdjson::write(self, out),
            Format::Azure => azure::write(self, out),
            Format::Markdown => markdown::write(self, look, out),
        }
    }
}

/// Writes the findings of a report for people, without its closing line.
///
/// # Errors
/// Those of the writer.
pub fn write_findings(
    report: &Report<'_>,
    catalogue: &Catalogue,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let run = Run::default();
    full::findings(&View::new(report, catalogue, &run), look, out)
}

/// Findings by rule, most frequent first.
#[must_use]
pub fn statistics(diagnostics: &[Diagnostic]) -> Vec<(usize, &'static str)> {
    let mut counts: std::collections::BTreeMap<&'static str, usize> = std::collections::BTreeMap::new();
    for diagnostic in diagnostics {
        *counts.entry(diagnostic.rule).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(rule, count)| (count, rule)).collect();
    counts.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    counts
}

/// The last line of a report for people.
#[must_use]
pub fn closing_line(summary: &Summary) -> String {
    let things = [
        count(summary.integrations, "integration"),
        count(summary.associations, "association"),
        count(summary.requests, "integration request"),
    ];
    let things: Vec<String> = things.into_iter().flatten().collect();
    let things = if things.is_empty() { String::new() } else { format!("{} in ", things.join(", ")) };
    let files = count(summary.files, "file").unwrap_or_else(|| "0 files".to_owned());
    let suppressed = match summary.suppressed {
        0 => String::new(),
        many => format!(" ({many} suppressed)"),
    };
    let found = found(summary).map_or_else(|| "No findings".to_owned(), |found| format!("Found {found}"));
    format!("{found}{suppressed}: {things}{files} checked.")
}

/// `2 errors, 1 hint`; `None` for no finding.
fn found(summary: &Summary) -> Option<String> {
    let counts =
        [count(summary.errors, "error"), count(summary.warnings, "warning"), count(summary.infos, "hint")];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

/// `1 file`, `2 files`; `None` for none.
fn count(many: usize, what: &str) -> Option<String> {
    (many > 0).then(|| format!("{many} {what}{}", if many == 1 { "" } else { "s" }))
}

/// The text of a rule's page as Markdown, without the marks that only its examples need.
fn page(rule: &Rule) -> String {
    rule.body().replace("{{join}}", "")
}

/// Where a rule's page can be read on the web; a user's own has no such place.
fn url(rule: &Rule) -> Option<String> {
    Rule::find(rule.id).map(Rule::url)
}
