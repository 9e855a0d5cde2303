//! What a server's templates have to do with a file.

use crate::document::{Document, Node};
use crate::server_template::ServerTemplates;
use crate::template;

/// Whether a definition in a document, at its root or in a list there, bears the id of a server's template that is not
/// known here: then nothing else tells that it is one.
#[must_use]
pub fn is_of_templates(document: &Document, templates: &ServerTemplates) -> bool {
    let bears = |node: Node<'_>| {
        let word = node.get("template").and_then(|entry| entry.value.as_str());
        node.get("config").is_some()
            && word.is_some_and(|word| {
                template::template(word).is_none() && templates.get(word.trim()).is_some()
            })
    };
    document.roots().any(|(root, _)| {
        let listed = root.get("integrations").into_iter().flat_map(|entry| entry.value.items());
        bears(root) || root.items().chain(listed).any(bears)
    })
}

/// An entry of `GET /v1/oauth/templates`, which tells rules and is not linted.
pub(super) fn is_templates_export(node: Node<'_>) -> bool {
    node.get("id").is_some()
        && node.get("config").is_none()
        && (node.get("fields").is_some() || node.get("options").is_some())
}
