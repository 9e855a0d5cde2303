//! What of a report is written: bounded once, for every format alike.

use super::base::Base;
use super::text::cut;
use crate::diagnostic::Diagnostic;
use crate::discover::Unreadable;
use crate::lint::Report;
use crate::rule::{Catalogue, Rule};
use crate::source::{Position, Source, Span};
use crate::suppress::Suppressed;
use std::borrow::Cow;
use std::collections::HashMap;

/// The most findings of one rule in one file that are written.
pub(super) const MOST_OF_A_RULE: usize = 50;

/// The most findings that are written in all.
pub(super) const MOST: usize = 10_000;

/// The most characters of a message or a help; a value that somebody pasted can be of any size.
const LONGEST_TEXT: usize = 2_000;

/// What is known of a run besides its findings.
pub struct Run<'r> {
    /// Whether a finding fails the run.
    pub fails: &'r dyn Fn(&Diagnostic) -> bool,
    /// The exit code of the run.
    pub exit: u8,
    /// Paths that could not be read.
    pub unreadable: &'r [Unreadable],
    /// Where paths are counted from.
    pub base: Base,
}

impl Default for Run<'_> {
    /// A run of which nothing is known: every finding fails it.
    fn default() -> Self {
        Self { fails: &|_| true, exit: 1, unreadable: &[], base: Base::here() }
    }
}

/// Findings that are counted, not written.
#[derive(Clone, Copy, Debug)]
pub(super) struct More<'r> {
    /// The first of them.
    pub(super) first: &'r Diagnostic,
    /// How many there are.
    pub(super) count: usize,
    /// Whether they are all of one rule in one file.
    pub(super) of_rule: bool,
}

impl More<'_> {
    /// The sentence that stands for them.
    pub(super) fn message(&self) -> String {
        if self.of_rule {
            format!("… and {} more of `{}` in this file", self.count, self.first.rule)
        } else {
            format!("… and {} more finding{}", self.count, if self.count == 1 { "" } else { "s" })
        }
    }
}

/// One thing to write, in order.
pub(super) enum Entry<'v> {
    /// A finding.
    Finding(&'v Diagnostic),
    /// Findings that are only counted: at the end of their file, or at the end of all.
    More(More<'v>),
}

/// What is written of a report, whatever the format.
pub struct View<'r> {
    pub(super) report: &'r Report<'r>,
    pub(super) catalogue: &'r Catalogue,
    pub(super) run: &'r Run<'r>,
    findings: Vec<Cow<'r, Diagnostic>>,
    more: Vec<More<'r>>,
}

impl<'r> View<'r> {
    /// Chooses what is written. The report's summary goes on counting everything.
    #[must_use]
    pub fn new(report: &'r Report<'r>, catalogue: &'r Catalogue, run: &'r Run<'r>) -> Self {
        let mut findings = Vec::with_capacity(report.diagnostics.len().min(MOST));
        let mut more: Vec<More<'r>> = Vec::new();
        let mut beyond: Option<More<'r>> = None;
        // Of the file at hand: how many of each rule, and where the rule stands in `more`.
        let mut counts: HashMap<&str, (usize, Option<usize>)> = HashMap::new();
        let mut path = "";
        for diagnostic in &report.diagnostics {
            if *diagnostic.path != *path {
                path = &diagnostic.path;
                counts.clear();
            }
            let (count, place) = counts.entry(diagnostic.rule).or_default();
            *count += 1;
            if let Some(place) = *place {
                more[place].count += 1;
            } else if *count > MOST_OF_A_RULE {
                *place = Some(more.len());
                more.push(More { first: diagnostic, count: 1, of_rule: true });
            } else if findings.len() >= MOST {
                *count -= 1;
                beyond.get_or_insert(More { first: diagnostic, count: 0, of_rule: false }).count += 1;
            } else {
                findings.push(short(diagnostic));
            }
        }
        more.extend(beyond);
        Self { report, catalogue, run, findings, more }
    }

