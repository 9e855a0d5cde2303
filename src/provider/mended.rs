//! What is meant by a scope of Microsoft Entra ID that is not written as `<resource>/<permission>`.

use super::{Provider, is_guid};

/// The name of Microsoft Entra ID in the data.
pub const ENTRA: &str = "entra";

/// The permission that stands for all that were granted to the application.
pub const ALL_GRANTED: &str = ".default";

impl Provider {
    /// The scope that is meant by a malformed one: a resource without permission, a slash or a dot that is missing, a
    /// host without `https://`. `None` for a right one.
    #[must_use]
    pub fn mended_scope(&self, text: &str) -> Option<String> {
        let new = missing_scheme(self, text).unwrap_or_else(|| text.to_owned());
        let resource = new.trim_end_matches('/');
        if is_guid(resource) || self.resource(resource).is_some() || is_bare_resource(resource) {
            // `https://graph.microsoft.com`, with or without a slash at its end
            return Some(format!("{resource}/{ALL_GRANTED}"));
        }
        if let Some(resource) = new.strip_suffix(ALL_GRANTED).filter(|head| !head.ends_with('/'))
            && (has_scheme(resource) || is_guid(resource))
        {
            // `https://graph.microsoft.com.default`
            return Some(format!("{resource}/{ALL_GRANTED}"));
        }
        // An API of one's own may have a permission of this name, Microsoft's have none.
        if let Some(resource) = new.strip_suffix("/default").filter(|head| self.resource(head).is_some()) {
            return Some(format!("{resource}/{ALL_GRANTED}"));
        }
        (new != text).then_some(new)
    }
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
    let bare = host.strip_suffix(ALL_GRANTED).filter(|bare| entra.resource(bare).is_some());
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
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('/') && !rest.ends_with(ALL_GRANTED))
}
