//! Keys that hold the address of a server without a path: a workspace, an account, a domain.

use super::Context;
use super::scopes::reading::applies;
use crate::diagnostic::{Edit, Fix, Safety};
use crate::fix::edit::{self, fix};
use crate::model::{Field, Integration};
use crate::provider::{EndpointUrl, Host, Providers, Purpose, Recognised};

/// A key with the address of a server, as it is written.
pub(super) struct Address<'a> {
    pub(super) field: Field<'a>,
    pub(super) url: EndpointUrl<'a>,
}

impl<'a> Address<'a> {
    /// The address under a key, if it is one that means something here and is no placeholder as a whole.
    pub(super) fn of(it: &Integration<'a>, key: &'static str) -> Option<Self> {
        let field = it.field(key);
        let text = field.pieces().filter(|_| applies(it, key))?;
        Some(Self { field, url: EndpointUrl::new(text) })
    }

    /// The host, if it is written out.
    pub(super) fn host(&self) -> Option<&'a str> {
        let host = self.url.host().filter(|host| !self.url.is_opaque(host.clone()))?;
        Some(self.url.slice(host))
    }

    /// The path behind a host, if it is more than a slash.
    pub(super) fn path(&self) -> Option<&'a str> {
        self.url.host()?;
        Some(self.url.slice(self.url.path())).filter(|path| !path.trim_matches('/').is_empty())
    }

    /// The host with its port, as they are written.
    fn server(&self) -> Option<&'a str> {
        let host = self.url.host()?;
        let end = self.url.port().map_or(host.end, |port| port.end);
        Some(self.url.slice(host.start..end))
    }

    /// Whether nothing but slashes stands behind the host.
    pub(super) fn ends_in_slash(&self) -> bool {
        let path = self.url.slice(self.url.path());
        !path.is_empty() && path.trim_matches('/').is_empty()
    }

    /// What stands behind the host although only the host is wanted.
    pub(super) fn surplus(&self) -> Option<&'static str> {
        if self.path().is_some() {
            Some("a path")
        } else if self.url.query().is_some() {
            Some("a query")
        } else if self.url.fragment().is_some() {
            Some("a fragment")
        } else {
            None
        }
    }

    /// What is wrong with it where `https://<host>` is wanted, how sure the mend is, and the mend. `path_belongs`
    /// says that this host's path is a part of it.
    pub(super) fn flaw(&self, path_belongs: bool) -> Option<(&'static str, Safety, Option<String>)> {
        let (url, server) = (&self.url, self.server());
        let surplus = self.surplus().filter(|surplus| !(path_belongs && *surplus == "a path"));
        if let Some(surplus) = surplus {
            let what = match surplus {
                "a path" => "has a path",
                "a query" => "has a query",
                _ => "has a fragment",
            };
            let scheme = url.scheme().map_or("https", |scheme| url.slice(scheme));
            Some((what, Safety::Unsafe, server.map(|server| format!("{scheme}://{server}"))))
        } else if url.is_relative() {
            // A user name before the host has no place in an address, and perhaps no host is meant then.
            let safety = if url.userinfo().is_some() { Safety::Unsafe } else { Safety::Safe };
            Some(("has no scheme", safety, server.map(|server| format!("https://{server}"))))
        } else if self.ends_in_slash() {
            let end = url.path().start;
            Some(("ends in a slash", Safety::Safe, Some(url.slice(0..end).to_owned())))
        } else {
            None
        }
    }

    /// An edit that writes another address.
    pub(super) fn write(&self, safety: Safety, address: &str) -> Option<Fix> {
        let edits = self.field.node().and_then(|node| write(self.field, node, address));
        edits.and_then(|edits| fix(safety, format!("write `{address}`"), edits))
    }
}

/// Replaces the judged text alone, so that blanks around it are left to their own rule.
fn write(field: Field<'_>, node: crate::document::Node<'_>, text: &str) -> Option<Vec<Edit>> {
    let (judged, whole) = (field.pieces()?, node.text());
    let start = (judged.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    edit::replace_part(node, start..start + judged.len(), text)
}

/// The provider whose host an address has, and the host's entry.
pub(super) fn recognised<'u>(
    cx: &Context<'_>,
    url: &EndpointUrl<'u>,
) -> Option<(Recognised<'static, 'u>, &'static Host)> {
    let found = cx.settings.providers.unwrap_or_else(Providers::builtin).recognise(url)?;
    let host = found.host?;
    Some((found, host))
}

/// The host that is meant by one that is known to be wrong.
pub(super) fn right_host(found: &Recognised<'_, '_>) -> Option<String> {
    let url = found.suggest(Purpose::Token)?;
    EndpointUrl::new(&url).host_text().map(str::to_owned)
}
