//! Files encrypted by SOPS, judged without keys: what is encrypted can be decrypted again, and the rest be read.

use super::super::Findings;
use crate::diagnostic::Place;
use crate::document::{Kind as Value, Node};
use crate::kind::Kind;
use crate::model::{escape, value_or_key};
use crate::opaque::{self, Family};
use crate::project::File;
use crate::source::Span;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// The keys of a `sops` block that say who can decrypt.
const RECIPIENTS: [&str; 8] = ["age", "pgp", "kms", "gcp_kms", "azure_kv", "hc_vault", "hckms", "key_groups"];

/// How an encrypted value begins.
const MARK: &str = "ENC[";

/// Encrypted values without what decrypts them, and values that should have stayed readable.
pub(in crate::check) fn incoherent_sops(file: &File, out: &mut Findings<'_>) {
    let roots = || file.document().roots().map(|(node, _)| node).enumerate();
    let has_block =
        |node: Node<'_>| node.get("sops").is_some_and(|entry| entry.value.kind() == Value::Mapping);
    // SOPS writes its block into every document of a stream and reads the first.
    if is_in(file)
        && !roots().any(|(_, node)| has_block(node))
        && let Some(place) = roots().find_map(|(root, node)| first_encrypted(node, root))
    {
        let message =
            "this value is encrypted by SOPS, but the `sops` block is missing: nobody can decrypt it";
        out.add(place, message).help(
            "take the `sops` block over from the file that the value comes from, or encrypt the whole file with `sops`",
        );
    }
    for (root, node) in roots() {
        block(node, root, out);
    }
    for part in
        file.parts().iter().filter(|part| matches!(part.kind, Kind::Create | Kind::Export | Kind::Update))
    {
        let node = file.document().node(part.node);
        let keys = [(Some(node), "", "template"), (Some(node), "", "name")];
        let config = node.get("config").map(|entry| entry.value);
        for (mapping, above, key) in keys.into_iter().chain([(config, "/config", "auth_type")]) {
            let Some(entry) = mapping.and_then(|mapping| mapping.get(key)) else { continue };
            if is_encrypted(entry.value) {
                let pointer = format!("{}{above}/{key}", part.pointer);
                let place = Place { span: value_or_key(&entry), pointer, root: part.root };
                out.add(
                    place,
                    format!("`{key}` is encrypted by SOPS, so that nobody can check what depends on it"),
                )
                .help("encrypt only the secrets: `encrypted_regex: ^(client_secret)$` in `.sops.yaml`");
            }
        }
    }
}

/// The `sops` block of a document: SOPS refuses to decrypt without a checksum or a recipient.
fn block(node: Node<'_>, root: usize, out: &mut Findings<'_>) {
    let Some(entry) = node.get("sops").filter(|entry| entry.value.kind() == Value::Mapping) else { return };
    let is_there = |key: &str| {
        entry.value.get(key).is_some_and(|entry| match entry.value.kind() {
            Value::Null => false,
            Value::Sequence => entry.value.items().len() > 0,
            Value::String => !entry.value.text().trim().is_empty(),
            _ => true,
        })
    };
    let place = |span: Span| Place { span, pointer: "/sops".to_owned(), root };
    if !RECIPIENTS.into_iter().any(is_there) {
        out.add(place(entry.key.span()), "the `sops` block names no key: nobody can decrypt the file")
            .help("encrypt the file again with `sops --age`, `--kms` or another kind of key");
    } else if !is_there("mac") {
        out.add(place(entry.key.span()), "the `sops` block has no `mac`: SOPS refuses to decrypt the file")
            .help("do not edit an encrypted file by hand; restore it and use `sops edit`");
    }
}

/// Whether the text of a file has an encrypted value at all: SOPS writes them without escapes.
fn is_in(file: &File) -> bool {
    static FINDER: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(MARK));
    FINDER.find(file.source().text().as_bytes()).is_some()
}

/// The place of the first encrypted value outside the `sops` block.
fn first_encrypted(node: Node<'_>, root: usize) -> Option<Place> {
    let mut open = vec![(node, None::<Span>, String::new())];
    while let Some((node, span, pointer)) = open.pop() {
        if node.is_alias() {
            continue;
        }
        if is_encrypted(node) {
            return Some(Place { span: span.unwrap_or_else(|| node.span()), pointer, root });
        }
        // The last that is pushed is looked at first.
        let items: Vec<_> = node.items().enumerate().collect();
        open.extend(items.into_iter().rev().map(|(index, item)| (item, None, format!("{pointer}/{index}"))));
        for entry in node.entries().rev().filter(|entry| !entry.merged) {
            let below = format!("{pointer}/{}", escape(entry.name()));
            open.push((entry.value, Some(value_or_key(&entry)), below));
        }
    }
    None
}

fn is_encrypted(node: Node<'_>) -> bool {
    node.as_str().is_some_and(|text| {
        text.trim_start().starts_with(MARK) && opaque::classify(text).family() == Some(Family::Sops)
    })
}
