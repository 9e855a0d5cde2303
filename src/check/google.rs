//! Rules of the group google.
