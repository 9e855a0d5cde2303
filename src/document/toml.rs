//! Reads TOML into the tree. The parser goes on after an error by itself; its events are put in
//! order here.

mod mask;
mod tables;
mod words;

use super::tree::nested_too_deep;
use super::{Comment, Data, Defect, Document, Kind, MAX_DEPTH, NodeId, Problem, Style};
use crate::source::Span;
use std::borrow::Cow;
use tables::{Key, Tables};
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::EventReceiver;
use toml_parser::{ErrorSink, ParseError, Raw};

/// Reads the one document of the file.
pub(super) fn read(document: &mut Document) {
    let masked = mask::masked(document.source().text());
    let text = &*masked.text;
    let mut errors: Vec<ParseError> = Vec::new();
    let mut reader = Reader {
        text,
        masks: &masked.values,
        tables: Tables::new(text),
        open: Vec::new(),
        keys: Vec::new(),
        header: None,
        too_deep: None,
    };
    let tokens = toml_parser::Source::new(text).lex().into_vec();
    let mut checked =
        toml_parser::parser::ValidateWhitespace::new(&mut reader, toml_parser::Source::new(text));
    toml_parser::parser::parse_document(&tokens, &mut checked, &mut errors);
    reader.finish();
    let Reader { tables, too_deep, .. } = reader;
    let Tables { mut tree, root, problems: conflicts, .. } = tables;
    let mut problems = words::problems(text, &errors);
    problems.extend(conflicts);
    if let Some(problem) = too_deep {
        problems.retain(|known| known.span < problem.span);
        problems.push(problem);
        tree.nodes.clear();
    } else if tree.pairs(root).is_some_and(|pairs| !pairs.is_empty()) || !problems.is_empty() {
        let broken = masked.steered || problems.iter().any(|problem| problem.defect == Defect::Syntax);
        tree.root(root, broken);
    }
    tree.plant(document, problems, &[]);
}

/// A list or inline table that is still open, and the key that it is the value of.
struct Open<'t> {
    start: usize,
    keys: Vec<Key<'t>>,
    what: Value,
}

enum Value {
    List(Vec<NodeId>),
    Table(NodeId),
}

struct Reader<'t> {
    /// The text that is parsed, which differs from the file's in the masked bytes.
    text: &'t str,
    /// Where values were masked.
    masks: &'t [Span],
    tables: Tables<'t>,
    open: Vec<Open<'t>>,
    /// The parts of the key whose value is to come.
    keys: Vec<Key<'t>>,
    /// Where a table header began, and whether it is one of a list.
    header: Option<usize>,
    too_deep: Option<Problem>,
}

impl<'t> Reader<'t> {
    /// Puts a value where it belongs.
    fn value(&mut self, id: NodeId) {
        match self.open.last_mut() {
            Some(Open { what: Value::List(items), .. }) => items.push(id),
            Some(Open { what: Value::Table(table), .. }) => {
                let table = *table;
                let keys = std::mem::take(&mut self.keys);
                self.tables.insert(table, &keys, id);
            }
            None => {
                let keys = std::mem::take(&mut self.keys);
                let table = self.tables.current;
                self.tables.insert(table, &keys, id);
            }
        }
    }

