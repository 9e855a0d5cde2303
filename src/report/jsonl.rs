//! One JSON object a line: each finding as in `json`, then what is only counted, then the summary, by whose
//! presence a reader knows that nothing is missing.

use super::View;
use super::json::{VERSION, finding, omitted};
use super::text::visible_json;
use super::view::Entry;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for entry in view.entries() {
        match entry {
            Entry::Finding(diagnostic) => line("diagnostic", finding(view, diagnostic), out)?,
            Entry::More(more) => line("omitted", omitted(&more), out)?,
        }
    }
    line("summary", json!({ "version": VERSION, "summary": view.report.summary }), out)
}

/// An object on a line of its own, with what it is in front.
fn line(what: &str, value: Value, out: &mut dyn Write) -> io::Result<()> {
    let mut whole = json!({ "type": what });
    if let (Some(whole), Value::Object(value)) = (whole.as_object_mut(), value) {
        whole.extend(value);
    }
    writeln!(out, "{}", visible_json(&serde_json::to_string(&whole)?))
}
