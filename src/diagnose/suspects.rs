//! Who may be to blame for the errors of a log.

use super::entry::Entry;
use super::index::Index;
use super::known::{Known, What};
use super::table::tables;
use super::tally::{Group, Tally};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;

/// Why something is a suspect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The log names it: what, and in how many lines.
    Named(&'static str, String, u64),
    /// A rule that catches this error has a finding on it.
    Rule(&'static str),
    /// It logs in where the error comes from.
    Service(&'static str),
}

/// A definition that may cause an error.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// Which one, in [`Known::definitions`].
    pub definition: usize,
    /// Why; never empty.
    pub reasons: Vec<Reason>,
    /// Its findings, by index: first those of the rules that catch this error.
    pub findings: Vec<usize>,
}

/// An error of a log with what it means and who may be to blame.
#[derive(Clone, Debug)]
pub struct Case<'t> {
    /// The error.
    pub entry: Entry,
    /// The code that was found, if it was told by a code.
    pub code: Option<&'static str>,
    /// How often, when, and an example.
    pub group: &'t Group,
    /// Who may be to blame, the most likely first.
    pub suspects: Vec<Suspect>,
}

/// The errors of a log, the most frequent first.
#[must_use]
pub fn cases<'t>(tally: &'t Tally, index: &Index, known: &Known<'_>) -> Vec<Case<'t>> {
    let mut cases: Vec<Case<'t>> = tally
        .groups
        .iter()
        .map(|((at, code), group)| {
            let entry = index.entries()[*at];
            Case { entry, code: *code, group, suspects: suspects(&entry, group, known) }
        })
        .collect();
    cases.sort_by_cached_key(|case| (std::cmp::Reverse(case.group.count), case.entry.id(), case.code));
    cases
}

fn suspects(entry: &Entry, group: &Group, known: &Known<'_>) -> Vec<Suspect> {
    let mut reasons: BTreeMap<usize, Vec<Reason>> = BTreeMap::new();
    for (key, count) in &group.keys {
        let key = &known.keys[*key];
        if let What::Value(what) = key.what {
            for owner in &key.owners {
                let reason = Reason::Named(what, key.text.clone(), *count);
                reasons.entry(*owner).or_default().push(reason);
            }
        }
    }
    let is_named = !reasons.is_empty();
    let services = services(entry, group, known);
    let catching: Vec<&str> = entry.rules().iter().map(|rule| rule.id).collect();
    for (at, definition) in known.definitions.iter().enumerate() {
        // Once the log names somebody, others are suspects no more.
        if is_named && !reasons.contains_key(&at) {
            continue;
        }
        let elsewhere = !services.is_empty()
            && !definition.services.is_empty()
            && !definition.services.iter().any(|service| services.contains(service));
        let mut rules: Vec<&'static str> = definition
            .findings
            .iter()
            .map(|finding| known.report.diagnostics[*finding].rule)
            .filter(|rule| catching.contains(rule))
            .collect();
        rules.dedup();
        if !elsewhere || is_named {
            reasons.entry(at).or_default().extend(rules.into_iter().map(Reason::Rule));
        }
    }
    reasons.retain(|_, why| !why.is_empty());
    if reasons.is_empty() {
        for (at, definition) in known.definitions.iter().enumerate() {
            let shared = definition.services.iter().find(|service| services.contains(service));
            if let Some(service) = shared {
                reasons.insert(at, vec![Reason::Service(&tables()[*service].service)]);
            }
        }
    }
    let mut suspects: Vec<Suspect> = reasons
        .into_iter()
        .map(|(definition, reasons)| Suspect {
            definition,
            reasons,
            findings: sorted(&known.definitions[definition].findings, &catching, &known.report.diagnostics),
        })
        .collect();
    suspects.sort_by_key(|suspect| std::cmp::Reverse(weight(suspect)));
    suspects
}

/// The services (tables, by index) that an error comes from: the row's own, else those that its lines name.
fn services(entry: &Entry, group: &Group, known: &Known<'_>) -> Vec<usize> {
    let known_to_templates =
        |at: &usize| !tables()[*at].templates.is_empty() || !tables()[*at].providers.is_empty();
    let own = match entry {
        Entry::Row(table, _) => {
            tables().iter().position(|other| other.id == table.id).filter(known_to_templates)
        }
        Entry::Page(_) => None,
    };
    if let Some(own) = own {
        return vec![own];
    }
    let named = group.keys.keys().filter_map(|key| match known.keys[*key].what {
        What::Service(at) => Some(at),
        What::Value(_) => None,
    });
    let mut services: Vec<usize> = named.filter(known_to_templates).collect();
    services.sort_unstable();
    services.dedup();
    services
}

/// Named and caught by a rule, before named, before caught by a rule; more lines before fewer.
fn weight(suspect: &Suspect) -> (bool, bool, u64) {
    let named = suspect.reasons.iter().filter_map(|reason| match reason {
        Reason::Named(_, _, count) => Some(*count),
        _ => None,
    });
    let lines = named.max().unwrap_or(0);
    let caught = suspect.reasons.iter().any(|reason| matches!(reason, Reason::Rule(_)));
    (lines > 0, caught, lines)
}

/// The findings of the rules that catch the error first, then the worst first.
fn sorted(findings: &[usize], catching: &[&str], diagnostics: &[Diagnostic]) -> Vec<usize> {
    let mut findings = findings.to_vec();
    findings.sort_by_key(|finding| {
        let diagnostic = &diagnostics[*finding];
        (!catching.contains(&diagnostic.rule), std::cmp::Reverse(diagnostic.level), *finding)
    });
    findings
}
