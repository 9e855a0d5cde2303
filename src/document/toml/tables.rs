//! Keys and tables: where a value goes.

use crate::document::tree::{Tree, syntax};
use crate::document::{Data, Kind, NodeId, Pair, Problem, Style, Text};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// One part of a key.
pub(super) struct Key<'t> {
    pub(super) span: Span,
    pub(super) text: Cow<'t, str>,
    pub(super) style: Style,
}

/// The tables of a file while they grow.
pub(super) struct Tables<'t> {
    text: &'t str,
    pub(super) tree: Tree,
    pub(super) root: NodeId,
    /// The table that key-value lines go into.
    pub(super) current: NodeId,
    /// The tables and lists around the current one, whose spans grow with it.
    path: Vec<NodeId>,
    index: HashMap<(NodeId, Cow<'t, str>), NodeId>,
    /// Tables that a header or a dotted key has defined: they cannot be defined again.
    defined: HashSet<NodeId>,
    /// Nodes without a byte yet.
    unplaced: HashSet<NodeId>,
    pub(super) problems: Vec<Problem>,
}

/// What a path of keys meets.
enum Met {
    Table(NodeId),
    Tables(NodeId),
    Inline,
    Value,
    Nothing,
}

impl<'t> Tables<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut tree = Tree::default();
        let root = tree.push(Span::default(), Data::Mapping { pairs: Vec::new(), flow: false });
        Self {
            text,
            tree,
            root,
            current: root,
            path: vec![root],
            index: HashMap::new(),
            defined: HashSet::new(),
            unplaced: HashSet::from([root]),
            problems: Vec::new(),
        }
    }

    /// How deep the current table lies.
    pub(super) fn depth(&self) -> usize {
        self.path.len()
    }

    /// The source of a text that was borrowed from it.
    pub(super) fn place(&self, part: &str) -> Option<Span> {
        let start = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (self.text.get(start..start + part.len()) == Some(part)).then(|| Span::new(start, start + part.len()))
    }

    /// A text as the tree keeps it.
    pub(super) fn stored(&self, text: &str) -> Text {
        self.place(text).map_or_else(|| Text::Owned(text.into()), Text::Slice)
    }

    pub(super) fn table(&mut self, flow: bool) -> NodeId {
        let id = self.tree.push(Span::default(), Data::Mapping { pairs: Vec::new(), flow });
        self.unplaced.insert(id);
        id
    }

    fn grow(&mut self, id: NodeId, span: Span) {
        let node = self.tree.node_mut(id);
        if self.unplaced.remove(&id) { node.span = span } else { node.span = node.span.join(span) }
    }

    fn meet(&self, table: NodeId, key: &Key<'t>) -> Met {
        let Some(&found) = self.index.get(&(table, key.text.clone())) else { return Met::Nothing };
        match &self.tree.node(found).data {
            Data::Mapping { flow: false, .. } => Met::Table(found),
            Data::Mapping { .. } => Met::Inline,
            Data::Sequence { flow: false, items } => items.last().map_or(Met::Value, |_| Met::Tables(found)),
            _ => Met::Value,
        }
    }

    /// The last table of a list of tables.
    fn last(&self, list: NodeId) -> Option<NodeId> {
        match &self.tree.node(list).data {
            Data::Sequence { items, .. } => items.last().copied(),
            _ => None,
        }
    }

    /// Adds an entry, whether or not the key is there already.
    fn put(&mut self, table: NodeId, key: &Key<'t>, value: NodeId) {
        let text = self.stored(&key.text);
        let id = self.tree.scalar(key.span, Kind::String, key.style, text);
        if let Data::Mapping { pairs, .. } = &mut self.tree.node_mut(table).data {
            pairs.push(Pair { key: id, value, merged: false });
        }
        self.index.insert((table, key.text.clone()), value);
    }

    fn conflict(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(syntax(span, message, Some("give one of the two another name")));
    }

    /// The table behind the leading parts of a key. Missing tables are added, those met noted in `met`.
    fn descend(
        &mut self,
        from: NodeId,
        keys: &[Key<'t>],
        met: &mut Vec<NodeId>,
        dotted: bool,
    ) -> Option<NodeId> {
        let mut at = from;
        for key in keys {
            at = match self.meet(at, key) {
                Met::Table(table) => table,
                Met::Tables(list) => {
                    met.push(list);
                    self.last(list)?
                }
                Met::Nothing => {
                    let table = self.table(false);
                    self.put(at, key, table);
                    if dotted {
                        self.defined.insert(table);
                    }
                    table
                }
                Met::Inline => {
                    self.conflict(key.span, "this inline table is complete; nothing can be added to it");
                    return None;
                }
                Met::Value => {
                    self.conflict(key.span, "this key has a value already, which is no table");
                    return None;
                }
            };
            met.push(at);
        }
        Some(at)
    }

    /// Puts a value under a key, which may be dotted.
    pub(super) fn insert(&mut self, table: NodeId, keys: &[Key<'t>], value: NodeId) {
        let Some((last, leading)) = keys.split_last() else { return };
        let mut met = Vec::new();
        let Some(at) = self.descend(table, leading, &mut met, true) else { return };
        self.put(at, last, value);
        let span = last.span.join(self.tree.node(value).span);
        let first = keys[0].span.join(span);
        for (node, next) in met.iter().zip(&keys[1..]) {
            self.grow(*node, next.span.join(span));
        }
        self.grow(table, first);
        if table == self.current {
            for at in 0..self.path.len() {
                self.grow(self.path[at], first);
            }
        }
    }

    /// Begins a table: `[a.b]`, or `[[a.b]]` with `list`.
    pub(super) fn header(&mut self, keys: &[Key<'t>], span: Span, list: bool) {
        let mut path = vec![self.root];
        let current = match keys.split_last() {
            Some((last, leading)) => self
                .descend(self.root, leading, &mut path, false)
                .and_then(|parent| self.define(parent, last, list, &mut path)),
            None => None,
        };
        // A header that stands in a conflict gets a table of its own, so that its lines are read.
        self.current = current.unwrap_or_else(|| self.table(false));
        if current.is_none() {
            path = vec![self.current];
        }
        for &node in &path {
            self.grow(node, span);
        }
        self.path = path;
    }

    fn define(
        &mut self,
        parent: NodeId,
        key: &Key<'t>,
        list: bool,
        path: &mut Vec<NodeId>,
    ) -> Option<NodeId> {
        let table = match (self.meet(parent, key), list) {
            (Met::Table(table), false) if self.defined.insert(table) => table,
            (Met::Tables(found), true) => {
                let table = self.table(false);
                if let Data::Sequence { items, .. } = &mut self.tree.node_mut(found).data {
                    items.push(table);
                }
                path.push(found);
                table
            }
            (Met::Nothing, true) => {
                let table = self.table(false);
                let found =
                    self.tree.push(Span::default(), Data::Sequence { items: vec![table], flow: false });
                self.unplaced.insert(found);
                self.put(parent, key, found);
                path.push(found);
                table
            }
            (Met::Tables(_), false) => {
                self.conflict(key.span, "this is a list of tables already; another item begins with `[[`");
                return None;
            }
            (Met::Nothing | Met::Table(_) | Met::Inline | Met::Value, false) => {
                // A key that is there twice is found out with all others.
                let table = self.table(false);
                self.put(parent, key, table);
                table
            }
            (Met::Table(_) | Met::Inline, true) => {
                self.conflict(key.span, "this is a table already, and no list of tables");
                return None;
            }
            (Met::Value, true) => {
                self.conflict(key.span, "this key has a value already, which is no list of tables");
                return None;
            }
        };
        self.defined.insert(table);
        path.push(table);
        Some(table)
    }
}
