//! Shape: the templates that Connect has, the keys that each of them knows, and the keys of every
//! kind of document. All of it is data under `schemas/`, made into tables when the crate is built.

pub mod definition;
pub mod documents;
mod names;

#[cfg(test)]
mod tests;

pub use names::{Near, fold, meant, nearest};

use crate::document::Kind;
use crate::schema::Schema;
use crate::schema::glance::{self, Glance};
use documents::{DocumentShape, Execution};

include!(concat!(env!("OUT_DIR"), "/schemas.rs"));

/// Who the integration acts as; `config.auth_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AuthType {
    /// The person who looks at the content.
    Viewer,
    /// The content itself.
    ServiceAccount,
    /// The person who looks at the content, at Connect's own API.
    VisitorApiKey,
}

impl AuthType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::ServiceAccount, Self::VisitorApiKey];

    /// The word as Connect writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "Viewer",
            Self::ServiceAccount => "Service Account",
            Self::VisitorApiKey => "Visitor API Key",
        }
    }

    /// The type of exactly this name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|auth_type| auth_type.name() == word)
    }
}

/// Whether the client can keep a secret; `config.auth_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AuthMode {
    /// It has a `client_secret`.
    Confidential,
    /// It has none and must not be given one.
    Public,
}

impl AuthMode {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Confidential, Self::Public];

    /// The word as Connect writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confidential => "Confidential",
            Self::Public => "Public",
        }
    }

    /// The mode of exactly this name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == word)
    }
}

/// Whether a key has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// Always.
    Required,
    /// Only a Confidential client needs it; a Public one must not have it.
    UnlessPublic,
    /// It may be left out.
    Optional,
}

/// One key of a `config` or of a document.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it is and where one finds it, in a sentence or two.
    pub description: &'static str,
    /// The public source of that.
    pub source: &'static str,
    /// Whether no output may show its value.
    pub secret: bool,
    /// Whether only a server writes it.
    pub read_only: bool,
    /// The earliest Connect release with it, where it is younger than what it belongs to.
    pub since: Option<&'static str>,
    /// Whether it has to be there.
    pub need: Need,
    /// The type of its value. Null counts as absent.
    pub kind: Kind,
    /// The words allowed; empty if there is no such list.
    pub values: &'static [&'static str],
    /// What counts if it is absent, where that is known.
    pub default: Option<&'static str>,
    /// What it may look like.
    pub examples: &'static [&'static str],
}

/// What a template's `config` looks like under one auth type.
#[derive(Debug)]
pub struct Shape {
    /// The auth type.
    pub auth_type: AuthType,
    /// The earliest Connect release with it.
    pub since: &'static str,
    /// Whether it may have keys that are not known here, so that nothing can be said about them.
    pub open: bool,
    /// The keys that are known, in a good order for a reader.
    pub keys: &'static [Key],
    /// The config keys that must not be there although the shape is open.
    forbidden: &'static [&'static str],
    schema: &'static Schema,
}

/// What may be done with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Usage {
    /// It has to be there, at least for a Confidential client.
    Required,
    /// It may be there.
    Optional,
    /// It is a config key, but not one of this template and auth type.
    Inapplicable,
    /// Nothing is known about it.
    Unknown,
}

impl Shape {
    /// The key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// What may be done with a key.
    #[must_use]
    pub fn usage(&self, name: &str) -> Usage {
        match self.key(name).map(|key| key.need) {
            Some(Need::Required | Need::UnlessPublic) => Usage::Required,
            Some(Need::Optional) => Usage::Optional,
            None if self.forbidden.contains(&name) => Usage::Inapplicable,
            None if !self.open && is_config_key(name) => Usage::Inapplicable,
            None => Usage::Unknown,
        }
    }

    /// What a `config` is validated with. It does not ask for `client_secret`: whether that is
    /// needed depends on the mode and on the user's settings, so a rule asks for it.
    #[must_use]
    pub fn schema(&self) -> &'static Schema {
        self.schema
    }
}

