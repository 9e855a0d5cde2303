//! Scopes that are not written as `<resource>/<permission>`.

use super::{asked, of_word};
use crate::check::Findings;
use crate::check::scopes::reading::{Change, at_word, change_words, shown};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::Integration;

/// A resource without permission, a slash or a dot that is missing, a host without `https://`.
pub(in crate::check) fn malformed_entra_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let asked = asked(it);
    let mended = || asked.iter().filter(|own| own.mended);
    let Some(own) = mended().next() else { return };
    let (first, right) = (own.word, &own.text);
    let edits = change_words(it.scopes(), |word| {
        let own = of_word(&asked, it, word).filter(|own| own.mended);
        own.map_or(Change::Keep, |own| Change::Write(own.text.clone()))
    });
    out.add(
        at_word(it, first),
        format!("{} is not written as `<resource>/<permission>`, and Entra refuses it", shown(&first.text)),
    )
    .help(format!("write {}", shown(right)))
    .fix(edits.and_then(|edits| fix(Safety::Unsafe, format!("write {}", shown(right)), edits)));
}
