//! `connectlint init`: a first configuration, never over one that is there.

use super::{CLEAN, Failure};
use crate::cli::Init;
use connectlint::config::NAMES;
use connectlint::discover;
use connectlint::init;
use connectlint::report;
use std::fs::File;
use std::io::{ErrorKind, Write};

/// Runs the command.
pub(super) fn run(arguments: &Init, out: &mut dyn Write) -> Result<u8, Failure> {
    let folder = &arguments.folder;
    let shown = |path| report::visible(&discover::display(path)).into_owned();
    if !folder.is_dir() {
        return Err(format!("{}: there is no such folder", shown(folder)).into());
    }
    if arguments.stdout {
        out.write_all(init::text(folder)?.as_bytes())?;
        return Ok(CLEAN);
    }
    let is_there = |name: &&str| folder.join(name).symlink_metadata().is_ok();
    if let Some(name) = NAMES.into_iter().find(is_there) {
        return Err(format!("{} is there already; --stdout shows another", shown(&folder.join(name))).into());
    }
    let file = folder.join(NAMES[0]);
    let text = init::text(folder)?;
    // Made in one step with the look, so that nothing that came in between is overwritten.
    let made = File::create_new(&file).and_then(|mut file| file.write_all(text.as_bytes()));
    made.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{} is there already", shown(&file)),
        _ => format!("{}: {}", shown(&file), discover::plain(&error)),
    })?;
    writeln!(out, "{} is written; `connectlint check` uses it", shown(&file))?;
    Ok(CLEAN)
}