/// One of Connect's templates.
#[derive(Debug)]
pub struct Template {
    /// The value of `template`.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Whose endpoints it has: `entra`, `google`, `databricks`, `snowflake`, `github`, `salesforce`,
    /// `aws`, `connect`, `custom` or `environment`.
    pub family: &'static str,
    /// The earliest Connect release that may have it.
    pub since: &'static str,
    /// Whether its keys are known; of some templates only the name is.
    pub detailed: bool,
    /// Whether a Public client is possible.
    pub public_allowed: bool,
    /// Whether a content can use only one integration of it: two write one variable, or cannot be told apart.
    pub single: bool,
    /// Its auth types.
    pub shapes: &'static [Shape],
    /// Its whole JSON Schema with all annotations.
    pub text: &'static str,
}

impl Template {
    /// The auth types that it is known to have, the default one first.
    pub fn auth_types(&self) -> impl ExactSizeIterator<Item = AuthType> + use<> {
        self.shapes.iter().map(|shape| shape.auth_type)
    }

    /// The auth type of a `config` that names none.
    #[must_use]
    pub fn default_auth_type(&self) -> AuthType {
        self.shapes.first().map_or(AuthType::Viewer, |shape| shape.auth_type)
    }

    /// What its `config` looks like under an auth type; `None` if it is not known to have that type.
    #[must_use]
    pub fn shape(&self, auth_type: AuthType) -> Option<&'static Shape> {
        self.shapes.iter().find(|shape| shape.auth_type == auth_type)
    }

    /// The keys of its `config` under an auth type.
    #[must_use]
    pub fn keys(&self, auth_type: AuthType) -> Option<&'static [Key]> {
        self.shape(auth_type).map(|shape| shape.keys)
    }

    /// What may be done with a key under an auth type.
    #[must_use]
    pub fn usage(&self, auth_type: AuthType, key: &str) -> Usage {
        self.shape(auth_type).map_or(Usage::Unknown, |shape| shape.usage(key))
    }

    /// Whether one of its auth types may have config keys that are not known here.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.detailed || self.shapes.iter().any(|shape| shape.open)
    }
}

/// All templates, sorted by name.
#[must_use]
pub fn all() -> &'static [Template] {
    TEMPLATES
}

/// The template of exactly this name.
#[must_use]
pub fn template(name: &str) -> Option<&'static Template> {
    TEMPLATES.binary_search_by_key(&name, |template| template.name).ok().map(|at| &TEMPLATES[at])
}

/// The template that a name is a misspelling of; `None` for a right name and for one that is
/// close to none.
#[must_use]
pub fn misspelled(name: &str) -> Option<Near<'static>> {
    meant(name, TEMPLATES.iter().map(|template| template.name))
}

/// Every key that some template's `config` may have, sorted.
#[must_use]
pub fn config_keys() -> &'static [&'static str] {
    CONFIG_KEYS
}

/// Whether some template's `config` has this key.
#[must_use]
pub fn is_config_key(name: &str) -> bool {
    CONFIG_KEYS.binary_search(&name).is_ok()
}

/// How keys end that are named like a secret.
const SECRET_ENDINGS: [&str; 5] = ["_secret", "password", "_token", "api_key", "private_key"];

/// Whether the value of a key is a secret by the key's name: the secret keys of the templates, and
/// what is named like one (`…_secret`, `…_password`, `…_token`, `api_key`, `private_key`), in any
/// case and with any separators.
#[must_use]
pub fn is_secret_key(name: &str) -> bool {
    // Most keys end otherwise and need no second look. What is not ASCII may become so in small letters.
    let end = name.as_bytes().last_chunk::<3>().map(|end| end.map(|byte| byte.to_ascii_lowercase()));
    if end.is_none_or(|end| end.is_ascii() && !matches!(&end, b"ret" | b"ord" | b"ken" | b"key")) {
        return false;
    }
    let name = names::snake(name);
    matches!(name.as_str(), "secret" | "token")
        || SECRET_ENDINGS.iter().any(|ending| name.ends_with(ending))
        || SECRET_KEYS.binary_search(&name.as_str()).is_ok()
}
