//! Writes what a log says: for people, or as JSON.

use super::known::{Definition, Known};
use super::suspects::{Case, Reason, Suspect};
use super::tally::{Group, Tally};
use crate::diagnostic::Diagnostic;
use crate::report::{self, Sheet, render, visible};
use crate::secret::printable;
use serde_json::{Value, json};
use std::io::{self, Write};

/// How many causes and suspects people are shown; JSON has all.
const CAUSES: usize = 4;
const SUSPECTS: usize = 8;
const FINDINGS: usize = 5;

/// All that is known of a log.
pub struct Diagnosis<'d> {
    /// What was counted.
    pub tally: &'d Tally,
    /// The errors with their suspects.
    pub cases: &'d [Case<'d>],
    /// The repository.
    pub known: &'d Known<'d>,
}

impl Diagnosis<'_> {
    /// Whether somebody is to blame.
    #[must_use]
    pub fn has_suspects(&self) -> bool {
        self.cases.iter().any(|case| !case.suspects.is_empty())
    }

    /// Writes it for people.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_text(&self, sheet: Sheet, out: &mut dyn Write) -> io::Result<()> {
        let errors: u64 = self.tally.groups.values().map(|group| group.count).sum();
        let lines = self.tally.lines;
        if self.cases.is_empty() {
            return writeln!(out, "No known error in {}.", count(lines, "line"));
        }
        let kinds = count(self.cases.len() as u64, "kind");
        writeln!(out, "{} of {kinds} in {}.", count(errors, "error"), count(lines, "line"))?;
        for case in self.cases {
            self.write_case(case, sheet, out)?;
        }
        Ok(())
    }

    fn write_case(&self, case: &Case<'_>, sheet: Sheet, out: &mut dyn Write) -> io::Result<()> {
        let bold = |text: &str| if sheet.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
        let name = case.code.map_or_else(|| case.entry.id(), str::to_owned);
        writeln!(out, "\n{} ({}): {}", bold(&name), times(case.group), case.entry.title())?;
        writeln!(out, "  | {}", case.group.example)?;
        let causes = case.entry.causes();
        if !causes.is_empty() {
            writeln!(out, "  Causes:")?;
            let shown = causes.iter().take(CAUSES).enumerate();
            let list: Vec<String> = shown.map(|(at, cause)| format!("{}. {}", at + 1, gist(cause))).collect();
            let text = render(&list.join("\n"), Sheet { width: sheet.width.saturating_sub(2), ..sheet });
            text.lines().try_for_each(|line| writeln!(out, "  {line}"))?;
        }
        if case.suspects.is_empty() {
            writeln!(out, "  No definition here can be told to cause it.")?;
        } else {
            writeln!(out, "  Suspects:")?;
            for suspect in case.suspects.iter().take(SUSPECTS) {
                self.write_suspect(suspect, out)?;
            }
            if let Some(more) = case.suspects.len().checked_sub(SUSPECTS).filter(|more| *more > 0) {
                writeln!(out, "    and {more} more (--output-format json lists all)")?;
            }
        }
        writeln!(out, "  More: connectlint explain {}", case.entry.query())
    }

    fn write_suspect(&self, suspect: &Suspect, out: &mut dyn Write) -> io::Result<()> {
        let definition = &self.known.definitions[suspect.definition];
        let reasons: Vec<String> = suspect.reasons.iter().map(sentence).collect();
        writeln!(
            out,
            "    {}:{} {}: {}",
            visible(&definition.path),
            definition.line,
            described(definition),
            reasons.join("; ")
        )?;
        for finding in suspect.findings.iter().take(FINDINGS) {
            let diagnostic = &self.known.report.diagnostics[*finding];
            let (line, column) = self.position(diagnostic);
            let message = visible(&diagnostic.message).into_owned();
            writeln!(
                out,
                "      {line}:{column} {}[{}]: {message}",
                diagnostic.level.name(),
                diagnostic.rule
            )?;
        }
        if suspect.findings.len() > FINDINGS {
            writeln!(out, "      and {} more findings", suspect.findings.len() - FINDINGS)?;
        }
        Ok(())
    }

    fn position(&self, diagnostic: &Diagnostic) -> (usize, usize) {
        let file = self.known.report.project.file(&diagnostic.path);
        file.map_or((1, 1), |file| {
            let position = file.source().position(diagnostic.place.span.start as usize);
            (position.line, position.column)
        })
    }

    /// Writes it as one JSON object.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let whole = json!({
            "version": 1,
            "log": {"lines": self.tally.lines, "bytes": self.tally.bytes},
            "definitions": self.known.definitions.len(),
            "errors": self.cases.iter().map(|case| self.case_as_json(case)).collect::<Vec<_>>(),
        });
        report::json(&whole, out)
    }

    fn case_as_json(&self, case: &Case<'_>) -> Value {
        let rules: Vec<&str> = case.entry.rules().iter().map(|rule| rule.id).collect();
        let time = |stamp: &Option<super::time::Stamp>| stamp.as_ref().map(|stamp| stamp.text.clone());
        json!({
            "error": case.entry.id(),
            "code": case.code,
            "title": case.entry.title(),
            "service": case.entry.service(),
            "count": case.group.count,
            "first": time(&case.group.first),
            "last": time(&case.group.last),
            "example": case.group.example,
            "causes": case.entry.causes(),
            "mend": case.entry.mends(),
            "rules": rules,
            "url": case.entry.url(),
            "suspects": case.suspects.iter().map(|suspect| self.suspect_as_json(suspect)).collect::<Vec<_>>(),
        })
    }

    fn suspect_as_json(&self, suspect: &Suspect) -> Value {
        let definition = &self.known.definitions[suspect.definition];
        let findings: Vec<Value> = suspect
            .findings
            .iter()
            .map(|finding| {
                let diagnostic = &self.known.report.diagnostics[*finding];
                let (line, column) = self.position(diagnostic);
                json!({
                    "rule": diagnostic.rule,
                    "level": diagnostic.level,
                    "message": diagnostic.message,
                    "help": diagnostic.help,
                    "line": line,
                    "column": column,
                    "pointer": diagnostic.place.pointer,
                })
            })
            .collect();
        let because: Vec<Value> = suspect
            .reasons
            .iter()
            .map(|reason| match reason {
                Reason::Named(what, value, count) => {
                    json!({"by": "log", "what": what, "value": printable(value), "count": count})
                }
                Reason::Rule(rule) => json!({"by": "rule", "rule": rule}),
                Reason::Service(service) => json!({"by": "service", "service": service}),
            })
            .collect();
        json!({
            "path": &*definition.path,
            "line": definition.line,
            "document": definition.root,
            "pointer": definition.pointer,
            "kind": definition.kind,
            "integration": definition.name,
            "template": definition.template,
            "auth_type": definition.auth_type,
            "because": because,
            "findings": findings,
        })
    }
}

