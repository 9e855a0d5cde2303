//! Two endpoints that are not of one server: a code of the one cannot be redeemed at the other.

use super::{Findings, replace_address, replace_part};
use crate::check::credentials::is_inapplicable;
use crate::diagnostic::{Edit, Safety};
use crate::fix::edit::fix;
use crate::model::{Endpoint, Integration};
use crate::provider::{EndpointUrl, Purpose, Recognised, is_guid};

/// In what two endpoints of one provider differ, and the part of the path that says so.
struct Difference {
    what: &'static str,
    part: Option<&'static str>,
}

/// Both endpoints, as they were recognised.
struct Two<'p, 'u> {
    first: &'u Recognised<'p, 'u>,
    second: &'u Recognised<'p, 'u>,
    same_host: bool,
}

/// Two providers; or one, with two tenants, clouds, versions, realms, authorization servers or accounts.
pub(in crate::check) fn endpoint_mismatch(it: &Integration<'_>, out: &mut Findings<'_>) {
    let servers = it.servers();
    let (Some(authorization), Some(token)) = (&servers.authorization, &servers.token) else { return };
    let (Some(first), Some(second)) = (&authorization.recognised, &token.recognised) else { return };
    let two = Two { first, second, same_host: host(&authorization.url) == host(&token.url) };
    // What one of two paths on one host says is true of the host.
    let sure = if two.same_host { first.sure || second.sure } else { first.sure && second.sure };
    if !sure || is_inapplicable(it, &token.field) {
        return;
    }
    let (message, mend) = if first.provider.name == second.provider.name {
        let differences = two.differences();
        let Some(difference) = differences.first() else { return };
        let mend = (differences.len() == 1).then(|| two.adapted(difference, token)).flatten();
        (format!("the two endpoints name different {}", difference.what), mend)
    } else {
        let (one, other) = (&first.provider.label, &second.provider.label);
        (format!("`authorization_uri` belongs to {one}, `token_uri` to {other}"), None)
    };
    out.add(it.at(&token.field), format!("{message}: a code of the one cannot be redeemed at the other"))
        .help("copy both addresses from one metadata document")
        .fix(mend.and_then(|edits| fix(Safety::Unsafe, "adapt `token_uri` to `authorization_uri`", edits)));
}

fn host(url: &EndpointUrl<'_>) -> String {
    let port = url.port().map_or("", |port| url.slice(port));
    format!("{}:{port}", url.host_text().unwrap_or_default().to_ascii_lowercase())
}

impl Two<'_, '_> {
    fn differences(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut add = |differs: bool, what, part| {
            if differs {
                found.push(Difference { what, part });
            }
        };
        let differ = |one: Option<&str>, other: Option<&str>| one.zip(other).is_some_and(|(a, b)| a != b);
        add(differ(self.first.cloud(), self.second.cloud()), "clouds", None);
        add(differ(self.first.version(), self.second.version()), "versions", Some("version"));
        add(
            self.differ_in("tenant", |one, other| self.are_two_tenants(one, other)),
            "tenants",
            Some("tenant"),
        );
        add(self.differ_in("realm", |one, other| one != other), "realms", Some("realm"));
        // Two host names may lead to one Keycloak by two prefixes; on one host they are two servers.
        let has_realm = self.first.part("realm").is_some();
        let prefixes = has_realm && self.same_host && self.differ_in("prefix", |one, other| one != other);
        add(prefixes, "path prefixes", None);
        add(self.differ_in("account", |one, other| account(one) != account(other)), "accounts", None);
        add(self.are_two_servers(), "authorization servers", Some("server"));
        found
    }

    /// Whether a part stands in both without placeholders, and differs.
    fn differ_in(&self, part: &str, differ: impl Fn(&str, &str) -> bool) -> bool {
        let literal = |known: &Recognised<'_, '_>| !known.is_opaque(part);
        let parts = self.first.part(part).zip(self.second.part(part));
        literal(self.first) && literal(self.second) && parts.is_some_and(|(one, other)| differ(one, other))
    }

    /// A GUID and a name may be one tenant, and so may its own domain and its `onmicrosoft.com` name.
    fn are_two_tenants(&self, one: &str, other: &str) -> bool {
        let alias = |tenant: &str| self.first.provider.is_tenant_alias(tenant);
        let initial = |tenant: &str| tenant.to_ascii_lowercase().contains(".onmicrosoft.");
        !one.eq_ignore_ascii_case(other)
            && !alias(one)
            && !alias(other)
            && is_guid(one) == is_guid(other)
            && initial(one) == initial(other)
    }

    /// The path without a server is the organization's own server (Okta).
    fn are_two_servers(&self) -> bool {
        let known = |known: &Recognised<'_, '_>| known.endpoint.is_some() && !known.is_opaque("server");
        known(self.first) && known(self.second) && self.first.part("server") != self.second.part("server")
    }

    /// The token endpoint with the tenant, realm or server of the authorization endpoint.
    fn adapted(&self, difference: &Difference, token: &Endpoint<'_>) -> Option<Vec<Edit>> {
        let part = difference.part?;
        if let (Some(wanted), Some(range)) = (self.first.part(part), self.second.range(part)) {
            return replace_part(&token.field, range, wanted);
        }
        let right = self.first.suggest(Purpose::Token).filter(|_| self.same_host)?;
        replace_address(token, &right)
    }
}

/// An account's name as it stands in all of its hosts: private links and the two spellings of `_` are one.
fn account(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-").trim_end_matches(".privatelink").to_owned()
}
