//! One JSON object. Its shape is a promise: `schemas/documents/output.json`, version 1.

use super::text::visible_json;
use super::view::More;
use super::{View, url};
use crate::diagnostic::{Diagnostic, Fix, Related};
use crate::secret;
use crate::source::{Source, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The version of the shape; only a new major version of the program may change it.
pub(super) const VERSION: u8 = 1;

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let whole = json!({
        "version": VERSION,
        "diagnostics": view.findings().map(|diagnostic| finding(view, diagnostic)).collect::<Vec<_>>(),
        "omitted": view.more().iter().map(omitted).collect::<Vec<_>>(),
        "summary": view.report.summary,
    });
    pretty(&whole, out)
}

/// Writes a JSON value over several lines.
///
/// # Errors
/// Those of the writer.
pub fn pretty(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", visible_json(&serde_json::to_string_pretty(value)?))
}

/// One finding as JSON.
pub(super) fn finding(view: &View<'_>, diagnostic: &Diagnostic) -> Value {
    let rule = view.rule(diagnostic);
    json!({
        "rule": diagnostic.rule,
        "level": diagnostic.level,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "path": &*diagnostic.path,
        "document": diagnostic.place.root,
        "span": span(view, &diagnostic.path, diagnostic.place.span),
        "pointer": diagnostic.place.pointer,
        "template": diagnostic.about.template,
        "auth_type": diagnostic.about.auth_type,
        "integration": diagnostic.about.integration,
        "prevents": view.prevents(diagnostic),
        "url": rule.and_then(url),
        "related": diagnostic.related.iter().map(|related| place(view, related)).collect::<Vec<_>>(),
        "fix": diagnostic.fix.as_ref().and_then(|fix| edits(fix, diagnostic, view.source(&diagnostic.path)?)),
        "fingerprint": diagnostic.fingerprint(),
    })
}

/// What is only counted, as JSON.
pub(super) fn omitted(more: &More<'_>) -> Value {
    let of_rule = more.of_rule.then_some(more.first);
    json!({
        "path": of_rule.map(|first| &*first.path),
        "rule": of_rule.map(|first| first.rule),
        "count": more.count,
    })
}

fn span(view: &View<'_>, path: &str, span: Span) -> Value {
    let (start, end) = view.region(path, span);
    json!({ "start": start, "end": end })
}

fn place(view: &View<'_>, related: &Related) -> Value {
    json!({
        "path": &*related.path,
        "span": span(view, &related.path, related.span),
        "message": related.message,
    })
}

/// A fix, unless writing it out would show a secret.
fn edits(fix: &Fix, diagnostic: &Diagnostic, source: &Source) -> Option<Value> {
    if secret::shows_secret(fix, source) {
        return None;
    }
    let path = &*diagnostic.path;
    let edit = |edit: &crate::diagnostic::Edit| json!({ "path": path, "start": edit.span.start, "end": edit.span.end, "text": edit.text });
    let edits: Vec<Value> = fix.edits.iter().map(edit).collect();
    Some(json!({ "safety": fix.safety, "title": fix.title, "edits": edits }))
}
