//! How an endpoint is written, whoever's it is.

use super::{Findings, addresses, endpoints, replace_part};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::Integration;
use crate::provider::{Flaw, Reach, UrlPart};
use crate::template::{self, Usage};

/// An endpoint that the template needs and that is not there. Two missing ones are one finding.
pub(in crate::check) fn missing_endpoint(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some((template, auth_type)) = it.template().zip(it.auth_type()) else { return };
    let needed = ["authorization_uri", "token_uri"]
        .into_iter()
        .filter(|key| template.usage(auth_type, key) == Usage::Required);
    let missing: Vec<_> = needed.filter_map(|key| Some((key, it.lacks(key)?))).collect();
    let keys: Vec<String> = missing.iter().map(|(key, _)| format!("`{key}`")).collect();
    let Some((_, place)) = missing.into_iter().next() else { return };
    let verb = if keys.len() > 1 { "are" } else { "is" };
    out.add(
        place,
        format!(
            "{} {verb} missing: Connect refuses the integration, for `{}` with auth type {} needs {}",
            keys.join(" and "),
            template.name,
            auth_type.name(),
            if keys.len() > 1 { "them" } else { "it" }
        ),
    )
    .help("copy it from the provider's metadata document, whose address ends in `/.well-known/openid-configuration`");
}

/// An endpoint without scheme or host.
pub(in crate::check) fn relative_endpoint(it: &Integration<'_>, out: &mut Findings<'_>) {
    for endpoint in endpoints(it).filter(|endpoint| endpoint.url.is_relative()) {
        let url = &endpoint.url;
        let begins_with_host = url.scheme().is_none() && url.host().is_some();
        let start = begins_with_host.then(|| url.text().len() - url.text().trim_start().len());
        let mend = start
            .and_then(|start| replace_part(&endpoint.field, start..start, "https://"))
            .and_then(|edits| fix(Safety::Unsafe, "put `https://` before it", edits));
        out.add(
            it.at(&endpoint.field),
            format!("`{}` is not a whole URL: the login cannot reach the server", endpoint.field.name()),
        )
        .help("write the whole address, `https://…`")
        .fix(mend);
    }
}

/// A scheme, a host or a port that nobody can call.
pub(in crate::check) fn malformed_endpoint(it: &Integration<'_>, out: &mut Findings<'_>) {
    // Where the host alone is wanted, a rule of its own speaks of the rest.
    for (field, url) in addresses(it).filter(|(field, _)| field.name() != "workspace_host") {
        let Some(Flaw { part, range }) = url.flaw() else { continue };
        let what = match part {
            UrlPart::Scheme => "begins with a scheme that is neither `https` nor `http`",
            UrlPart::Host => "has a host that is neither a host name nor an IP address",
            UrlPart::Port => "has a port that is no number from 1 to 65535",
        };
        let help = match part {
            UrlPart::Scheme => "write `https://`".to_owned(),
            UrlPart::Host => match it.providers().lookalike(&url) {
                Some(found) => format!("did you mean `{}`? Copy the host from the provider", found.meant),
                None => "copy the host from the provider".to_owned(),
            },
            UrlPart::Port => "write a number from 1 to 65535; without a port `https` means 443".to_owned(),
        };
        let near = || template::nearest(url.slice(range.clone()), ["https"], 2);
        let mend = (part == UrlPart::Scheme)
            .then(near)
            .flatten()
            .and_then(|near| replace_part(&field, range.clone(), near.name))
            .and_then(|edits| fix(Safety::Unsafe, "write `https://`", edits));
        out.add(
            it.at_part(&field, range),
            format!("`{}` {what}: the login cannot reach the server", field.name()),
        )
        .help(help)
        .fix(mend);
    }
}

/// `http://` to a host that everybody can reach.
pub(in crate::check) fn insecure_endpoint(it: &Integration<'_>, out: &mut Findings<'_>) {
    for (field, url) in addresses(it).filter(|(field, _)| field.name() != "workspace_host") {
        let is_http =
            |scheme: &std::ops::Range<usize>| url.slice(scheme.clone()).eq_ignore_ascii_case("http");
        let Some(scheme) = url.scheme().filter(is_http) else { continue };
        if url.reach() != Reach::Public {
            continue;
        }
        let mend = replace_part(&field, scheme, "https")
            .and_then(|edits| fix(Safety::Unsafe, "write `https://`", edits));
        out.add(
            it.at(&field),
            format!(
                "`{}` is reached without encryption: codes, secrets and tokens travel in the clear",
                field.name()
            ),
        )
        .help("use `https://`")
        .fix(mend);
    }
}

/// A fragment, which no server ever gets (RFC 6749 §3.1, 3.2).
pub(in crate::check) fn endpoint_fragment(it: &Integration<'_>, out: &mut Findings<'_>) {
    for endpoint in endpoints(it) {
        let Some(fragment) = endpoint.url.fragment() else { continue };
        let mend = replace_part(&endpoint.field, fragment.start - 1..fragment.end, "")
            .and_then(|edits| fix(Safety::Safe, "cut the fragment", edits));
        out.add(
            it.at(&endpoint.field),
            format!(
                "`{}` has a fragment: what stands behind the `#` never reaches the server",
                endpoint.field.name()
            ),
        )
        .help("remove everything from the `#` on")
        .fix(mend);
    }
}

/// Slashes that make another path of a known provider's endpoint.
pub(in crate::check) fn stray_slash(it: &Integration<'_>, out: &mut Findings<'_>) {
    for endpoint in endpoints(it) {
        let Some(known) = endpoint.recognised.as_ref().filter(|known| known.sure && known.endpoint.is_some())
        else {
            continue;
        };
        let url = &endpoint.url;
        let what = if url.double_slash().is_some() {
            "has two slashes in a row"
        } else if url.has_trailing_slash() {
            "ends in a slash"
        } else {
            continue;
        };
        if known.provider.trailing_slash_ok {
            continue;
        }
        let segments = url.segments().iter().filter(|segment| !segment.is_empty());
        let right: String = segments.map(|segment| format!("/{}", url.slice(segment.clone()))).collect();
        let mend = replace_part(&endpoint.field, url.path(), &right)
            .and_then(|edits| fix(Safety::Safe, "remove the slash", edits));
        out.add(
            it.at(&endpoint.field),
            format!(
                "the path of `{}` {what}: it is not the endpoint of {}, which may answer with 404",
                endpoint.field.name(),
                known.provider.label
            ),
        )
        .help(format!("write the path as `{right}`"))
        .fix(mend);
    }
}
