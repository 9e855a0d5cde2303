//! A forgiving look over YAML text that no parser would accept: where template text stands, which
//! bracket or quote is open at a place. It knows tokens and lines, not structure.

use super::super::template;
use super::lines;
use crate::source::Span;

/// What the look over a text found.
#[derive(Default)]
pub(super) struct Found {
    /// Template text in the place of a value or key.
    pub(super) values: Vec<Span>,
    /// Template text that has lines to itself and may add or drop parts of the document.
    pub(super) controls: Vec<Span>,
    /// The brackets that are open at the end, outermost first.
    pub(super) open: Vec<usize>,
    /// The quote that is open at the end.
    pub(super) quote: Option<usize>,
    /// Where the last closed quoted text begins.
    pub(super) quoted: Option<usize>,
}

struct Sketch<'t> {
    bytes: &'t [u8],
    at: usize,
    found: Found,
    /// The column that the lines of a block scalar must be beyond, while in one.
    block: Option<isize>,
    /// The column of the key on the last line with content, if its value is yet to come.
    awaits: Option<usize>,
}

/// What is known about the line that is looked over.
struct Line {
    start: usize,
    /// The column of its innermost content, after dashes.
    column: usize,
    dash: Option<usize>,
    /// Whether a value may begin here.
    fresh: bool,
    has_key: bool,
}

/// Looks over the text up to a byte.
pub(super) fn look(text: &str, until: usize) -> Found {
    let bytes = &text.as_bytes()[..until.min(text.len())];
    let at = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let mut sketch = Sketch { bytes, at, found: Found::default(), block: None, awaits: None };
    while sketch.at < bytes.len() {
        sketch.line();
    }
    sketch.found
}

