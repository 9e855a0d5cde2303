//! Whose an endpoint is, and what it is there.

use super::{Findings, addresses, endpoints, replace_address};
use crate::check::credentials::is_inapplicable;
use crate::diagnostic::Safety;
use crate::fix::edit::{self, fix};
use crate::model::{Endpoint, Integration};
use crate::provider::{By, Purpose, Recognised, Role, What};

/// Each endpoint would be right under the other's key.
pub(in crate::check) fn swapped_endpoints(it: &Integration<'_>, out: &mut Findings<'_>) {
    let servers = it.servers();
    let (Some(authorization), Some(token)) = (&servers.authorization, &servers.token) else { return };
    let swapped = role(authorization) == Some(Role::Token) && role(token) == Some(Role::Authorization);
    if !swapped || is_inapplicable(it, &token.field) {
        return;
    }
    let nodes = authorization.field.node().zip(token.field.node());
    let mend = nodes
        .and_then(|(one, other)| edit::exchange(one, other))
        .and_then(|edits| fix(Safety::Safe, "exchange the two endpoints", edits));
    out.add(
        it.at(&authorization.field),
        "`authorization_uri` and `token_uri` are exchanged: the viewer's browser is sent to the token endpoint, \
         which refuses it",
    )
    .help("exchange the two values")
    .fix(mend)
    .speaks_for(&it.at(&token.field), &["wrong-endpoint", "endpoint-mismatch"]);
}

/// One address for the login and for the token.
pub(in crate::check) fn identical_endpoints(it: &Integration<'_>, out: &mut Findings<'_>) {
    let servers = it.servers();
    let (Some(authorization), Some(token)) = (&servers.authorization, &servers.token) else { return };
    // A Service Account uses the token endpoint alone.
    if address(authorization) != address(token)
        || it.is_service_account()
        || is_inapplicable(it, &token.field)
    {
        return;
    }
    let copy = if role(authorization) == Some(Role::Token) { authorization } else { token };
    out.add(
        it.at(&copy.field),
        "`authorization_uri` and `token_uri` are the same address: one of the two is probably a copy, and the login \
         fails there",
    )
    .help("copy both from the provider's metadata document, whose address ends in `/.well-known/openid-configuration`");
}

/// Scheme, host and path as they are written.
fn address<'a>(endpoint: &Endpoint<'a>) -> &'a str {
    let url = &endpoint.url;
    url.slice(0..url.path().end).trim_start()
}

/// What an endpoint is: by its provider, else by the last word of its path, which most servers choose alike.
fn role(endpoint: &Endpoint<'_>) -> Option<Role> {
    if let Some(known) = &endpoint.recognised {
        return known.role;
    }
    let url = &endpoint.url;
    let last = url.segments().iter().rev().find(|segment| !segment.is_empty())?;
    match url.slice(last.clone()) {
        "authorize" | "authorization" | "auth" => Some(Role::Authorization),
        "token" | "access_token" => Some(Role::Token),
        _ => None,
    }
}

/// Another address of a known provider, or a metadata document of any.
pub(in crate::check) fn wrong_endpoint(it: &Integration<'_>, out: &mut Findings<'_>) {
    for endpoint in endpoints(it) {
        let known = endpoint.recognised.as_ref().filter(|known| known.sure);
        let what = match known.and_then(|known| known.role) {
            Some(Role::Wrong(what)) => what.name(),
            Some(Role::Authorization) if endpoint.purpose == Purpose::Token => "the authorization endpoint",
            Some(Role::Token) if endpoint.purpose == Purpose::Authorization => "the token endpoint",
            _ if endpoint.url.is_metadata() => What::Metadata.name(),
            _ => continue,
        };
        let whose = known.map_or(String::new(), |known| format!(" of {}", known.provider.label));
        let (wanted, other) = match endpoint.purpose {
            Purpose::Authorization => ("the authorization endpoint", "token_uri"),
            Purpose::Token => ("the token endpoint", "authorization_uri"),
        };
        let right = known.and_then(|known| derived(known, endpoint.purpose));
        let mend = right
            .as_ref()
            .and_then(|right| replace_address(endpoint, right))
            .and_then(|edits| fix(Safety::Unsafe, format!("write {wanted}"), edits));
        let help = match &right {
            Some(right) => format!("{wanted} is `{right}`"),
            None => format!("copy {wanted} from the provider's metadata document"),
        };
        let this = match known.and_then(|known| known.role) {
            Some(Role::Wrong(What::Dead)) => format!("this address{whose} was switched off"),
            _ => format!("this is {what}{whose}"),
        };
        let key = endpoint.field.name();
        out.add(it.at(&endpoint.field), format!("{this}, and `{key}` wants {wanted}: the login will fail"))
            .help(help)
            .fix(mend)
            .speaks_for(&it.at(&it.field(other)), &["endpoint-mismatch"]);
    }
}

/// The right address, where the path of the wrong one says which of the provider's servers is meant.
fn derived(known: &Recognised<'_, '_>, purpose: Purpose) -> Option<String> {
    (known.endpoint.is_some() || known.wrong.is_some()).then(|| known.suggest(purpose))?
}

/// A host that is confusingly close to a known one.
pub(in crate::check) fn lookalike_host(it: &Integration<'_>, out: &mut Findings<'_>) {
    for (field, url) in addresses(it) {
        let Some(found) = it.providers().lookalike(&url) else { continue };
        let host: String = url.host_text().unwrap_or_default().chars().take(80).collect();
        out.add(
            it.at(&field),
            format!(
                "`{host}` is not a host of {}: secrets and logins may go to a stranger",
                found.provider.label
            ),
        )
        .help(format!("did you mean `{}`? Copy the host from the provider", found.meant));
    }
}

/// Whether the host is the provider's own, and an endpoint is there that is no account console's.
pub(in crate::check) fn is_own_endpoint(endpoint: &Endpoint<'_>) -> bool {
    endpoint.recognised.as_ref().is_some_and(|known| {
        known.by == By::Host
            && known.host.is_some_and(|host| host.wrong.is_none())
            && matches!(known.role, Some(Role::Authorization | Role::Token))
    })
}
