//! Events become nodes.

mod places;

use super::tag::{Core, TagOf, custom, tag_of};
use super::{PLAIN_MERGE, scalar};
use crate::document::tree::{Tree, nested_too_deep, syntax, too_deep};
use crate::document::{Comment, Data, Kind, MAX_DEPTH, NodeId, Problem, Style, Text};
use crate::source::Span;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};

/// How many nodes the aliases of one document may stand for.
const MAX_EXPANDED: usize = 100_000;

/// The longest key. Without a limit the parser holds a whole list back in case it is one.
const MAX_KEY: usize = 1 << 16;

/// How a pass over the text ended.
pub(super) enum End {
    Done,
    Broken(ScanError),
    /// Beyond a limit; what there is of the document was dropped.
    TooDeep(Problem),
}

/// What one pass over the text gives.
pub(super) struct Pass {
    pub(super) tree: Tree,
    /// For each document of the stream, where it ends and whether it has a root.
    pub(super) bounds: Vec<(usize, bool)>,
    /// Problems that do not stop the reading: aliases of nothing.
    pub(super) problems: Vec<Problem>,
    pub(super) end: End,
    /// The bytes of the last scalar before the end.
    pub(super) last: Span,
}

/// A collection that is still open.
struct Frame {
    start: usize,
    /// Where its children begin among the pending ones.
    first: usize,
    flow: bool,
    mapping: bool,
    merges: bool,
    anchor: usize,
    tag: Span,
    size: usize,
    height: usize,
}

/// What an alias may stand for.
#[derive(Clone, Copy)]
enum Anchor {
    Unknown,
    /// The anchor of a collection that is still open.
    Open,
    Node {
        id: NodeId,
        size: usize,
        height: usize,
    },
}

/// Grows a tree out of the events of one pass.
pub(super) struct Builder<'t> {
    /// The text that is parsed, which may differ from the file in masked bytes.
    text: &'t str,
    /// Template text in value places.
    masks: &'t [Span],
    pub(super) tree: Tree,
    pending: Vec<NodeId>,
    frames: Vec<Frame>,
    anchors: Vec<Anchor>,
    expanded: usize,
    root: Option<NodeId>,
    bounds: Vec<(usize, bool)>,
    problems: Vec<Problem>,
    /// One past the last node event, comments aside.
    last_end: usize,
    last: Span,
}