impl Sketch<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Whether the byte after the one at hand is a blank, a line's end or the text's end.
    fn ends_indicator(&self) -> bool {
        self.peek(1).is_none_or(|byte| byte.is_ascii_whitespace())
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(0), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn line(&mut self) {
        let start = self.at;
        self.skip_blanks();
        let column = self.at - start;
        if matches!(self.peek(0), None | Some(b'\n' | b'\r')) {
            self.at = lines::after(self.bytes, self.at);
            return;
        }
        if let Some(beyond) = self.block {
            if isize::try_from(column).is_ok_and(|column| column > beyond) {
                self.at = lines::after(self.bytes, self.at);
                return;
            }
            // A condition may stand to the left of the text that it governs.
            if !template::opens(self.bytes, self.at) {
                self.block = None;
            }
        }
        if self.peek(0) != Some(b'#') && !self.control(column) {
            self.tokens(Line { start, column, dash: None, fresh: true, has_key: false });
        }
        self.at = lines::after(self.bytes, self.at);
    }

    /// Takes template text that has the line to itself, unless it is a value.
    fn control(&mut self, column: usize) -> bool {
        if !template::opens(self.bytes, self.at) {
            return false;
        }
        let Some(end) = template::alone(self.bytes, self.at, b'#') else { return false };
        if !template::is_control(self.bytes, self.at) {
            let is_value = self.awaits.is_some_and(|key| column > key && self.next_column(end) <= key);
            if is_value || !self.found.open.is_empty() {
                return false;
            }
        }
        self.found.controls.push(Span::new(self.at, end));
        self.at = end;
        true
    }

    /// The column of the next line that has content.
    fn next_column(&self, from: usize) -> usize {
        let mut at = lines::after(self.bytes, from);
        while at < self.bytes.len() {
            let column = self.bytes[at..].iter().take_while(|b| **b == b' ').count();
            if !matches!(self.bytes.get(at + column), None | Some(b'\n' | b'\r' | b'#')) {
                return column;
            }
            at = lines::after(self.bytes, at);
        }
        0
    }

    /// Looks over the rest of a line, and further where a quote or an expression does not end on it.
    fn tokens(&mut self, mut line: Line) {
        self.awaits = None;
        loop {
            let blank_before = self.at == line.start || self.bytes[self.at - 1].is_ascii_whitespace();
            self.skip_blanks();
            let blank_before = blank_before || matches!(self.bytes.get(self.at - 1), Some(b' ' | b'\t'));
            let Some(byte) = self.peek(0) else { break };
            let flow = !self.found.open.is_empty();
            match byte {
                b'\n' | b'\r' => break,
                b'#' if blank_before => {
                    self.at = lines::end(self.bytes, self.at);
                    break;
                }
                b'{' | b'<' if template::close(self.bytes, self.at).is_some() => self.plain(&mut line),
                b'"' | b'\'' if line.fresh => {
                    self.quoted(byte);
                    line.fresh = false;
                }
                b'[' | b'{' if line.fresh || flow => {
                    self.found.open.push(self.at);
                    self.at += 1;
                    line.fresh = true;
                }
                b']' | b'}' if flow => {
                    self.found.open.pop();
                    self.at += 1;
                    line.fresh = false;
                }
                b',' if flow => {
                    self.at += 1;
                    line.fresh = true;
                    line.has_key = false;
                }
                b'-' | b'?' if line.fresh && !flow && self.ends_indicator() => {
                    line.dash = Some(self.at - line.start);
                    self.at += 1;
                    self.skip_blanks();
                    line.column = self.at - line.start;
                }
                b':' if self.ends_indicator() || (flow && !line.fresh) => {
                    self.at += 1;
                    line.fresh = true;
                    line.has_key = true;
                }
                b'|' | b'>' if line.fresh && !flow => {
                    let column = if line.has_key { Some(line.column) } else { line.dash };
                    self.block = Some(column.and_then(|column| isize::try_from(column).ok()).unwrap_or(-1));
                    self.at = lines::end(self.bytes, self.at);
                    return;
                }
                b'&' | b'!' | b'*' if line.fresh => self.word(flow),
                _ => self.plain(&mut line),
            }
        }
        if line.has_key && line.fresh {
            self.awaits = Some(line.column);
        }
    }

    /// An anchor, a tag or an alias.
    fn word(&mut self, flow: bool) {
        let ends = |b: &u8| b.is_ascii_whitespace() || (flow && matches!(b, b',' | b']' | b'}'));
        let length = self.bytes[self.at..].iter().position(ends);
        self.at += length.unwrap_or(self.bytes.len() - self.at);
    }

    fn quoted(&mut self, quote: u8) {
        let begin = self.at;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'\\' if quote == b'"' => self.at += 1,
                b'\'' if quote == b'\'' && self.peek(0) == Some(b'\'') => self.at += 1,
                byte if byte == quote => {
                    self.found.quoted = Some(begin);
                    return;
                }
                _ => {}
            }
        }
        self.at = self.bytes.len();
        self.found.quote = Some(begin);
    }

    /// Plain text, masked if there is template text in it: that may hold any character.
    fn plain(&mut self, line: &mut Line) {
        let begin = self.at;
        let flow = !self.found.open.is_empty();
        let mut templated = false;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\n' | b'\r' => break,
                b'{' | b'<' if template::opens(self.bytes, self.at) => {
                    let close = template::close(self.bytes, self.at);
                    if close.is_none() && flow {
                        break;
                    }
                    templated |= close.is_some();
                    self.at = close.unwrap_or(self.at + 1);
                    continue;
                }
                b':' if self.ends_indicator() && !(templated && line.has_key && !flow) => break,
                b'#' if self.at > begin && self.bytes[self.at - 1].is_ascii_whitespace() => break,
                b',' | b'[' | b']' | b'{' | b'}' if flow => break,
                _ => {}
            }
            self.at += 1;
        }
        if self.at == begin {
            self.at += 1;
        }
        if templated {
            let text = self.bytes[begin..self.at].trim_ascii_end();
            self.found.values.push(Span::new(begin, begin + text.len()));
        }
        line.fresh = false;
    }
}
