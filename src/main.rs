//! `connectlint`: arguments in, exit code out.

mod cli;
mod commands;

use clap::Parser;
use commands::{CLEAN, FAILED, Failure};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let done = commands::run(&cli, &mut out).and_then(|code| Ok(out.flush().map(|()| code)?));
    match done {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output has seen enough.
        Err(failure) if Failure::is_broken_pipe(&failure) => ExitCode::from(CLEAN),
        Err(failure) => {
            failure.say();
            ExitCode::from(FAILED)
        }
    }
}
