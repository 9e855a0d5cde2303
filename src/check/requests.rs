//! Rules of the group requests: the patterns of integration requests.

use super::Findings;
use crate::diagnostic::Safety;
use crate::fix::edit::{self, fix};
use crate::model::{Attachments, Field};
use crate::opaque::{self, Opacity};
use crate::pattern;

/// The text of a pattern, letter for letter, where it may be judged.
fn pattern_of<'a>(field: &Field<'a>) -> Option<&'a str> {
    let text = field.node()?.as_str()?;
    let judged = matches!(opaque::classify(text), Opacity::Literal | Opacity::Dummy);
    (field.is_given() && judged).then_some(text)
}

/// A pattern that no common dialect can read.
pub(super) fn invalid_request_pattern(it: &Attachments<'_>, out: &mut Findings<'_>) {
    for item in it.requests() {
        for key in ["name", "description"] {
            let field = item.field(key);
            let Some((text, node)) = pattern_of(&field).zip(field.node()) else { continue };
            let Some(defect) = pattern::defect(text) else { continue };
            let mend = edit::replace(node, &pattern::escape(text))
                .and_then(|edits| fix(Safety::Unsafe, "take it as plain text and escape its signs", edits));
            out.add(
                item.at(&field),
                format!("`{key}` is a regular expression, and this one is broken: {defect}; the deployment fails"),
            )
            .help("escape the signs if it is meant as plain text: each of \\ . + * ? ( ) [ ] { } ^ $ | gets a backslash")
            .fix(mend);
        }
    }
}

/// A plain name that as a pattern does not match itself.
pub(super) fn unescaped_request_name(it: &Attachments<'_>, out: &mut Findings<'_>) {
    for item in it.requests() {
        let field = item.field("name");
        let Some((text, node)) = pattern_of(&field).zip(field.node()) else { continue };
        if !misses_itself(text) {
            continue;
        }
        let right = format!("^{}$", pattern::escape(text.trim()));
        let mend = edit::replace(node, &right)
            .and_then(|edits| fix(Safety::Unsafe, "escape its signs and anchor it", edits));
        out.add(
            item.at(&field),
            "`name` is a regular expression, and this one does not match its own text: an integration of exactly \
             this name is not found, and the deployment fails",
        )
        .help(format!("write `{right}` for the plain name"))
        .fix(mend);
    }
}

/// Whether a text looks like a plain name and is not found in itself.
pub(super) fn misses_itself(text: &str) -> bool {
    let means_pattern = text.contains(['^', '$', '\\', '|', '[']) || text.contains(".*");
    !means_pattern
        && pattern::defect(text).is_none()
        && pattern::Pattern::new(text).is_in(text) == Some(false)
}
