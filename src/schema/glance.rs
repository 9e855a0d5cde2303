//! A schema as a table that is there at once: most values are as they should be, and are passed by it without the
//! validator, which has to be compiled first. It passes nothing that the validator refuses.

use super::Nulls;
use crate::document::{Kind, Node};

/// What a value must be like to pass at a glance.
#[derive(Debug)]
pub(crate) struct Glance {
    /// Its types, as [`kinds`] has them; none where only the validator can tell.
    pub(crate) kinds: u8,
    /// Whether a number has to be a whole one.
    pub(crate) whole: bool,
    /// The words of which it has to be one; empty for any value.
    pub(crate) words: &'static [&'static str],
    /// What stands under the keys of a mapping.
    pub(crate) keys: &'static [(&'static str, Glance)],
    /// The keys that have to be there.
    pub(crate) required: &'static [&'static str],
    /// What stands under all other keys; without it there are none.
    pub(crate) others: Option<&'static Glance>,
    /// What the items of a list are.
    pub(crate) items: Option<&'static Glance>,
}

/// Any value at all.
pub(crate) static ANY: Glance = Glance {
    kinds: u8::MAX,
    whole: false,
    words: &[],
    keys: &[],
    required: &[],
    others: Some(&ANY),
    items: Some(&ANY),
};

/// No value: only the validator can tell.
pub(crate) const NONE: Glance =
    Glance { kinds: 0, whole: false, words: &[], keys: &[], required: &[], others: None, items: None };

/// Some types, as the bits of one number.
pub(crate) const fn kinds(all: &[Kind]) -> u8 {
    let (mut bits, mut at) = (0, 0);
    while at < all.len() {
        bits |= 1 << all[at] as u8;
        at += 1;
    }
    bits
}

impl Glance {
    /// Whether a value passes. Of what does not, the validator has to tell whether something is wrong with it.
    pub(super) fn passes(&self, node: Node<'_>, nulls: Nulls) -> bool {
        if std::ptr::eq(self, &ANY) {
            return true;
        }
        let kind = node.kind();
        let words = || self.words.is_empty() || node.as_str().is_some_and(|text| self.words.contains(&text));
        self.kinds & kinds(&[kind]) != 0
            && words()
            && match kind {
                Kind::Null | Kind::Bool | Kind::String => true,
                Kind::Number => !self.whole || node.text().bytes().all(|byte| byte.is_ascii_digit()),
                Kind::Sequence => {
                    node.items().all(|item| self.items.is_some_and(|wanted| wanted.passes(item, nulls)))
                }
                Kind::Mapping => self.passes_mapping(node, nulls),
            }
    }

    fn passes_mapping(&self, node: Node<'_>, nulls: Nulls) -> bool {
        let is_there = |value: Node<'_>| nulls == Nulls::Present || value.kind() != Kind::Null;
        let required = |key: &&str| node.get(key).is_some_and(|entry| is_there(entry.value));
        self.required.iter().all(required)
            && node.entries().filter(|entry| is_there(entry.value)).all(|entry| {
                let name = entry.name();
                let known = self.keys.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
                known.or(self.others).is_some_and(|value| value.passes(entry.value, nulls))
            })
    }
}
