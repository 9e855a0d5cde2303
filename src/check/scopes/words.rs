//! Single words: misspelled, broader than needed, or another provider's.

use super::reading::{Change, at_word, change_words, is_foreign, is_rejected, misspelling, shown, words_of};
use crate::check::{Context, Findings};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::{Integration, Word};
use crate::provider::{Provider, Providers, glob};
use crate::template::AuthType;
use std::collections::HashSet;

/// A word that is nearly a common one.
pub(in crate::check) fn misspelled_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it) else { return };
    let Some((first, meant)) = scopes.words().find_map(|word| Some((word, misspelling(it, word)?))) else {
        return;
    };
    let own: HashSet<&str> = scopes.words().map(|word| &*word.text).collect();
    let edits = change_words(scopes, |word| match misspelling(it, word) {
        Some(meant) if own.contains(meant) => Change::Drop,
        Some(meant) => Change::Write(meant.to_owned()),
        None => Change::Keep,
    });
    out.add(
        at_word(it, first),
        format!("the scope {} is probably meant to be `{meant}`", shown(&first.text)),
    )
    .help(format!("write `{meant}`, unless the server has a scope of that very name"))
    .fix(edits.and_then(|edits| fix(Safety::Unsafe, format!("write `{meant}`"), edits)));
}

/// A word that opens more than most content needs.
pub(in crate::check) fn broad_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it) else { return };
    let provider = it.provider();
    if it.servers().disputed || is_github_app(it) {
        return;
    }
    let used = it.template().and_then(|template| provider?.template(template.name));
    let default =
        |word: &Word<'_>| used.is_some_and(|used| used.default_scopes.iter().any(|own| word.is(own)));
    for word in scopes.literals().filter(|word| !default(word)) {
        let known = provider.and_then(|provider| provider.scopes.broad(&word.text));
        if known.is_none() && !says_so_itself(&word.text) {
            continue;
        }
        let narrower = known.map(|known| known.narrower.as_slice()).unwrap_or_default();
        let help = match narrower {
            [] => "ask for the narrowest scope that the content needs".to_owned(),
            words => format!("ask for less, for instance `{}`", words.join("` or `")),
        };
        out.add(
            at_word(it, word),
            format!("the scope {} opens more than most content needs", shown(&word.text)),
        )
        .help(help);
        return;
    }
}

/// `full_access`, at whatever server.
fn says_so_itself(word: &str) -> bool {
    let permission = word.rsplit('/').next().unwrap_or(word);
    permission.eq_ignore_ascii_case("full_access")
}

/// A GitHub App ignores scopes, so none of them is broad.
fn is_github_app(it: &Integration<'_>) -> bool {
    it.client_id_shape().is_some_and(|shape| shape.app.as_deref() == Some("github-app"))
}

/// A word of another provider, which this one refuses.
pub(in crate::check) fn foreign_scope(it: &Integration<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it) else { return };
    let Some(provider) = it.sure_provider() else { return };
    for word in scopes.words().filter(|word| misspelling(it, word).is_none()) {
        let name = || shown(&word.text);
        let refused = if it.is_service_account() { "the request for a token" } else { "the login" };
        if is_foreign(it, word) {
            let Some(foreign) = provider.scopes.foreign(&word.text) else { continue };
            let providers = cx.settings.providers.unwrap_or_else(Providers::builtin);
            let owner = foreign.of.as_deref().and_then(|owner| providers.get(owner));
            let what = match owner {
                Some(owner) => {
                    format!("{} is a scope of {}: {} refuses {refused}", name(), owner.label, provider.label)
                }
                None => format!("{} is not a scope of {}, which refuses {refused}", name(), provider.label),
            };
            let help = match foreign.instead.as_deref() {
                Some(instead) => {
                    format!("write `{instead}`, or choose the template that the scope belongs to")
                }
                None if owner.is_some() => {
                    format!(
                        "write a scope of {}, or choose the template that the scope belongs to",
                        provider.label
                    )
                }
                None => format!("remove {}", name()),
            };
            out.add(at_word(it, word), what).help(help);
            return;
        }
        if is_outside(it, provider, word) {
            out.add(
                at_word(it, word),
                format!("{} has no scope {} on this server and refuses {refused}", provider.label, name()),
            )
            .help("create the scope on an authorization server of your own, and use its endpoints");
            return;
        }
    }
}

/// Whether the server has a closed list of scopes, and this is not in it.
fn is_outside(it: &Integration<'_>, provider: &Provider, word: &Word<'_>) -> bool {
    let Some(closed) = &provider.scopes.closed else { return false };
    let servers = it.servers();
    let endpoint = match it.auth_type() {
        Some(AuthType::ServiceAccount) => servers.token.as_ref(),
        _ => servers.authorization.as_ref(),
    };
    let recognised = endpoint.and_then(|endpoint| endpoint.recognised.as_ref());
    // Only an endpoint of the provider can lack a part of its path; what is wrong otherwise has other rules.
    let bare =
        recognised.is_some_and(|found| found.endpoint.is_some() && found.range(&closed.without).is_none());
    bare && word.is_literal()
        && !is_rejected(it, word)
        && !closed.scopes.iter().any(|known| glob(known, &word.text))
}
