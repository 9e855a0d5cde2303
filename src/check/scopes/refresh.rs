//! The word that brings a refresh token: missing, refused, or useless.

use super::reading::{
    Change, applies, asks_for, at_scopes, at_word, change_words, is_misspelled, is_rejected, shown, words_of,
};
use crate::check::{Context, Findings};
use crate::diagnostic::{Fix, Safety};
use crate::fix::edit::{self, fix};
use crate::model::{Endpoint, Integration};
use crate::provider::{Need, Provider, Providers, Refresh, Severity};

/// Words that bring a refresh token at most servers.
const USUAL: [&str; 2] = ["offline_access", "refresh_token"];

/// What the provider wants in return for a refresh token, if it is asked for by a scope and must be.
fn required(it: &Integration<'_>, provider: &'static Provider) -> Option<&'static Refresh> {
    let refresh = provider.refresh(it.servers().version())?;
    (refresh.need == Need::Required && !refresh.scopes.is_empty()).then_some(refresh)
}

/// A Viewer integration without the scope that its server wants for a refresh token.
pub(in crate::check) fn missing_refresh_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it).filter(|scopes| it.is_viewer() && !scopes.has_opaque()) else { return };
    let Some(provider) = it.sure_provider() else { return };
    let Some(refresh) = required(it, provider).filter(|refresh| refresh.level == Some(Severity::Error))
    else {
        return;
    };
    if asks_for(scopes, &refresh.scopes) {
        return;
    }
    let word = &refresh.scopes[0];
    out.add(
        at_scopes(it),
        format!("without `{word}` {} gives no refresh token, and every login fails", provider.label),
    )
    .help(format!("add `{word}` to `scopes`, and allow it for the application at {}", provider.label))
    .fix(ask_for(it, provider, word));
}

/// Adds the word, or puts it in the place of the one that is refused. A misspelled one is left to its own rule.
fn ask_for(it: &Integration<'_>, provider: &Provider, word: &str) -> Option<Fix> {
    let scopes = it.scopes();
    if is_misspelled(it, &[word]) {
        return None;
    }
    let refused = scopes.words().find(|own| is_rejected(it, own));
    let edits = match refused {
        Some(refused) => change_words(scopes, |own| {
            if std::ptr::eq(own, refused) { Change::Write(word.to_owned()) } else { Change::Keep }
        })?,
        None => edit::append_word(scopes.field().node()?, word)?,
    };
    fix(Safety::Safe, format!("ask {} for `{word}`", provider.label), edits)
}

/// A refresh scope that the server does not know, and for which it refuses the login.
pub(in crate::check) fn rejected_refresh_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it) else { return };
    let Some(provider) = it.sure_provider() else { return };
    let version = it.servers().version();
    let Some(first) = scopes.words().find(|word| is_rejected(it, word)) else { return };
    let Some(rejected) = provider.rejects(&first.text, version) else { return };
    let wanted = required(it, provider).filter(|_| it.is_viewer()).map(|refresh| &refresh.scopes);
    // What is wanted and not there takes the place of the first refused word; the others go.
    let instead = wanted
        .filter(|wanted| !scopes.has_opaque() && !wanted.iter().any(|word| scopes.has(word)))
        .and_then(|wanted| wanted.first());
    let edits = change_words(scopes, |word| match instead {
        Some(instead) if std::ptr::eq(word, first) => Change::Write(instead.clone()),
        _ if is_rejected(it, word) => Change::Drop,
        _ => Change::Keep,
    });
    let word = shown(&first.text);
    let answer = rejected.answer.as_deref().map_or_else(String::new, |answer| format!(" (`{answer}`)"));
    let title = match instead {
        Some(instead) => format!("write `{instead}` for {word}"),
        None => format!("remove {word}"),
    };
    let refused = if it.is_service_account() { "the request for a token" } else { "the login" };
    // The wrong word in the place of the right one is one mistake.
    let same: &[&str] = if instead.is_some() { &["missing-refresh-scope"] } else { &[] };
    out.add(
        at_word(it, first),
        format!("{} does not know the scope {word} and refuses {refused}{answer}", provider.label),
    )
    .speaks_for(&at_scopes(it), same)
    .help(match instead {
        Some(instead) => format!("ask for `{instead}` instead"),
        None => format!("remove {word}: {}", other_way(provider, version, wanted.map(Vec::as_slice))),
    })
    .fix(edits.and_then(|edits| fix(Safety::Safe, title, edits)));
}

/// How a refresh token is got where not by the refused word.
fn other_way(provider: &Provider, version: Option<&str>, wanted: Option<&[String]>) -> String {
    let need = provider.refresh(version).map(|refresh| refresh.need);
    match (need, wanted.and_then(<[String]>::first)) {
        (_, Some(word)) => format!("`{word}` brings the refresh token"),
        (Some(Need::Parameter), _) => match provider.authorization_parameters.first() {
            Some(parameter) => format!(
                "the parameter `{}={}` of the authorization URI brings the refresh token; templates send it",
                parameter.name, parameter.value
            ),
            None => "a parameter of the authorization URI brings the refresh token".to_owned(),
        },
        (Some(Need::Always | Need::Optional), _) => "a refresh token comes without it".to_owned(),
        _ => "nothing is gained by it".to_owned(),
    }
}

