//! The words of a file that others ask for.

use crate::model::{Field, State};
use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU64;

/// A text that stands in a file, or does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Text {
    /// It is not there.
    #[default]
    Absent,
    /// It is there, and what it will be is not known: a placeholder, or no text at all.
    Opaque,
    /// As it is written.
    Known(Box<str>),
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
    pub(super) key: u64,
    /// Nothing where it is not known what it will be.
    value: Option<NonZeroU64>,
}

impl Setting {
    /// A key with its value, where that is known.
    #[must_use]
    pub fn new(key: &str, value: Option<&str>) -> Self {
        Self { key: mark(key), value: value.map(value_mark) }
    }

    /// Whether it has a value, where that is known.
    #[must_use]
    pub fn is(self, value: &str) -> Option<bool> {
        self.value.map(|own| own == value_mark(value))
    }
}

fn value_mark(text: &str) -> NonZeroU64 {
    NonZeroU64::new(mark(text)).unwrap_or(NonZeroU64::MAX)
}

/// A text, small.
#[must_use]
pub fn mark(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
