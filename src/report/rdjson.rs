//! Reviewdog's diagnostic format (rdjson), with suggestions that its reviewers can apply.

use super::json::pretty;
use super::url;
use super::view::{Entry, View};
use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::secret;
use crate::source::{Source, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The longest text that is suggested, in bytes.
const LONGEST_SUGGESTION: usize = 2_000;

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics: Vec<Value> = view
        .entries()
        .iter()
        .map(|entry| match entry {
            Entry::Finding(diagnostic) => finding(view, diagnostic),
            Entry::More(more) => {
                let mut value = place(view, more.first);
                value["message"] = more.message().into();
                value
            }
        })
        .collect();
    let source = json!({ "name": "connectlint", "url": env!("CARGO_PKG_REPOSITORY") });
    pretty(&json!({ "source": source, "diagnostics": diagnostics }), out)
}

/// What a finding and the count of further ones have in common.
fn place(view: &View<'_>, at: &Diagnostic) -> Value {
    let mut code = json!({ "value": at.rule });
    if let Some(url) = view.rule(at).and_then(url) {
        code["url"] = url.into();
    }
    json!({
        "message": "",
        "location": location(view, &at.path, at.place.span),
        "severity": match at.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Info | Level::Page => "INFO",
        },
        "code": code,
    })
}

fn finding(view: &View<'_>, diagnostic: &Diagnostic) -> Value {
    let mut value = place(view, diagnostic);
    value["message"] = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message).into(),
        None => diagnostic.message.clone().into(),
    };
    let source = view.source(&diagnostic.path);
    if let Some(suggestion) = diagnostic.fix.as_ref().and_then(|fix| suggestion(fix, source?)) {
        value["suggestions"] = json!([suggestion]);
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|related| {
            json!({ "message": related.message, "location": location(view, &related.path, related.span) })
        });
        value["related_locations"] = related.collect();
    }
    value
}

fn location(view: &View<'_>, path: &str, span: Span) -> Value {
    let mut value = json!({ "path": path });
    if let Some(source) = view.source(path) {
        value["range"] = range(source, span);
    }
    value
}

/// Columns count bytes here, from 1.
fn range(source: &Source, span: Span) -> Value {
    let at = |offset: u32| {
        let line = source.line_index(offset as usize);
        json!({ "line": line + 1, "column": (offset - source.line_span(line).start) + 1 })
    };
    json!({ "start": at(span.start), "end": at(span.end) })
}

/// A fix as one replacement: a reviewer applies each suggestion alone, and half a fix mends nothing. None where
/// its text would show a secret.
fn suggestion(fix: &Fix, source: &Source) -> Option<Value> {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let (first, last) = (edits.first()?, edits.last()?);
    let whole = Span { start: first.span.start, end: last.span.end };
    let mut text = String::new();
    let mut at = whole.start;
    for edit in &edits {
        let kept = Span { start: at, end: edit.span.start.max(at) };
        if source.hidden().iter().any(|hidden| hidden.start < kept.end && kept.start < hidden.end) {
            return None;
        }
        text.push_str(source.slice(kept));
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    if text.len() > LONGEST_SUGGESTION || secret::shows_secret(fix, source) {
        return None;
    }
    Some(json!({ "range": range(source, whole), "text": text }))
}