/// A server that is not known to behave otherwise, and no word that asks for a refresh token.
pub(in crate::check) fn missing_offline_access(
    it: &Integration<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
) {
    let Some(scopes) = words_of(it) else { return };
    if !it.is_viewer() || !(it.is("custom") || it.is("aws")) || scopes.has_opaque() || it.servers().disputed {
        return;
    }
    let wanted = match it.provider() {
        Some(provider) => {
            let usual = |refresh: &&Refresh| refresh.scopes.iter().any(|word| word == USUAL[0]);
            let Some(refresh) = required(it, provider).filter(usual) else { return };
            // What is certain, and an error, is said by `missing-refresh-scope`.
            if it.servers().sure && refresh.level == Some(Severity::Error) {
                return;
            }
            Some(provider)
        }
        None if is_unknown(it) && !is_named_after_another(it, cx) => None,
        None => return,
    };
    if asks_for(scopes, &USUAL) || asks_elsewhere(it, cx) || is_misspelled(it, &USUAL) {
        return;
    }
    let word = USUAL[0];
    let message = match wanted {
        Some(provider) => format!("{} gives a refresh token only for the scope `{word}`", provider.label),
        None => format!("most servers give a refresh token only for the scope `{word}`"),
    };
    let edits = scopes.field().node().and_then(|node| edit::append_word(node, word));
    out.add(at_scopes(it), format!("{message}; without one every login fails"))
        .help(format!(
            "add `{word}` to `scopes`, unless the server is known to give a refresh token without it"
        ))
        .fix(edits.and_then(|edits| fix(Safety::Unsafe, format!("add `{word}`"), edits)));
}

/// Whether a server is there whose host and path can be read, and is nobody's who is known.
fn is_unknown(it: &Integration<'_>) -> bool {
    let readable = |endpoint: &Endpoint<'_>| {
        let url = &endpoint.url;
        endpoint.recognised.is_none()
            && url.host().is_some_and(|host| !url.is_opaque(host))
            && !url.is_opaque(url.path())
    };
    it.servers().endpoints().any(readable)
}

/// Whether the host is named after a provider that gives refresh tokens in another way, as a GitLab of one's
/// own is (`gitlab.acme.dev`).
fn is_named_after_another(it: &Integration<'_>, cx: &Context<'_>) -> bool {
    let providers = cx.settings.providers.unwrap_or_else(Providers::builtin);
    let other = |label: &str| {
        let refresh = providers.get(&label.to_ascii_lowercase()).and_then(|provider| provider.refresh(None));
        refresh.is_some_and(|refresh| refresh.need != Need::Required)
    };
    it.servers()
        .endpoints()
        .filter_map(|endpoint| endpoint.url.host_text())
        .any(|host| host.split('.').any(other))
}

/// Whether a word is there that asks for a refresh token at some server, such as `offline`.
fn asks_elsewhere(it: &Integration<'_>, cx: &Context<'_>) -> bool {
    let providers = cx.settings.providers.unwrap_or_else(Providers::builtin);
    it.scopes().literals().any(|word| providers.refresh_scopes().any(|known| word.is(known)))
}

/// Client credentials give no refresh token, whatever is asked for.
pub(in crate::check) fn useless_refresh_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it).filter(|_| it.is_service_account()) else { return };
    let useless =
        |word: &crate::model::Word<'_>| USUAL.iter().any(|usual| word.is(usual)) && !is_rejected(it, word);
    let Some(first) = scopes.words().find(|word| useless(word)) else { return };
    let word = shown(&first.text);
    let edits =
        change_words(scopes, |word| if useless(word) { Change::Drop } else { Change::Keep }).or_else(|| {
            edit::remove(it.config_mapping()?, scopes.field().entry()?).filter(|_| !scopes.has_opaque())
        });
    out.add(
        at_word(it, first),
        format!("a Service Account gets no refresh token: {word} does nothing, and strict servers refuse it"),
    )
    .help(format!("remove {word}"))
    .fix(edits.and_then(|edits| fix(Safety::Safe, format!("remove {word}"), edits)));
}

/// A Viewer integration that names no scopes where the server has no default that is known to do.
pub(in crate::check) fn wants_scopes(it: &Integration<'_>) -> bool {
    if !it.is_viewer() || !applies(it, "scopes") || it.servers().disputed {
        return false;
    }
    match (it.detailed(), it.provider()) {
        (Some("aws"), _) => true,
        (Some("custom"), Some(provider)) => !provider.scopes.optional,
        // A placeholder may hide a server that needs none.
        (Some("custom"), None) => {
            let given = |key| it.field(key).is_given();
            !(given("authorization_uri") || given("token_uri")) || is_unknown(it)
        }
        (Some(_), Some(provider)) => required(it, provider).is_some(),
        _ => false,
    }
}
