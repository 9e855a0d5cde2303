//! Places as editors count them: lines from 0, columns in the units that the client asked for.

use crate::source::{Source, Span};
use serde_json::{Value, json};

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what a client means that says nothing.
    Utf16,
    /// Code points.
    Utf32,
}

impl Encoding {
    /// The best of those that the client offers: bytes need no counting here.
    pub(super) fn choose(capabilities: &Value) -> Self {
        let offered = capabilities.pointer("/general/positionEncodings").and_then(Value::as_array);
        let offers = |name: &str| offered.is_some_and(|list| list.iter().any(|word| word == name));
        [Self::Utf8, Self::Utf32].into_iter().find(|it| offers(it.name())).unwrap_or(Self::Utf16)
    }

    /// Its name in the protocol.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// Where a byte stands. Of a file on the disk an editor does not count the byte order mark; what is in a
    /// buffer counts.
    pub(super) fn position(self, source: &Source, offset: usize, buffer: bool) -> Value {
        let offset = offset.min(source.text().len());
        let line = source.line_index(offset);
        let start = source.line_span(line).start as usize;
        let end = (start..=offset).rev().find(|at| source.text().is_char_boundary(*at)).unwrap_or(start);
        let mut before = source.text().get(start..end).unwrap_or_default();
        if line == 0 && !buffer {
            before = before.strip_prefix('\u{feff}').unwrap_or(before);
        }
        let character: usize = before.chars().map(|c| self.width(c)).sum();
        json!({ "line": line, "character": character })
    }

    /// Where a range of bytes stands.
    pub(super) fn range(self, source: &Source, span: Span, buffer: bool) -> Value {
        json!({
            "start": self.position(source, span.start as usize, buffer),
            "end": self.position(source, span.end as usize, buffer),
        })
    }

    /// The byte at a position in a buffer; a column beyond the end of its line is that end.
    pub(super) fn offset(self, source: &Source, position: &Value) -> usize {
        let number = |key: &str| {
            position.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
        };
        let (line, character) = (number("line"), number("character"));
        let span = source.line_span(line);
        let text = source.slice(span).trim_end_matches(['\n', '\r']);
        let mut units = 0;
        for (at, c) in text.char_indices() {
            if units >= character {
                return span.start as usize + at;
            }
            units += self.width(c);
        }
        span.start as usize + text.len()
    }

    /// The bytes of a range in a buffer.
    pub(super) fn span(self, source: &Source, range: &Value) -> Span {
        let at = |key: &str| range.get(key).map_or(0, |position| self.offset(source, position));
        Span::new(at("start"), at("end"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_there_and_back_in_every_unit() {
        let source = Source::new("a.yaml", "a: 1\r\n\t𝒳é: y\rz\n");
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, _) in source.text().char_indices() {
                if source.text()[..offset].ends_with('\r') && source.text()[offset..].starts_with('\n') {
                    continue;
                }
                let position = encoding.position(&source, offset, true);
                assert_eq!(encoding.offset(&source, &position), offset, "{encoding:?} {position}");
            }
        }
        let y = source.text().find('y').expect("it is there");
        assert_eq!(Encoding::Utf16.position(&source, y, true), json!({"line": 1, "character": 6}));
        assert_eq!(Encoding::Utf8.position(&source, y, true), json!({"line": 1, "character": 9}));
        assert_eq!(Encoding::Utf16.offset(&source, &json!({"line": 0, "character": 99})), 4);
        assert_eq!(
            Encoding::Utf16.offset(&source, &json!({"line": 99, "character": 0})),
            source.text().len()
        );
    }

    #[test]
    fn a_byte_order_mark_counts_in_a_buffer_only() {
        let source = Source::new("a.yaml", "\u{feff}a: 1");
        assert_eq!(Encoding::Utf16.position(&source, 3, true)["character"], 1);
        assert_eq!(Encoding::Utf16.position(&source, 3, false)["character"], 0);
    }
}
