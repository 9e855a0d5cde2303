//! Applies the edits of findings to a text.

pub mod edit;

use crate::diagnostic::{Diagnostic, Edit, Safety};

/// A text after some fixes, and which were left for the next round because they touch others.
#[derive(Debug)]
pub struct Applied {
    /// The new text.
    pub text: String,
    /// How many fixes were applied.
    pub applied: usize,
    /// How many touch the bytes of one that was applied.
    pub conflicts: usize,
}

/// Applies all fixes up to a safety, in the order of their places; of two that touch, the first.
#[must_use]
pub fn apply<'d>(text: &str, findings: impl IntoIterator<Item = &'d Diagnostic>, safety: Safety) -> Applied {
    let mut taken: Vec<Edit> = Vec::new();
    let (mut applied, mut conflicts) = (0, 0);
    for fix in
        findings.into_iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.safety <= safety)
    {
        if fix.edits.iter().all(|edit| taken.contains(edit)) {
            // Two findings want the same edit: one of them is enough.
            applied += 1;
        } else if fix.edits.iter().any(|edit| taken.iter().any(|other| touches(edit, other))) {
            conflicts += 1;
        } else {
            taken.extend(fix.edits.iter().cloned());
            applied += 1;
        }
    }
    Applied { text: splice(text, taken), applied, conflicts }
}

/// Whether two edits cannot both be made. Two insertions at one place would have no order.
fn touches(one: &Edit, other: &Edit) -> bool {
    one.span.start < other.span.end && other.span.start < one.span.end
        || one.span.start == other.span.start
        || (one.span.is_empty() || other.span.is_empty())
            && one.span.start <= other.span.end
            && other.span.start <= one.span.end
}

/// Makes edits that do not touch.
fn splice(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.span);
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        if range.start < at || range.end > text.len() {
            continue;
        }
        new.push_str(&text[at..range.start]);
        new.push_str(&edit.text);
        at = range.end;
    }
    new.push_str(&text[at..]);
    new
}

/// The line break that a text uses.
#[must_use]
pub fn line_break(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}
