//! One key of a definition as rules see it: is it there, may its form be judged, where is it.

use crate::document::{Entry, Kind, Node, Style};
use crate::opaque::{self, Family, Opacity};
use crate::source::Span;
use crate::template::documents;

/// What stands under a key. `null` counts as absent, a placeholder is not a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State<'a> {
    /// There is no such key.
    Absent,
    /// The key is there with `null` or nothing.
    Null,
    /// A string of blanks.
    Blank,
    /// A placeholder or a reference: no rule may judge its form.
    Opaque(Option<Family>),
    /// A text with placeholders in it, such as `https://${HOST}/token`.
    Mixed(&'a str),
    /// A stand-in that somebody forgot to replace, such as `changeme`.
    Dummy(&'a str),
    /// A text to be judged, without blanks around it and without quotes of its own.
    Literal(&'a str),
    /// Not a string.
    Other(Kind),
}

/// One key of a definition.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    name: &'a str,
    entry: Option<Entry<'a>>,
    state: State<'a>,
    in_config: bool,
}

impl<'a> Field<'a> {
    /// A key that is there.
    #[must_use]
    pub fn new(entry: Entry<'a>, in_config: bool) -> Self {
        let state = match state_of(entry.value) {
            // `none` is no stand-in where one of a list of words is wanted, just a wrong word.
            State::Dummy(text) if in_config && has_words(entry.name()) => State::Literal(text),
            state => state,
        };
        Self { name: entry.name(), entry: Some(entry), state, in_config }
    }

    /// A key that is not there.
    #[must_use]
    pub fn absent(name: &'a str, in_config: bool) -> Self {
        Self { name, entry: None, state: State::Absent, in_config }
    }

    /// The key.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Key and value, if the key is there.
    #[must_use]
    pub fn entry(&self) -> Option<Entry<'a>> {
        self.entry
    }

    /// The value, if the key is there.
    #[must_use]
    pub fn node(&self) -> Option<Node<'a>> {
        self.entry.map(|entry| entry.value)
    }

    /// What stands under it.
    #[must_use]
    pub fn state(&self) -> State<'a> {
        self.state
    }

    /// Whether it belongs into `config`.
    #[must_use]
    pub fn in_config(&self) -> bool {
        self.in_config
    }

    /// The text whose form rules may judge.
    #[must_use]
    pub fn literal(&self) -> Option<&'a str> {
        match self.state {
            State::Literal(text) => Some(text),
            _ => None,
        }
    }

    /// The text with its placeholders, for readers that go piece by piece (endpoints, scopes).
    #[must_use]
    pub fn pieces(&self) -> Option<&'a str> {
        match self.state {
            State::Literal(text) | State::Mixed(text) => Some(text),
            _ => None,
        }
    }

    /// Whether something stands there, in whatever form.
    #[must_use]
    pub fn is_given(&self) -> bool {
        !matches!(self.state, State::Absent | State::Null | State::Blank)
    }

    /// Whether the key is missing or `null`.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self.state, State::Absent | State::Null)
    }

    /// The bytes to underline for a finding about this key or its value: the value where it
    /// stands on the key's line, else the key.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.entry.map(|entry| value_or_key(&entry))
    }

    /// A range of [`Field::pieces`] or [`Field::literal`] as a range of the whole value.
    #[must_use]
    pub fn in_value(&self, range: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
        let (judged, whole) = (self.pieces()?, self.entry?.value.text());
        let shift = (judged.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
        Some(range.start + shift..range.end + shift)
    }

    /// The bytes of a part of [`Field::pieces`] or [`Field::literal`], if they stand letter for
    /// letter in the file on the key's line; else the place of the field.
    #[must_use]
    pub fn part(&self, range: std::ops::Range<usize>) -> Option<Span> {
        let entry = self.entry?;
        let visible = (|| {
            let span = entry.value.text_span()?.slice(self.in_value(range)?);
            let source = entry.key.document().source();
            source.is_one_line(entry.key.span().start, span.start).then_some(span)
        })();
        visible.or_else(|| self.span())
    }
}

/// The keys of a mapping, each read once.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    list: Vec<Field<'a>>,
    in_config: bool,
}

impl<'a> Fields<'a> {
    /// Those of a mapping; none of anything else, and of what is not there.
    #[must_use]
    pub fn of(mapping: Option<Node<'a>>, in_config: bool) -> Self {
        let entries = mapping.map(Node::counting).unwrap_or_default();
        Self { list: entries.into_iter().map(|entry| Field::new(entry, in_config)).collect(), in_config }
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[Field<'a>] {
        &self.list
    }

    /// The one of this name, be it there or not.
    #[must_use]
    pub fn get(&self, name: &'a str) -> Field<'a> {
        let own = self.list.iter().find(|field| field.name() == name);
        own.copied().unwrap_or_else(|| Field::absent(name, self.in_config))
    }
}

/// Whether a key of `config` has a list of words.
fn has_words(name: &str) -> bool {
    documents::document("any-config")
        .and_then(|shape| shape.key(name))
        .is_some_and(|key| !key.values.is_empty())
}

/// The value's bytes if it begins on the key's line and is a single line of text, else the key's.
#[must_use]
pub fn value_or_key(entry: &Entry<'_>) -> Span {
    let source = entry.key.document().source();
    let (key, value) = (entry.key.span(), entry.value.span());
    let scalar = entry.value.style().is_some_and(|style| !matches!(style, Style::Literal | Style::Folded));
    let one_line =
        !value.is_empty() && value.start >= key.end && source.is_one_line(key.start, value.end - 1);
    if scalar && one_line && !entry.merged { value } else { key }
}

/// What a value is.
#[must_use]
pub fn state_of(value: Node<'_>) -> State<'_> {
    if value.has_custom_tag() {
        return State::Opaque(None);
    }
    match value.kind() {
        Kind::Null => State::Null,
        Kind::String => state_of_text(value.text()),
        // `{tenant}` without quotes is a mapping for every parser, and `{"Ref": "Name"}` really is one.
        Kind::Mapping if value.is_flow() => match opaque::whole(value.raw()) {
            Some(family) => State::Opaque(Some(family)),
            None => State::Other(Kind::Mapping),
        },
        kind => State::Other(kind),
    }
}

/// What a text is, once blanks and quotes of its own are taken off.
#[must_use]
pub fn state_of_text(text: &str) -> State<'_> {
    let text = trimmed(text);
    if text.is_empty() {
        return State::Blank;
    }
    match opaque::classify(text) {
        Opacity::Opaque(family) => State::Opaque(Some(family)),
        Opacity::Mixed(_) => State::Mixed(text),
        Opacity::Dummy => State::Dummy(text),
        Opacity::Literal => State::Literal(text),
    }
}

/// A text without blanks around it and without one pair of quotes of its own.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    let text = opaque::trim(text);
    let quoted = matches!(
        text.as_bytes(),
        [first @ (b'"' | b'\''), inner @ .., last] if first == last && !inner.contains(first)
    );
    if quoted { text[1..text.len() - 1].trim() } else { text }
}
