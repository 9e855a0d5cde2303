//! What few files say to others: contents, and integrations and contents elsewhere.

use super::{Content, Mention};

/// What stands in few files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rare {
    /// How many associations there are.
    pub associations: u32,
    /// How many integration requests there are.
    pub requests: u32,
    /// Contents in order.
    pub contents: Vec<Content>,
    /// GUIDs of integrations that are not defined in the file.
    pub mentions: Vec<Mention>,
    /// The GUIDs of integrations that associations name.
    pub associated: Vec<Box<str>>,
    /// The GUIDs of contents that associations are for.
    pub contents_named: Vec<Box<str>>,
}

impl Rare {
    /// Nothing of it.
    pub(super) const NONE: &Self = &Self {
        associations: 0,
        requests: 0,
        contents: Vec::new(),
        mentions: Vec::new(),
        associated: Vec::new(),
        contents_named: Vec::new(),
    };
}
