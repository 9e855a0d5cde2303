//! The words of a file that others ask for.

use crate::model::{Field, State};
use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU32;

/// A text that stands in a file, or does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Text<T = Box<str>> {
    /// It is not there.
    #[default]
    Absent,
    /// It is there, and what it will be is not known: a placeholder, or no text at all.
    Opaque,
    /// As it is written.
    Known(T),
}

impl<'a> Text<&'a str> {
    /// The text, where it is known.
    #[must_use]
    pub fn known(self) -> Option<&'a str> {
        match self {
            Self::Known(text) => Some(text),
            _ => None,
        }
    }
}

impl Text {
    /// The text, where it is known.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            _ => None,
        }
    }

    /// What stands under a key, blanks at its ends included.
    pub(super) fn of(field: &Field<'_>) -> Self {
        match field.state() {
            State::Absent | State::Null | State::Blank => Self::Absent,
            State::Opaque(_) | State::Mixed(_) | State::Other(_) => Self::Opaque,
            State::Literal(_) | State::Dummy(_) => {
                field.node().map_or(Self::Absent, |node| Self::Known(node.text().into()))
            }
        }
    }

    /// A value of a server's answer, in which nothing is a placeholder.
    #[must_use]
    pub fn from_server(value: Option<&serde_json::Value>) -> Self {
        match value {
            None | Some(serde_json::Value::Null) => Self::Absent,
            Some(serde_json::Value::String(text)) if text.trim().is_empty() => Self::Absent,
            Some(serde_json::Value::String(text)) => Self::Known(text.as_str().into()),
            Some(_) => Self::Opaque,
        }
    }

    /// The same as a GUID is compared.
    #[must_use]
    pub fn as_guid(self) -> Self {
        match self {
            Self::Known(text) => Self::Known(guid(&text).as_ref().into()),
            other => other,
        }
    }
}

/// The texts of a definition.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Its name, blanks included.
    pub name: Text,
    /// Its GUID, in small letters.
    pub guid: Text,
    /// Its template.
    pub template: Text,
    /// Its description.
    pub description: Text,
}

/// The texts of a definition in one: there are as many of them in memory as there are definitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    all: Box<str>,
    /// Where each ends, or what there is instead of it; the last one ends beyond all that is here if it was dropped.
    ends: [u32; 4],
}

impl Packed {
    pub(super) const NAME: usize = 0;
    pub(super) const GUID: usize = 1;
    pub(super) const TEMPLATE: usize = 2;
    pub(super) const DESCRIPTION: usize = 3;

    /// Instead of an end: there is no such text.
    const ABSENT: u32 = u32::MAX;
    /// The same: it is not known. Every true end is less.
    const OPAQUE: u32 = u32::MAX - 1;

    pub(super) fn new(texts: &Texts) -> Self {
        let Texts { name, guid, template, description } = texts;
        let texts = [name, guid, template, description];
        let mut all = String::with_capacity(texts.iter().filter_map(|text| text.known()).map(str::len).sum());
        let ends = texts.map(|text| match text {
            Text::Absent => Self::ABSENT,
            Text::Opaque => Self::OPAQUE,
            Text::Known(text) => {
                all.push_str(text);
                u32::try_from(all.len()).unwrap_or(u32::MAX).min(Self::OPAQUE - 1)
            }
        });
        Self { all: all.into(), ends }
    }

    /// One of them; `None` if it was dropped.
    pub(super) fn get(&self, which: usize) -> Option<Text<&str>> {
        Some(match self.ends[which] {
            Self::ABSENT => Text::Absent,
            Self::OPAQUE => Text::Opaque,
            end => Text::Known(self.all.get(self.start(which)..end as usize)?),
        })
    }

    /// Drops the description.
    pub(super) fn shorten(&mut self) {
        self.all = self.all[..self.start(Self::DESCRIPTION)].into();
    }

    fn start(&self, which: usize) -> usize {
        let before = self.ends[..which].iter().rev().find(|end| **end < Self::OPAQUE);
        before.map_or(0, |end| *end as usize)
    }
}

/// A GUID as it is compared: without blanks, in small letters.
#[must_use]
pub fn guid(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// A key of `config` and its value as requests are compared with them; neither text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    key: NonZeroU32,
    /// Nothing where it is not known what it will be.
    value: Option<NonZeroU32>,
}

impl Setting {
    /// A key with its value, where that is known.
    #[must_use]
    pub fn new(key: &str, value: Option<&str>) -> Self {
        Self { key: small_mark(key), value: value.map(small_mark) }
    }

    /// Whether it is the one under a key.
    pub(super) fn is_under(self, key: &str) -> bool {
        self.key == small_mark(key)
    }

    /// Whether it has a value, where that is known.
    #[must_use]
    pub fn is(self, value: &str) -> Option<bool> {
        self.value.map(|own| own == small_mark(value))
    }
}

/// Half of a mark is enough to tell apart what stands under one key.
fn small_mark(text: &str) -> NonZeroU32 {
    NonZeroU32::new((mark(text) >> 32) as u32).unwrap_or(NonZeroU32::MAX)
}

/// A text, or several, small.
#[must_use]
pub fn mark(text: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
