//! The words of `scopes`, each with its place.

use super::field::{Field, State};
use crate::document::{Kind, Node};
use crate::provider::scopes;
use crate::source::Span;

pub use crate::provider::scopes::Word;

/// The words of `scopes`. A list is read word by word too, although a string is wanted.
#[derive(Debug)]
pub struct Scopes<'a> {
    field: Field<'a>,
    words: Vec<(Word<'a>, Node<'a>)>,
}

impl<'a> Scopes<'a> {
    /// Reads the words of a field.
    #[must_use]
    pub fn new(field: Field<'a>) -> Self {
        let mut words = Vec::new();
        let mut read =
            |node: Node<'a>| words.extend(scopes::split(node.text()).into_iter().map(|word| (word, node)));
        match (field.state(), field.node()) {
            (State::Other(Kind::Sequence), Some(list)) => {
                list.items().filter(|item| item.kind() == Kind::String).for_each(read);
            }
            // A stand-in for the whole value has no words of its own.
            (State::Literal(_) | State::Mixed(_), Some(node)) => read(node),
            _ => {}
        }
        Self { field, words }
    }

    /// The key and its value.
    #[must_use]
    pub fn field(&self) -> &Field<'a> {
        &self.field
    }

    /// The words in order.
    pub fn words(&self) -> impl Iterator<Item = &Word<'a>> + Clone {
        self.words.iter().map(|(word, _)| word)
    }

    /// A word by its place among them.
    #[must_use]
    pub fn word(&self, at: usize) -> Option<&Word<'a>> {
        self.words.get(at).map(|(word, _)| word)
    }

    /// The place of a word among them.
    #[must_use]
    pub fn place_of(&self, word: &Word<'_>) -> Option<usize> {
        // By its address: there may be a million of them, and each is asked for.
        let from_first = std::ptr::from_ref(word).addr().checked_sub(self.words.as_ptr().addr())?;
        let at = from_first / size_of::<(Word<'_>, Node<'_>)>();
        self.words.get(at).filter(|(own, _)| std::ptr::eq(own, word)).map(|_| at)
    }

    /// The words whose whole text may be judged.
    pub fn literals(&self) -> impl Iterator<Item = &Word<'a>> + Clone {
        self.words().filter(|word| word.is_literal())
    }

    /// Whether there is any word.
    #[must_use]
    pub fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// Whether a word is among them, whatever the case of its letters.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.words().any(|own| own.is(word))
    }

    /// Whether a placeholder may hide any word: then nothing can be said to be missing.
    #[must_use]
    pub fn has_opaque(&self) -> bool {
        matches!(self.field.state(), State::Opaque(_)) || self.words().any(|word| word.opaque)
    }

    /// The bytes of a word, if they stand letter for letter on the key's line; else those of the field.
    #[must_use]
    pub fn span(&self, word: &Word<'a>) -> Option<Span> {
        let node = self.node_of(word);
        let visible = (|| {
            let (span, key) = (node?.text_span()?.slice(word.range.clone()), self.field.entry()?.key);
            let source = key.document().source();
            source.is_one_line(key.span().start, span.start).then_some(span)
        })();
        visible.or_else(|| self.field.span())
    }

    /// The scalar that a word stands in.
    #[must_use]
    pub fn node_of(&self, word: &Word<'a>) -> Option<Node<'a>> {
        self.words.get(self.place_of(word)?).map(|(_, node)| *node)
    }
}
