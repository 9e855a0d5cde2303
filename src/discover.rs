//! Paths to files: walks folders, respects `.gitignore`, and keeps what was named apart from what was found.

use crate::cores;
use crate::document::Format;
use crate::gate::Environment;
use crate::kind::Kind;
use crate::project::{self, File, How, Shelved, Skipped, Surroundings};
use crate::server_template::ServerTemplates;
use ignore::overrides::{Override, OverrideBuilder};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

mod walk;

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

impl Request {
    /// The name under which standard input is reported, if it is asked for.
    #[must_use]
    pub fn stdin_name(&self) -> Option<&str> {
        let wanted = self.paths.iter().any(|path| path.as_os_str() == "-");
        wanted.then(|| self.stdin_filename.as_deref().unwrap_or("<stdin>"))
    }
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

/// What is left of a file once it was read.
#[derive(Debug)]
pub enum Kept {
    /// All of it.
    Whole(Box<File>),
    /// What other files need to know of it.
    Shelved(Shelved),
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files with something of ours in them, by path.
    pub files: Vec<File>,
    /// Such files that were let go once they were read, by path.
    pub shelved: Vec<Shelved>,
    /// Files that are not linted, and why, by path.
    pub skipped: Vec<(String, Skipped)>,
    /// Paths that could not be read.
    pub unreadable: Vec<Unreadable>,
    /// The bytes of standard input, if it was asked for.
    pub stdin: Option<Vec<u8>>,
}

/// A file that may be ours.
#[derive(Debug)]
pub struct Candidate {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it was named, not found in a folder.
    named: bool,
    /// What it is by configuration.
    forced: Option<Kind>,
    /// Whether it is a link.
    is_link: bool,
}

/// Files that may be ours, by their path as reported, before any of them is read.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The files.
    pub list: Vec<Candidate>,
    unreadable: Vec<Unreadable>,
}

/// Looks for files under the paths.
///
/// # Errors
/// A sentence about a glob that cannot be understood. Unreadable paths are in the result of [`Candidates::read`].
pub fn find(request: &Request, treat: &mut dyn FnMut(&Path) -> Treatment) -> Result<Candidates, String> {
    let excluded = excluded(&request.exclude)?;
    let mut found = Candidates::default();
    for path in request.paths.iter().filter(|path| path.as_os_str() != "-") {
        if path.is_dir() {
            found.append(walk::walk(path, request, &excluded));
        } else {
            found.list.push(Candidate { path: path.clone(), named: true, forced: None, is_link: false });
        }
    }
    let Candidates { list, unreadable } = found;
    let mut list = by_path(list);
    // Serially: the configuration is looked up once for each folder.
    list.retain_mut(|candidate| {
        let Treatment { excluded, forced } = treat(&candidate.path);
        candidate.forced = forced;
        candidate.named || !excluded
    });
    drop_links(&mut list);
    Ok(Candidates { list, unreadable })
}