/// `41 times, 2025-11-04T09:12:31Z to 2025-11-04T11:00:00Z`
fn times(group: &Group) -> String {
    let often = if group.count == 1 { "once".to_owned() } else { format!("{} times", group.count) };
    match (&group.first, &group.last) {
        (Some(first), Some(last)) if first != last => format!("{often}, {} to {}", first.text, last.text),
        (Some(first), _) => format!("{often}, {}", first.text),
        _ => often,
    }
}

/// The first, bold sentence of a cause, or all of it, without its full stop.
fn gist(cause: &str) -> &str {
    let bold = cause.strip_prefix("**").and_then(|rest| rest.split_once("**"));
    bold.map_or(cause, |(sentence, _)| sentence).trim_end_matches('.')
}

fn described(definition: &Definition) -> String {
    let name = definition.name.as_ref().map(|name| format!("`{}` ", visible(&printable(name))));
    let kind: Vec<&str> = definition.template.as_deref().into_iter().chain(definition.auth_type).collect();
    let kind = if kind.is_empty() { definition.kind.to_owned() } else { kind.join(", ") };
    format!("{}({})", name.unwrap_or_default(), visible(&printable(&kind)))
}

fn sentence(reason: &Reason) -> String {
    match reason {
        Reason::Named(what, value, lines) => {
            let value = visible(&printable(value)).into_owned();
            format!(
                "{} {} its {what} `{value}`",
                count(*lines, "line"),
                if *lines == 1 { "has" } else { "have" }
            )
        }
        Reason::Rule(rule) => format!("`{rule}` finds a cause"),
        Reason::Service(service) => format!("it logs in at {service}"),
    }
}

/// `1 line`, `12,345 lines`
fn count(many: u64, what: &str) -> String {
    let digits = many.to_string();
    let mut number = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            number.push(',');
        }
        number.push(digit);
    }
    format!("{number} {what}{}", if many == 1 { "" } else { "s" })
}
