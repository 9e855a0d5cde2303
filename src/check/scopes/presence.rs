//! Scopes that must be there: any at all, `openid`, one for the product.

use super::reading::{asks_for, at_scopes, is_misspelled, words_of};
use super::refresh::wants_scopes;
use crate::check::Findings;
use crate::diagnostic::Safety;
use crate::fix::edit::{self, fix};
use crate::model::{Integration, Word};
use crate::provider::{glob, scopes::is_login_word};

/// A Viewer integration without `scopes`.
pub(in crate::check) fn missing_scopes(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(place) = it.lacks("scopes").filter(|_| wants_scopes(it)) else { return };
    out.add(
        place,
        "no `scopes` are asked for; what the server then grants is not documented, and logins may fail",
    )
    .help("add `scopes` with the words that the content needs and the one that brings a refresh token");
}

/// `openid` is missing where nothing works without it.
pub(in crate::check) fn missing_openid(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it).filter(|scopes| it.is_viewer() && !scopes.has_opaque()) else { return };
    if asks_for(scopes, &["openid"]) {
        return;
    }
    let (message, why) = if it.is("aws") {
        let message = "without `openid` there is no ID token, and AWS gives no credentials for the viewer";
        (message.to_owned(), "AWS trusts the ID token of the login")
    } else {
        let Some(provider) = it.sure_provider() else { return };
        let wants = |word: &&Word<'_>| provider.scopes.openid_for.iter().any(|known| word.is(known));
        let Some(word) = scopes.words().find(wants) else { return };
        let message =
            format!("{} refuses `{}` without `openid`, and the login fails", provider.label, word.text);
        (message, "it makes the request one of OpenID Connect")
    };
    // A misspelled `openid` has a rule of its own, whose edit is the better one.
    let edits = scopes
        .field()
        .node()
        .filter(|_| !is_misspelled(it, &["openid"]))
        .and_then(|node| edit::append_word(node, "openid"));
    out.add(at_scopes(it), message)
        .help(format!("add `openid` to `scopes`: {why}"))
        .fix(edits.and_then(|edits| fix(Safety::Safe, "add `openid`", edits)));
}

/// Nothing but the words of a login where the product wants a scope of its own.
pub(in crate::check) fn missing_api_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it).filter(|scopes| !scopes.has_opaque()) else { return };
    let Some((template, provider)) = it.template().zip(it.provider()) else { return };
    let Some(used) = provider.template(template.name) else { return };
    // Client credentials at Entra have a rule of their own about the resource.
    if it.auth_type().is_none() || (!provider.resources.is_empty() && !it.is_viewer()) {
        return;
    }
    let answers = |globs: &Vec<String>| {
        let fits =
            |word: &Word<'_>| word.family.is_some() || globs.iter().any(|known| glob(known, &word.text));
        scopes.words().filter(|word| !is_login_word(&word.text)).any(fits)
    };
    let Some(at) = used.wanted.iter().position(|globs| !answers(globs)) else { return };
    let example = used
        .default_scopes
        .iter()
        .find(|word| !is_login_word(word) && used.wanted[at].iter().any(|known| glob(known, word)));
    let message = if provider.resources.is_empty() {
        "no scope asks for the product itself: the login works, and the product then refuses the content"
    } else {
        "no scope names a resource: the token will be for Microsoft Graph, and any other API refuses it"
    };
    let help = match example {
        Some(example) => format!("add a scope of the product, for instance `{example}`"),
        None => "add a scope of the product, `<resource>/.default`".to_owned(),
    };
    out.add(at_scopes(it), message).help(help);
}
