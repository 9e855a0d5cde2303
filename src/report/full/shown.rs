//! The files of a project as a terminal may see them: without secrets, without control characters, and of a long
//! line only the part around the place.

use super::super::text::tame;
use super::super::visible;
use crate::lint::Report;
use crate::source::{Source, Span};
use codespan_reporting::files::{Error, Files};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Of lines longer than this only a part is printed: nobody could find the place in them.
const LONGEST_LINE: usize = 400;

/// The bytes of a long line that are printed before its place, and from the place on.
const AROUND: (usize, usize) = (30, 90);

/// More lines than this are not printed for one place.
const MOST_LINES: usize = 20;

/// The part of a long line that is printed.
struct Window {
    path: String,
    line: usize,
    range: Range<usize>,
}

pub(super) struct Shown<'p> {
    report: &'p Report<'p>,
    texts: RefCell<HashMap<String, Rc<str>>>,
    /// Of the finding at hand.
    window: RefCell<Option<Window>>,
}

impl<'p> Shown<'p> {
    pub(super) fn new(report: &'p Report<'p>) -> Self {
        Self { report, texts: RefCell::default(), window: RefCell::default() }
    }

    fn file(&self, path: &str) -> Option<&'p Source> {
        self.report.source(path)
    }

    fn text(&self, path: &str) -> Result<Rc<str>, Error> {
        if let Some(text) = self.texts.borrow().get(path) {
            return Ok(Rc::clone(text));
        }
        let source = self.file(path).ok_or(Error::FileMissing)?;
        let text: Rc<str> = tame(&source.masked()).into();
        self.texts.borrow_mut().insert(path.to_owned(), Rc::clone(&text));
        Ok(text)
    }

    /// Turns to the place of a finding; returns the bytes to underline if it can be shown.
    pub(super) fn focus(&self, path: &str, span: Span) -> Option<Range<usize>> {
        self.window.replace(None);
        let source = self.file(path)?;
        let span = without_line_end(source, span);
        let (line, last) = (source.line_index(span.start as usize), source.line_index(span.end as usize));
        let whole = source.line_span(line);
        if line == last && whole.len() > LONGEST_LINE {
            let text = self.text(path).ok()?;
            let boundary =
                |at: usize| (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
            let first = (whole.start as usize).max(if line == 0 { byte_order_mark(source) } else { 0 });
            let start = boundary((span.start as usize).saturating_sub(AROUND.0)).max(first);
            let end = boundary(span.start as usize + AROUND.1).min(whole.end as usize);
            self.window.replace(Some(Window { path: path.to_owned(), line, range: start..end }));
        }
        self.range(path, span)
    }

    /// The bytes to underline at a place, if it can be shown beside the finding at hand.
    pub(super) fn range(&self, path: &str, span: Span) -> Option<Range<usize>> {
        let source = self.file(path)?;
        let lines = source.line_index(span.start as usize)..=source.line_index(span.end as usize);
        if let Some(window) = &*self.window.borrow()
            && window.path == path
            && lines == (window.line..=window.line)
        {
            let Range { start, end } = span.range();
            let start = start.max(byte_order_mark(source));
            return window.range.contains(&start).then(|| start..end.clamp(start, window.range.end));
        }
        let is_short = |line| source.line_span(line).len() <= LONGEST_LINE;
        let mark = byte_order_mark(source);
        (lines.clone().count() <= MOST_LINES && lines.into_iter().all(is_short))
            .then(|| (span.start as usize).max(mark)..(span.end as usize).max(mark))
    }

    /// A place as editors and terminals jump to it.
    pub(super) fn locus(&self, path: &str, span: Span) -> String {
        let position = self.file(path).map(|source| source.position(span.start as usize));
        let (line, column) = position.map_or((1, 1), |position| (position.line, position.column));
        format!("{}:{line}:{column}", visible(path))
    }
}

impl<'p> Files<'p> for Shown<'p> {
    type FileId = &'p str;
    type Name = String;
    type Source = SharedText;

    fn name(&'p self, id: Self::FileId) -> Result<String, Error> {
        Ok(visible(id).into_owned())
    }

    fn source(&'p self, id: Self::FileId) -> Result<SharedText, Error> {
        self.text(id).map(SharedText)
    }

    fn line_index(&'p self, id: Self::FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.file(id).ok_or(Error::FileMissing)?.line_index(byte))
    }

    fn column_number(&'p self, id: Self::FileId, _line: usize, byte: usize) -> Result<usize, Error> {
        Ok(self.file(id).ok_or(Error::FileMissing)?.position(byte).column)
    }

    fn line_range(&'p self, id: Self::FileId, line: usize) -> Result<Range<usize>, Error> {
        if let Some(window) = &*self.window.borrow()
            && window.path == id
            && window.line == line
        {
            return Ok(window.range.clone());
        }
        let source = self.file(id).ok_or(Error::FileMissing)?;
        let mut range = source.line_span(line).range();
        if line == 0 {
            range.start = byte_order_mark(source);
        }
        Ok(range)
    }
}

/// The bytes of the mark that some editors put before a text, and none shows.
fn byte_order_mark(source: &Source) -> usize {
    if source.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// A text that the renderer may keep for as long as it likes.
pub(super) struct SharedText(Rc<str>);

impl AsRef<str> for SharedText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A range without the line break that it ends in: what is missing at the end of a line is shown there, not as
/// two lines.
fn without_line_end(source: &Source, span: Span) -> Span {
    let kept = source.slice(span).trim_end_matches(['\r', '\n']).len();
    Span::new(span.start as usize, span.start as usize + kept)
}
