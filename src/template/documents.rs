//! The kinds of document and their keys.

use super::{DOCUMENTS, EXECUTIONS, Key};
use crate::schema::Schema;

/// What one kind of document looks like, or one part of it such as an item of `permissions`.
#[derive(Debug)]
pub struct DocumentShape {
    /// The kind, which is the name of its file in `schemas/documents`, or the part's name there.
    pub name: &'static str,
    /// Whether it has keys that nobody asks about here, such as most of `manifest.json`.
    pub open: bool,
    /// Its top-level keys.
    pub keys: &'static [Key],
    /// Its whole JSON Schema with all annotations; empty for a part.
    pub text: &'static str,
    pub(super) schema: &'static Schema,
}

impl DocumentShape {
    /// The key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// What it is validated with. Parts that are documents of their own, such as the associations
    /// of a content, are not looked into.
    #[must_use]
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }
}

/// All kinds of document and their parts, sorted by name.
#[must_use]
pub fn all() -> &'static [DocumentShape] {
    DOCUMENTS
}

/// The kind of document of this name: `create`, `export`, `update`, `permission`, `association`,
/// `associations`, `content`, `request`, `bundle`, `manifest`, `publisher`, `registration`,
/// `templates`, and the parts that these define; `any-config` is the
/// `config` of a template that is not known, with the keys of all.
#[must_use]
pub fn document(kind: &str) -> Option<&'static DocumentShape> {
    DOCUMENTS.binary_search_by_key(&kind, |shape| shape.name).ok().map(|at| &DOCUMENTS[at])
}

/// The top-level keys of a kind of document; none for a kind that does not exist.
#[must_use]
pub fn keys(kind: &str) -> &'static [Key] {
    document(kind).map_or(&[], |shape| shape.keys)
}

/// How content is run, which decides the auth types that it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Execution {
    /// A process serves it to whoever looks: every auth type.
    Interactive,
    /// It is rendered ahead, nobody looks while it runs: Service Account only.
    Rendered,
    /// Nothing runs: no auth type has an effect.
    Static,
}

/// How content of an `app_mode`, or of a Posit Publisher `type`, is run; `None` for a mode that is
/// not known, such as `unknown` before the first deployment.
#[must_use]
pub fn execution(mode: &str) -> Option<Execution> {
    EXECUTIONS.binary_search_by_key(&mode, |(word, _)| word).ok().map(|at| EXECUTIONS[at].1)
}
