//! A tree while it grows: what a reader fills before the [`Document`] takes it over.
//!
//! A reader may need several passes over a broken text; each pass grows a tree of its own, and only
//! the last one is kept.

use super::{Comment, Data, Defect, Document, Kind, NodeData, NodeId, Pair, Problem, Root, Style, Text};
use crate::source::Span;

/// The most problems that one file reports about its own text.
pub(super) const MAX_PROBLEMS: usize = 20;

/// Nodes, documents and comments of one pass. It does not hold the text, only places in it.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<NodeData>,
    pub(super) roots: Vec<Root>,
    /// How many nodes there were when each root was finished.
    ends: Vec<usize>,
    pub(super) comments: Vec<Comment>,
}

impl Tree {
    /// A tree with room for about as many nodes as such a text has.
    pub(super) fn for_text(text: &str) -> Self {
        Self { nodes: Vec::with_capacity(text.len() / 24 + 1), ..Self::default() }
    }

    pub(super) fn push(&mut self, span: Span, data: Data) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(NodeData { span, data, custom_tag: Span::default() });
        id
    }

    pub(super) fn scalar(&mut self, span: Span, kind: Kind, style: Style, text: Text) -> NodeId {
        self.push(span, Data::Scalar { kind, style, text })
    }

    /// A value that is not there: null, without a byte.
    pub(super) fn nothing(&mut self, at: usize) -> NodeId {
        let span = Span::empty(at);
        self.scalar(span, Kind::Null, Style::Plain, Text::Slice(span))
    }

    pub(super) fn node(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.0 as usize]
    }

    pub(super) fn node_mut(&mut self, id: NodeId) -> &mut NodeData {
        &mut self.nodes[id.0 as usize]
    }

    /// The node that an alias stands for, or the node itself.
    pub(super) fn target(&self, id: NodeId) -> NodeId {
        match self.node(id).data {
            Data::Alias(target) => target,
            _ => id,
        }
    }

    /// The decoded text of a scalar; `None` for a collection.
    pub(super) fn text<'t>(&'t self, id: NodeId, source: &'t str) -> Option<&'t str> {
        match &self.node(self.target(id)).data {
            Data::Scalar { text: Text::Slice(span), .. } => source.get(span.range()),
            Data::Scalar { text: Text::Owned(text) | Text::Filled(text), .. } => Some(text),
            _ => None,
        }
    }

    pub(super) fn pairs(&self, id: NodeId) -> Option<&[Pair]> {
        match &self.node(self.target(id)).data {
            Data::Mapping { pairs, .. } => Some(pairs),
            _ => None,
        }
    }

    /// Ends a document of the stream.
    pub(super) fn root(&mut self, node: NodeId, broken: bool) {
        self.roots.push(Root { node, broken });
        self.ends.push(self.nodes.len());
    }

    /// Hands the tree over. Keys that a template's control line stands between are not duplicates:
    /// they may be the two branches of one condition.
    pub(super) fn plant(mut self, document: &mut Document, problems: Vec<Problem>, controls: &[Span]) {
        if !self.comments.is_sorted_by_key(|comment| comment.span) {
            self.comments.sort_unstable_by_key(|comment| comment.span);
        }
        document.nodes = self.nodes;
        document.roots = self.roots;
        document.comments = self.comments;
        document.problems = problems;
        let mut from = 0;
        for (root, end) in self.ends.into_iter().enumerate() {
            for at in from..end {
                if matches!(&document.nodes[at].data, Data::Mapping { pairs, .. } if pairs.len() > 1) {
                    document.check_duplicates(NodeId(u32::try_from(at).unwrap_or(u32::MAX)), root, controls);
                }
            }
            from = end;
        }
    }
}

/// A syntax problem; its document is found out later.
pub(super) fn syntax(span: Span, message: impl Into<String>, help: Option<&str>) -> Problem {
    Problem {
        defect: Defect::Syntax,
        span,
        message: message.into(),
        help: help.map(str::to_owned),
        related: None,
        root: 0,
    }
}

/// Text that nests, or whose aliases expand, beyond the limit.
pub(super) fn too_deep(span: Span, message: impl Into<String>) -> Problem {
    Problem { defect: Defect::TooDeep, ..syntax(span, message, None) }
}

/// What is said about collections inside collections beyond the limit.
pub(super) fn nested_too_deep(at: usize) -> Problem {
    let limit = super::MAX_DEPTH;
    too_deep(
        Span::new(at, at + 1),
        format!("more than {limit} lists and mappings inside each other; the file was not read further"),
    )
}
