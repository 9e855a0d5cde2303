//! Merge keys: `<<: *base` brings in the entries of another mapping.

use super::PLAIN_MERGE;
use crate::document::tree::Tree;
use crate::document::{Data, Kind, NodeId, Pair, Style};
use std::collections::HashSet;

/// Pairs up keys and values. With merge keys among them, their entries follow the own ones.
pub(super) fn pairs(tree: &Tree, text: &str, children: &[NodeId], merges: bool) -> Vec<Pair> {
    let own = children.chunks_exact(2).map(|pair| Pair { key: pair[0], value: pair[1], merged: false });
    if !merges {
        return own.collect();
    }
    let (bases, mut pairs): (Vec<Pair>, Vec<Pair>) =
        own.partition(|pair| is_merge_key(tree, text, pair.key) && is_mergeable(tree, pair.value));
    let mut known: HashSet<String> = pairs.iter().filter_map(|pair| name(tree, text, pair.key)).collect();
    for base in bases {
        let target = tree.target(base.value);
        let sources = match &tree.node(target).data {
            Data::Sequence { items, .. } => items.clone(),
            _ => vec![target],
        };
        for source in sources {
            for pair in tree.pairs(source).unwrap_or_default() {
                // The first mapping that has a key wins.
                if name(tree, text, pair.key).is_none_or(|name| known.insert(name)) {
                    pairs.push(Pair { merged: true, ..*pair });
                }
            }
        }
    }
    pairs
}

fn name(tree: &Tree, text: &str, key: NodeId) -> Option<String> {
    tree.text(key, text).map(str::to_owned)
}

fn is_merge_key(tree: &Tree, text: &str, key: NodeId) -> bool {
    matches!(tree.node(key).data, Data::Scalar { style: Style::Plain, .. })
        && tree.text(key, text) == Some(PLAIN_MERGE)
}

/// A mapping or a list of mappings; an unknown alias, which is null, merges nothing.
fn is_mergeable(tree: &Tree, value: NodeId) -> bool {
    match &tree.node(tree.target(value)).data {
        Data::Mapping { .. } | Data::Scalar { kind: Kind::Null, .. } => true,
        Data::Sequence { items, .. } => items.iter().all(|&item| tree.pairs(item).is_some()),
        _ => false,
    }
}