    /// Whether one more collection may begin.
    fn may_open(&mut self, at: usize) -> bool {
        let depth = self.tables.depth() + self.open.len() + self.keys.len();
        if depth >= MAX_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(nested_too_deep(at));
        }
        self.too_deep.is_none()
    }

    fn begin(&mut self, start: usize, what: Value) {
        let keys = std::mem::take(&mut self.keys);
        self.open.push(Open { start, keys, what });
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let tree = &mut self.tables.tree;
        // Where a bracket is missing, the place of a missing value may lie behind the end that is made up for it.
        let inside: Vec<NodeId> = match &open.what {
            Value::List(items) => items.last().copied().into_iter().collect(),
            Value::Table(table) => tree.pairs(*table).into_iter().flatten().map(|pair| pair.value).collect(),
        };
        let ends = inside.into_iter().map(|node| tree.node(node).span.end as usize);
        let end = ends.fold(end, usize::max);
        let span = Span::new(open.start, end);
        self.keys = open.keys;
        let id = match open.what {
            Value::List(items) => tree.push(span, Data::Sequence { items, flow: true }),
            Value::Table(table) => {
                tree.node_mut(table).span = span;
                table
            }
        };
        self.value(id);
    }

    fn end_header(&mut self, end: usize, list: bool) {
        let keys = std::mem::take(&mut self.keys);
        if let Some(start) = self.header.take() {
            if keys.len() + 1 + usize::from(list) > MAX_DEPTH && self.too_deep.is_none() {
                self.too_deep = Some(nested_too_deep(start));
            }
            if self.too_deep.is_none() {
                self.tables.header(&keys, Span::new(start, end), list);
            }
        }
    }

    /// Forgets what an error cut off.
    fn drop_line(&mut self) {
        if self.open.is_empty() {
            self.keys.clear();
            if let Some(start) = self.header.take() {
                // A header that was not closed: its lines go into a table that nobody sees.
                self.tables.header(&[], Span::empty(start), false);
            }
        }
    }

    fn finish(&mut self) {
        if self.too_deep.is_none() {
            while !self.open.is_empty() {
                self.end(self.text.trim_end().len());
            }
        }
    }

    fn raw(&self, span: toml_parser::Span, encoding: Option<Encoding>) -> Raw<'t> {
        Raw::new_unchecked(self.text.get(span.start()..span.end()).unwrap_or_default(), encoding, span)
    }
}

/// How a scalar of an encoding is written.
fn style(encoding: Option<Encoding>) -> Style {
    match encoding {
        None => Style::Plain,
        Some(Encoding::BasicString) => Style::DoubleQuoted,
        Some(Encoding::LiteralString) => Style::SingleQuoted,
        Some(Encoding::MlBasicString | Encoding::MlLiteralString) => Style::Multiline,
    }
}

impl EventReceiver for Reader<'_> {
    fn std_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.drop_line();
        self.header = Some(span.start());
    }

    fn std_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.end_header(span.end(), false);
    }

    fn array_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.drop_line();
        self.header = Some(span.start());
    }

    fn array_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.end_header(span.end(), true);
    }

    fn inline_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        let allowed = self.may_open(span.start());
        if allowed {
            let table = self.tables.table(true);
            self.begin(span.start(), Value::Table(table));
        }
        allowed
    }

    fn inline_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        if self.too_deep.is_none() {
            self.end(span.end());
        }
    }

    fn array_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        let allowed = self.may_open(span.start());
        if allowed {
            self.begin(span.start(), Value::List(Vec::new()));
        }
        allowed
    }

    fn array_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        if self.too_deep.is_none() {
            self.end(span.end());
        }
    }

    fn simple_key(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut text = Cow::Borrowed("");
        self.raw(span, encoding).decode_key(&mut text, error);
        if self.keys.len() <= MAX_DEPTH {
            let span = Span::new(span.start(), span.end());
            self.keys.push(Key { span, text, style: style(encoding) });
        }
    }

    fn key_val_sep(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        let depth = self.tables.depth() + self.open.len() + self.keys.len();
        if depth > MAX_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(nested_too_deep(span.start()));
        }
    }

    fn scalar(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut text = Cow::Borrowed("");
        let mut wrong = false;
        let raw = self.raw(span, encoding);
        let kind = raw.decode_scalar(&mut text, &mut |found: ParseError| {
            wrong = true;
            error.report_error(found);
        });
        let span = Span::new(span.start(), span.end());
        // Where a value is masked, the file has text without quotes.
        let encoding = encoding.filter(|_| self.masks.binary_search(&span).is_err());
        let kind = match kind {
            _ if span.is_empty() => Kind::Null,
            ScalarKind::Boolean(_) if !wrong => Kind::Bool,
            ScalarKind::Float | ScalarKind::Integer(_) if !wrong => Kind::Number,
            _ => Kind::String,
        };
        // Numbers and dates are decoded into other digits; their text is what stands there.
        let text = if encoding.is_none() { super::Text::Slice(span) } else { self.tables.stored(&text) };
        let id = self.tables.tree.scalar(span, kind, style(encoding), text);
        if self.too_deep.is_none() {
            self.value(id);
        }
    }

    fn value_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn comment(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        let before = self.text.as_bytes()[..span.start()].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        let alone = matches!(before, None | Some(b'\n' | b'\r'));
        self.tables.tree.comments.push(Comment { span: Span::new(span.start(), span.end()), alone });
    }

    fn newline(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.drop_line();
    }
}
