//! Rules of the group salesforce.
