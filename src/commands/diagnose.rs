//! `connectlint diagnose`: from the errors in a log to the definitions that are to blame.

use super::explain::sheet;
use super::{CLEAN, FAILED, FINDINGS, Failure, say_unreadable};
use crate::cli::{Diagnose, ListFormat};
use connectlint::config::{Config, Settings};
use connectlint::diagnose::write::Diagnosis;
use connectlint::diagnose::{self, Index, Known};
use connectlint::discover;
use connectlint::rule::Catalogue;
use connectlint::workspace::{self, Given, Workspace};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// Runs the command.
pub(super) fn run(diagnose: &Diagnose, color: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    // The log first: a mistyped path shall not wait for a whole repository.
    let mut log = open(&diagnose.log)?;
    let request = discover::Request { paths: diagnose.repository.clone(), ..discover::Request::default() };
    let adjust = |settings: &mut Settings, _: &Config, _: &Catalogue| {
        // An accepted finding may well be the cause.
        settings.no_suppressions = true;
        Ok(())
    };
    let workspace = Workspace::open(&request, workspace::Source::Nearest, &Given::default(), &adjust)?;
    let report = workspace.lint()?;
    let known = Known::new(&report);
    let shown = diagnose.log.display();
    let tally = diagnose::read_log(&mut *log, &known).map_err(|error| format!("{shown}: {error}"))?;
    let cases = diagnose::cases(&tally, Index::built_in()?, &known);
    let diagnosis = Diagnosis { tally: &tally, cases: &cases, known: &known };
    match diagnose.output_format {
        ListFormat::Text => diagnosis.write_text(sheet(color), out)?,
        ListFormat::Json => diagnosis.write_json(out)?,
    }
    out.flush()?;
    if say_unreadable(&workspace.found) {
        return Ok(FAILED);
    }
    Ok(if diagnosis.has_suspects() { FINDINGS } else { CLEAN })
}

fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let wrong = |error: io::Error| format!("{}: {error}", path.display());
    if path.is_dir() {
        return Err(format!("{} is a folder; give it one log", path.display()).into());
    }
    Ok(Box::new(File::open(path).map_err(wrong)?))
}
