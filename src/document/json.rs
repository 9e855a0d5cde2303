//! Reads JSON into the tree, by hand: one pass without recursion that says what is wrong, mends it
//! and goes on. No parser at hand recovers from an error, and reading a blanked text again and again
//! would lose more than is wrong; a reader that knows what it expects loses next to nothing.

mod scalars;
mod tokens;
mod words;

use super::tree::{MAX_PROBLEMS, Tree, nested_too_deep, syntax};
use super::{Comment, Data, Document, Kind, MAX_DEPTH, NodeId, Pair, Problem, Style, Text};
use crate::source::Span;
use std::ops::Range;
use tokens::Token;

/// Reads the one document of the file.
pub(super) fn read(document: &mut Document) {
    let mut reader = Reader::new(document.source().text());
    reader.run();
    let Reader { mut tree, root, broken, problems, controls, .. } = reader;
    if let Some(root) = root {
        tree.root(root, broken);
    }
    tree.plant(document, problems, &controls);
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expect {
    /// A value; after a `[` its end too.
    Value,
    /// A key; after a `{` its end too.
    Key,
    Colon,
    /// A comma or the end of the collection.
    Comma,
    /// Nothing more.
    End,
}

/// A list or mapping that is still open.
struct Frame {
    start: usize,
    first: usize,
    mapping: bool,
    /// Where the last comma stands, if nothing followed it yet.
    comma: Option<usize>,
    /// Whether it stands where no value may stand, so that it is read but not kept.
    dropped: bool,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    tree: Tree,
    root: Option<NodeId>,
    pending: Vec<NodeId>,
    frames: Vec<Frame>,
    expect: Expect,
    problems: Vec<Problem>,
    /// Whether something was lost.
    broken: bool,
    controls: Vec<Span>,
    /// After an error or a template's control line: what looks wrong until the next `"key":` or end
    /// of a collection follows from it.
    quiet: bool,
    /// Up to where problems follow from an earlier one on their line.
    spoiled: usize,
    has_comment: bool,
    has_unclosed: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            tree: Tree::for_text(text),
            root: None,
            pending: Vec::new(),
            frames: Vec::new(),
            expect: Expect::Value,
            problems: Vec::new(),
            broken: false,
            controls: Vec::new(),
            quiet: false,
            spoiled: 0,
            has_comment: false,
            has_unclosed: false,
        }
    }

    fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    fn run(&mut self) {
        loop {
            let (token, range) = tokens::next(self.bytes(), self.at);
            self.at = range.end;
            match token {
                Token::Comment | Token::OpenComment => self.comment(token, range),
                Token::Control => {
                    self.controls.push(Span::new(range.start, range.end));
                    self.broken = true;
                    self.quiet = true;
                }
                // RFC 8259 §2: other blanks are no blanks.
                Token::End => return self.end(self.text.trim_end_matches([' ', '\t', '\n', '\r']).len()),
                _ if self.expect == Expect::End => return self.more(range),
                Token::Mark(b'{' | b'[') if self.frames.len() >= MAX_DEPTH => {
                    self.problems.push(nested_too_deep(range.start));
                    self.root = None;
                    return;
                }
                Token::Mark(mark) => self.mark(mark, range.start),
                _ => self.token(token, range),
            }
        }
    }

    /// Notes what is wrong, unless it follows from something that was said already.
    fn say(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<&str>) {
        if !self.quiet && span.start >= self.spoiled && self.problems.len() < MAX_PROBLEMS {
            self.problems.push(syntax(Span::new(span.start, span.end), message, help));
        }
    }

    /// The same where a part of the text is lost.
    fn lose(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<&str>) {
        self.say(span.clone(), message, help);
        self.broken = true;
        if span.start >= self.spoiled {
            self.spoiled = tokens::line_end(self.bytes(), span.start).max(span.start + 1);
        }
    }

    fn comment(&mut self, token: Token, range: Range<usize>) {
        let before = self.bytes()[..range.start].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        let alone = matches!(before, None | Some(b'\n' | b'\r'));
        self.tree.comments.push(Comment { span: Span::new(range.start, range.end), alone });
        if token == Token::OpenComment {
            self.lose(range.start..range.start + 2, "this comment is never closed", Some("add `*/`"));
        } else if !self.has_comment {
            self.say(range, "JSON has no comments", Some("remove it, or write the file in YAML"));
        }
        self.has_comment = true;
    }

    fn more(&mut self, range: Range<usize>) {
        let help = "remove it, or put several values into one list";
        let first = self.text[range.start..].chars().next().map_or(0, char::len_utf8);
        self.lose(range.start..range.start + first, "the JSON text is complete before this", Some(help));
    }

    /// The end of the file: whatever is open is not closed.
    fn end(&mut self, at: usize) {
        if let Some(frame) = self.frames.last() {
            let bracket = char::from(self.bytes()[frame.start]);
            let help = if bracket == '[' { "add the `]`" } else { "add the `}`" };
            let span = frame.start..frame.start + 1;
            let message = format!("this `{bracket}` is never closed");
            self.broken = true;
            // After a string without an end nobody knows which brackets were text.
            if !self.has_unclosed && self.problems.len() < MAX_PROBLEMS {
                self.problems.push(syntax(Span::new(span.start, span.end), message, Some(help)));
            }
        }
        while let Some(frame) = self.frames.last_mut() {
            frame.comma = None;
            self.close(at);
        }
    }

    fn mark(&mut self, mark: u8, at: usize) {
        match (self.expect, mark) {
            (_, b'{' | b'[') => self.open(mark, at),
            (_, b'}' | b']') => self.closing(mark, at),
            (Expect::Comma, b',') => {
                self.expect = match self.frames.last_mut() {
                    Some(frame) => {
                        frame.comma = Some(at);
                        if frame.mapping { Expect::Key } else { Expect::Value }
                    }
                    None => Expect::End,
                };
            }
            (Expect::Colon, b':') => {
                self.expect = Expect::Value;
                self.quiet = false;
            }
            (Expect::Colon | Expect::Value, b',') if self.awaits_value() => {
                self.no_value(at);
                self.mark(b',', at);
            }
            (Expect::Key | Expect::Value, b',') => {
                self.say(at..at + 1, "there is one `,` too many", Some("remove it"));
            }
            _ => self.lose(at..at + 1, "this `:` follows no key", None),
        }
    }

    /// Whether a key waits for its value.
    fn awaits_value(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.mapping && (self.pending.len() - frame.first) % 2 == 1)
    }

    /// A key without a value: it counts as null.
    fn no_value(&mut self, at: usize) {
        let at = (0..=at).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or_default();
        let here = self.text[at..].chars().next().map_or(0, char::len_utf8);
        self.lose(at..at + here, "a value is missing before this", Some("write `\"key\": value`"));
        let id = self.tree.nothing(at);
        self.attach(id);
    }

    fn open(&mut self, mark: u8, at: usize) {
        if !self.frames.is_empty() {
            self.before_value(at..at + 1);
        }
        let dropped = self.expect == Expect::Key;
        if dropped {
            self.lose(at..at + 1, "a key is missing before this", Some("write `\"key\": value`"));
        }
        let mapping = mark == b'{';
        self.frames.push(Frame { start: at, first: self.pending.len(), mapping, comma: None, dropped });
        self.expect = if mapping { Expect::Key } else { Expect::Value };
    }

    /// Says so where a colon or a comma is missing before the token at hand.
    fn before_value(&mut self, range: Range<usize>) {
        match self.expect {
            Expect::Colon => {
                let help = "write `\"key\": value`";
                self.say(range, "a `:` is missing before this value", Some(help));
                self.expect = Expect::Value;
            }
            Expect::Comma => {
                self.missing_comma(range.start);
                let mapping = self.frames.last().is_some_and(|frame| frame.mapping);
                self.expect = if mapping { Expect::Key } else { Expect::Value };
            }
            _ => {}
        }
    }

    /// A comma is missing after the last value; the message names no value, only a key.
    fn missing_comma(&mut self, at: usize) {
        let last = self.pending.last().map(|&id| self.tree.node(id).span);
        let key = self.frames.last().filter(|frame| frame.mapping).and_then(|frame| {
            let key = self.pending.len().checked_sub(2).filter(|&key| key >= frame.first)?;
            self.tree.text(self.pending[key], self.text)
        });
        let is_short = |key: &&str| key.len() <= 60 && !key.contains(char::is_control);
        let after = match key.filter(is_short) {
            Some(key) => format!("`\"{key}\"` and its value"),
            None => "the value before this".to_owned(),
        };
        let place = last.map_or(at, |span| span.end as usize);
        let end = (place + 1).min(self.text.len());
        let end = if self.text.is_char_boundary(end) { end } else { place };
        self.say(place..end, format!("a comma is missing after {after}"), Some("add a `,`"));
    }

    fn closing(&mut self, mark: u8, at: usize) {
        let mapping = mark == b'}';
        let Some(depth) = self.frames.iter().rposition(|frame| frame.mapping == mapping) else {
            return self.lose(at..at + 1, "this bracket closes nothing", Some("remove it"));
        };
        if depth + 1 < self.frames.len() {
            let inner = self.frames[self.frames.len() - 1].start;
            let bracket = char::from(self.bytes()[inner]);
            self.lose(inner..inner + 1, format!("this `{bracket}` is not closed before what it is in"), None);
        }
        while self.frames.len() > depth {
            self.close(if self.frames.len() == depth + 1 { at + 1 } else { at });
        }
        self.quiet = false;
    }

    /// Ends the innermost collection.
    fn close(&mut self, end: usize) {
        if self.awaits_value() {
            self.no_value(end.saturating_sub(1));
        }
        let Some(frame) = self.frames.pop() else { return };
        if let Some(comma) = frame.comma {
            self.say(comma..comma + 1, "a comma stands before the end", Some("remove it"));
        }
        let children = &self.pending[frame.first..];
        let data = if frame.mapping {
            let pair = |pair: &[NodeId]| Pair { key: pair[0], value: pair[1], merged: false };
            Data::Mapping { pairs: children.chunks_exact(2).map(pair).collect(), flow: true }
        } else {
            Data::Sequence { items: children.to_vec(), flow: true }
        };
        self.pending.truncate(frame.first);
        let id = self.tree.push(Span::new(frame.start, end), data);
        if frame.dropped {
            self.expect = Expect::Comma;
        } else {
            self.attach(id);
        }
    }

    fn attach(&mut self, id: NodeId) {
        match self.frames.last_mut() {
            Some(frame) => {
                frame.comma = None;
                self.pending.push(id);
                self.expect = Expect::Comma;
            }
            None => {
                self.root = Some(id);
                self.expect = Expect::End;
            }
        }
    }

    /// A key or a scalar.
    fn token(&mut self, token: Token, range: Range<usize>) {
        if token == Token::Unclosed {
            return self.unclosed(range);
        }
        let is_key = self.colon_follows(range.end);
        if self.expect == Expect::Comma && self.frames.last().is_some_and(|frame| frame.mapping) && !is_key {
            if token == Token::Template {
                self.broken = true;
                return;
            }
            let message = "text follows the value, and it is no key";
            return self.lose(range, message, Some("a `\"` inside a string is written `\\\"`"));
        }
        if is_key
            && self.quiet
            && self.expect == Expect::Comma
            && self.frames.last().is_some_and(|f| f.mapping)
        {
            self.expect = Expect::Key;
        }
        if self.expect == Expect::Colon && self.bytes()[range.clone()] == *b"=" {
            self.say(range, "a `:` is needed here", Some("write `\"key\": value`"));
            self.expect = Expect::Value;
            return;
        }
        self.before_value(range.clone());
        if self.expect == Expect::Key {
            self.key(token, range);
        } else {
            let id = self.scalar(token, range);
            self.attach(id);
        }
    }

    fn colon_follows(&self, at: usize) -> bool {
        tokens::next(self.bytes(), at).0 == Token::Mark(b':')
    }

    fn key(&mut self, token: Token, range: Range<usize>) {
        if token == Token::Word {
            self.say(range.clone(), "a key needs double quotes", Some("write `\"key\": value`"));
        }
        let id = match token {
            Token::Word => {
                let span = Span::new(range.start, range.end);
                self.tree.scalar(span, Kind::String, Style::Plain, Text::Slice(span))
            }
            _ => self.scalar(token, range),
        };
        self.attach(id);
        self.expect = Expect::Colon;
    }

    /// A string without an end: its line is lost, and what follows is not judged until it makes sense.
    fn unclosed(&mut self, range: Range<usize>) {
        let message = "this string is not closed on its line";
        self.lose(range.start..range.start + 1, message, Some("add the closing quote"));
        if self.awaits_value() {
            self.pending.pop();
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.comma = None;
            self.expect = Expect::Comma;
        }
        self.quiet = true;
        self.has_unclosed = true;
    }
}
