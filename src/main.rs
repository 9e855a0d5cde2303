//! `connectlint`: arguments in, exit code out.

mod cli;
mod commands;

use clap::Parser;
use commands::{CLEAN, FAILED, Failure};
use std::io::{self, BufWriter, Write};
use std::panic::PanicHookInfo;
use std::process::ExitCode;
use std::sync::Once;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(say_internal_error));
    let cli = cli::Cli::parse();
    // Not locked: a command may write from another thread.
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
    let done = commands::run(&cli, &mut out).and_then(|code| match out.flush() {
        // Whoever read our output has seen enough; what it says of the files stays true.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(code),
        flushed => Ok(flushed.map(|()| code)?),
    });
    match done {
        Ok(code) => ExitCode::from(code),
        // The same in the middle of a list that has no verdict.
        Err(failure) if Failure::is_broken_pipe(&failure) => ExitCode::from(CLEAN),
        Err(failure) => {
            failure.say();
            ExitCode::from(FAILED)
        }
    }
}

/// Says once that the program is wrong, and where. What a panic says may be text of a linted file, and that may be
/// a secret: it is not shown.
fn say_internal_error(info: &PanicHookInfo<'_>) {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        let place = info
            .location()
            .map_or_else(String::new, |place| format!(" in {}:{}", place.file(), place.line()));
        let _ = writeln!(io::stderr(), "connectlint: internal error{place}; please report it");
    });
}
