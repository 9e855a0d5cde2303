//! Paths to files: walks folders, respects `.gitignore`, and keeps what was named apart from what was found.

use crate::document::Format;
use crate::gate::Environment;
use crate::kind::Kind;
use crate::project::{File, How, Skipped};
use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to look for, and where.
#[derive(Debug, Default)]
pub struct Request {
    /// Files and folders; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// Globs of files and folders to leave out.
    pub exclude: Vec<String>,
    /// Whether files that `.gitignore` names are looked at too.
    pub no_gitignore: bool,
    /// The path under which standard input is reported, and by whose ending its language is told.
    pub stdin_filename: Option<String>,
    /// The variables that values are filled in with, at the deploy gate.
    pub environment: Option<Environment>,
    /// Whether the digest of each file is kept, for a receipt.
    pub digests: bool,
}

/// What the configuration says of a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Treatment {
    /// Whether it is left out unless it is named.
    pub excluded: bool,
    /// What it is, whatever it looks like.
    pub forced: Option<Kind>,
}

/// A path that could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The path as it is reported.
    pub path: String,
    /// Why.
    pub error: String,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files with something of ours in them, by path.
    pub files: Vec<File>,
    /// Files that are not linted, and why, by path.
    pub skipped: Vec<(String, Skipped)>,
    /// Paths that could not be read.
    pub unreadable: Vec<Unreadable>,
    /// The bytes of standard input, if it was asked for.
    pub stdin: Option<Vec<u8>>,
}

/// Reads all files under the paths.
///
/// # Errors
/// A sentence about a glob that cannot be understood. Unreadable paths are in the result.
pub fn discover(request: &Request, treat: &mut dyn FnMut(&Path) -> Treatment) -> Result<Found, String> {
    let excluded = excluded(&request.exclude)?;
    let mut found = Found::default();
    // By the path as reported: a file both named and found is one file, and a named one.
    let mut candidates: BTreeMap<String, (PathBuf, bool)> = BTreeMap::new();
    let mut stdin = false;
    for path in &request.paths {
        if path.as_os_str() == "-" {
            stdin = true;
        } else if path.is_dir() {
            walk(path, request, &excluded, &mut candidates, &mut found.unreadable);
        } else {
            candidates.entry(display(path)).or_insert((path.clone(), true)).1 = true;
        }
    }
    let read = |(name, path, named, treatment): (String, PathBuf, bool, Treatment)| {
        let forced = treatment.forced;
        let how = How { named, forced, format: None };
        // A look at the name saves reading what cannot be ours.
        if !named && forced.is_none() && Format::of_path(&name).is_none() {
            return (name, Ok(Err(Skipped::OtherFormat)));
        }
        let bytes = std::fs::read(&path);
        (name.clone(), bytes.map(|bytes| read_one(name, bytes, how, request)))
    };
    // Serially: the configuration is looked up once for each folder.
    let candidates: Vec<_> = candidates
        .into_iter()
        .map(|(name, (path, named))| {
            let treatment = treat(&path);
            (name, path, named, treatment)
        })
        .filter(|(_, _, named, treatment)| *named || !treatment.excluded)
        .collect();
    let outcomes: Vec<_> = candidates.into_par_iter().map(read).collect();
    for (name, outcome) in outcomes {
        match outcome {
            Ok(Ok(file)) => found.files.push(file),
            Ok(Err(skipped)) => found.skipped.push((name, skipped)),
            Err(error) => found.unreadable.push(Unreadable { path: name, error: plain(&error) }),
        }
    }
    if stdin {
        standard_input(request, &mut found);
    }
    Ok(found)
}

fn read_one(name: String, bytes: Vec<u8>, how: How, request: &Request) -> Result<File, Skipped> {
    let digest = request.digests.then(|| sha256(&bytes));
    let file = File::read_in(name, bytes, how, request.environment.as_ref())?;
    Ok(match digest {
        Some(digest) => file.with_digest(digest),
        None => file,
    })
}

/// The SHA-256 of some bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn standard_input(request: &Request, found: &mut Found) {
    let mut bytes = Vec::new();
    let name = request.stdin_filename.clone().unwrap_or_else(|| "<stdin>".to_owned());
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
        found.unreadable.push(Unreadable { path: name, error: plain(&error) });
        return;
    }
    let format = Format::of_path(&name).or_else(|| {
        // JSON is told by its first byte; YAML readers take half of the broken JSON for good.
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        Some(if matches!(first, Some(b'{' | b'[')) { Format::Json } else { Format::Yaml })
    });
    found.stdin = Some(bytes.clone());
    let how = How { named: true, forced: None, format };
    match read_one(name.clone(), bytes, how, request) {
        Ok(file) => found.files.push(file),
        Err(skipped) => found.skipped.push((name, skipped)),
    }
}

fn walk(
    root: &Path,
    request: &Request,
    excluded: &Override,
    candidates: &mut BTreeMap<String, (PathBuf, bool)>,
    unreadable: &mut Vec<Unreadable>,
) {
    let mut builder = WalkBuilder::new(root);
    builder
        // `.posit/publish` is hidden and ours; a repository's own `.git` is neither.
        .hidden(false)
        .git_ignore(!request.no_gitignore)
        .git_exclude(!request.no_gitignore)
        .git_global(false)
        .ignore(!request.no_gitignore)
        .require_git(false)
        .overrides(excluded.clone())
        .filter_entry(|entry| entry.file_name() != ".git");
    for entry in builder.build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| !kind.is_dir()) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file()) || entry.path().is_file();
                if is_file {
                    candidates.entry(display(entry.path())).or_insert_with(|| (entry.into_path(), false));
                }
            }
            Ok(_) => {}
            Err(error) => {
                unreadable.push(Unreadable { path: display(root), error: error.to_string() });
            }
        }
    }
}

/// What tells the files and folders that globs leave out.
///
/// # Errors
/// A sentence about a glob that cannot be understood.
pub fn excluded(exclude: &[String]) -> Result<Override, String> {
    globs(exclude.iter().map(|glob| format!("!{glob}")))
}

fn globs(globs: impl IntoIterator<Item = String>) -> Result<Override, String> {
    let mut builder = OverrideBuilder::new("");
    for glob in globs {
        builder.add(&glob).map_err(|error| format!("glob `{}`: {error}", glob.trim_start_matches('!')))?;
    }
    builder.build().map_err(|error| error.to_string())
}

/// A path as reports name it: relative to the working directory where it lies below it, with `/`.
#[must_use]
pub fn display(path: &Path) -> String {
    let current = std::env::current_dir().ok();
    let below = current.as_deref().and_then(|current| path.strip_prefix(current).ok()).unwrap_or(path);
    let text = match below.to_str() {
        Some(text) if std::path::MAIN_SEPARATOR == '\\' => text.replace('\\', "/"),
        Some(text) => text.to_owned(),
        None => escaped(below),
    };
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}

/// A path whose bytes are not all text: two such paths stay two.
fn escaped(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    text
}

/// An error of the system in its own words, without its number.
#[must_use]
pub fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
