//! Rules of the group connect.
