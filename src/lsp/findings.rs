//! Findings as the protocol has them.

use super::Server;
use crate::config::Mistake;
use crate::diagnostic::{Diagnostic, Level, Related};
use crate::rule::Rule;
use crate::source::Source;
use serde_json::{Value, json};
use std::path::Path;

impl Server<'_> {
    /// What an editor shows in a file.
    pub(super) fn diagnostics(&self, name: &str) -> Vec<Value> {
        let found = self.engine.found(name).iter();
        let mut list: Vec<Value> = found.map(|diagnostic| self.diagnostic(diagnostic)).collect();
        list.extend(self.mistakes.get(name).into_iter().flatten().cloned());
        list
    }

    /// One finding.
    pub(super) fn diagnostic(&self, diagnostic: &Diagnostic) -> Value {
        let mut value = json!({
            "range": self.range_in(&diagnostic.path, diagnostic.place.span),
            "severity": severity(diagnostic.level),
            "code": diagnostic.rule,
            "source": "connectlint",
            "message": message(diagnostic),
            "data": { "fingerprint": diagnostic.fingerprint(), "pointer": diagnostic.place.pointer },
        });
        if let Some(rule) = Rule::find(diagnostic.rule) {
            value["codeDescription"] = json!({ "href": rule.url() });
        }
        let tags = tags(diagnostic);
        if !tags.is_empty() {
            value["tags"] = json!(tags);
        }
        if !diagnostic.related.is_empty() {
            let related: Vec<Value> =
                diagnostic.related.iter().map(|related| self.related(related)).collect();
            value["relatedInformation"] = json!(related);
        }
        value
    }

    fn related(&self, related: &Related) -> Value {
        json!({
            "location": { "uri": self.uri(&related.path), "range": self.range_in(&related.path, related.span) },
            "message": related.message,
        })
    }

    /// A range of a file of the project; a file that is not in it, such as a server's export, is read.
    pub(super) fn range_in(&self, name: &str, span: crate::source::Span) -> Value {
        if let Some(buffer) = self.open.get(name) {
            return self.client.encoding.range(&buffer.source, span, true);
        }
        if let Some(file) = self.engine.file(name) {
            return self.client.encoding.range(file.source(), span, false);
        }
        let text = std::fs::read_to_string(Path::new(name)).unwrap_or_default();
        self.client.encoding.range(&Source::new(name, text), span, false)
    }

    /// What is wrong in a configuration.
    pub(super) fn mistake(&self, source: &Source, buffer: bool, mistake: &Mistake) -> Value {
        let help = mistake.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        json!({
            "range": self.client.encoding.range(source, mistake.span, buffer),
            "severity": 1,
            "code": "configuration",
            "source": "connectlint",
            "message": format!("{}{help}", mistake.message),
        })
    }
}

/// What is wrong, and in a line of its own what to do.
pub(super) fn message(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}\n{help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

fn severity(level: Level) -> u8 {
    match level {
        Level::Error => 1,
        Level::Warning => 2,
        Level::Info | Level::Page => 3,
    }
}

/// What can go without a loss is shown faded, what is out of date struck through.
fn tags(diagnostic: &Diagnostic) -> Vec<u8> {
    const UNNECESSARY: u8 = 1;
    const DEPRECATED: u8 = 2;
    let safe = diagnostic.fix.as_ref().filter(|fix| fix.safety == crate::diagnostic::Safety::Safe);
    let removes = safe.is_some_and(|fix| fix.edits.iter().all(|edit| edit.text.is_empty()));
    let mut tags = Vec::new();
    if removes && diagnostic.level != Level::Error {
        tags.push(UNNECESSARY);
    }
    if diagnostic.rule.split('-').any(|word| matches!(word, "outdated" | "deprecated")) {
        tags.push(DEPRECATED);
    }
    tags
}
