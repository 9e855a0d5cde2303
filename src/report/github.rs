//! Workflow commands of GitHub Actions, which it shows as annotations beside the lines.

use super::view::{Entry, View};
use super::visible;
use crate::diagnostic::{Diagnostic, Level};
use std::io::{self, Write};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for entry in view.entries() {
        match entry {
            Entry::Finding(diagnostic) => {
                let mut message = visible(&diagnostic.message).into_owned();
                if let Some(help) = &diagnostic.help {
                    message.push_str("\nhelp: ");
                    message.push_str(&visible(help));
                }
                let prevents = view.prevents(diagnostic);
                if !prevents.is_empty() {
                    message.push_str("\nat run time: ");
                    message.push_str(&prevents.join("; "));
                }
                command(view, diagnostic, &message, out)?;
            }
            Entry::More(more) if more.of_rule => command(view, more.first, &more.message(), out)?,
            Entry::More(more) => {
                writeln!(out, "::notice title=connectlint::{}", data(&more.message()))?;
            }
        }
    }
    Ok(())
}

fn command(view: &View<'_>, at: &Diagnostic, message: &str, out: &mut dyn Write) -> io::Result<()> {
    let (start, end) = view.region(&at.path, at.place.span);
    let path = view.run.base.from_root(&at.path);
    write!(out, "::{} file={},line={}", name(at.level), property(&visible(&path)), start.line)?;
    // Columns are understood within one line only, and the end is the last column that belongs to it.
    if end.line > start.line {
        write!(out, ",endLine={}", end.line)?;
    } else {
        let last = end.column.saturating_sub(1).max(start.column);
        write!(out, ",endLine={},col={},endColumn={last}", end.line, start.column)?;
    }
    writeln!(out, ",title={}::{}", property(&format!("connectlint: {}", at.rule)), data(message))
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Page => "notice",
    }
}

/// A message as the runner decodes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property as the runner decodes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
