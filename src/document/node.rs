//! One value of a document, and one entry of a mapping, as readers of the tree hold them.

use super::{Data, Document, Kind, NodeData, NodeId, Pair, Style, Text};
use crate::source::Span;

/// One value of a document. A handle: copying it costs nothing.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub(super) document: &'a Document,
    pub(super) id: NodeId,
}

impl std::fmt::Debug for Node<'_> {
    /// Kind and place only: the text may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.document, other.document)
    }
}

impl<'a> Node<'a> {
    fn own(self) -> &'a NodeData {
        self.document.data(self.id)
    }

    /// This node, or the one that an alias stands for.
    #[must_use]
    pub fn resolved(self) -> Node<'a> {
        match self.own().data {
            Data::Alias(target) => Node { document: self.document, id: target },
            _ => self,
        }
    }

    /// Its id in the document.
    #[must_use]
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The document it belongs to.
    #[must_use]
    pub fn document(self) -> &'a Document {
        self.document
    }

    /// All its bytes, with quotes and brackets; of an alias those of `*name`.
    #[must_use]
    pub fn span(self) -> Span {
        self.own().span
    }

    /// Its type; of an alias the type of what it stands for.
    #[must_use]
    pub fn kind(self) -> Kind {
        match &self.resolved().own().data {
            Data::Scalar { kind, .. } => *kind,
            Data::Sequence { .. } => Kind::Sequence,
            // An alias never points at an alias.
            Data::Mapping { .. } | Data::Alias(_) => Kind::Mapping,
        }
    }

    /// How a scalar is written; `None` for lists and mappings.
    #[must_use]
    pub fn style(self) -> Option<Style> {
        match self.resolved().own().data {
            Data::Scalar { style, .. } => Some(style),
            _ => None,
        }
    }

    /// Whether a list or mapping is written with brackets on the spot (JSON: always).
    #[must_use]
    pub fn is_flow(self) -> bool {
        matches!(self.own().data, Data::Sequence { flow: true, .. } | Data::Mapping { flow: true, .. })
    }

    /// Whether it stands here as an alias `*name`.
    #[must_use]
    pub fn is_alias(self) -> bool {
        matches!(self.own().data, Data::Alias(_))
    }

    /// Whether it bears a tag that is not one of YAML's own, such as `!vault`.
    #[must_use]
    pub fn has_custom_tag(self) -> bool {
        !self.own().custom_tag.is_empty() || !self.resolved().own().custom_tag.is_empty()
    }

    /// The decoded text of a scalar of any kind; empty for lists and mappings.
    #[must_use]
    pub fn text(self) -> &'a str {
        match &self.resolved().own().data {
            Data::Scalar { text: Text::Slice(span), .. } => self.document.source.slice(*span),
            Data::Scalar { text: Text::Owned(text) | Text::Filled(text), .. } => text,
            _ => "",
        }
    }

    /// Whether [`Node::text`] is this text: most keys are told apart by their length alone.
    fn has_text(self, wanted: &str) -> bool {
        match &self.resolved().own().data {
            Data::Scalar { text: Text::Slice(span), .. } if span.range().len() != wanted.len() => false,
            _ => self.text() == wanted,
        }
    }

    /// The bytes of the source that [`Node::text`] is equal to, letter for letter; `None` where
    /// escapes or folding make the two differ, and for an alias.
    #[must_use]
    pub fn text_span(self) -> Option<Span> {
        match &self.own().data {
            Data::Scalar { text: Text::Slice(span), .. } => Some(*span),
            _ => None,
        }
    }

    /// Whether its text came from outside the file, so that the file does not show it.
    #[must_use]
    pub fn is_filled(self) -> bool {
        matches!(self.resolved().own().data, Data::Scalar { text: Text::Filled(_), .. })
    }

    /// The text of a string; `None` for every other kind.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        (self.kind() == Kind::String).then(|| self.text())
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.text().eq_ignore_ascii_case("true"))
    }

    /// The source text of the node.
    #[must_use]
    pub fn raw(self) -> &'a str {
        self.document.source.slice(self.span())
    }

    /// The items of a list; none for anything else.
    pub fn items(self) -> impl ExactSizeIterator<Item = Node<'a>> + Clone {
        let items: &'a [NodeId] = match &self.resolved().own().data {
            Data::Sequence { items, .. } => items,
            _ => &[],
        };
        let document = self.document;
        items.iter().map(move |&id| Node { document, id })
    }

    /// An item of a list, by its place in it.
    #[must_use]
    pub fn item(self, at: usize) -> Option<Node<'a>> {
        match &self.resolved().own().data {
            Data::Sequence { items, .. } => items.get(at).map(|&id| Node { document: self.document, id }),
            _ => None,
        }
    }

    /// The entries of a mapping in order, merged ones last; none for anything else.
    pub fn entries(self) -> impl ExactSizeIterator<Item = Entry<'a>> + DoubleEndedIterator + Clone {
        let pairs: &'a [Pair] = match &self.resolved().own().data {
            Data::Mapping { pairs, .. } => pairs,
            _ => &[],
        };
        let document = self.document;
        pairs.iter().map(move |pair| Entry {
            key: Node { document, id: pair.key },
            value: Node { document, id: pair.value },
            merged: pair.merged,
        })
    }

    /// The entry with this key of its own. Keys stand in the order of their ids, but for merged ones.
    #[must_use]
    pub fn entry_with(self, key: NodeId) -> Option<Entry<'a>> {
        let Data::Mapping { pairs, .. } = &self.resolved().own().data else { return None };
        let at = pairs.binary_search_by_key(&key, |pair| pair.key).ok();
        let pair = at.map(|at| &pairs[at]).or_else(|| pairs.iter().find(|pair| pair.key == key))?;
        let node = |id| Node { document: self.document, id };
        Some(Entry { key: node(pair.key), value: node(pair.value), merged: pair.merged })
    }

    /// The entries, of equal keys only the one that [`Node::get`] answers with. Where there are very many, all of
    /// them.
    #[must_use]
    pub fn counting(self) -> Vec<Entry<'a>> {
        const MANY: usize = 64;
        let entries = self.entries();
        if entries.len() > MANY {
            return entries.collect();
        }
        let mut counting: Vec<(&str, Entry<'a>)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = entry.name();
            // Merged ones come last, and count where there is no other.
            match counting.iter().position(|(other, _)| *other == name) {
                Some(_) if entry.merged => continue,
                Some(at) => drop(counting.remove(at)),
                None => {}
            }
            counting.push((name, entry));
        }
        counting.into_iter().map(|(_, entry)| entry).collect()
    }

    /// The entry of a key. Of two equal keys the last one counts, an own one before a merged one.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Entry<'a>> {
        let mut found = None;
        for entry in self.entries() {
            if entry.key.has_text(key) && (!entry.merged || found.is_none()) {
                found = Some(entry);
            }
        }
        found
    }
}

/// One key and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'a> {
    /// The key.
    pub key: Node<'a>,
    /// The value.
    pub value: Node<'a>,
    /// Whether it came in through a merge key `<<`.
    pub merged: bool,
}

impl<'a> Entry<'a> {
    /// The key's text.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.key.text()
    }

    /// Whether the key is this one.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.key.has_text(name)
    }

    /// The bytes of key and value.
    #[must_use]
    pub fn span(&self) -> Span {
        if self.merged { self.key.span() } else { self.key.span().join(self.value.span()) }
    }
}
