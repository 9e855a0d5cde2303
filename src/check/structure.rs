//! Rules of the group structure: is the text readable, and does every key and value have its shape.

mod keys;
mod permissions;
mod placeholders;
mod refused;
mod shapes;
mod sops;
mod text;
mod words;

pub(super) use keys::{inapplicable_key, misplaced_auth_type, read_only_key, unknown_key};
pub(super) use permissions::{ambiguous_permission, empty_permissions, malformed_guid, untrimmed_name};
pub(super) use placeholders::{dummy_value, unresolved_placeholder};
pub(super) use refused::template_violation;
pub(super) use shapes::{ambiguous_scalar, value_not_boolean, value_not_string, wrong_shape};
pub(super) use sops::incoherent_sops;
pub(super) use text::{duplicate_key, syntax_error, too_deep, unreadable_text};
pub(super) use words::{
    feature_newer_than_server, invalid_auth_mode, invalid_auth_type, misspelled_template, unknown_template,
    unsupported_auth_type,
};
