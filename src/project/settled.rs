//! Files that were let go once they were judged: what is left of them is what other files need to know.

use super::{File, How};
use crate::summary::Summary;
use std::sync::Arc;

/// A file about which nothing is to be said, so that its text and its tree are not kept: a run needs the memory
/// of its largest files, not that of all.
#[derive(Debug)]
pub struct Settled {
    summary: Arc<Summary>,
    how: How,
    documents: u32,
    is_linted: bool,
}

impl Settled {
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

    /// Reads it once more, whole. `None` where it cannot be read any more: it vanished during the run, or became
    /// something else, and what was said of it before stays.
    #[must_use]
    pub fn read_again(&self) -> Option<File> {
        let bytes = std::fs::read(&*self.summary.path).ok()?;
        File::read(Arc::clone(&self.summary.path), bytes, self.how).ok()
    }
}

impl File {
    /// Lets go of its text and its tree.
    #[must_use]
    pub fn settle(self) -> Settled {
        Settled {
            documents: u32::try_from(self.document.roots().len()).unwrap_or(u32::MAX),
            is_linted: self.is_linted(),
            summary: self.summary,
            how: self.how,
        }
    }
}
