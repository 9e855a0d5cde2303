//! Rules of the group github.
