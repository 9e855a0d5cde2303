//! One line a finding, as editors and terminals jump to them: `path:line:column: level[rule] message`.

use super::{closing_line, visible};
use crate::lint::Report;
use std::io::{self, Write};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in &report.diagnostics {
        let (line, column) = report.project.file(&diagnostic.path).map_or((1, 1), |file| {
            let position = file.source().position(diagnostic.place.span.start as usize);
            (position.line, position.column)
        });
        writeln!(
            out,
            "{}:{line}:{column}: {}[{}] {}",
            visible(&diagnostic.path),
            diagnostic.level.name(),
            diagnostic.rule,
            visible(&diagnostic.message)
        )?;
    }
    writeln!(out, "{}", closing_line(&report.summary))
}
