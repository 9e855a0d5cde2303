//! Strings and words of JSON as nodes.

use super::tokens::{self, Token};
use super::{Reader, words};
use crate::document::{Kind, NodeId, Style, Text};
use crate::source::Span;
use std::ops::Range;

impl Reader<'_> {
    /// A string, a word or a template expression.
    pub(super) fn scalar(&mut self, token: Token, range: Range<usize>) -> NodeId {
        let span = Span::new(range.start, range.end);
        match token {
            Token::Word => self.word(span),
            Token::Template => self.tree.scalar(span, Kind::String, Style::Plain, Text::Slice(span)),
            _ => self.string(token, span),
        }
    }

    fn string(&mut self, token: Token, span: Span) -> NodeId {
        let inside = Span::new(span.start as usize + 1, span.end as usize - 1);
        let decoded = tokens::decode(&self.text[inside.range()]);
        let start = inside.start as usize;
        if token == Token::SingleQuoted {
            self.say(span.range(), "JSON has double quotes only", Some("write `\"…\"`"));
        }
        if let Some(at) = decoded.control {
            let help = Some("write it as an escape such as `\\t`");
            self.say(start + at..start + at + 1, "a control character stands in this string", help);
        }
        if let Some(at) = decoded.bad_escape {
            let help = Some("a backslash is written `\\\\`");
            self.say(start + at..start + at + 1, "this `\\` begins no escape that JSON knows", help);
        }
        let style = if token == Token::SingleQuoted { Style::SingleQuoted } else { Style::DoubleQuoted };
        let text = decoded.text.map_or(Text::Slice(inside), |text| Text::Owned(text.into()));
        self.tree.scalar(span, Kind::String, style, text)
    }

    fn word(&mut self, span: Span) -> NodeId {
        let word = &self.text[span.range()];
        let (kind, wrong) = words::kind(word);
        if let Some((message, help, is_lost)) = wrong {
            if is_lost {
                self.lose(span.range(), message, help);
            } else {
                self.say(span.range(), message, help);
            }
        }
        self.tree.scalar(span, kind, Style::Plain, Text::Slice(span))
    }
}
