//! Checkstyle XML: the findings of each file.

use super::view::{Entry, View};
use super::xml::escape;
use crate::diagnostic::Diagnostic;
use std::io::{self, Write};

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")?;
    let mut open: Option<&str> = None;
    for entry in view.entries() {
        let (at, message) = match entry {
            Entry::Finding(diagnostic) => (diagnostic, text(diagnostic)),
            Entry::More(more) => (more.first, more.message()),
        };
        if open != Some(&*at.path) {
            if open.is_some() {
                writeln!(out, "  </file>")?;
            }
            writeln!(out, "  <file name=\"{}\">", escape(&at.path))?;
            open = Some(&at.path);
        }
        let start = view.start(at);
        writeln!(
            out,
            "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"connectlint.{}\"/>",
            start.line,
            start.column,
            at.level.name(),
            escape(&message),
            escape(at.rule)
        )?;
    }
    if open.is_some() {
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

fn text(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}; help: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}
