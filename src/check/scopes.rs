//! Rules of the group scopes: what the client asks for.

mod form;
mod presence;
pub(super) mod reading;
mod refresh;
mod words;

pub(super) use form::{comma_separated_scopes, malformed_scopes, scopes_list};
pub(super) use presence::{missing_api_scope, missing_openid, missing_scopes};
pub(super) use refresh::{
    missing_offline_access, missing_refresh_scope, rejected_refresh_scope, useless_refresh_scope,
};
pub(super) use words::{broad_scope, foreign_scope, misspelled_scope};
