//! Applies the edits of findings to a text, and verifies what came out before anything is kept.

pub mod edit;
mod round;
mod verify;
mod write;

pub use round::{Dropped, Linted, Outcome, fix_file, silence_file};
pub use write::{Refused, write};

use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::document::Format;
use std::borrow::Cow;

/// Why a fix was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Its edits overlap each other or lie outside the text.
    Overlap,
    /// The text would have an error that it has not now.
    Broken,
    /// The file would not be taken for what it is.
    Unrecognised,
    /// A value would change that the edits are not about, perhaps one that an alias repeats.
    Elsewhere,
    /// A comment would be lost or read as text.
    Comment,
    /// The finding would stay.
    Useless,
    /// A finding of this rule would come, which is worse.
    Worse(&'static str),
    /// An ignore comment would then silence a finding of this rule.
    Silences(&'static str),
    /// A secret would be written to another place.
    Secret,
    /// An earlier text would come back.
    Circle,
}

impl Trouble {
    /// The reason in words.
    #[must_use]
    pub fn reason(&self, format: Format) -> Cow<'static, str> {
        match self {
            Self::Overlap => "its edits overlap".into(),
            Self::Broken => format!("the text would be no valid {} any more", format.name()).into(),
            Self::Unrecognised => "the file would not be recognised any more".into(),
            Self::Elsewhere => {
                "it would change another value too (one that an alias repeats, for instance)".into()
            }
            Self::Comment => "a comment would be lost".into(),
            Self::Useless => "the finding would stay".into(),
            Self::Worse(rule) => format!("it would bring a worse finding, `{rule}`").into(),
            Self::Silences(rule) => format!("an ignore comment would then silence `{rule}`").into(),
            Self::Secret => "it would write a secret to another place".into(),
            Self::Circle => "it would bring back an earlier text".into(),
        }
    }
}

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

/// Makes edits that do not touch; one that does is left out.
fn splice(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.span);
    let mut at = 0;
    edits.retain(|edit| {
        let fits = edit.span.start >= at && text.get(edit.span.range()).is_some();
        at = if fits { edit.span.end } else { at };
        fits
    });
    spliced(text, &edits).unwrap_or_else(|| text.to_owned())
}

/// Makes edits that are sorted; `None` where they overlap or lie outside the text.
fn spliced(text: &str, edits: &[Edit]) -> Option<String> {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        text.get(range.clone())?;
        new.push_str(text.get(at..range.start)?);
        new.push_str(&edit.text);
        at = range.end;
    }
    new.push_str(text.get(at..)?);
    Some(new)
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

#[cfg(test)]
mod tests;
