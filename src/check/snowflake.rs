//! Rules of the group snowflake.
