//! One JSON object. Its shape is a promise: `schemas/documents/output.json`, version 1.

use crate::diagnostic::{Diagnostic, Fix, Related};
use crate::lint::Report;
use crate::project::Project;
use crate::rule::Catalogue;
use crate::secret;
use crate::source::{Source, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(report: &Report<'_>, catalogue: &Catalogue, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics: Vec<Value> =
        report.diagnostics.iter().map(|diagnostic| finding(diagnostic, report.project, catalogue)).collect();
    let whole = json!({ "version": 1, "diagnostics": diagnostics, "summary": report.summary });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

/// One finding as JSON.
pub(super) fn finding(diagnostic: &Diagnostic, project: &Project, catalogue: &Catalogue) -> Value {
    let rule = catalogue.find(diagnostic.rule);
    let source = project.file(&diagnostic.path).map(crate::project::File::source);
    json!({
        "rule": diagnostic.rule,
        "level": diagnostic.level,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "path": &*diagnostic.path,
        "document": diagnostic.place.root,
        "span": span(source, diagnostic.place.span),
        "pointer": diagnostic.place.pointer,
        "template": diagnostic.about.template,
        "auth_type": diagnostic.about.auth_type,
        "integration": diagnostic.about.integration,
        "prevents": rule.map_or(&[][..], |rule| rule.prevents),
        "url": rule.map(crate::rule::Rule::url),
        "related": diagnostic.related.iter().map(|related| place(related, project)).collect::<Vec<_>>(),
        "fix": diagnostic.fix.as_ref().and_then(|fix| edits(fix, diagnostic, source?)),
        "fingerprint": diagnostic.fingerprint(),
    })
}

fn span(source: Option<&Source>, span: Span) -> Value {
    let at = |offset: u32| source.map(|source| source.position(offset as usize));
    json!({ "start": at(span.start), "end": at(span.end) })
}

fn place(related: &Related, project: &Project) -> Value {
    let source = project.file(&related.path).map(crate::project::File::source);
    json!({ "path": &*related.path, "span": span(source, related.span), "message": related.message })
}

/// A fix, unless writing it out would show a secret.
fn edits(fix: &Fix, diagnostic: &Diagnostic, source: &Source) -> Option<Value> {
    if secret::shows_secret(fix, source) {
        return None;
    }
    let edits: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| json!({ "path": &*diagnostic.path, "start": edit.span.start, "end": edit.span.end, "text": edit.text }))
        .collect();
    Some(json!({ "safety": fix.safety, "title": fix.title, "edits": edits }))
}
