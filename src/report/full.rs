//! For people: each finding with its place underlined, what happens at run time, and what to do.

mod shown;

use super::text::{cut, leading_path, wrapped};
use super::view::{Entry, More, View};
use super::{closing_line, visible};
use crate::diagnostic::{Diagnostic, Level};
use codespan_reporting::diagnostic as codespan;
use codespan_reporting::term::termcolor::{Ansi, NoColor, WriteColor};
use codespan_reporting::term::{self, Chars, Config};
use shown::Shown;
use std::io::{self, Write};

/// The most characters of what stands beside a related place.
const LONGEST_LABEL: usize = 200;

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
    let files = Shown::new(view.report);
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
                out.write_all(&named(text, diagnostic))?;
            }
            Entry::More(more) => writeln!(out, "{}\n", rest(&more))?,
        }
    }
    Ok(())
}

/// The renderer knows no level `info`: it says `help`, which our findings have a line for.
fn named(text: Vec<u8>, diagnostic: &Diagnostic) -> Vec<u8> {
    if diagnostic.level != Level::Info {
        return text;
    }
    let text = String::from_utf8_lossy(&text);
    let [said, meant] = ["help", "info"].map(|word| format!("{word}[{}]", diagnostic.rule));
    text.replacen(&said, &meant, 1).into_bytes()
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
    if let Some(range) = files.focus(&diagnostic.path, diagnostic.place.span) {
        labels.push(codespan::Label::primary(&*diagnostic.path, range));
    } else {
        let locus = files.locus(&diagnostic.path, diagnostic.place.span);
        notes.push(match diagnostic.place.pointer.as_str() {
            "" => format!("at {locus}"),
            pointer => format!("at {locus}, {}", visible(pointer)),
        });
    }
    for related in &diagnostic.related {
        if let Some(range) = files.range(&related.path, related.span) {
            let label = codespan::Label::secondary(&*related.path, range);
            labels.push(label.with_message(cut(&visible(&related.message), LONGEST_LABEL)));
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
