//! Scopes that are not written as `<resource>/<permission>`.

use super::{DEFAULT, entra_scopes};
use crate::check::Findings;
use crate::check::scopes::reading::{Change, at_word, change_words, product_words, shown};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::{Integration, Word};
use crate::provider::{Provider, is_guid};

/// A resource without permission, a slash or a dot that is missing, a host without `https://`.
pub(in crate::check) fn malformed_entra_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(entra) = entra_scopes(it) else { return };
    let mended = |word: &Word<'_>| if word.is_literal() { repaired(entra, &word.text) } else { None };
    let Some((first, right)) = product_words(it).find_map(|word| Some((word, mended(word)?))) else { return };
    let edits = change_words(it.scopes(), |word| {
        let own = product_words(it).any(|own| std::ptr::eq(own, word));
        own.then(|| mended(word)).flatten().map_or(Change::Keep, Change::Write)
    });
    out.add(
        at_word(it, first),
        format!("{} is not written as `<resource>/<permission>`, and Entra refuses it", shown(&first.text)),
    )
    .help(format!("write {}", shown(&right)))
    .fix(edits.and_then(|edits| fix(Safety::Unsafe, format!("write {}", shown(&right)), edits)));
}

/// The scope that is meant by a malformed one; `None` for a right one.
pub(super) fn repaired(entra: &Provider, text: &str) -> Option<String> {
    let mut new = text.to_owned();
    if let Some(scheme) = missing_scheme(entra, text) {
        new = scheme;
    }
    let resource = new.trim_end_matches('/');
    if is_guid(resource) || entra.resource(resource).is_some() || is_bare_resource(resource) {
        // `https://graph.microsoft.com`, with or without a slash at its end
        return Some(format!("{resource}/{DEFAULT}"));
    }
    if let Some(resource) = new.strip_suffix(DEFAULT).filter(|head| !head.ends_with('/'))
        && (has_scheme(resource) || is_guid(resource))
    {
        // `https://graph.microsoft.com.default`
        return Some(format!("{resource}/{DEFAULT}"));
    }
    // An API of one's own may have a permission of this name, Microsoft's have none.
    if let Some(resource) = new.strip_suffix("/default").filter(|head| entra.resource(head).is_some()) {
        return Some(format!("{resource}/{DEFAULT}"));
    }
    (new != text).then_some(new)
}

/// The text with `https://`, where a resource's host stands without it, or with `http://`.
fn missing_scheme(entra: &Provider, text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix("http://") {
        let host = rest.split('/').next().unwrap_or_default();
        return entra.resource(host).map(|_| format!("https://{rest}"));
    }
    if text.contains("://") {
        return None;
    }
    let host = text.split('/').next().unwrap_or_default();
    let named = |host: &str| {
        // An id or a bare name of a resource has no scheme; a host has a dot and a top-level domain.
        let (_, last) = host.rsplit_once('.')?;
        let known = entra.resource(host).is_some();
        let looks =
            text.contains('/') && last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_lowercase());
        (known || looks).then(|| format!("https://{text}"))
    };
    // `graph.microsoft.com.default`: the host ends where the permission begins.
    let bare = host.strip_suffix(DEFAULT).filter(|bare| entra.resource(bare).is_some());
    match bare {
        Some(_) => Some(format!("https://{text}")),
        None => named(host),
    }
}

fn has_scheme(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("api://")
}

/// `https://host` or `api://id` and nothing behind it.
fn is_bare_resource(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("api://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('/') && !rest.ends_with(DEFAULT))
}
