//! GitLab's code quality report: one JSON array.

use super::json::pretty;
use super::view::{Distinct, Entry, View};
use crate::diagnostic::{Diagnostic, Level};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut distinct = Distinct::default();
    let mut issues = Vec::new();
    for entry in view.entries() {
        match entry {
            Entry::Finding(diagnostic) => {
                let description = match &diagnostic.help {
                    Some(help) => format!("{}; help: {help}", diagnostic.message),
                    None => diagnostic.message.clone(),
                };
                issues.push(issue(view, diagnostic, description, distinct.of(diagnostic, &view.run.base)));
            }
            // An issue without a place is refused: what is counted at the end stands at its first finding.
            Entry::More(more) => {
                let fingerprint =
                    format!("{}-more", more.first.fingerprint_in(&view.run.base.from_root(&more.first.path)));
                issues.push(issue(view, more.first, more.message(), fingerprint));
            }
        }
    }
    pretty(&Value::Array(issues), out)
}

fn issue(view: &View<'_>, at: &Diagnostic, description: String, fingerprint: String) -> Value {
    let (start, end) = view.region(&at.path, at.place.span);
    json!({
        "description": description,
        "check_name": at.rule,
        "fingerprint": fingerprint,
        "severity": match at.level {
            Level::Error => "critical",
            Level::Warning => "major",
            Level::Info | Level::Page => "info",
        },
        "location": {
            "path": view.run.base.from_root(&at.path),
            "lines": { "begin": start.line, "end": end.line },
        },
    })
}