/// Parses the text once.
pub(super) fn pass(text: &str, masks: &[Span]) -> Pass {
    let mut builder = Builder::new(text, masks);
    let end = builder.run();
    if let End::TooDeep(_) = end {
        builder.frames.clear();
        builder.pending.clear();
        builder.root = None;
        builder.bounds.push((text.len(), false));
    } else {
        builder.close_all();
    }
    let Builder { tree, bounds, problems, last, .. } = builder;
    Pass { tree, bounds, problems, end, last }
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, masks: &'t [Span]) -> Self {
        Self {
            text,
            masks,
            tree: Tree::for_text(text),
            // Enough for most files at once.
            pending: Vec::with_capacity(32),
            frames: Vec::with_capacity(8),
            anchors: Vec::new(),
            expanded: 0,
            root: None,
            bounds: Vec::new(),
            problems: Vec::new(),
            last_end: 0,
            last: Span::default(),
        }
    }

    fn run(&mut self) -> End {
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            max_buffered_comment_events: usize::MAX,
            simple_key_max_lookahead: MAX_KEY,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        for next in Parser::new_from_str_with_options(self.text, options) {
            let taken = match next {
                Ok((event, span)) => self.event(event, &span),
                Err(error) if *error.kind() == ErrorKind::RecursionLimitExceeded => {
                    let at = error.marker().byte_offset().unwrap_or_default();
                    return End::TooDeep(nested_too_deep(at.min(self.text.len().saturating_sub(1))));
                }
                Err(error) => return End::Broken(error),
            };
            if let Err(problem) = taken {
                return End::TooDeep(problem);
            }
        }
        End::Done
    }

    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Result<(), Problem> {
        let (start, end) = offsets(span);
        match event {
            Event::Comment(..) => {
                self.tree.comments.push(comment(self.text, Span::new(start, end)));
                return Ok(());
            }
            Event::Scalar(value, style, anchor, tag) => {
                let (id, is_merge) = self.scalar(&value, style, tag_of(tag.as_deref(), span), (start, end));
                if anchor != 0 || !self.is_absent(id) {
                    self.define(anchor, Anchor::Node { id, size: 1, height: 1 });
                    self.attach(id, 1, 1, is_merge);
                }
            }
            Event::SequenceStart(style, anchor, tag) => {
                let tag = custom(tag_of(tag.as_deref(), span));
                let start = if style == StructureStyle::Block { self.dash(start) } else { start };
                self.open(start, style, false, anchor, tag)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let tag = custom(tag_of(tag.as_deref(), span));
                self.open(start, style, true, anchor, tag)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(end)),
            Event::Alias(anchor) => self.alias(anchor, Span::new(start, end))?,
            Event::UnresolvedAlias(name) => self.unknown_alias(&name, Span::new(start, end)),
            Event::DocumentEnd => self.end_document(end),
            _ => {}
        }
        self.last_end = end;
        Ok(())
    }

    /// Whether a scalar is the stand-in for a whole document that is not there.
    fn is_absent(&self, id: NodeId) -> bool {
        let node = self.tree.node(id);
        self.frames.is_empty() && node.span.is_empty() && node.custom_tag.is_empty()
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        tag: TagOf,
        (start, end): (usize, usize),
    ) -> (NodeId, bool) {
        let source = self.text.get(start..end).unwrap_or_default();
        let inside = source.get(1..source.len().max(2) - 1).unwrap_or_default();
        let (span, slice, style) = match style {
            ScalarStyle::Plain if source.is_empty() => {
                let span = Span::empty(self.empty_place(start));
                (span, Some(span), Style::Plain)
            }
            ScalarStyle::Plain => {
                let span = Span::new(start, end);
                let same = value.as_bytes() == source.as_bytes() || self.is_masked(start);
                (span, same.then_some(span), Style::Plain)
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let quoted = if style == ScalarStyle::SingleQuoted {
                    Style::SingleQuoted
                } else {
                    Style::DoubleQuoted
                };
                let same = value.as_bytes() == inside.as_bytes();
                (Span::new(start, end), same.then(|| Span::new(start + 1, end - 1)), quoted)
            }
            _ => {
                let span = self.block_span(start, end);
                let content = Span::new(start, start + value.len());
                // Lines that were blanked after an error may follow, and in the file they are not blank.
                let kept = value.trim_end_matches('\n').len();
                let inside = kept == 0 || start + kept <= span.end as usize;
                let same = inside
                    && start >= span.start as usize
                    && self.text.as_bytes().get(content.range()) == Some(value.as_bytes());
                let style = if style == ScalarStyle::Literal { Style::Literal } else { Style::Folded };
                (span, same.then_some(content), style)
            }
        };
        let kind = self.kind_of(value, style, tag, span);
        let text = slice.map_or_else(|| Text::Owned(value.into()), Text::Slice);
        let is_merge = style == Style::Plain && tag.is_none() && value == PLAIN_MERGE;
        let id = self.tree.scalar(span, kind, style, text);
        self.tree.node_mut(id).custom_tag = custom(tag);
        self.last = span;
        (id, is_merge)
    }

    fn kind_of(&self, value: &str, style: Style, tag: TagOf, span: Span) -> Kind {
        match tag {
            Some((Core::Str, _)) => Kind::String,
            Some((Core::Null, _)) => Kind::Null,
            Some((Core::Bool, _)) => Kind::Bool,
            Some((Core::Number, _)) => Kind::Number,
            _ if span.is_empty() => Kind::Null,
            Some((Core::Custom, _)) => Kind::String,
            None if style != Style::Plain || self.is_masked(span.start as usize) => Kind::String,
            None => scalar::kind(value),
        }
    }

    fn is_masked(&self, at: usize) -> bool {
        let next = self.masks.partition_point(|mask| mask.end as usize <= at);
        self.masks.get(next).is_some_and(|mask| mask.start as usize <= at)
    }

    fn open(
        &mut self,
        start: usize,
        style: StructureStyle,
        mapping: bool,
        anchor: usize,
        tag: Span,
    ) -> Result<(), Problem> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(nested_too_deep(start));
        }
        self.define(anchor, Anchor::Open);
        let flow = style == StructureStyle::Flow;
        let first = self.pending.len();
        self.frames.push(Frame {
            start,
            first,
            flow,
            mapping,
            merges: false,
            anchor,
            tag,
            size: 1,
            height: 1,
        });
        Ok(())
    }

    /// Ends the innermost collection; without its end where an error cut it off.
    fn close(&mut self, end: Option<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.mapping && (self.pending.len() - frame.first) % 2 == 1 {
            self.pending.pop();
        }
        let first = self.pending[frame.first..].first().map(|&id| self.tree.node(id).span.start as usize);
        let start = first.map_or(frame.start, |first| first.min(frame.start));
        // Of an entry without a value the key may reach further than the place of the value.
        let last = self.pending[frame.first..].iter().rev().take(2);
        let last = last.map(|&id| self.tree.node(id).span.end as usize).max();
        let end = match end {
            Some(end) if frame.flow => end,
            _ => last.unwrap_or(frame.start).max(frame.start),
        };
        let data = if frame.mapping {
            let pairs =
                super::merge::pairs(&self.tree, self.text, &self.pending[frame.first..], frame.merges);
            Data::Mapping { pairs, flow: frame.flow }
        } else {
            Data::Sequence { items: self.pending[frame.first..].to_vec(), flow: frame.flow }
        };
        self.pending.truncate(frame.first);
        let id = self.tree.push(Span::new(start, end), data);
        self.tree.node_mut(id).custom_tag = frame.tag;
        self.define(frame.anchor, Anchor::Node { id, size: frame.size, height: frame.height });
        self.attach(id, frame.size, frame.height, false);
    }

    fn define(&mut self, anchor: usize, what: Anchor) {
        if anchor == 0 {
            return;
        }
        if self.anchors.len() <= anchor {
            self.anchors.resize(anchor + 1, Anchor::Unknown);
        }
        self.anchors[anchor] = what;
    }

    fn attach(&mut self, id: NodeId, size: usize, height: usize, is_merge: bool) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(id);
            return;
        };
        frame.merges |= is_merge && frame.mapping && (self.pending.len() - frame.first).is_multiple_of(2);
        frame.size = frame.size.saturating_add(size);
        frame.height = frame.height.max(height + 1);
        self.pending.push(id);
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Problem> {
        match self.anchors.get(anchor).copied().unwrap_or(Anchor::Unknown) {
            Anchor::Node { id, size, height } => {
                self.expanded = self.expanded.saturating_add(size);
                if self.expanded > MAX_EXPANDED || self.frames.len() + height > MAX_DEPTH + 1 {
                    return Err(too_deep(
                        span,
                        "the aliases up to this one stand for too many values; the file was not read further",
                    ));
                }
                let id = self.tree.push(span, Data::Alias(id));
                self.attach(id, size, height, false);
                Ok(())
            }
            Anchor::Open => Err(too_deep(span, "this alias contains itself; the file was not read further")),
            Anchor::Unknown => {
                self.unknown_alias("", span);
                Ok(())
            }
        }
    }

    /// An alias of nothing counts as null.
    fn unknown_alias(&mut self, name: &str, span: Span) {
        let help =
            "define the anchor with `&` before the alias, or put quotes around a text that begins with `*`";
        self.problems.push(syntax(span, format!("there is no anchor `{name}` above this alias"), Some(help)));
        let id = self.tree.scalar(span, Kind::Null, Style::Plain, Text::Owned("".into()));
        self.attach(id, 1, 1, false);
    }

    fn end_document(&mut self, end: usize) {
        let root = self.root.take();
        self.bounds.push((end, root.is_some()));
        if let Some(root) = root {
            self.tree.root(root, false);
        }
        self.expanded = 0;
    }

    /// Keeps what an error left open.
    fn close_all(&mut self) {
        while !self.frames.is_empty() {
            self.close(None);
        }
        if self.root.is_some() {
            self.end_document(self.text.len());
        }
    }
}

pub(super) fn offsets(span: &granit_parser::Span) -> (usize, usize) {
    // Text input always has byte offsets.
    (span.start.byte_offset().unwrap_or_default(), span.end.byte_offset().unwrap_or_default())
}

/// A comment, which stands alone if only blanks precede it on its line.
pub(super) fn comment(text: &str, span: Span) -> Comment {
    let before = text.as_bytes()[..span.start as usize].iter().rev();
    let other = before.into_iter().find(|b| !matches!(b, b' ' | b'\t'));
    Comment { span, alone: matches!(other, None | Some(b'\n' | b'\r' | 0xBF)) }
}
