//! What other files need to know of a file: a few owned words of every definition and content in it, without
//! any secret.

use crate::document::{Format, Node, NodeId};
use crate::kind::{Kind, Owner, Part};
use crate::model::{Attachments, Field, Integration, State};
use crate::opaque::{self, Opacity};
use crate::source::Span;
use crate::template::documents::{self, Execution};
use crate::template::{self, AuthType};
use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

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
    fn of(field: &Field<'_>) -> Self {
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

/// A value of `config` as requests are compared with it; the value itself is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is not known what it will be.
    Opaque,
    /// What [`mark`] makes of it.
    Hash(u64),
}

/// A value, small.
#[must_use]
pub fn mark(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A definition, in a file or on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its mapping in its file.
    pub node: Option<NodeId>,
    /// Its name there, or its first key.
    pub span: Span,
    /// Its name, blanks included.
    pub name: Text,
    /// Its GUID, in small letters.
    pub guid: Text,
    /// Its template.
    pub template: Text,
    /// Its description.
    pub description: Text,
    /// Its auth type after defaults; `None` where it is not certain.
    pub auth_type: Option<AuthType>,
    /// The keys of its `config` that are no secrets.
    pub config: Box<[(Cow<'static, str>, Mark)]>,
}

impl Definition {
    /// The name as it is compared.
    #[must_use]
    pub fn trimmed_name(&self) -> Option<&str> {
        self.name.known().map(str::trim)
    }

    /// What a message calls it.
    #[must_use]
    pub fn called(&self) -> Cow<'_, str> {
        match (self.trimmed_name(), self.guid.known()) {
            (Some(name), _) => Cow::Owned(format!("`{name}`")),
            (None, Some(guid)) => Cow::Owned(format!("the one with GUID {guid}")),
            (None, None) => Cow::Borrowed("one without a name"),
        }
    }

    fn of(it: &Integration<'_>) -> Self {
        let name = it.top("name");
        let config = it.fields().iter().filter(|field| !template::is_secret_key(field.name()));
        Self {
            node: Some(it.node().id()),
            span: name.span().unwrap_or_else(|| it.at_start().span),
            name: Text::of(&name),
            guid: Text::of(&it.top("guid")).as_guid(),
            template: Text::of(&it.top("template")),
            description: Text::of(&it.top("description")),
            auth_type: it.auth_type(),
            config: config.filter_map(|field| Some((key(field.name()), value_mark(field)?))).collect(),
        }
    }
}

/// A config key; of the known ones nothing is copied.
#[must_use]
pub fn key(name: &str) -> Cow<'static, str> {
    let keys = template::config_keys();
    keys.binary_search(&name).map_or_else(|_| Cow::Owned(name.to_owned()), |at| Cow::Borrowed(keys[at]))
}

fn value_mark(field: &Field<'_>) -> Option<Mark> {
    match field.state() {
        State::Absent | State::Null => None,
        State::Opaque(_) | State::Mixed(_) => Some(Mark::Opaque),
        _ => field.node().map(|node| match node.style() {
            Some(_) => Mark::Hash(mark(node.text())),
            None => Mark::Opaque,
        }),
    }
}

/// A content item, however it is described.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Its mapping in its file, if there is one.
    pub node: Option<NodeId>,
    /// Its first key there.
    pub span: Span,
    /// Its GUID, in small letters.
    pub guid: Text,
    /// Its name or title.
    pub name: Text,
    /// `app_mode`, `appmode`, or the `type` of Posit Publisher.
    pub mode: Text,
    /// When its code execution, where that is known.
    pub execution: Option<Execution>,
    /// `access_type`.
    pub access: Text,
}

impl Content {
    /// What one knows of a manifest by its `appmode`.
    #[must_use]
    pub fn of_app_mode(mode: &str) -> Self {
        let (mode, execution) = running(Some(mode));
        Self { mode, execution, ..Self::default() }
    }

    /// The content of a mapping.
    #[must_use]
    pub fn of(owner: Owner, node: Node<'_>) -> Self {
        let text =
            |name: &str| node.get(name).map_or(Text::Absent, |entry| Text::of(&Field::new(entry, false)));
        let word = |node: Option<Node<'_>>| node.and_then(Node::as_str).map(str::to_owned);
        let (mode, execution) = match owner {
            Owner::Manifest => {
                let metadata = node.get("metadata").and_then(|entry| entry.value.get("appmode"));
                running(word(metadata.map(|entry| entry.value)).as_deref())
            }
            Owner::Publisher => running(word(node.get("type").map(|entry| entry.value)).as_deref()),
            _ => running(word(node.get("app_mode").map(|entry| entry.value)).as_deref()),
        };
        let name = Some(text("title")).filter(|title| *title != Text::Absent);
        Self {
            node: Some(node.id()),
            span: node.entries().next().map_or_else(|| node.span(), |entry| entry.key.span()),
            guid: text("guid").as_guid(),
            name: Some(text("name")).filter(|name| *name != Text::Absent).or(name).unwrap_or_default(),
            mode,
            execution,
            access: text("access_type"),
        }
    }
}

