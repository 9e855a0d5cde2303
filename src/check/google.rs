//! Rules of the group google.

use super::Findings;
use super::scopes::reading::{Change, at_word, change_words, product_words, shown, words_of};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::{Integration, Word};
use crate::provider::Provider;

const PREFIX: &str = "https://www.googleapis.com/auth/";

/// A scope that is not the whole URL that Google knows it by.
pub(super) fn short_google_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(google) = it.sure_provider().filter(|provider| provider.name == "google") else { return };
    let Some(scopes) = words_of(it) else { return };
    let short = |word: &Word<'_>| word.is_literal() && is_short(google, &word.text);
    let Some(first) = product_words(it).chain(login_words(it, google)).find(|word| short(word)) else {
        return;
    };
    let whole = |word: &Word<'_>| if short(word) { whole(google, &word.text) } else { None };
    let right = whole(first);
    let edits = match right {
        Some(_) => change_words(scopes, |word| whole(word).map_or(Change::Keep, Change::Write)),
        None => None,
    };
    out.add(
        at_word(it, first),
        format!(
            "Google knows scopes by their whole URL: it refuses the login because of {}",
            shown(&first.text)
        ),
    )
    .help(match &right {
        Some(right) => format!("write {}", shown(right)),
        None => format!("write the URL from Google's list of scopes, `{PREFIX}…`"),
    })
    .fix(edits.and_then(|edits| fix(Safety::Safe, "write whole URLs", edits)));
}

/// Words that log a user in elsewhere, and that Google does not have.
fn login_words<'i, 'a>(
    it: &'i Integration<'a>,
    google: &'static Provider,
) -> impl Iterator<Item = &'i Word<'a>> {
    let known = move |word: &&Word<'_>| google.scopes.oidc.iter().any(|known| word.is(known));
    it.scopes().literals().filter(move |word| (word.is("address") || word.is("phone")) && !known(word))
}

fn is_short(google: &Provider, text: &str) -> bool {
    if google.scopes.oidc.iter().any(|known| known.eq_ignore_ascii_case(text)) {
        return false;
    }
    !text.starts_with("https://") || text.starts_with("https://googleapis.com/")
}

/// The URL that is meant.
fn whole(google: &Provider, text: &str) -> Option<String> {
    let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    if let Some(name) = bare.strip_prefix("googleapis.com/auth/").or_else(|| bare.strip_prefix("auth/")) {
        return (!name.is_empty()).then(|| format!("{PREFIX}{name}"));
    }
    if let Some(rest) = text.strip_prefix("http://") {
        return Some(format!("https://{rest}"));
    }
    google.scopes.whole_form(text).map(str::to_owned)
}
