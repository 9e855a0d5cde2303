//! Writes a report, each format in a room of its own: `fn(&Report, &Catalogue, &mut dyn Write)`.

mod concise;
mod full;
mod json;

use crate::diagnostic::Diagnostic;
use crate::lint::{Report, Summary};
use crate::rule::{Catalogue, Rule};
use std::borrow::Cow;
use std::io::{self, Write};

pub use full::Look;

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
}

/// Writes a report in a format.
///
/// # Errors
/// Those of the writer.
pub fn write(
    report: &Report<'_>,
    catalogue: &Catalogue,
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Full => full::write(report, catalogue, look, out),
        Format::Concise => concise::write(report, out),
        Format::Json => json::write(report, catalogue, out),
    }
}

/// Writes the findings of a report without its closing line.
///
/// # Errors
/// Those of the writer.
pub fn write_findings(
    report: &Report<'_>,
    catalogue: &Catalogue,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    full::findings(report, catalogue, look, out)
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
    let found: Vec<String> =
        [count(summary.errors, "error"), count(summary.warnings, "warning"), count(summary.infos, "hint")]
            .into_iter()
            .flatten()
            .collect();
    let found =
        if found.is_empty() { "No findings".to_owned() } else { format!("Found {}", found.join(", ")) };
    let suppressed = match summary.suppressed {
        0 => String::new(),
        many => format!(" ({many} suppressed)"),
    };
    format!("{found}{suppressed}: {things}{files} checked.")
}

/// `1 file`, `2 files`; `None` for none.
fn count(many: usize, what: &str) -> Option<String> {
    (many > 0).then(|| format!("{many} {what}{}", if many == 1 { "" } else { "s" }))
}

/// A text with whatever could steer a terminal made visible: control characters, bidirectional overrides,
/// zero-width characters.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_treacherous) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if is_treacherous(c) {
            clean.extend(c.escape_unicode());
        } else {
            clean.push(c);
        }
    }
    Cow::Owned(clean)
}

/// Whether a character does something to a terminal, or hides, instead of being seen.
fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The page of a rule for a terminal: its head in a few lines, then its text.
#[must_use]
pub fn explain(rule: &Rule) -> String {
    let mut text = format!("{} ({}, group {})\n", rule.id, rule.level.name(), rule.group);
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!("{name}: {value}\n"));
        }
    };
    line("applies to", rule.applies.names().join(", "));
    line("prevents", rule.prevents.join("; "));
    line(
        "fix",
        if rule.fix == crate::rule::Fixable::None { String::new() } else { rule.fix.name().to_owned() },
    );
    line("source", format!("{} ({})", rule.source.join("; "), rule.confidence.name()));
    text.push('\n');
    text.push_str(&rule.body().replace("{{join}}", ""));
    text
}
