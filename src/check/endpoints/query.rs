//! What stands in a URL beside scheme, host and path.

use super::{Findings, endpoints, replace_part};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::{Endpoint, Integration};
use crate::opaque::{self, Opacity};
use crate::secret;

/// User information, or a literal secret in the query.
pub(in crate::check) fn credentials_in_endpoint(it: &Integration<'_>, out: &mut Findings<'_>) {
    // A key that Connect does not read exposes its secret all the same.
    for endpoint in it.servers().endpoints() {
        let url = &endpoint.url;
        let parameter = url.pairs().find(|pair| {
            let value = url.slice(pair.value.clone());
            secret::is_secret_parameter(url.slice(pair.key.clone()))
                && !value.is_empty()
                && opaque::classify(value) == Opacity::Literal
        });
        let server = url.scheme().map_or(0, |scheme| scheme.end + "://".len());
        let user =
            url.userinfo().is_some() || secret::end_of_user_information(&url.text()[server..]).is_some();
        let what = match (user, parameter) {
            (true, _) => "a user name or password stands before the host".to_owned(),
            (false, Some(pair)) => format!("a secret stands in the parameter `{}`", url.slice(pair.key)),
            (false, None) => continue,
        };
        out.add(
            it.at(&endpoint.field),
            format!("{what} of `{}`: it ends up in logs, browsers and exports", endpoint.field.name()),
        )
        .help("revoke it, take it out of the URL, and write `client_secret` as a reference");
    }
}

/// Parameters that Connect adds to each request itself (RFC 6749 §3.1: none may be there twice).
pub(in crate::check) fn reserved_endpoint_parameter(it: &Integration<'_>, out: &mut Findings<'_>) {
    for endpoint in endpoints(it) {
        let url = &endpoint.url;
        let mut reserved = Vec::new();
        let mut kept = Vec::new();
        for pair in url.pairs() {
            let key = url.slice(pair.key.clone());
            if is_reserved(endpoint, key) {
                reserved.push(key);
            } else {
                kept.push(url.slice(pair.range()));
            }
        }
        let (Some(first), Some(query)) = (reserved.first(), url.query()) else { continue };
        let right = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        let mend = replace_part(&endpoint.field, query.start - 1..query.end, &right)
            .and_then(|edits| fix(Safety::Unsafe, "remove the parameters that Connect sends", edits));
        let message = if is_connects(first) {
            format!("Connect adds `{first}` itself: the server gets it twice and refuses the request")
        } else {
            let label = endpoint.recognised.as_ref().map_or("the server", |known| &known.provider.label);
            format!("{label} does not take `{first}` at this endpoint and refuses the request")
        };
        let list: Vec<String> = reserved.iter().map(|key| format!("`{key}`")).collect();
        out.add(it.at(&endpoint.field), message)
            .help(format!("remove {} from the URL", list.join(" and ")))
            .fix(mend);
    }
}

fn is_connects(key: &str) -> bool {
    matches!(key, "client_id" | "redirect_uri" | "response_type" | "state" | "scope")
        || key.starts_with("code_challenge")
}

fn is_reserved(endpoint: &Endpoint<'_>, key: &str) -> bool {
    is_connects(key)
        || endpoint.recognised.as_ref().is_some_and(|known| {
            let version = known.version();
            known.provider.refused_parameters.iter().any(|parameter| {
                parameter.name == key && parameter.version.as_deref().is_none_or(|own| Some(own) == version)
            })
        })
}
