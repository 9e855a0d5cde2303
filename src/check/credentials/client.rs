//! Client ids and secrets of the wrong shape, or of another provider.

use super::Findings;
use crate::diagnostic::Safety;
use crate::document::Style;
use crate::fix::edit::{self, fix};
use crate::model::{Field, Integration};
use crate::provider::{Nature, Provider, Shape, credentials};

/// The provider of an integration, if it is certain.
fn provider(it: &Integration<'_>) -> Option<&'static Provider> {
    let servers = it.servers();
    servers.provider.filter(|_| servers.sure)
}

/// A label with its article.
pub(super) fn described(label: &str) -> String {
    let vowel = label.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']);
    format!("{} {label}", if vowel { "an" } else { "a" })
}

/// A client secret that is another kind of credential, or another provider's.
pub(in crate::check) fn foreign_secret(it: &Integration<'_>, out: &mut Findings<'_>) {
    let secret = it.field("client_secret");
    let Some(text) = secret.literal() else { return };
    let known = credentials::classify(text).map(|shape| (shape.provider.as_deref(), shape));
    let client_id = || it.providers().client_id_of(text).map(|(other, shape)| (Some(&*other.name), shape));
    let Some((whose, shape)) = known.or_else(client_id).filter(|(_, shape)| shape.distinctive) else {
        return;
    };
    let own = provider(it);
    if own.is_some_and(|own| own.client_secret.shape_of(text).is_some()) {
        return;
    }
    let what = described(&shape.label);
    match shape.nature {
        Some(Nature::Token | Nature::ApiKey | Nature::PrivateKey) => {
            out.add(
                it.at(&secret),
                format!("this is {what}, not a client secret: the provider will refuse it"),
            )
            .help("revoke it, and refer to the client secret of the OAuth application instead");
        }
        Some(Nature::ClientSecret | Nature::ClientId) => {
            let Some(own) = own.filter(|own| whose.is_some_and(|other| other != own.name)) else { return };
            out.add(
                it.at(&secret),
                format!("this is {what}, and the integration talks to {}, which will refuse it", own.label),
            )
            .help("revoke it, and refer to the secret of the application at this provider; or correct `template`");
        }
        _ => {}
    }
}

/// A client id of another provider.
pub(in crate::check) fn foreign_client_id(it: &Integration<'_>, out: &mut Findings<'_>) {
    let id = it.field("client_id");
    let Some((text, own)) = id.literal().zip(provider(it)) else { return };
    if it.client_id_shape().is_some() {
        return;
    }
    if let Some((other, shape)) =
        it.providers().client_id_of(text).filter(|(other, _)| other.name != own.name)
    {
        out.add(
            it.at(&id),
            format!(
                "this is {}, and the integration talks to {}, which does not know it",
                described(&shape.label),
                own.label
            ),
        )
        .help(format!(
            "copy the client id of the application at {}, or correct the template or the endpoints if {} is meant",
            own.label, other.label
        ));
    }
}

/// A client id that cannot be one of this provider's.
pub(in crate::check) fn malformed_client_id(it: &Integration<'_>, out: &mut Findings<'_>) {
    let id = it.field("client_id");
    let Some((text, own)) = id.literal().zip(provider(it)) else { return };
    if it.client_id_shape().is_some() {
        return;
    }
    let mistake = own.client_id.mistake(text).and_then(|shape| Some((shape, shape.mended(text)?)));
    if let Some((shape, meant)) = mistake {
        let mend = id
            .node()
            .and_then(|node| edit::replace(node, &meant))
            .and_then(|edits| fix(Safety::Unsafe, "mend `client_id`", edits));
        out.add(
            it.at(&id),
            format!("this is a {}: {} will not find the application", shape.label, own.label),
        )
        .help(format!("did you mean `{meant}`?"))
        .fix(mend);
        return;
    }
    let Some(right) = own.client_id.shapes.first().filter(|_| own.client_id.only) else { return };
    let whose = it.providers().client_id_of(text).filter(|(other, _)| other.name != own.name);
    let what = match whose {
        Some((_, shape)) => format!("this is {}", described(&shape.label)),
        None => format!("this is not the form of {}", described(&right.label)),
    };
    out.add(it.at(&id), format!("{what}: {} will not find the application", own.label)).help(format!(
        "copy the {} of your application, {}",
        right.label,
        right.form()
    ));
}

/// Client id and client secret in each other's place.
pub(in crate::check) fn swapped_credentials(it: &Integration<'_>, out: &mut Findings<'_>) {
    const SILENT: [&str; 7] = [
        "malformed-client-id",
        "foreign-client-id",
        "wrong-entra-client-id",
        "leaked-credential",
        "committed-secret",
        "foreign-secret",
        "entra-secret-id",
    ];
    let (id, secret) = (it.field("client_id"), it.field("client_secret"));
    let known = provider(it);
    let candidates: Vec<&Provider> = match known {
        Some(known) if known.distinct_credentials => vec![known],
        None if it.is_update() && !it.servers().disputed => {
            it.providers().with_distinct_credentials().collect()
        }
        _ => Vec::new(),
    };
    let mut holds_secret = false;
    let mut holds_id = false;
    for candidate in candidates {
        let sure = |shape: Option<&Shape>| shape.is_some_and(|shape| known.is_some() || shape.distinctive);
        holds_secret |= id.literal().is_some_and(|text| {
            candidate.client_id.shape_of(text).is_none() && sure(candidate.client_secret.shape_of(text))
        });
        holds_id |= secret
            .literal()
            .is_some_and(|text| candidate.client_id.shape_of(text).is_some_and(|shape| shape.distinctive));
    }
    let alike = id.literal().is_some() && id.literal() == secret.literal();
    let message = match (holds_secret, holds_id) {
        _ if alike => {
            "`client_id` and `client_secret` have the same value, so one of the two is not the right one"
        }
        (true, _) => "`client_id` holds the client secret, which every viewer's browser gets to see",
        (_, true) => "`client_secret` holds the client id: the provider will not find the application",
        _ => return,
    };
    let first = if id.is_given() { &id } else { &secret };
    let other = it.at(if id.is_given() { &secret } else { &id });
    let mend = (!alike && is_opaque(&id) && holds_id).then(|| exchange(&id, &secret)).flatten();
    out.add(it.at(first), message)
        .help("put each value under its own key; a secret that was deployed or committed has to be revoked")
        .fix(mend.and_then(|edits| fix(Safety::Unsafe, "exchange `client_id` and `client_secret`", edits)))
        .speaks_for(&other, &SILENT);
}

fn is_opaque(field: &Field<'_>) -> bool {
    matches!(field.state(), crate::model::State::Opaque(Some(_)))
}

/// A block of text has no place on the other's line.
fn exchange(one: &Field<'_>, other: &Field<'_>) -> Option<Vec<crate::diagnostic::Edit>> {
    let (one, other) = (one.node()?, other.node()?);
    let on_a_line = |style| matches!(style, Some(Style::Plain | Style::SingleQuoted | Style::DoubleQuoted));
    (on_a_line(one.style()) && on_a_line(other.style())).then(|| edit::exchange(one, other))?
}
