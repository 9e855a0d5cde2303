//! What no linter of these files can leave out, as a program to be measured beside it: `floor read FOLDER` walks the
//! folder and reads the files of our languages, `floor parse FOLDER` also parses those that may be ours.
//!
//! It walks and reads as connectlint does, with as many threads, and parses what connectlint would parse: YAML to events,
//! JSON and TOML with the quickest look that still sees every error. Nothing is made of what was parsed. `run.py` runs it.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own")]

use connectlint::discover::{self, Request, Treatment};
use connectlint::document::Format;
use connectlint::{kind, project};
use granit_parser::Parser;
use rayon::prelude::*;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, folder] = arguments.as_slice() else {
        eprintln!("floor: nothing to do without `read FOLDER` or `parse FOLDER`; see benches/run.py");
        // `cargo bench` runs every program here.
        return ExitCode::SUCCESS;
    };
    match measure(folder, mode == "parse") {
        Ok((files, amount)) => {
            println!("{files} files, {amount} {}", if mode == "parse" { "events" } else { "bytes" });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("floor: {error}");
            ExitCode::FAILURE
        }
    }
}

/// How many files were read, and how much was in them.
fn measure(folder: &str, parses: bool) -> io::Result<(usize, usize)> {
    let files = walk(folder)?;
    let amount = |(path, format): &(PathBuf, Format)| -> io::Result<usize> {
        let bytes = project::bytes(path)?;
        if !parses {
            return Ok(bytes.len());
        }
        if !kind::worth_reading(&bytes) {
            return Ok(0);
        }
        let text = String::from_utf8(bytes).map_err(io::Error::other)?;
        parse(&text, *format)
    };
    let amounts: Vec<usize> = files.par_iter().map(amount).collect::<Result<_, _>>()?;
    Ok((files.len(), amounts.iter().sum()))
}

fn walk(folder: &str) -> io::Result<Vec<(PathBuf, Format)>> {
    let request = Request { paths: vec![PathBuf::from(folder)], ..Request::default() };
    let found = discover::find(&request, &mut |_| Treatment::default()).map_err(io::Error::other)?;
    let files = found.list.into_iter().map(|candidate| candidate.path);
    Ok(files
        .filter_map(|path| Format::of_path(&path.to_string_lossy()).map(|format| (path, format)))
        .collect())
}

/// How many events a text has; of a JSON text only that it is one.
fn parse(text: &str, format: Format) -> io::Result<usize> {
    match format {
        Format::Yaml => {
            let events = Parser::new_from_str(text).try_fold(0, |count, event| event.map(|_| count + 1));
            events.map_err(io::Error::other)
        }
        Format::Json => Ok(serde_json::from_str::<serde::de::IgnoredAny>(text).map(|_| 1)?),
        Format::Toml => Ok(toml_parser::Source::new(text).lex().count()),
    }
}
