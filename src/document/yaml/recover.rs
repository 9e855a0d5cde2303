//! After a syntax error: say what is wrong in one sentence, take the least text away that lets the
//! rest be read, and never report what only follows from an earlier error.
//!
//! Text is taken away by writing blanks over it, so every place in the rest stays true.

use super::lines::Line;
use super::{sketch, words};
use crate::document::Problem;
use crate::document::tree::syntax;
use crate::source::Span;
use granit_parser::{ErrorKind, ScanError};

/// The text as it is parsed: the file's own but for what was masked or taken away.
pub(super) struct Patient {
    pub(super) text: Vec<u8>,
    /// Where something was taken away; errors in there are consequences.
    touched: Vec<Span>,
    /// Comments on lines that were taken away whole.
    pub(super) problems: Vec<Problem>,
}

impl Patient {
    pub(super) fn new(text: Vec<u8>) -> Self {
        Self { text, touched: Vec::new(), problems: Vec::new() }
    }

    /// Takes the cause of an error away. False if nothing is left to take, so reading ends here.
    pub(super) fn treat(&mut self, error: &ScanError, last: Span) -> bool {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let Some(line) = self.line_to_blame(at) else { return false };
        let at = at.clamp(line.text, line.end);
        if let Some(wound) = self.touched.iter().copied().find(|wound| is_in(*wound, line.start)) {
            return self.silently(line, wound);
        }
        let text = String::from_utf8_lossy(&self.text[..at]);
        let found = sketch::look(&text, at);
        let quote = found.quote.or(match error.kind() {
            ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => Some(at),
            // Text over lines that ends where another one begins: its own closing quote is missing.
            ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
                found.quoted.filter(|&quoted| quoted < line.start && found.open.is_empty())
            }
            _ => None,
        });
        match (quote, found.open.first(), error.kind()) {
            (Some(quote), ..) if matches!(self.text.get(quote), Some(b'"' | b'\'')) => {
                self.open_quote(quote, line, error.kind())
            }
            (_, Some(&outer), _) => {
                let inner = found.open.last().copied().unwrap_or(outer);
                self.brackets(outer, inner, at, line, error.kind())
            }
            (_, _, ErrorKind::UnclosedFlowCollection { .. }) => self.brackets(at, at, at, line, error.kind()),
            (_, _, ErrorKind::MisplacedFlowCollectionEnd) => self.stray_bracket(at, line),
            _ if self.tabs(line) => true,
            _ => self.one_line(at, line, error.kind(), last),
        }
    }

    /// The line of a place, or the last one before it that has content.
    fn line_to_blame(&self, at: usize) -> Option<Line> {
        let mut line = Line::of(&self.text, at);
        while line.is_blank() {
            line = line.previous(&self.text)?;
        }
        Some(line)
    }

    /// Writes blanks over a range, line breaks excepted. False if it was blank already.
    fn blank(&mut self, from: usize, to: usize) -> bool {
        let mut changed = false;
        for byte in &mut self.text[from..to] {
            if !matches!(byte, b' ' | b'\n' | b'\r') {
                *byte = b' ';
                changed = true;
            }
        }
        changed
    }

    fn touch(&mut self, from: usize, to: usize) {
        self.touched.push(Span::new(from, to));
    }

    fn report(&mut self, span: Span, kind: &ErrorKind) {
        let (message, help) = words::describe(kind);
        self.say(span, message, help);
    }

    fn say(&mut self, span: Span, message: &str, help: Option<&str>) {
        self.problems.push(syntax(span, message, help));
    }

    /// An error where something was taken away before: take the rest of it, and what hangs below.
    fn silently(&mut self, line: Line, wound: Span) -> bool {
        let mut end = self.below(line, line.indent(), false).max(line.end);
        if !self.blank(line.start, end) {
            end = wound.end as usize;
            if !self.blank(wound.start as usize, end) {
                return false;
            }
        }
        self.touch(line.start, end);
        true
    }

    /// The end of the lines that are indented deeper than a column, or as deep.
    fn below(&self, line: Line, column: usize, or_equal: bool) -> usize {
        let mut end = line.end;
        let mut next = line.next(&self.text);
        while let Some(line) = next {
            if !line.is_quiet(&self.text) {
                let indent = line.indent();
                if indent < column || (indent == column && !or_equal) || self.is_marker(line) {
                    break;
                }
                end = line.end;
            }
            next = line.next(&self.text);
        }
        end
    }

    /// Whether a line is the `---` or `...` between documents.
    fn is_marker(&self, line: Line) -> bool {
        line.indent() == 0 && matches!(self.text.get(line.start..line.start + 3), Some(b"---" | b"..."))
    }

    /// Takes a line from `from` on, its comment excepted, and the lines up to `end`.
    fn take(&mut self, from: usize, line: Line, end: usize) -> bool {
        let here = &self.text[from..line.end];
        let comment = memchr::memmem::rfind(here, b" #").map_or(line.end, |found| from + found);
        let changed = self.blank(from, comment);
        let mut next = line.next(&self.text);
        let mut any = changed;
        while let Some(line) = next.filter(|line| line.start < end) {
            if !line.is_quiet(&self.text) {
                any |= self.blank(line.start, line.end);
            }
            next = line.next(&self.text);
        }
        self.touch(line.start, end.max(line.end));
        any
    }

    fn open_quote(&mut self, quote: usize, error: Line, kind: &ErrorKind) -> bool {
        let line = Line::of(&self.text, quote);
        // An error inside the quotes, such as an unknown escape, says nothing about their end.
        let is_inside = !matches!(
            kind,
            ErrorKind::UnclosedQuotedScalar
                | ErrorKind::DocumentIndicatorInQuotedScalar
                | ErrorKind::InvalidQuotedScalarIndent
                | ErrorKind::InvalidTrailingDoubleQuotedScalar
                | ErrorKind::InvalidTrailingSingleQuotedScalar
                | ErrorKind::InvalidIndentation
                | ErrorKind::TabInIndentation
        );
        if line.start == error.start && is_inside {
            return self.one_line(quote, line, kind, Span::default());
        }
        let message = "this quote is not closed where its text seems to end";
        let help = "add the closing quote";
        self.problems.push(syntax(Span::new(quote, quote + 1), message, Some(help)));
        let content = line.content(&self.text);
        let column = content - line.start;
        let end = self.below(line, column, false);
        self.blank(content, line.end);
        self.take(content, line, end);
        true
    }

    /// An error between brackets. The region reaches from the line of the outermost bracket to the
    /// line that closes it, or to the next one that is not indented deeper.
    fn brackets(&mut self, outer: usize, inner: usize, at: usize, line: Line, kind: &ErrorKind) -> bool {
        let first = Line::of(&self.text, outer);
        let content = first.content(&self.text);
        let mut end = self.below(first, first.indent(), false);
        let mut closed = false;
        let next = Line::of(&self.text, end).next(&self.text);
        if let Some(next) = next.filter(|next| matches!(self.text.get(next.text), Some(b']' | b'}'))) {
            end = next.end;
            closed = true;
        }
        let region = String::from_utf8_lossy(&self.text[..end]);
        closed |= !sketch::look(&region, end).open.contains(&inner);
        let is_inside = closed && line.start >= first.start && line.start < end;
        if is_inside {
            let (message, help) = words::between_brackets(kind);
            self.say(self.rest(at, line), message, help);
        }
        if is_inside && line.start > first.start && line.end < end {
            self.blank(line.text, line.end);
            self.touch(first.start, end);
            return true;
        }
        if !is_inside {
            let bracket = char::from(self.text[inner]);
            let message = format!("this `{bracket}` is never closed");
            let help = if bracket == '[' { "add the `]`" } else { "add the `}`" };
            self.problems.push(syntax(Span::new(inner, inner + 1), message, Some(help)));
        }
        self.take(content, first, end)
    }

    fn stray_bracket(&mut self, at: usize, line: Line) -> bool {
        self.report(Span::new(at, (at + 1).min(line.end)), &ErrorKind::MisplacedFlowCollectionEnd);
        let alone = line.text == at && line.end == at + 1;
        let changed = self.blank(at, (at + 1).min(line.end));
        if !alone {
            self.touch(line.start, line.end);
        }
        changed
    }

    /// Tabs before the text of a line. They become blanks in the whole group of lines, which keeps
    /// its content as long as it is even in itself.
    fn tabs(&mut self, line: Line) -> bool {
        let is_tabbed =
            |text: &[u8], line: Line| text[line.start..line.text].contains(&b'\t') && !line.is_blank();
        let mut at = Some(line).filter(|line| is_tabbed(&self.text, *line));
        if at.is_none() {
            at = line.next(&self.text).filter(|line| is_tabbed(&self.text, *line));
        }
        let Some(first) = at else { return false };
        self.report(Span::new(first.start, first.text), &ErrorKind::TabInIndentation);
        let mut end = first.end;
        let mut next = Some(first);
        while let Some(line) = next.filter(|line| line.is_blank() || line.indent() > 0) {
            self.blank(line.start, line.text);
            end = line.end;
            next = line.next(&self.text);
        }
        self.touch(first.start, end);
        true
    }

    /// From the place of an error to the end of its line, for a span that is seen.
    fn rest(&self, at: usize, line: Line) -> Span {
        let text = self.text[at.min(line.end)..line.end].trim_ascii_end();
        if text.is_empty() { Span::new(line.text, line.end) } else { Span::new(at, at + text.len()) }
    }

    fn one_line(&mut self, at: usize, line: Line, kind: &ErrorKind, last: Span) -> bool {
        let text = &self.text;
        let content = line.content(text);
        // Plain text that runs over lines and then turns out to be a key: the cause is where it began.
        let begin = Line::of(text, last.start as usize);
        let runs_on = matches!(kind, ErrorKind::MappingValueNotAllowed)
            && begin.start < line.start
            && !last.is_empty()
            && last.end as usize <= line.end
            && last.end as usize > line.start;
        if runs_on && begin.content(text) == last.start as usize {
            let content = begin.content(text);
            self.missing_colon(content, begin);
            let end = self.below(begin, content - begin.start, false);
            return self.take(content, begin, end);
        }
        if runs_on {
            let (message, help) = words::TOO_DEEP_LINE;
            self.problems.push(syntax(Span::new(line.text, line.end), message, Some(help)));
            let end = self.below(line, line.indent(), true);
            return self.take(line.start, line, end);
        }
        match kind {
            ErrorKind::SimpleKeyExpected => {
                self.missing_colon(content, line);
                let end = self.below(line, content - line.start, false);
                self.take(content, line, end)
            }
            ErrorKind::CommentInterceptedScalar => {
                let next = line.next(&self.text).unwrap_or(line);
                self.report(Span::new(next.text, next.end), kind);
                let end = self.below(next, next.indent(), false);
                self.take(next.start, next, end)
            }
            ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedDocumentStart => self.misplaced(at, line, kind),
            _ => {
                self.report(self.rest(at, line), kind);
                let end = self.below(line, content - line.start, false);
                self.take(content, line, end)
            }
        }
    }

    /// A line without its colon, or without the blank after it.
    fn missing_colon(&mut self, content: usize, line: Line) {
        let text = &self.text[content..line.end];
        let word = text.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
        let name = String::from_utf8_lossy(&text[..word]).into_owned();
        let problem = if word > 0 && text.get(word) == Some(&b':') {
            let message = format!("a blank is missing after `{name}:`");
            syntax(Span::new(content, content + word + 1), message, Some("write `key: value`"))
        } else {
            let end = content + text.trim_ascii_end().len();
            syntax(Span::new(content, end), "this line has no `:` after its key", Some("write `key: value`"))
        };
        self.problems.push(problem);
    }

    /// A line that does not go on with what stands above it.
    fn misplaced(&mut self, at: usize, line: Line, kind: &ErrorKind) -> bool {
        let is_item = self.text.get(line.text) == Some(&b'-');
        let has_level = self.has_level(line);
        if has_level {
            let span = Span::new(line.text, self.rest(at, line).end as usize);
            if is_item || matches!(kind, ErrorKind::ExpectedBlockSequenceEntry) {
                let (message, help) = if is_item { words::ITEM_IN_MAPPING } else { words::KEY_IN_LIST };
                self.problems.push(syntax(span, message, Some(help)));
            } else {
                self.report(span, kind);
            }
        } else {
            let (message, help) = words::BAD_INDENT;
            self.problems.push(syntax(Span::new(line.text, line.end), message, Some(help)));
        }
        let mut end = self.below(line, line.indent(), !has_level);
        // What follows of the same sort follows from the same mistake.
        let is_alike = is_item || matches!(kind, ErrorKind::ExpectedBlockSequenceEntry);
        let mut goes_on = has_level && is_alike;
        while goes_on {
            let last = Line::of(&self.text, end);
            let Some(next) = last.next(&self.text) else { break };
            let same = (self.text.get(next.text) == Some(&b'-')) == is_item;
            goes_on =
                same && !next.is_quiet(&self.text) && next.indent() == line.indent() && !self.is_marker(next);
            if goes_on {
                end = self.below(next, next.indent(), false);
            }
        }
        self.take(line.start, line, end)
    }

    /// Whether a line above begins at the column of this one and is still open there.
    fn has_level(&self, line: Line) -> bool {
        let column = line.indent();
        let mut above = line.previous(&self.text);
        while let Some(other) = above {
            if !other.is_quiet(&self.text) {
                let content = other.content(&self.text) - other.start;
                if other.indent() == column || content == column {
                    return true;
                }
                if other.indent() < column {
                    return false;
                }
            }
            above = other.previous(&self.text);
        }
        column == 0
    }
}

/// Whether a line begins in a range.
fn is_in(range: Span, at: usize) -> bool {
    range.start as usize <= at && at <= range.end as usize
}
