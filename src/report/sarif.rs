//! SARIF 2.1.0, the format of code scanning: the rules with their pages, the results, how the run went.

use super::json::pretty;
use super::view::{Distinct, View};
use super::{page, url};
use crate::diagnostic::{Diagnostic, Fix, Level, Related};
use crate::rule::{Confidence, Fixable, Rule};
use crate::secret;
use crate::source::Span;
use crate::suppress::Suppressed;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};

/// What paths are counted from: the root of the repository. Where that lies on a machine is nobody's business.
const ROOT: &str = "SRCROOT";

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::of(view);
    let mut distinct = Distinct::default();
    let mut results: Vec<Value> = view
        .findings()
        .map(|diagnostic| result(view, &rules, diagnostic, &distinct.of(diagnostic, &view.run.base)))
        .collect();
    for suppressed in view.suppressed() {
        let mut value = result(
            view,
            &rules,
            &suppressed.diagnostic,
            &distinct.of(&suppressed.diagnostic, &view.run.base),
        );
        value["suppressions"] = json!([suppression(view, suppressed)]);
        results.push(value);
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.list.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "invocations": [invocation(view)],
            "originalUriBaseIds": {
                ROOT: { "description": { "text": "The root of the repository." } },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": { "summary": view.report.summary },
        }],
    });
    pretty(&log, out)
}

/// The rules that have results, and their places in the list.
struct Rules<'r> {
    list: Vec<&'r Rule>,
    places: HashMap<&'r str, usize>,
}

impl<'r> Rules<'r> {
    fn of(view: &View<'r>) -> Self {
        let silenced = view.suppressed().map(|suppressed| suppressed.diagnostic.rule);
        let mut ids: Vec<&str> = view.findings().map(|diagnostic| diagnostic.rule).chain(silenced).collect();
        ids.sort_unstable();
        ids.dedup();
        let list: Vec<&Rule> = ids.into_iter().filter_map(|id| view.catalogue.find(id)).collect();
        let places = list.iter().enumerate().map(|(place, rule)| (rule.id, place)).collect();
        Self { list, places }
    }
}

fn descriptor(rule: &Rule) -> Value {
    // The examples of some pages have the shape of a credential: whoever scans the file would take it for a leak.
    let page = page(rule);
    let body = &*secret::printable(&page);
    let mut value = json!({
        "id": rule.id,
        "name": rule.id,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": first_paragraph(body).unwrap_or_else(|| rule.title.to_owned()) },
        "help": { "text": body, "markdown": body },
        "defaultConfiguration": { "level": level(rule.level) },
        "properties": {
            "tags": ["posit-connect", "oauth", rule.group],
            "precision": match rule.confidence {
                Confidence::Documented => "very-high",
                Confidence::Observed => "high",
                Confidence::Inferred => "medium",
            },
            "problem.severity": match rule.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Info | Level::Page => "recommendation",
            },
            "prevents": rule.prevents,
            "sources": rule.source,
        },
    });
    if let Some(url) = url(rule) {
        value["helpUri"] = url.into();
    }
    if rule.fix != Fixable::None {
        value["properties"]["fix"] = rule.fix.name().into();
    }
    value
}

/// The first paragraph behind the title, on one line.
fn first_paragraph(body: &str) -> Option<String> {
    let paragraph = body
        .split("\n\n")
        .map(str::trim)
        .find(|part| !part.is_empty() && !part.starts_with(['#', '`', '|']) && !part.starts_with("* "));
    let lines = paragraph?.lines().filter(|line| !line.starts_with('#'));
    Some(lines.collect::<Vec<_>>().join(" ").replace('`', ""))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Page => "note",
    }
}

