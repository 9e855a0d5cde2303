//! Resources that a token can be for, in all their spellings (Microsoft Entra ID).

use super::pattern::glob;
use serde::Deserialize;
use std::borrow::Cow;

/// An API that has its own tokens.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its name in the data.
    pub name: String,
    /// What a message calls it.
    pub label: String,
    /// Its application ids, equal in all clouds.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Its URIs.
    #[serde(default)]
    pub uris: Vec<Uri>,
    /// Bare names that are read as it.
    #[serde(default)]
    pub names: Vec<String>,
    /// The permissions that it is known to have, if few.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Whether its ids follow from other facts only, so that they carry no error.
    #[serde(default)]
    pub inferred: bool,
}

/// One URI of a resource.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uri {
    /// The URI without a final slash; `*` stands for the customer's part.
    pub uri: String,
    /// The cloud that it is in.
    pub cloud: Option<String>,
    /// Whether it follows from other facts only, so that it carries no error.
    #[serde(default)]
    pub inferred: bool,
}

impl Resource {
    /// Whether a spelling means this resource, and the URI that says so. `https://`, a final slash and case do
    /// not count.
    #[must_use]
    pub fn is(&self, spelling: &str) -> Option<Option<&Uri>> {
        let spelling = spelling.trim_end_matches('/');
        if self.ids.iter().chain(&self.names).any(|known| known.eq_ignore_ascii_case(spelling)) {
            return Some(None);
        }
        let bare = without_scheme(spelling);
        // The customer's part of a URI may stand for one label, never for a path.
        let same = |uri: &&Uri| {
            let known = without_scheme(&uri.uri);
            glob(known, bare) && slashes(known) == slashes(bare)
        };
        self.uris.iter().find(same).map(Some)
    }

    /// The spelling to advise, in a cloud: the URI, else the id.
    #[must_use]
    pub fn spelling(&self, cloud: &str) -> Option<&str> {
        let here =
            |uri: &&Uri| uri.cloud.as_deref().is_none_or(|known| known == cloud) && !uri.uri.contains('*');
        self.uris
            .iter()
            .find(here)
            .map(|uri| uri.uri.as_str())
            .or_else(|| self.ids.first().map(String::as_str))
    }
}

/// An application of the provider itself, whose id is no customer's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstParty {
    /// The application id.
    pub id: String,
    /// What a message calls it.
    pub label: String,
}

/// A scope cut into the resource and the permission: at the last slash, which belongs to neither. A resource id
/// that ends in a slash keeps it (`https://contoso.com//.default`). Without a slash there is no resource;
/// `https://graph.microsoft.com` has no permission (it is empty).
#[must_use]
pub fn resource_and_permission(scope: &str) -> (Option<&str>, &str) {
    match scope.rfind('/') {
        Some(at) if scope[..at].ends_with('/') && scope[..at].ends_with(":/") => (Some(scope), ""),
        Some(at) => (Some(&scope[..at]), &scope[at + 1..]),
        None => (None, scope),
    }
}

/// One form for all spellings of an unknown resource: without `https://` and final slashes, in lower case.
#[must_use]
pub fn canonical(spelling: &str) -> Cow<'_, str> {
    let bare = without_scheme(spelling.trim_end_matches('/'));
    if bare.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(bare.to_ascii_lowercase())
    } else {
        Cow::Borrowed(bare)
    }
}

fn without_scheme(text: &str) -> &str {
    let head = text.get(..8).filter(|head| head.eq_ignore_ascii_case("https://"));
    head.map_or(text, |_| &text[8..])
}

fn slashes(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'/').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_has_one_form() {
        for spelling in ["api.acme.dev", "https://api.acme.dev", "HTTPS://API.Acme.dev//", "api.acme.dev/"] {
            assert_eq!(canonical(spelling), "api.acme.dev", "{spelling}");
        }
        assert_eq!(canonical("api://Id"), "api://id");
    }

    #[test]
    fn scopes_are_cut_at_the_last_slash() {
        for (scope, expected) in [
            ("https://graph.microsoft.com/.default", (Some("https://graph.microsoft.com"), ".default")),
            ("https://contoso.com//.default", (Some("https://contoso.com/"), ".default")),
            ("https://graph.microsoft.com", (Some("https://graph.microsoft.com"), "")),
            ("https://graph.microsoft.com/", (Some("https://graph.microsoft.com"), "")),
            ("User.Read", (None, "User.Read")),
            (".default", (None, ".default")),
            ("api://id/read", (Some("api://id"), "read")),
            ("api://id", (Some("api://id"), "")),
        ] {
            assert_eq!(resource_and_permission(scope), expected, "{scope}");
        }
    }
}
