//! What stands around a value in its text: its line, its indentation, its comments, its commas.

use crate::document::{Comment, Document, Entry, Format, Node};
use crate::source::Span;

/// The text of a document with the questions that edits ask of it.
pub(super) struct Around<'a> {
    pub(super) document: &'a Document,
    pub(super) text: &'a str,
}

/// Where the first key of a block mapping stands on its line.
pub(super) enum Lead<'a> {
    /// Behind nothing but blanks (TOML: and the leading parts of a dotted key).
    Line(&'a str),
    /// Behind the dash of a list item; the blanks reach to its column.
    Dash(String),
}

impl<'a> Around<'a> {
    pub(super) fn of(node: Node<'a>) -> Self {
        Self { document: node.document(), text: node.document().source().text() }
    }

    pub(super) fn is(&self, format: Format) -> bool {
        self.document.format() == format
    }

    /// Where the line of an offset begins. A byte order mark belongs to no line.
    pub(super) fn line_start(&self, offset: usize) -> usize {
        let source = self.document.source();
        let start = source.line_span(source.line_index(offset)).start as usize;
        if start == 0 && self.text.starts_with('\u{feff}') { 3.min(offset) } else { start }
    }

    /// Where the line of an offset ends, before its line break.
    pub(super) fn line_end(&self, offset: usize) -> usize {
        offset + self.rest_of_line(offset).len()
    }

    /// The whole lines that a range touches, with their line breaks.
    pub(super) fn lines(&self, span: Span) -> Span {
        let source = self.document.source();
        let last = span.end.saturating_sub(1).max(span.start) as usize;
        let end = source.line_span(source.line_index(last)).end as usize;
        Span::new(self.line_start(span.start as usize), end)
    }

    /// The blanks that the line of an offset begins with.
    pub(super) fn indent(&self, offset: usize) -> &'a str {
        let line = &self.text[self.line_start(offset)..offset];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// The line break that this file uses.
    pub(super) fn line_break(&self) -> &'static str {
        super::super::line_break(self.text)
    }

    /// Whether nothing but blanks stands before an offset on its line.
    pub(super) fn begins_line(&self, offset: usize) -> bool {
        is_blank(&self.text[self.line_start(offset)..offset])
    }

    /// What stands behind an offset on its line, without the line break.
    pub(super) fn rest_of_line(&self, offset: usize) -> &'a str {
        let rest = &self.text[offset..];
        &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())]
    }

    /// Whether nothing but blanks and perhaps a comment follows on the line.
    pub(super) fn ends_line(&self, offset: usize) -> bool {
        let rest = self.rest_of_line(offset);
        let next = offset + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        is_blank(rest) || self.comment_at(next).is_some()
    }

    /// How the key of an entry stands on its line; `None` where it stands behind anything else.
    pub(super) fn lead(&self, entry: Entry<'_>) -> Option<Lead<'a>> {
        let start = entry.key.span().start as usize;
        let before = &self.text[self.line_start(start)..start];
        if is_blank(before) || self.is(Format::Toml) && is_dotted(before) {
            return Some(Lead::Line(before));
        }
        let inner = before.trim_start_matches([' ', '\t']);
        let dashes = self.is(Format::Yaml)
            && inner.ends_with([' ', '\t'])
            && inner.split([' ', '\t']).all(|word| matches!(word, "" | "-"));
        dashes.then(|| {
            let blanks = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' });
            Lead::Dash(blanks.collect())
        })
    }

    fn comment_at(&self, offset: usize) -> Option<&'a Comment> {
        let comments = self.document.comments();
        let at = comments.partition_point(|comment| (comment.span.start as usize) < offset);
        comments.get(at).filter(|comment| comment.span.start as usize == offset)
    }

    /// Whether a comment stands somewhere in a range.
    pub(super) fn has_comment(&self, span: Span) -> bool {
        let mut comments = self.document.comments().iter();
        comments.any(|comment| comment.span.start >= span.start && comment.span.start < span.end)
    }

    /// The next byte that is neither blank, line break nor comment.
    pub(super) fn next(&self, mut at: usize) -> usize {
        while let Some(byte) = self.text.as_bytes().get(at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => at += 1,
                _ => match self.comment_at(at) {
                    Some(comment) if !comment.span.is_empty() => at = comment.span.end as usize,
                    _ => break,
                },
            }
        }
        at
    }

    /// One past the last byte before an offset that is neither blank, line break nor comment.
    pub(super) fn previous(&self, mut at: usize) -> usize {
        loop {
            at = self.text[..at].trim_end_matches([' ', '\t', '\n', '\r', '\u{feff}']).len();
            let comments = self.document.comments();
            let index = comments.partition_point(|comment| (comment.span.end as usize) < at);
            match comments.get(index).filter(|comment| comment.span.end as usize == at && at > 0) {
                Some(comment) if !comment.span.is_empty() => at = comment.span.start as usize,
                _ => return at,
            }
        }
    }

    /// The byte at an offset.
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }
}

/// Nothing but spaces and tabs.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t'))
}

/// The leading parts of a dotted TOML key, with their last dot.
fn is_dotted(before: &str) -> bool {
    before.trim_end().ends_with('.')
        && before
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' ' | '\t'))
}
