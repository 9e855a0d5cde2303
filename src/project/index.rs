//! What is known across files: a few words of every definition, small enough for a hundred thousand of them.

use super::File;
use crate::model::{Kind, Subject};

/// How much of each kind there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Definitions and updates.
    pub integrations: usize,
    /// Associations.
    pub associations: usize,
    /// Integration requests.
    pub requests: usize,
}

/// What is known across files.
#[derive(Debug, Default)]
pub struct Index {
    counts: Counts,
}

impl Index {
    /// Reads the parts of all files.
    #[must_use]
    pub fn of(files: &[File]) -> Self {
        let mut index = Self::default();
        for (file, part) in files.iter().flat_map(|file| file.parts().iter().map(move |part| (file, part))) {
            match part.kind {
                Kind::Create | Kind::Export | Kind::Update => index.counts.integrations += 1,
                Kind::Attachments => {
                    if let Subject::Attachments(it) = Subject::new(file.document(), part, None) {
                        index.counts.associations += it.associations().count();
                        index.counts.requests += it.requests().count();
                    }
                }
                _ => {}
            }
        }
        index
    }

    /// How much of each kind there is.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }
}
