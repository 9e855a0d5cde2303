//! Rules of the group entra.
