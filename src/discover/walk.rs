//! Folders to the files in them, on all cores.

use super::{Candidate, Candidates, Request, Unreadable, display, plain};
use crate::cores;
use ignore::overrides::Override;
use ignore::{DirEntry, WalkBuilder};
use std::path::{Path, PathBuf};

/// What lies below a folder. The upper levels are gone through one by one until there are folders enough to be shared
/// among the cores.
pub(super) fn walk(root: &Path, request: &Request, excluded: &Override) -> Candidates {
    const LEVELS: usize = 3;
    const FOLDERS: usize = 16;
    let (mut found, mut folders) = (Candidates::default(), vec![root.to_path_buf()]);
    for _ in 0..LEVELS {
        if folders.is_empty() || folders.len() >= FOLDERS {
            break;
        }
        let level = walker(&folders, request, excluded).max_depth(Some(1)).build();
        folders = level.filter_map(|entry| found.take(entry, root)).collect();
    }
    let below = |share: &[PathBuf]| {
        let mut found = Candidates::default();
        walker(share, request, excluded).build().for_each(|entry| drop(found.take(entry, root)));
        found
    };
    let shares = folders.chunks(folders.len().div_ceil(FOLDERS).max(1)).collect();
    cores::map(shares, below).into_iter().for_each(|share| found.append(share));
    found
}

/// How folders are gone through: what is ignored in one of them or above it is left out.
fn walker(folders: &[PathBuf], request: &Request, excluded: &Override) -> WalkBuilder {
    let mut builder = WalkBuilder::from_iter(folders);
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
    builder
}

impl Candidates {
    /// Takes what a walk came by: a file, or what cannot be read. A folder below those that it began with is handed back.
    fn take(&mut self, entry: Result<DirEntry, ignore::Error>, root: &Path) -> Option<PathBuf> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.unreadable.push(refused(&error, root));
                return None;
            }
        };
        let kind = entry.file_type();
        if kind.is_some_and(|kind| kind.is_dir()) {
            return (entry.depth() > 0).then(|| entry.into_path());
        }
        let is_link = entry.path_is_symlink();
        if kind.is_some_and(|kind| kind.is_file()) || is_link && entry.path().is_file() {
            // As long as it is, and no longer: there are as many of them as there are files.
            let path = entry.path().to_path_buf();
            self.list.push(Candidate { path, named: false, forced: None, is_link });
        }
        None
    }
}

/// What the walk stumbled over, by its own path where that is known.
fn refused(error: &ignore::Error, root: &Path) -> Unreadable {
    match error {
        ignore::Error::WithPath { path, err } => refused(err, path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            refused(err, root)
        }
        ignore::Error::Io(error) => Unreadable { path: display(root), error: plain_of_walk(error) },
        other => Unreadable { path: display(root), error: other.to_string() },
    }
}

/// The walk puts a sentence with the path around an error of the system.
fn plain_of_walk(error: &std::io::Error) -> String {
    let text = plain(error);
    let of_system = text.starts_with("IO error for operation on ");
    text.rsplit_once(": ").filter(|_| of_system).map_or_else(|| text.clone(), |(_, why)| why.to_owned())
}