fn result(view: &View<'_>, rules: &Rules<'_>, diagnostic: &Diagnostic, fingerprint: &str) -> Value {
    let text = match &diagnostic.help {
        Some(help) => format!("{}\n{help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut place = location(view, &diagnostic.path, diagnostic.place.span);
    if !diagnostic.place.pointer.is_empty() {
        place["logicalLocations"] =
            json!([{ "fullyQualifiedName": diagnostic.place.pointer, "kind": "member" }]);
    }
    let mut value = json!({
        "ruleId": diagnostic.rule,
        "level": level(diagnostic.level),
        "message": { "text": text },
        "locations": [place],
        "partialFingerprints": { "connectlint/v1": fingerprint },
        "properties": {
            "document": diagnostic.place.root,
            "template": diagnostic.about.template,
            "authType": diagnostic.about.auth_type,
            "integration": diagnostic.about.integration,
        },
    });
    if let Some(place) = rules.places.get(diagnostic.rule) {
        value["ruleIndex"] = (*place).into();
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().enumerate();
        value["relatedLocations"] = related.map(|(at, related)| relative(view, at, related)).collect();
    }
    if let Some(fix) = diagnostic.fix.as_ref().and_then(|fix| change(view, diagnostic, fix)) {
        value["fixes"] = json!([fix]);
    }
    value
}

fn relative(view: &View<'_>, at: usize, related: &Related) -> Value {
    let mut value = location(view, &related.path, related.span);
    value["id"] = at.into();
    value["message"] = json!({ "text": related.message });
    value
}

fn location(view: &View<'_>, path: &str, span: Span) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(view, path) });
    if view.source(path).is_some() {
        physical["region"] = region(view, path, span);
    }
    json!({ "physicalLocation": physical })
}

fn region(view: &View<'_>, path: &str, span: Span) -> Value {
    let (start, end) = view.region(path, span);
    json!({
        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
    })
}

/// A file: below the root by the path to it, elsewhere by its whole place.
fn artifact(view: &View<'_>, path: &str) -> Value {
    let path = view.run.base.from_root(path);
    match url::Url::from_file_path(&*path) {
        Ok(whole) => json!({ "uri": whole.as_str() }),
        Err(()) => json!({ "uri": encoded(&path), "uriBaseId": ROOT }),
    }
}

/// A path as a relative reference: everything but unreserved characters and `/` is written by its bytes.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A fix, unless writing it out would show a secret.
fn change(view: &View<'_>, diagnostic: &Diagnostic, fix: &Fix) -> Option<Value> {
    if secret::shows_secret(fix, view.source(&diagnostic.path)?) {
        return None;
    }
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            json!({
                "deletedRegion": region(view, &diagnostic.path, edit.span),
                "insertedContent": { "text": edit.text },
            })
        })
        .collect();
    Some(json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": artifact(view, &diagnostic.path),
            "replacements": replacements,
        }],
        "properties": { "safety": fix.safety },
    }))
}

fn suppression(view: &View<'_>, suppressed: &Suppressed) -> Value {
    let mut value = json!({
        "kind": if suppressed.in_source { "inSource" } else { "external" },
        "status": "accepted",
    });
    if !suppressed.reason.is_empty() {
        // A reason is text of the file, and may tell what it should hide.
        let reason = &suppressed.reason;
        value["justification"] = match view.source(&suppressed.diagnostic.path) {
            Some(source) => secret::in_report(reason, source).into(),
            None => secret::printable(reason).into(),
        };
    }
    value
}

/// How the run went: what could not be read, and what is only counted.
fn invocation(view: &View<'_>) -> Value {
    let unreadable = view.run.unreadable.iter().map(|unreadable| {
        json!({
            "level": "error",
            "message": { "text": format!("cannot be read: {}", unreadable.error) },
            "locations": [location(view, &unreadable.path, Span::default())],
        })
    });
    let more = view.more().iter().map(|more| {
        let mut value = json!({ "level": "note", "message": { "text": more.message() } });
        if more.of_rule {
            value["associatedRule"] = json!({ "id": more.first.rule });
            value["locations"] = json!([location(view, &more.first.path, more.first.place.span)]);
        }
        value
    });
    let notes: Vec<Value> = unreadable.chain(more).collect();
    json!({
        // A run with findings did what it was asked to; exit code 2 says that it could not.
        "executionSuccessful": view.run.exit != 2,
        "exitCode": view.run.exit,
        "toolExecutionNotifications": notes,
    })
}
