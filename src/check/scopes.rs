//! Rules of the group scopes.
