//! Rules of the group custom.
