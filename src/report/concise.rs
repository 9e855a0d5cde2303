//! One line a finding, as editors and terminals jump to them: `path:line:column: level[rule] message`.

use super::text::leading_path;
use super::view::Entry;
use super::{Look, View, closing_line, visible};
use std::io::{self, Write};

pub(super) fn write(view: &View<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    for entry in view.entries() {
        match entry {
            Entry::Finding(diagnostic) => {
                let start = view.start(diagnostic);
                writeln!(
                    out,
                    "{}:{}:{}: {}[{}] {}",
                    leading_path(&diagnostic.path),
                    start.line,
                    start.column,
                    diagnostic.level.name(),
                    diagnostic.rule,
                    visible(&diagnostic.message)
                )?;
            }
            Entry::More(more) if more.of_rule => {
                writeln!(out, "{}: {}", leading_path(&more.first.path), more.message())?;
            }
            Entry::More(more) => writeln!(out, "{}", more.message())?,
        }
    }
    if !(look.quiet && view.report.diagnostics.is_empty()) {
        writeln!(out, "{}", closing_line(&view.report.summary))?;
    }
    Ok(())
}
