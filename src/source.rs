//! The text of one file, where its lines begin, and what in it must never be shown.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A half-open range of bytes in a [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`. Offsets beyond 4 GiB are cut; such files are refused before.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: clip(start), end: clip(end.max(start)) }
    }

    /// No byte at all, before the byte at `at`.
    #[must_use]
    pub fn empty(at: usize) -> Self {
        Self::new(at, at)
    }

    /// The same range for indexing a `str`.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether there is no byte in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the other range lies wholly inside this one.
    #[must_use]
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range with both in it.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// A part of this range; `range` counts from its start.
    #[must_use]
    pub fn slice(self, range: Range<usize>) -> Span {
        Span::new(self.start as usize + range.start, self.start as usize + range.end)
    }
}

/// A place in a text as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode code points, from 1.
    pub column: usize,
    /// Bytes from the start of the file.
    pub offset: usize,
}

/// One text to lint, under the name it is reported by.
#[derive(Debug)]
pub struct Source {
    path: Arc<str>,
    text: String,
    lines: OnceLock<Vec<u32>>,
    hidden: Vec<Span>,
    hidden_texts: Vec<String>,
    /// Finds the hidden texts in other texts: a large file has thousands of both.
    finder: OnceLock<Result<Option<AhoCorasick>, TooMany>>,
    filled: Vec<Span>,
    variables: Vec<Variable>,
}

/// There are more secrets than can be looked for at once.
#[derive(Debug)]
struct TooMany;

/// A variable that a text was filled in with. Its value is no part of the file and is never shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value; `None` if it is not set.
    pub value: Option<String>,
}

impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Source {
    /// A text under a path, which is written with `/` in every report.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            lines: OnceLock::new(),
            hidden: Vec::new(),
            hidden_texts: Vec::new(),
            finder: OnceLock::new(),
            filled: Vec::new(),
            variables: Vec::new(),
        }
    }

    /// The path it is reported by.
    #[must_use]
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The whole text as it stands in the file. It may hold secrets: reports use [`Source::masked`].
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a range; empty where the range is not inside the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Offsets at which lines begin. A line ends at `\n`, `\r\n` or a lone `\r`.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
                .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
                .map(|at| Span::empty(at + 1).start);
            std::iter::once(0).chain(ends).collect()
        })
    }

    /// The number of lines; a text that ends in a line break has an empty last one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines().len()
    }

    /// The line with this byte, counted from 0.
    #[must_use]
    pub fn line_index(&self, offset: usize) -> usize {
        self.lines().partition_point(|&start| start as usize <= offset) - 1
    }

    /// Whether two bytes stand on one line. The table of lines is not made for it.
    #[must_use]
    pub fn is_one_line(&self, one: u32, other: u32) -> bool {
        let (from, to) = (one.min(other) as usize, one.max(other) as usize);
        let bytes = self.text.as_bytes();
        let breaks = |at: usize| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        let within = bytes.get(from..to).unwrap_or_default();
        !memchr::memchr2_iter(b'\n', b'\r', within).any(|at| breaks(from + at))
    }

    /// The bytes of a line (from 0), its line break included. Lines beyond the last are empty.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Span {
        let at = |line: usize| self.lines().get(line).map_or(self.text.len(), |&start| start as usize);
        Span::new(at(line), at(line + 1))
    }

    /// Where a byte stands. An offset inside a character counts as that character.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_index(offset);
        Position { line: line + 1, column: self.before(line, offset).chars().count() + 1, offset }
    }

    /// The column of a byte in UTF-16 code units, from 0, as the Language Server Protocol counts.
    #[must_use]
    pub fn utf16_column(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        self.before(self.line_index(offset), offset).chars().map(char::len_utf16).sum()
    }

    /// The text of a line up to an offset on it.
    fn before(&self, line: usize, offset: usize) -> &str {
        let mut start = self.line_span(line).start as usize;
        if line == 0 && self.text.starts_with('\u{feff}') {
            // No editor counts the mark that some put before a text.
            start = '\u{feff}'.len_utf8();
            if offset < start {
                return "";
            }
        }
        let end = (start..=offset).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(start);
        &self.text[start..end]
    }

    /// Marks ranges whose text no output may show, such as the value of a `client_secret`.
    pub fn hide(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.hidden.extend(spans.into_iter().filter(|span| !span.is_empty()));
        self.hidden.sort_unstable();
        self.finder = OnceLock::new();
    }

    /// The ranges that no output may show, sorted.
    #[must_use]
    pub fn hidden(&self) -> &[Span] {
        &self.hidden
    }

    /// Notes the places whose values are not what stands there.
    pub fn filled(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.filled.extend(spans);
    }

    /// Notes the variables that it was filled in with.
    pub fn add_variables(&mut self, variables: impl IntoIterator<Item = Variable>) {
        self.variables.extend(variables);
        self.variables.sort_unstable();
        self.variables.dedup();
    }

    /// The variables that it was filled in with or that it asked for, by name.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Whether a range has a byte of a value that is not what stands there.
    #[must_use]
    pub fn is_filled(&self, span: Span) -> bool {
        self.filled.iter().any(|filled| filled.start < span.end && span.start < filled.end)
    }

    /// Notes texts that no output may show and that stand in the file in another form, such as with escapes.
    pub fn hide_texts(&mut self, texts: impl IntoIterator<Item = String>) {
        self.hidden_texts.extend(texts);
        self.finder = OnceLock::new();
    }

    /// The texts that no output may show, without quotes, longest first. Very short ones are left out: they would
    /// blank out innocent words.
    #[must_use]
    pub fn hidden_texts(&self) -> Vec<&str> {
        let all = Span::new(0, self.text.len());
        let mut texts: Vec<&str> = self
            .hidden
            .iter()
            .filter(|span| **span != all)
            .map(|span| self.slice(*span))
            .chain(self.hidden_texts.iter().map(String::as_str))
            .flat_map(str::lines)
            .map(|text| text.trim().trim_matches(['"', '\'']))
            .filter(|text| text.len() >= 4)
            .collect();
        texts.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        texts.dedup();
        texts
    }

    fn finder(&self) -> Result<Option<&AhoCorasick>, &TooMany> {
        let finder = self.finder.get_or_init(|| {
            const MOST: usize = 20_000;
            let texts = self.hidden_texts();
            let kind = MatchKind::LeftmostLongest;
            // An automaton without states for every letter: to make those of a long text takes the square of its length.
            let states = Some(AhoCorasickKind::ContiguousNFA);
            match texts.len() {
                0 => Ok(None),
                1..=MOST => {
                    let finder = AhoCorasick::builder().match_kind(kind).kind(states).build(&texts);
                    finder.map(Some).map_err(|_| TooMany)
                }
                _ => Err(TooMany),
            }
        });
        finder.as_ref().map(Option::as_ref)
    }

    /// A text about this one with `***` in the place of whatever is hidden here.
    #[must_use]
    pub fn redacted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.finder() {
            Ok(Some(finder)) if finder.is_match(text) => {
                let mut clean = String::with_capacity(text.len());
                finder.replace_all_with(text, &mut clean, |_, _, clean| {
                    clean.push_str("***");
                    true
                });
                Cow::Owned(clean)
            }
            Ok(_) => Cow::Borrowed(text),
            // More secrets than can be looked for at once: then nothing is said.
            Err(_) => Cow::Borrowed("***"),
        }
    }

    /// The text with every hidden byte replaced by `*` and every line break kept, so that offsets,
    /// lines and columns of all that is visible stay true. A secret is hidden wherever it stands again; a short
    /// one may be a word as well, and is hidden in its place only.
    #[must_use]
    pub fn masked(&self) -> Cow<'_, str> {
        const TELLING: usize = 8;
        if self.hidden.is_empty() && self.hidden_texts.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let mut bytes = self.text.clone().into_bytes();
        match self.finder() {
            Ok(finder) => {
                let again = finder.into_iter().flat_map(|finder| finder.find_iter(&self.text));
                again.filter(|one| one.len() >= TELLING).for_each(|one| blank(&mut bytes[one.range()]));
            }
            // More secrets than can be looked for at once: then nothing is shown.
            Err(_) => blank(&mut bytes),
        }
        for span in &self.hidden {
            let end = (span.end as usize).min(bytes.len());
            blank(&mut bytes[span.start as usize..end]);
        }
        Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Puts `*` in the place of everything but line breaks.