fn running(word: Option<&str>) -> (Text, Option<Execution>) {
    match word {
        None => (Text::Absent, None),
        Some(word) if opaque::classify(word) == Opacity::Literal => {
            (Text::Known(word.into()), documents::execution(word))
        }
        Some(_) => (Text::Opaque, None),
    }
}

/// A GUID that is known to be an integration's, with what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The GUID, in small letters.
    pub guid: Box<str>,
    /// The integration's template, where it is said.
    pub template: Text,
    /// Its auth type, where it is said.
    pub auth_type: Option<AuthType>,
}

/// How much of each kind there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Definitions and updates.
    pub integrations: usize,
    /// Associations.
    pub associations: usize,
    /// Integration requests.
    pub requests: usize,
}

/// A file in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its path, as reported.
    pub path: Arc<str>,
    /// Its definitions in order.
    pub definitions: Vec<Definition>,
    /// Its contents in order.
    pub contents: Vec<Content>,
    /// GUIDs of integrations that are not defined in it.
    pub mentions: Vec<Mention>,
    /// How much of each kind there is in it.
    pub counts: Counts,
    /// The GUIDs of integrations that its associations name.
    pub associated: Vec<Box<str>>,
    /// The GUIDs of contents that its associations are for.
    pub contents_named: Vec<Box<str>>,
}

impl Summary {
    /// A file without anything in it.
    #[must_use]
    pub fn empty(path: Arc<str>) -> Self {
        Self {
            path,
            definitions: Vec::new(),
            contents: Vec::new(),
            mentions: Vec::new(),
            counts: Counts::default(),
            associated: Vec::new(),
            contents_named: Vec::new(),
        }
    }

    /// The folder it is in.
    #[must_use]
    pub fn folder(&self) -> &str {
        folder(&self.path)
    }

    /// Reads the parts of a file.
    #[must_use]
    pub fn of(path: Arc<str>, document: &crate::document::Document, parts: &[Part], labels: &[&str]) -> Self {
        let mut summary = Self::empty(path);
        for part in parts {
            match part.kind {
                Kind::Create | Kind::Export => {
                    summary.counts.integrations += 1;
                    summary.definitions.push(Definition::of(&Integration::new(document, part, None)));
                }
                Kind::Update => {
                    summary.counts.integrations += 1;
                    summary.update(&Integration::new(document, part, None));
                }
                Kind::Content => summary.contents.push(Content::of(Owner::Content, document.node(part.node))),
                Kind::Attachments => summary.attachments(&Attachments::new(document, part)),
                Kind::Registration | Kind::Bundle => {}
            }
        }
        if labels.iter().any(|label| matches!(*label, "manifest" | "publisher")) {
            let owner = if document.format() == Format::Toml { Owner::Publisher } else { Owner::Manifest };
            let roots = document.roots().map(|(node, _)| Content::of(owner, node));
            summary.contents.extend(roots.filter(|content| content.mode != Text::Absent));
        }
        summary
    }

    /// An update says that there is an integration with its GUID.
    fn update(&mut self, it: &Integration<'_>) {
        if let Text::Known(guid) = Text::of(&it.top("guid")).as_guid() {
            self.mentions.push(Mention { guid, template: Text::Absent, auth_type: None });
        }
    }

    fn attachments(&mut self, it: &Attachments<'_>) {
        let words = |text: Text, list: &mut Vec<Box<str>>| {
            if let Text::Known(guid) = text.as_guid() {
                list.push(guid);
            }
        };
        self.counts.requests += it.requests().count();
        for association in it.associations() {
            self.counts.associations += 1;
            words(Text::of(&association.field("oauth_integration_guid")), &mut self.associated);
            for key in ["content_guid", "app_guid"] {
                words(Text::of(&association.field(key)), &mut self.contents_named);
            }
        }
        if let Some(entry) = it.content_guid() {
            words(Text::of(&Field::new(entry, false)), &mut self.contents_named);
        }
    }
}

/// The folder of a path.
#[must_use]
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
