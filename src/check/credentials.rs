//! Rules of the group credentials: who the client is, and how it proves it.

use super::Findings;
use crate::diagnostic::Safety;
use crate::fix::edit::{self, fix};
use crate::model::Integration;

/// A Public client with a `client_secret`: a placeholder counts, since presence is enough for the refusal.
pub(super) fn public_client_secret(it: &Integration<'_>, out: &mut Findings<'_>) {
    let secret = it.field("client_secret");
    let refused = it.template().is_none_or(|template| template.public_allowed);
    if !it.is_public() || it.is_service_account() || !refused || !secret.is_given() {
        return;
    }
    let Some((config, entry)) = it.config_mapping().zip(secret.entry()) else { return };
    let mend = if it.is_update() {
        edit::replace_raw(entry.value, "null")
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
