//! Keeps secrets in their files: marks their bytes in the source, and cleans what reports say.

mod conceal;
mod find;

#[cfg(test)]
mod tests;

pub use conceal::Concealed;
pub use find::{Credential, Secrets, Spot, end_of_user_information, is_secret_parameter};

use crate::diagnostic::{Diagnostic, Fix};
use crate::document::{Document, NodeId};
use crate::provider::credentials;
use crate::source::{Source, Span};
use std::borrow::Cow;

/// Marks every secret of a document, so that no report shows it, and tells what was found.
pub fn hide(document: &mut Document) -> Secrets {
    let found = find::find(document);
    document.source_mut().hide(found.spans);
    document.source_mut().hide_texts(found.texts);
    found.secrets
}

/// Marks the values of keys that only a server's templates tell to be secret, below some mappings.
pub fn hide_keys(
    document: &mut Document,
    secrets: &mut Secrets,
    mappings: &[NodeId],
    is_secret: &dyn Fn(&str) -> bool,
) {
    let found = find::find_keys(document, mappings, is_secret);
    document.source_mut().hide(found.spans);
    document.source_mut().hide_texts(found.texts);
    secrets.values.extend(found.secrets.values);
    secrets.told.extend(found.secrets.told);
}

/// Marks a whole text of which nothing is known, since it could not be read.
pub fn hide_all(document: &mut Document) {
    let all = Span::new(0, document.source().text().len());
    document.source_mut().hide([all]);
}

/// Replaces in all that findings say whatever is a secret of their file or has the shape of one, and the values of
/// variables that any file of the run was filled in with. A fix that would print a secret is kept for `--fix` and
/// marked so that no report writes it out; one that would write a variable's value into the file is dropped.
pub fn clean(diagnostics: &mut [Diagnostic], source: &Source, concealed: &Concealed) {
    if diagnostics.is_empty() {
        return;
    }
    for diagnostic in diagnostics {
        let redact = |text: &mut String| {
            if let Cow::Owned(clean) = redacted(text, source) {
                *text = clean;
            }
            if let Cow::Owned(clean) = concealed.clean(text, source) {
                *text = clean;
            }
        };
        redact(&mut diagnostic.message);
        // A key may be a credential too.
        redact(&mut diagnostic.place.pointer);
        diagnostic.help.iter_mut().for_each(redact);
        diagnostic.related.iter_mut().for_each(|related| redact(&mut related.message));
        if diagnostic.fix.as_ref().is_some_and(|fix| shows_value(fix, source, concealed)) {
            diagnostic.fix = None;
        }
        if let Some(fix) = &mut diagnostic.fix {
            redact(&mut fix.title);
        }
        let about = std::sync::Arc::make_mut(&mut diagnostic.about);
        for text in about.integration.iter_mut().chain(&mut about.template) {
            redact(text);
            if let Cow::Owned(clean) = concealed.clean_value(text) {
                *text = clean;
            }
        }
    }
}

/// A text as reports may print it when its file is known.
#[must_use]
pub fn in_report<'t>(text: &'t str, source: &Source) -> Cow<'t, str> {
    redacted(text, source)
}

/// Whether an edit is made of a variable's value, or puts something in the place of `${VAR}`.
fn shows_value(fix: &Fix, source: &Source, concealed: &Concealed) -> bool {
    fix.edits
        .iter()
        .any(|edit| !edit.text.is_empty() && (source.is_filled(edit.span) || concealed.is_in(&edit.text)))
}

/// Whether an edit's text would show a secret: then it is applied, but never printed.
#[must_use]
pub fn shows_secret(fix: &Fix, source: &Source) -> bool {
    fix.edits.iter().any(|edit| matches!(redacted(&edit.text, source), Cow::Owned(_)))
}

/// The masked text of a source in which the secrets of another text of the same file are masked as well.
#[must_use]
pub fn masked_beside(source: &Source, other: &Source) -> String {
    let masked = source.masked();
    redacted(&source.redacted(&masked), other).into_owned()
}

fn redacted<'t>(text: &'t str, source: &Source) -> Cow<'t, str> {
    redact_shapes(source.redacted(text))
}

/// Replaces known credential shapes in any text, for outputs that have no source at hand.
fn redact_shapes(text: Cow<'_, str>) -> Cow<'_, str> {
    let found: Vec<_> = credentials::scan(&text).map(|(range, _)| range).collect();
    if found.is_empty() {
        return text;
    }
    let mut clean = text.into_owned();
    for range in found.into_iter().rev() {
        clean.replace_range(range, "***");
    }
    Cow::Owned(clean)
}

/// A text as reports may print it when nothing else is known of it.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    redact_shapes(Cow::Borrowed(text))
}
