//! Files that were put aside once they were read: what is left of them is what other files need to know.

use super::{File, How};
use crate::kind::Kind;
use crate::summary::{Definition, Summary, Text};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// All files that were put aside.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// By path.
    pub(super) files: Vec<Shelved>,
    /// Those that had to be read again for a description, by their place in the list.
    again: Mutex<HashMap<usize, Arc<Summary>>>,
}

impl Shelf {
    pub(super) fn new(mut files: Vec<Shelved>) -> Self {
        files.sort_by(|one, other| one.path().cmp(other.path()));
        Self { files, again: Mutex::default() }
    }

    pub(super) fn position(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| (**file.path()).cmp(path)).ok()
    }

    /// What `ask` makes of the description of a definition of a file. Requests that ask for descriptions are few, but
    /// each of them asks for many: what was read again is kept.
    pub(super) fn with_description<T>(
        &self,
        path: &str,
        number: usize,
        ask: impl FnOnce(Text<&str>) -> T,
    ) -> T {
        let summary = self.position(path).and_then(|at| self.again(at));
        let definition = summary.as_ref().and_then(|summary| summary.definitions.get(number));
        // Whatever stood in a file that vanished is not known any more.
        ask(definition.and_then(Definition::description).unwrap_or(Text::Opaque))
    }

    fn again(&self, at: usize) -> Option<Arc<Summary>> {
        let known = self.again.lock().ok().and_then(|known| known.get(&at).cloned());
        known.or_else(|| {
            let summary = Arc::clone(self.files[at].read_again()?.summary());
            if let Ok(mut known) = self.again.lock() {
                known.insert(at, Arc::clone(&summary));
            }
            Some(summary)
        })
    }
}

/// A file that was put aside, so that a run needs the memory of its largest files, not that of all. It is read again
/// when there is something to say of it.
#[derive(Debug)]
pub struct Shelved {
    summary: Arc<Summary>,
    how: How,
    documents: u32,
    is_linted: bool,
    attaches: bool,
}

impl Shelved {
    /// Its path, as reported.
    #[must_use]
    pub fn path(&self) -> &Arc<str> {
        &self.summary.path
    }

    /// What other files need to know of it.
    #[must_use]
    pub fn summary(&self) -> &Arc<Summary> {
        &self.summary
    }

    /// How many documents its stream has.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.documents as usize
    }

    /// Whether anything in it is looked at by rules.
    #[must_use]
    pub fn is_linted(&self) -> bool {
        self.is_linted
    }

    /// Whether it attaches integrations to contents, so that what is said of it depends on all other files.
    #[must_use]
    pub fn attaches(&self) -> bool {
        self.attaches
    }

    /// Reads it once more. `None` where it cannot be read any more, or is another thing now: it vanished or was
    /// changed during the run.
    #[must_use]
    pub fn read_again(&self) -> Option<File> {
        let bytes = super::text::bytes(Path::new(&*self.summary.path)).ok()?;
        File::read(Arc::clone(&self.summary.path), bytes, self.how).ok()
    }
}

impl File {
    /// Whether it attaches integrations to contents.
    #[must_use]
    pub fn attaches(&self) -> bool {
        self.parts.iter().any(|part| part.kind == Kind::Attachments)
    }

    /// Lets go of its text, its tree and its descriptions.
    #[must_use]
    pub fn shelve(self) -> Shelved {
        let mut shelved = Shelved {
            documents: u32::try_from(self.document.roots().len()).unwrap_or(u32::MAX),
            is_linted: self.is_linted(),
            attaches: self.attaches(),
            summary: Arc::clone(self.summary()),
            how: self.how,
        };
        // Then the summary is nobody else's and need not be copied.
        drop(self);
        Arc::make_mut(&mut shelved.summary).drop_descriptions();
        shelved
    }
}
