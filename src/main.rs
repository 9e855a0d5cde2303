//! `connectlint`: arguments in, exit code out.

mod cli;
mod commands;

use clap::Parser;
use commands::{CLEAN, FAILED, Failure};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
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
