//! Files that were put aside once they were read: what is left of them is what other files need to know.

use super::{File, How};
use crate::kind::Kind;
use crate::summary::Summary;
use std::sync::Arc;

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
        let bytes = std::fs::read(&*self.summary.path).ok()?;
        File::read(Arc::clone(&self.summary.path), bytes, self.how).ok()
    }
}

impl File {
    /// Whether it attaches integrations to contents.
    #[must_use]
    pub fn attaches(&self) -> bool {
        self.parts.iter().any(|part| part.kind == Kind::Attachments)
    }

    /// Lets go of its text and its tree.
    #[must_use]
    pub fn shelve(self) -> Shelved {
        Shelved {
            documents: u32::try_from(self.document.roots().len()).unwrap_or(u32::MAX),
            is_linted: self.is_linted(),
            attaches: self.attaches(),
            summary: Arc::clone(self.summary()),
            how: self.how,
        }
    }
}