fn blank(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b'*');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_code_points_and_every_kind_of_line_end() {
        let source = Source::new("a.yaml", "é: 1\r\n𝒳y: 2\rz\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1, offset: 0 });
        assert_eq!(source.position(2), Position { line: 1, column: 2, offset: 2 });
        let y = source.text().find('y').expect("it is there");
        assert_eq!(source.position(y), Position { line: 2, column: 2, offset: y });
        assert_eq!(source.utf16_column(y), 2, "an astral character is two units");
        let z = source.text().find('z').expect("it is there");
        assert_eq!(source.position(z).line, 3);
        assert_eq!(source.position(999).line, 4, "an offset beyond the end is the end");
        assert_eq!(source.slice(source.line_span(1)), "𝒳y: 2\r");
    }

    #[test]
    fn one_line_is_what_the_table_of_lines_says() {
        let source = Source::new("a.yaml", "a\r\n\nb\rc\r\r\nd");
        let end = Span::new(0, source.text().len()).end;
        for from in 0..=end {
            for to in 0..=end {
                let same = source.line_index(from as usize) == source.line_index(to as usize);
                assert_eq!(source.is_one_line(from, to), same, "{from} {to}");
            }
        }
    }

    #[test]
    fn masked_text_keeps_offsets_and_lines() {
        let mut source = Source::new("a.yaml", "secret: |\n  héllo\n  two\nid: x\n");
        let start = source.text().find("hé").expect("it is there");
        let end = source.text().find("\nid").expect("it is there");
        source.hide([Span::new(start, end)]);
        let masked = source.masked();
        assert_eq!(masked.len(), source.text().len());
        assert_eq!(masked, "secret: |\n  ******\n*****\nid: x\n");
    }

    #[test]
    fn a_secret_is_masked_wherever_it_stands_again() {
        let mut source = Source::new("a.yaml", "a: hunter2hunter2\nb: [xhunter2hunter2é, word]\nc: word\n");
        source.hide([Span::new(3, 17), Span::new(50, 54)]);
        assert_eq!(source.masked(), "a: **************\nb: [x**************é, word]\nc: ****\n");
        source.hide_texts(["é, word]".to_owned()]);
        assert_eq!(source.masked(), "a: **************\nb: [x***********************\nc: ****\n");
    }
}
