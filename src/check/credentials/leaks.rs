//! Secrets that stand in the file, under a key for secrets or anywhere else.

use super::Findings;
use super::client::described;
use crate::diagnostic::Place;
use crate::document::{Entry, Kind, Node, NodeId};
use crate::model::{State, escape, state_of_text, value_or_key};
use crate::project::File;
use crate::secret::Spot;
use std::collections::HashMap;

/// A literal under a key for secrets.
pub(in crate::check) fn committed_secret(file: &File, out: &mut Findings<'_>) {
    let document = file.document();
    let told = |value: Node<'_>| file.secrets().told.contains(&value.id());
    let literal: HashMap<NodeId, &str> = file
        .secrets()
        .values
        .iter()
        .map(|&(key, value)| (document.node(key), document.node(value)))
        .filter(|(key, value)| is_literal(*value) && (is_secret(&snake(key.text())) || told(*value)))
        .map(|(key, value)| (value.id(), key.text()))
        .collect();
    if literal.is_empty() {
        return;
    }
    for (place, node) in places(file, |node| literal.contains_key(&node)) {
        let key = literal.get(&node).copied().unwrap_or_default();
        let reference = snake(key).to_ascii_uppercase();
        out.add(
            place,
            format!(
                "`{key}` holds the secret itself: everybody who can read this file or its history can use it"
            ),
        )
        .help(format!("revoke it at the provider, then write a reference such as `${{{reference}}}`"));
    }
}

/// The keys of Connect's own secrets, and names that end like them.
fn is_secret(snake: &str) -> bool {
    matches!(snake, "client_secret" | "api_key" | "private_key" | "password")
        || ["_secret", "_password", "_token"].iter().any(|ending| snake.ends_with(ending))
}

/// `clientSecret` and `Client-Secret` as `client_secret`.
fn snake(key: &str) -> String {
    let mut snake = String::with_capacity(key.len() + 2);
    for (at, letter) in key.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 && key.as_bytes()[at - 1].is_ascii_lowercase() {
            snake.push('_');
        }
        snake.push(if matches!(letter, '-' | ' ' | '.') { '_' } else { letter.to_ascii_lowercase() });
    }
    snake
}

fn is_literal(value: Node<'_>) -> bool {
    match value.kind() {
        _ if value.is_filled() => false,
        Kind::String => !value.has_custom_tag() && matches!(state_of_text(value.text()), State::Literal(_)),
        Kind::Number => !value.has_custom_tag(),
        _ => false,
    }
}

/// Text of a known credential's shape in a value, a URL, a key or a comment.
pub(in crate::check) fn leaked_credential(file: &File, out: &mut Findings<'_>) {
    let found = &file.secrets().credentials;
    if found.is_empty() {
        return;
    }
    let document = file.document();
    let mut add = |place: Place, label: &str| {
        let what = described(label);
        out.add(
            place,
            format!("this looks like {what}: everybody who can read this file or its history can use it"),
        )
        .help("revoke it where it was issued, and remove it from the file");
    };
    let mut scattered = Vec::new();
    for credential in found {
        let Spot::Text(span) = credential.spot else { continue };
        match document.comments().iter().find(|comment| comment.span.covers(span)) {
            Some(_) => add(Place { span, pointer: String::new(), root: 0 }, &credential.shape.label),
            None => scattered.push((span, credential.shape)),
        }
    }
    let label_of = |id: NodeId| {
        let span = document.node(id).span();
        let within = scattered.iter().find(|(found, _)| span.covers(*found)).map(|(_, shape)| *shape);
        let escaped = || found.iter().find(|other| other.spot == Spot::Scalar(id)).map(|other| other.shape);
        within.or_else(escaped).map(|shape| shape.label.as_str())
    };
    let mut seen = Vec::new();
    for (place, id) in places(file, |id| label_of(id).is_some()) {
        seen.push(document.node(id).span());
        add(place, label_of(id).unwrap_or_default());
    }
    // What an error keeps out of the tree.
    for (span, shape) in scattered.iter().filter(|(span, _)| !seen.iter().any(|seen| seen.covers(*span))) {
        add(Place { span: *span, pointer: String::new(), root: 0 }, &shape.label);
    }
}

/// The places of some scalars of a file. What an alias or a merge key repeats is placed once, where it stands.
fn places(file: &File, wanted: impl Fn(NodeId) -> bool) -> Vec<(Place, NodeId)> {
    let mut found = Vec::new();
    for (root, (node, _)) in file.document().roots().enumerate() {
        let mut open = vec![(node, None::<Entry<'_>>, String::new())];
        while let Some((node, entry, pointer)) = open.pop() {
            if node.is_alias() {
                continue;
            }
            if node.style().is_some() && wanted(node.id()) {
                let span = entry.as_ref().map_or(node.span(), value_or_key);
                found.push((Place { span, pointer: pointer.clone(), root }, node.id()));
            }
            for entry in node.entries().filter(|entry| !entry.merged) {
                let below = format!("{pointer}/{}", escape(entry.name()));
                if wanted(entry.key.id()) {
                    let place = Place { span: entry.key.span(), pointer: below.clone(), root };
                    found.push((place, entry.key.id()));
                }
                open.push((entry.value, Some(entry), below));
            }
            open.extend(
                node.items().enumerate().map(|(index, item)| (item, None, format!("{pointer}/{index}"))),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_every_spelling() {
        for (key, wanted) in [
            ("client_secret", "client_secret"),
            ("clientSecret", "client_secret"),
            ("Client-Secret", "client_secret"),
            ("CLIENT_SECRET", "client_secret"),
            ("api.key", "api_key"),
            ("Api Key", "api_key"),
            ("APIKey", "apikey"),
        ] {
            assert_eq!(snake(key), wanted, "{key}");
        }
        assert!(["client_secret", "api_key", "db_password", "access_token"].iter().all(|key| is_secret(key)));
        assert!(!["client_secrt", "token_uri", "scopes", ""].iter().any(|key| is_secret(key)));
    }
}
