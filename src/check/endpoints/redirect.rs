//! Where the provider sends the viewer back to.

use super::Findings;
use crate::diagnostic::Safety;
use crate::document::{Kind, Node};
use crate::fix::edit::{self, fix};
use crate::kind::is_for_connect;
use crate::model::Registration;
use crate::opaque;
use crate::provider::{EndpointUrl, Reach};

/// The path at which Connect waits for the viewer, behind the server's own prefix.
const CALLBACK: &str = "/__oauth__/integrations/callback";

/// A redirect URI for Connect that is not exactly Connect's; or none that is, beside an integration.
pub(in crate::check) fn wrong_redirect_uri(registration: &Registration<'_>, out: &mut Findings<'_>) {
    if !registration.names_connect() {
        return nowhere(registration, out);
    }
    for (node, place) in registration.uris() {
        let text = node.text().trim();
        if node.kind() != Kind::String || node.has_custom_tag() || !is_for_connect(text) {
            continue;
        }
        let url = EndpointUrl::new(text);
        let Some(wrong) = defect(&url) else { continue };
        let start = node.text().len() - node.text().trim_start().len();
        let mend = right(&url)
            .and_then(|right| edit::replace_part(node, start..start + text.len(), &right))
            .and_then(|edits| fix(Safety::Unsafe, "write Connect's redirect URI", edits));
        out.add(place, format!("Connect's redirect URI {wrong}: the provider will refuse the login"))
            .help(format!("write `https://<connect>{CALLBACK}`, the same here and at the provider"))
            .fix(mend);
    }
}

/// Only the definition in the same file says that the application is for Connect.
fn nowhere(registration: &Registration<'_>, out: &mut Findings<'_>) {
    let Some(list) = registration.keys().find(|list| list.value.kind() != Kind::Null) else { return };
    let may_be_any =
        |node: Node<'_>| node.has_custom_tag() || opaque::classify(node.text()).family().is_some();
    if may_be_any(list.value) || registration.uris().iter().any(|(node, _)| may_be_any(*node)) {
        return;
    }
    out.add(
        registration.place(list.key.span(), list.name()),
        "none of these redirect URIs is Connect's: the provider will refuse every login",
    )
    .help(format!("add `https://<connect>{CALLBACK}`"));
}

/// What Connect's redirect URI is, that this one is not. A placeholder may hold scheme, host and prefix.
fn defect(url: &EndpointUrl<'_>) -> Option<&'static str> {
    let scheme = url.scheme().filter(|scheme| !url.is_opaque(scheme.clone()));
    let scheme = scheme.map_or("https".to_owned(), |scheme| url.slice(scheme).to_ascii_lowercase());
    if url.is_relative() {
        Some("is a whole URL")
    } else if url.text().contains('*') {
        Some("has no wildcard")
    } else if scheme != "https" && !(scheme == "http" && may_be_loopback(url)) {
        Some("begins with `https://`")
    } else if url.fragment().is_some() || url.query().is_some() {
        Some("ends with its path")
    } else if !url.slice(url.path()).ends_with(CALLBACK) || url.double_slash().is_some() {
        Some("has the path `/__oauth__/integrations/callback`")
    } else {
        None
    }
}

/// `localhost`, `127.0.0.1`, `[::1]`: what is sent there never leaves the machine (RFC 8252 §7.3).
fn may_be_loopback(url: &EndpointUrl<'_>) -> bool {
    let host = url.host_text().unwrap_or_default().to_ascii_lowercase();
    url.reach() == Reach::Unknown
        || matches!(host.as_str(), "localhost" | "[::1]")
        || host.ends_with(".localhost")
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

/// Connect's redirect URI on the same host, behind the same prefix.
fn right(url: &EndpointUrl<'_>) -> Option<String> {
    let host = url.host_text()?;
    let segments: Vec<&str> = url.segments().iter().map(|segment| url.slice(segment.clone())).collect();
    let own = segments
        .iter()
        .position(|segment| *segment == "__oauth__")
        .or_else(|| segments.windows(2).position(|pair| pair == ["oauth", "integrations"]))?;
    let prefix = segments[..own].iter().filter(|segment| !segment.is_empty());
    let prefix: String = prefix.map(|segment| format!("/{segment}")).collect();
    let port = url.port().map_or(String::new(), |port| format!(":{}", url.slice(port)));
    let http = url.scheme().is_some_and(|scheme| url.slice(scheme).eq_ignore_ascii_case("http"));
    let scheme = if http && may_be_loopback(url) { "http" } else { "https" };
    let whole = format!("{scheme}://{host}{port}{prefix}{CALLBACK}");
    (!whole.contains('*')).then_some(whole)
}
