//! Rules of the group credentials: who the client is, and how it proves it.

mod client;
mod leaks;
mod presence;
mod values;

pub(super) use client::{foreign_client_id, foreign_secret, malformed_client_id, swapped_credentials};
pub(super) use leaks::{committed_secret, leaked_credential};
pub(super) use presence::{
    lingering_client_secret, missing_client_id, missing_client_secret, public_client_secret,
    public_client_unsupported, public_service_account,
};
pub(super) use values::{illegal_character, padded_value, pkce_disabled, unknown_token_auth_method};

use super::Findings;
use crate::model::{Field, Integration};
use crate::template::Usage;

/// Whether a key has no meaning under this template and auth type, which `inapplicable-key` says.
pub(super) fn is_inapplicable(it: &Integration<'_>, field: &Field<'_>) -> bool {
    it.template()
        .zip(it.auth_type())
        .is_some_and(|(template, auth_type)| template.usage(auth_type, field.name()) == Usage::Inapplicable)
}
