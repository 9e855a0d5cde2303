//! Which credentials have to be there, and which must not.

use super::{Findings, is_inapplicable};
use crate::check::Context;
use crate::diagnostic::Safety;
use crate::fix::edit::{self, fix};
use crate::model::{Integration, State};
use crate::template::Usage;

/// A Public client with a `client_secret`: a placeholder counts, since presence is enough for the refusal.
pub(in crate::check) fn public_client_secret(it: &Integration<'_>, out: &mut Findings<'_>) {
    let secret = it.field("client_secret");
    if !it.is_public() || secret.is_absent() || is_inapplicable(it, &secret) {
        return;
    }
    let Some((config, entry)) = it.config_mapping().zip(secret.entry()) else { return };
    let mend = if it.is_update() {
        has_null(it)
            .then(|| edit::replace_raw(entry.value, "null"))
            .flatten()
            .and_then(|edits| fix(Safety::Safe, "set `client_secret` to null", edits))
    } else {
        edit::remove(config, entry).and_then(|edits| fix(Safety::Safe, "remove `client_secret`", edits))
    };
    out.add(
        it.at(&secret),
        "a Public client must not have a `client_secret`: Connect refuses the integration",
    )
    .help("remove `client_secret`, or set `auth_mode` to Confidential if the provider issued a secret")
    .fix(mend);
}

/// TOML has no null.
fn has_null(it: &Integration<'_>) -> bool {
    it.document().format() != crate::document::Format::Toml
}

/// An update to Public that does not delete the secret which the server keeps.
pub(in crate::check) fn lingering_client_secret(it: &Integration<'_>, out: &mut Findings<'_>) {
    let named = it.field("client_secret").state() != State::Absent
        || it.strays().iter().any(|stray| stray.meant == Some("client_secret"));
    if !it.is_public() || named {
        return;
    }
    let edits = it.config_mapping().and_then(|config| {
        let last = config.entries().rfind(|entry| !entry.merged)?;
        has_null(it).then(|| edit::insert_after(config, last, "client_secret", "null"))?
    });
    let mend = edits.and_then(|edits| fix(Safety::Safe, "add `client_secret: null`", edits));
    out.add(
        it.at(&it.field("auth_mode")),
        "the stored `client_secret` stays when `auth_mode` becomes Public, and Connect then refuses the update",
    )
    .help("add `client_secret: null`, which deletes the stored secret")
    .fix(mend);
}

/// No `client_id` where the template needs one.
pub(in crate::check) fn missing_client_id(it: &Integration<'_>, out: &mut Findings<'_>) {
    if needs(it, "client_id")
        && let Some(place) = it.lacks("client_id")
    {
        out.add(place, "`client_id` is missing: Connect refuses the integration")
            .help("add `client_id`, the name under which the provider knows your application");
    }
}

/// No `client_secret` where the client proves itself by one.
pub(in crate::check) fn missing_client_secret(
    it: &Integration<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
) {
    let confidential = it.is_service_account() || it.auth_mode().is_some_and(|_| !it.is_public());
    if cx.settings.secrets_injected || !confidential || !needs(it, "client_secret") {
        return;
    }
    if let Some(place) = it.lacks("client_secret") {
        out.add(place, "`client_secret` is missing: the provider will refuse to give a token").help(
            "add `client_secret` as a reference such as `${CLIENT_SECRET}`; if it is added at deployment, set \
             `secrets: injected` in the configuration",
        );
    }
}

fn needs(it: &Integration<'_>, key: &str) -> bool {
    it.template()
        .zip(it.auth_type())
        .is_some_and(|(template, auth_type)| template.usage(auth_type, key) == Usage::Required)
}

/// Public in a template that works with Confidential clients only.
pub(in crate::check) fn public_client_unsupported(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(template) = it.template().filter(|template| !template.public_allowed) else { return };
    // A template without client ids (`connect`) has no `auth_mode` at all, which is inapplicable-key.
    let has_mode =
        it.auth_type().is_some_and(|auth_type| template.usage(auth_type, "auth_mode") != Usage::Inapplicable);
    if !it.is_public() || !template.detailed || !has_mode {
        return;
    }
    let mode = it.field("auth_mode");
    let mend = mode
        .node()
        .and_then(|node| edit::replace(node, "Confidential"))
        .and_then(|edits| fix(Safety::Unsafe, "write `Confidential`", edits));
    out.add(
        it.at(&mode),
        format!("`{}` works with Confidential clients only: Connect refuses the integration", template.name),
    )
    .help("write `auth_mode: Confidential` and give the secret as a reference")
    .fix(mend)
    .speaks_for(&it.at(&it.field("client_secret")), &["public-client-secret"]);
}

/// Client credentials are for clients that can keep a secret (RFC 6749 §4.4).
pub(in crate::check) fn public_service_account(it: &Integration<'_>, out: &mut Findings<'_>) {
    if !it.is_service_account() || !it.is_public() {
        return;
    }
    let mode = it.field("auth_mode");
    let mend = it
        .config_mapping()
        .zip(mode.entry())
        .and_then(|(config, entry)| edit::remove(config, entry))
        .and_then(|edits| fix(Safety::Unsafe, "remove `auth_mode`", edits));
    out.add(
        it.at(&mode),
        "a Service Account proves itself with a secret, which a Public client does not have: the provider will \
         refuse to give a token",
    )
    .help("remove `auth_mode` and give `client_secret` as a reference; if people shall log in, write `auth_type: Viewer`")
    .fix(mend)
    .speaks_for(&it.at(&it.field("client_secret")), &["public-client-secret"]);
}
