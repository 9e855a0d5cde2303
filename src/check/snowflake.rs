//! Rules of the group snowflake.

mod account;
mod role;

pub(super) use account::{malformed_account_url, snowsight_url, underscore_in_account_url};
pub(super) use role::{blocked_snowflake_role, invalid_snowflake_scope};
