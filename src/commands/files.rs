//! `connectlint files`: what each file was read as, or why it was skipped.

use super::{CLEAN, FAILED, Failure, request, say_unreadable, source};
use crate::cli::Paths;
use connectlint::report;
use connectlint::workspace::{Given, Workspace};
use std::io::Write;

/// Runs the command.
pub(super) fn run(paths: &Paths, out: &mut dyn Write) -> Result<u8, Failure> {
    let workspace = Workspace::open(&request(paths), source(paths), &Given::default(), &|_, _, _| Ok(()))?;
    let mut lines: Vec<(String, String)> = workspace
        .project
        .files()
        .iter()
        .map(|file| (file.path().to_string(), file.labels().join(", ")))
        .collect();
    for (path, reason) in &workspace.found.skipped {
        lines.push((path.clone(), format!("skipped: {}", reason.reason())));
    }
    lines.sort();
    for (path, said) in lines {
        let said = if said.is_empty() { "broken" } else { &said };
        writeln!(out, "{}: {said}", report::visible(&path))?;
    }
    out.flush()?;
    Ok(if say_unreadable(&workspace.found) { FAILED } else { CLEAN })
}
