//! What the schemas refuse in a part of a file.

use super::field::{State, state_of, value_or_key};
use super::integration::Integration;
use crate::document::{Document, Entry, Node};
use crate::kind::Kind;
use crate::schema::{Fault, Violation};
use crate::source::Span;
use crate::template::documents;

/// What is refused in a definition: at the top and in its permissions, then in its `config`.
pub(super) fn of(it: &Integration<'_>) -> Vec<Violation> {
    let kind = match it.part().kind {
        Kind::Export => "export",
        Kind::Update => "update",
        _ => "create",
    };
    let mut found = refused(kind, it.node(), "");
    if let Some(config) = it.config_mapping() {
        found.extend(refused("any-config", config, "/config"));
    }
    found
}

/// What the schema of a kind of document refuses in a value that stands at a pointer. A placeholder has no
/// shape: whatever is said about one is left out.
#[must_use]
pub fn refused(kind: &str, node: Node<'_>, pointer: &str) -> Vec<Violation> {
    let Some(shape) = documents::document(kind) else { return Vec::new() };
    let mut found = shape.schema().validate(node);
    found.retain(|violation| {
        matches!(violation.fault, Fault::UnknownKey | Fault::MissingKey(_))
            || !matches!(state_of(node.document().node(violation.node)), State::Opaque(_) | State::Mixed(_))
    });
    if !pointer.is_empty() {
        found.iter_mut().for_each(|violation| violation.pointer.insert_str(0, pointer));
    }
    found
}

/// The bytes to underline: the key or its value as [`value_or_key`] has it; an item of a list as a whole.
#[must_use]
pub fn span_of(document: &Document, violation: &Violation) -> Span {
    let node = document.node(violation.node);
    match violation.key.map(|key| document.node(key)) {
        Some(key) if violation.fault == Fault::UnknownKey => key.span(),
        Some(key) => value_or_key(&Entry { key, value: node, merged: false }),
        None => node.span(),
    }
}
