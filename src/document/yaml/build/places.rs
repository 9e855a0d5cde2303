//! Places that the parser's spans leave out: where nothing stands, where a block begins.

use super::Builder;
use crate::source::Span;

impl Builder<'_> {
    /// Where a value that is not there would stand: right after the colon or the dash.
    pub(super) fn empty_place(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let blanks = |bytes: &[u8]| bytes.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        if at == self.last_end && self.frames.last().is_some_and(|frame| frame.mapping) {
            let next = at + blanks(&bytes[at..]);
            if bytes.get(next) == Some(&b':') {
                return next + 1;
            }
        }
        let back = bytes[..at].iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
        at - back
    }

    /// A block scalar from its indicator to the end of its text.
    pub(super) fn block_span(&self, start: usize, end: usize) -> Span {
        let begin = self.indicator(b"|>", end).unwrap_or(start);
        let text = self.text.get(begin..end).unwrap_or_default();
        let mut length = text.trim_end().len();
        // Blanks at the end of the last line belong to the text, blank lines after it do not.
        let line = text.as_bytes()[length..].iter().take_while(|b| !matches!(b, b'\n' | b'\r')).count();
        if begin + length > start {
            length += line;
        }
        Span::new(begin, begin + length)
    }

    /// Where a list begins: a list at its key's own column is announced at its first item only.
    pub(super) fn dash(&self, start: usize) -> usize {
        if self.text.as_bytes().get(start) == Some(&b'-') {
            return start;
        }
        self.indicator(b"-", start).unwrap_or(start)
    }

    /// The first of some indicators after the last node, past properties and comments.
    fn indicator(&self, wanted: &[u8], end: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[..end];
        let mut at = self.last_end;
        while let Some(byte) = bytes.get(at) {
            let rest = &bytes[at..];
            at += match byte {
                byte if wanted.contains(byte) => return Some(at),
                b'#' => rest.iter().take_while(|b| !matches!(b, b'\n' | b'\r')).count(),
                b'&' | b'!' => rest.iter().take_while(|b| !b.is_ascii_whitespace()).count(),
                _ => 1,
            };
        }
        None
    }
}
