//! Rules of the group aws.
