//! Rules of the group okta.