    /// The findings that are written.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().map(AsRef::as_ref)
    }

    /// What is only counted.
    pub(super) fn more(&self) -> &[More<'r>] {
        &self.more
    }

    /// The silenced findings, as bounded as the others.
    pub(super) fn suppressed(&self) -> impl Iterator<Item = &Suppressed> {
        self.report.suppressed.iter().take(MOST)
    }

    /// Everything to write, in order: after the findings of a file what is only counted of it.
    pub(super) fn entries(&self) -> Vec<Entry<'_>> {
        let mut more = self.more.iter().peekable();
        let mut entries = Vec::with_capacity(self.findings.len() + self.more.len());
        for diagnostic in self.findings() {
            while let Some(before) = more.next_if(|more| more.of_rule && *more.first.path < *diagnostic.path)
            {
                entries.push(Entry::More(*before));
            }
            entries.push(Entry::Finding(diagnostic));
        }
        entries.extend(more.copied().map(Entry::More));
        entries
    }

    /// The rule of a finding.
    pub(super) fn rule(&self, diagnostic: &Diagnostic) -> Option<&'r Rule> {
        self.catalogue.find(diagnostic.rule)
    }

    /// The runtime errors that a finding prevents: those of its rule, without another provider's where it is
    /// known whose server it is about.
    pub(super) fn prevents(&self, diagnostic: &Diagnostic) -> Vec<&'static str> {
        let all = self.rule(diagnostic).map_or(&[][..], |rule| rule.prevents);
        let Some(provider) = diagnostic.about.provider else { return all.to_vec() };
        let own: Vec<&str> = all.iter().copied().filter(|error| may_come_from(error, provider)).collect();
        if own.is_empty() { all.to_vec() } else { own }
    }

    /// The text of a file.
    pub(super) fn source(&self, path: &str) -> Option<&'r Source> {
        self.report.source(path)
    }

    /// Where a range begins and ends; the beginning of the file if there is no such file.
    pub(super) fn region(&self, path: &str, span: Span) -> (Position, Position) {
        let first = Position { line: 1, column: 1, offset: 0 };
        self.source(path).map_or((first, first), |source| {
            (source.position(span.start as usize), source.position(span.end as usize))
        })
    }

    /// Where a finding begins.
    pub(super) fn start(&self, diagnostic: &Diagnostic) -> Position {
        self.region(&diagnostic.path, diagnostic.place.span).0
    }
}

/// A finding with no text in it longer than anybody reads.
fn short(diagnostic: &Diagnostic) -> Cow<'_, Diagnostic> {
    let long = |text: &String| text.len() > LONGEST_TEXT;
    if !long(&diagnostic.message) && !diagnostic.help.as_ref().is_some_and(long) {
        return Cow::Borrowed(diagnostic);
    }
    let mut short = diagnostic.clone();
    short.message = cut(&diagnostic.message, LONGEST_TEXT).into_owned();
    short.help = diagnostic.help.as_deref().map(|help| cut(help, LONGEST_TEXT).into_owned());
    Cow::Owned(short)
}

/// Fingerprints as a consumer wants them that takes equal ones for one finding.
#[derive(Default)]
pub(super) struct Distinct(HashMap<String, usize>);

impl Distinct {
    /// The fingerprint of a finding in a file whose path counts from the root of its repository, so that it is the
    /// same from every folder; of equal ones the second gets `-2` behind it.
    pub(super) fn of(&mut self, diagnostic: &Diagnostic, base: &Base) -> String {
        let fingerprint = diagnostic.fingerprint_in(&base.from_root(&diagnostic.path));
        let count = self.0.entry(fingerprint.clone()).or_default();
        *count += 1;
        if *count == 1 { fingerprint } else { format!("{fingerprint}-{count}") }
    }
}

/// Whether a runtime error can be a provider's: some are told by their form.
fn may_come_from(error: &str, provider: &str) -> bool {
    match error {
        entra if entra.starts_with("AADSTS") => provider.starts_with("entra"),
        "Realm does not exist" => provider == "keycloak",
        "Invalid scopes" => provider == "keycloak",
        "openid_scope_required" | "no_matching_scope" | "no_default_scopes" => provider == "okta",
        google if google.starts_with("invalid=[") => provider == "google",
        signature if signature.starts_with("io.jsonwebtoken") => provider.starts_with("entra"),
        _ => true,
    }
}
