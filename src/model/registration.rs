//! The redirect URIs that an OAuth application registers at its provider.

use crate::diagnostic::Place;
use crate::document::{Document, Entry, Kind, Node};
use crate::kind::{Part, REDIRECT_KEYS, is_for_connect};

/// A mapping with redirect URIs, for Connect.
pub struct Registration<'a> {
    node: Node<'a>,
    part: &'a Part,
}

impl<'a> Registration<'a> {
    /// Reads a part of kind registration.
    #[must_use]
    pub fn new(document: &'a Document, part: &'a Part) -> Self {
        Self { node: document.node(part.node), part }
    }

    /// The mapping.
    #[must_use]
    pub fn node(&self) -> Node<'a> {
        self.node
    }

    /// The part of the file it was read from.
    #[must_use]
    pub fn part(&self) -> &'a Part {
        self.part
    }

    /// The keys with redirect URIs.
    pub fn keys(&self) -> impl Iterator<Item = Entry<'a>> + '_ {
        REDIRECT_KEYS.iter().filter_map(|key| self.node.get(key))
    }

    /// Each redirect URI with its place.
    #[must_use]
    pub fn uris(&self) -> Vec<(Node<'a>, Place)> {
        let mut uris = Vec::new();
        for entry in self.keys() {
            if entry.value.kind() == Kind::String {
                uris.push((entry.value, self.place(super::value_or_key(&entry), entry.name())));
            }
            for (index, item) in entry.value.items().enumerate() {
                uris.push((item, self.place(item.span(), &format!("{}/{index}", entry.name()))));
            }
        }
        uris
    }

    /// Whether one of them says by itself that it is for Connect.
    #[must_use]
    pub fn names_connect(&self) -> bool {
        self.uris().iter().any(|(uri, _)| is_for_connect(uri.text()))
    }

    /// A place below the registration; `below` has no slash at its start.
    #[must_use]
    pub fn place(&self, span: crate::source::Span, below: &str) -> Place {
        Place { span, pointer: format!("{}/{below}", self.part.pointer), root: self.part.root }
    }
}
