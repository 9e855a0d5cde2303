//! For people: each finding with its place underlined, what happens at run time, and what to do.

use super::text::{leading_path, tame, wrapped};
use super::view::{Entry, More, View};
use super::{closing_line, visible};
use crate::diagnostic::{Diagnostic, Level};
use crate::project::{File, Project};
use crate::source::{Source, Span};
use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::{Ansi, NoColor, WriteColor};
use codespan_reporting::term::{self, Chars, Config};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;
use std::rc::Rc;

/// Lines longer than this are not printed: nobody could find the place in them.
const LONGEST_LINE: usize = 400;

/// More lines than this are not printed for one place.
const MOST_LINES: usize = 20;

/// The columns before a note: the number of a line, a blank, `= `.
const BEFORE_NOTE: usize = 6;

/// How a report for people looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// Whether to use colours.
    pub color: bool,
    /// Whether to draw with ASCII only.
    pub ascii: bool,
    /// Whether nothing is said where nothing was found.
    pub quiet: bool,
}

pub(super) fn write(view: &View<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    findings(view, look, out)?;
    if !(look.quiet && view.report.diagnostics.is_empty()) {
        writeln!(out, "{}", closing_line(&view.report.summary))?;
    }
    Ok(())
}

/// The findings without the closing line.
pub(super) fn findings(view: &View<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let files = Shown { project: view.report.project, texts: RefCell::default() };
    let config =
        Config { chars: if look.ascii { Chars::ascii() } else { Chars::box_drawing() }, ..Config::default() };
    for entry in view.entries() {
        match entry {
            Entry::Finding(diagnostic) => {
                // Into a buffer first: a report is written in few large pieces.
                let mut text = Vec::new();
                let shown = shown(diagnostic, view, &files, look);
                if look.color {
                    render(&shown, &files, &config, &mut Ansi::new(&mut text))?;
                } else {
                    render(&shown, &files, &config, &mut NoColor::new(&mut text))?;
                }
                out.write_all(&text)?;
            }
            Entry::More(more) => writeln!(out, "{}\n", rest(&more))?,
        }
    }
    Ok(())
}

fn rest(more: &More<'_>) -> String {
    if more.of_rule {
        format!("{}: {}", leading_path(&more.first.path), more.message())
    } else {
        more.message()
    }
}

/// A finding as the renderer takes it.
fn shown<'d>(
    diagnostic: &'d Diagnostic,
    view: &View<'_>,
    files: &Shown<'_>,
    look: Look,
) -> codespan::Diagnostic<&'d str> {
    let severity = match diagnostic.level {
        Level::Error => codespan::Severity::Error,
        Level::Warning => codespan::Severity::Warning,
        Level::Info | Level::Page => codespan::Severity::Help,
    };
    let note = |name: &str, text: &str| {
        let text = wrapped(&format!("{name}: {}", visible(text)), BEFORE_NOTE);
        match text.strip_prefix(name) {
            Some(rest) if look.color => format!("\u{1b}[1m{name}\u{1b}[0m{rest}"),
            _ => text,
        }
    };
    let mut notes = Vec::new();
    let mut labels = Vec::new();
    if files.is_showable(&diagnostic.path, diagnostic.place.span) {
        labels.push(codespan::Label::primary(&*diagnostic.path, diagnostic.place.span.range()));
    } else {
        let locus = files.locus(&diagnostic.path, diagnostic.place.span);
        notes.push(match diagnostic.place.pointer.as_str() {
            "" => format!("at {locus}"),
            pointer => format!("at {locus}, {}", visible(pointer)),
        });
    }
    for related in &diagnostic.related {
        if files.is_showable(&related.path, related.span) {
            let label = codespan::Label::secondary(&*related.path, related.span.range());
            labels.push(label.with_message(visible(&related.message)));
        } else {
            notes.push(note(&files.locus(&related.path, related.span), &related.message));
        }
    }
    let prevents = view.prevents(diagnostic);
    if !prevents.is_empty() {
        notes.push(note("at run time", &prevents.join("; ")));
    }
    notes.extend(diagnostic.help.as_ref().map(|help| note("help", help)));
    codespan::Diagnostic::new(severity)
        .with_code(diagnostic.rule)
        .with_message(visible(&diagnostic.message))
        .with_labels(labels)
        .with_notes(notes)
}

fn render(
    shown: &codespan::Diagnostic<&str>,
    files: &Shown<'_>,
    config: &Config,
    out: &mut dyn WriteColor,
) -> io::Result<()> {
    let mut styled = term::StylesWriter::new(Relay(out), styles());
    term::emit_to_write_style(&mut styled, config, files, shown)
        .map_err(|error| io::Error::other(error.to_string()))
}

/// The colours of a terminal report, the same as rustc's.
fn styles() -> &'static term::Styles {
    static STYLES: std::sync::OnceLock<term::Styles> = std::sync::OnceLock::new();
    STYLES.get_or_init(term::Styles::default)
}

/// Lets a trait object stand where the renderer wants a sized writer.
struct Relay<'w>(&'w mut dyn WriteColor);

impl Write for Relay<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl WriteColor for Relay<'_> {
    fn supports_color(&self) -> bool {
        self.0.supports_color()
    }

    fn set_color(&mut self, color: &term::termcolor::ColorSpec) -> io::Result<()> {
        self.0.set_color(color)
    }

    fn reset(&mut self) -> io::Result<()> {
        self.0.reset()
    }
}

/// The files of a project as a terminal may see them: without secrets and without control characters.
struct Shown<'p> {
    project: &'p Project,
    texts: RefCell<HashMap<String, Rc<str>>>,
}

impl<'p> Shown<'p> {
    fn source(&self, path: &str) -> Option<&'p Source> {
        self.project.file(path).map(File::source)
    }

    fn text(&self, path: &str) -> Result<Rc<str>, Error> {
        if let Some(text) = self.texts.borrow().get(path) {
            return Ok(Rc::clone(text));
        }
        let source = self.source(path).ok_or(Error::FileMissing)?;
        let text: Rc<str> = tame(&source.masked()).into();
        self.texts.borrow_mut().insert(path.to_owned(), Rc::clone(&text));
        Ok(text)
    }

    /// Whether the lines of a range are short enough to be printed.
    fn is_showable(&self, path: &str, span: Span) -> bool {
        self.source(path).is_some_and(|source| {
            let lines = source.line_index(span.start as usize)..=source.line_index(span.end as usize);
            lines.clone().count() <= MOST_LINES
                && lines.into_iter().all(|line| source.line_span(line).len() <= LONGEST_LINE)
        })
    }

    fn locus(&self, path: &str, span: Span) -> String {
        let position = self.source(path).map(|source| source.position(span.start as usize));
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
        Ok(Shown::source(self, id).ok_or(Error::FileMissing)?.line_index(byte))
    }

    fn line_range(&'p self, id: Self::FileId, line: usize) -> Result<Range<usize>, Error> {
        let source = Shown::source(self, id).ok_or(Error::FileMissing)?;
        let mut range = source.line_span(line).range();
        if line == 0 && source.text().starts_with('\u{feff}') {
            range.start += '\u{feff}'.len_utf8();
        }
        Ok(range)
    }
}

/// A text that the renderer may keep for as long as it likes.
struct SharedText(Rc<str>);

impl AsRef<str> for SharedText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