/// In the order of their paths as reported. A file both named and found is one file, and a named one.
fn by_path(list: Vec<Candidate>) -> Vec<Candidate> {
    let current = std::env::current_dir().ok();
    let mut order: Vec<(Cow<'_, str>, usize)> =
        list.iter().enumerate().map(|(at, one)| (shown(&one.path, current.as_deref()), at)).collect();
    order.sort_unstable();
    let same = order.chunk_by(|(one, _), (other, _)| one == other);
    let firsts: Vec<(usize, bool)> =
        same.map(|same| (same[0].1, same.iter().any(|&(_, at)| list[at].named))).collect();
    let mut list: Vec<Option<Candidate>> = list.into_iter().map(Some).collect();
    let take = |(at, named): (usize, bool)| Some(Candidate { named, ..list[at].take()? });
    firsts.into_iter().filter_map(take).collect()
}

/// Takes out the links to files that are read by their own paths: each would be its own double.
fn drop_links(list: &mut Vec<Candidate>) {
    let targets: HashSet<PathBuf> =
        list.iter().filter(|one| one.is_link).filter_map(|one| one.path.canonicalize().ok()).collect();
    if targets.is_empty() {
        return;
    }
    let names: HashSet<_> = targets.iter().filter_map(|target| target.file_name()).collect();
    let own = list
        .iter()
        .filter(|one| !one.is_link && one.path.file_name().is_some_and(|name| names.contains(name)));
    let own: HashSet<PathBuf> = own.filter_map(|one| one.path.canonicalize().ok()).collect();
    list.retain(|one| {
        !one.is_link || one.named || one.path.canonicalize().map_or(true, |target| !own.contains(&target))
    });
}

impl Candidates {
    fn append(&mut self, other: Self) {
        self.list.extend(other.list);
        self.unreadable.extend(other.unreadable);
    }

    /// Reads the files, and standard input if it was asked for; `templates` knows the server's for a path as
    /// reported, `each` says what is to be kept of a file of ours.
    #[must_use]
    pub fn read<'t>(
        self,
        request: &Request,
        templates: &(dyn Fn(&str) -> Option<&'t ServerTemplates> + Sync),
        each: &(dyn Fn(File) -> Kept + Sync),
    ) -> Found {
        let mut found = Found { unreadable: self.unreadable, ..Found::default() };
        let read = |candidate: Candidate| {
            // Only by a path that is all text can a file be read again.
            let whole = candidate.path.to_str().is_none();
            candidate.read(request, templates).map(|file| if whole { Kept::Whole(file) } else { each(*file) })
        };
        for outcome in cores::map(self.list, read) {
            found.add(outcome);
        }
        if let Some(name) = request.stdin_name() {
            let outcome = standard_input(name, request, templates(name), &mut found.stdin);
            // It cannot be read again, so that all of it is kept.
            found.add(outcome.map(Kept::Whole));
        }
        found
    }
}

/// Finds and reads all files under the paths, and keeps them whole.
///
/// # Errors
/// As [`find`].
pub fn discover(request: &Request, treat: &mut dyn FnMut(&Path) -> Treatment) -> Result<Found, String> {
    Ok(find(request, treat)?.read(request, &|_| None, &|file| Kept::Whole(Box::new(file))))
}

/// Why a file is none of those that are linted.
enum Missed {
    Skipped(String, Skipped),
    Unreadable(Unreadable),
}

impl Missed {
    fn unreadable(path: String, error: &std::io::Error) -> Self {
        Self::Unreadable(Unreadable { path, error: plain(error) })
    }
}

impl Found {
    fn add(&mut self, outcome: Result<Kept, Missed>) {
        match outcome {
            Ok(Kept::Whole(file)) => self.files.push(*file),
            Ok(Kept::Shelved(shelved)) => self.shelved.push(shelved),
            Err(Missed::Skipped(name, why)) => self.skipped.push((name, why)),
            Err(Missed::Unreadable(unreadable)) => self.unreadable.push(unreadable),
        }
    }
}

impl Candidate {
    fn read<'t>(
        self,
        request: &Request,
        templates: &(dyn Fn(&str) -> Option<&'t ServerTemplates> + Sync),
    ) -> Result<Box<File>, Missed> {
        let name = display(&self.path);
        let how = How { named: self.named, forced: self.forced, format: None };
        // A look at the name saves reading what cannot be ours.
        if !self.named && self.forced.is_none() && Format::of_path(&name).is_none() {
            return Err(Missed::Skipped(name, Skipped::OtherFormat));
        }
        match project::bytes(&self.path) {
            Ok(bytes) => {
                let templates = templates(&name);
                read_one(name, bytes, how, request, templates)
            }
            Err(error) => Err(Missed::unreadable(name, &error)),
        }
    }
}

fn read_one(
    name: String,
    bytes: Vec<u8>,
    how: How,
    request: &Request,
    templates: Option<&ServerTemplates>,
) -> Result<Box<File>, Missed> {
    let digest = request.digests.then(|| sha256(&bytes));
    let surroundings = Surroundings { environment: request.environment.as_ref(), templates };
    let file = File::read_in(name.as_str(), bytes, how, surroundings);
    let file = file.map_err(|why| Missed::Skipped(name, why))?;
    Ok(Box::new(match digest {
        Some(digest) => file.with_digest(digest),
        None => file,
    }))
}

/// The SHA-256 of some bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn standard_input(
    name: &str,
    request: &Request,
    templates: Option<&ServerTemplates>,
    kept: &mut Option<Vec<u8>>,
) -> Result<Box<File>, Missed> {
    let mut bytes = Vec::new();
    let name = name.to_owned();
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
        return Err(Missed::unreadable(name, &error));
    }
    let format = Format::of_path(&name).or_else(|| {
        // JSON is told by its first byte; YAML readers take half of the broken JSON for good.
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        Some(if matches!(first, Some(b'{' | b'[')) { Format::Json } else { Format::Yaml })
    });
    *kept = Some(bytes.clone());
    read_one(name, bytes, How { named: true, forced: None, format }, request, templates)
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
    let current = path.is_absolute().then(|| std::env::current_dir().ok()).flatten();
    shown(path, current.as_deref()).into_owned()
}

/// The same, with the working directory at hand; most paths need no change.
fn shown<'p>(path: &'p Path, current: Option<&Path>) -> Cow<'p, str> {
    let below = current.filter(|_| path.is_absolute()).and_then(|current| path.strip_prefix(current).ok());
    let below = below.unwrap_or(path);
    let text = match below.to_str() {
        Some(text) if std::path::MAIN_SEPARATOR != '\\' => {
            return Cow::Borrowed(text.strip_prefix("./").unwrap_or(text));
        }
        Some(text) => text.replace('\\', "/"),
        None => escaped(below),
    };
    Cow::Owned(text.strip_prefix("./").map(str::to_owned).unwrap_or(text))
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
