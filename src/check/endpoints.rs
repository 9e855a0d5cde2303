//! Rules of the group endpoints.
