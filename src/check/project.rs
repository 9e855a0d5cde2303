//! Rules of the group project.
