//! What other files need to know of a file: a few owned words of every definition and content in it, without
//! any secret.

use crate::document::{Document, Format, Node, NodeId};
use crate::kind::{Owner, Part};
use crate::model::{Attachments, Field, Integration, State, Subject};
use crate::opaque::{self, Opacity};
use crate::source::Span;
use crate::template::documents::{self, Execution};
use crate::template::{self, AuthType};
use std::borrow::Cow;
use std::sync::Arc;

mod words;

pub use words::{Setting, Text, guid, mark};

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
    pub config: Box<[Setting]>,
}

impl Definition {
    /// The name as it is compared.
    #[must_use]
    pub fn trimmed_name(&self) -> Option<&str> {
        self.name.known().map(str::trim)
    }

    /// What stands under a key of its `config`.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<Setting> {
        let key = mark(key);
        self.config.iter().find(|setting| setting.key == key).copied()
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

    /// Whether it says the same as another one, wherever the two stand.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        let Self { node: _, span: _, name, guid, template, description, auth_type, config } = self;
        (name, guid, template, description) == (&other.name, &other.guid, &other.template, &other.description)
            && (auth_type, config) == (&other.auth_type, &other.config)
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
            config: config.filter_map(setting).collect(),
        }
    }
}

fn setting(field: &Field<'_>) -> Option<Setting> {
    let value = match field.state() {
        State::Absent | State::Null => return None,
        State::Opaque(_) | State::Mixed(_) => None,
        _ => field.node().filter(|node| node.style().is_some()).map(Node::text),
    };
    Some(Setting::new(field.name(), value))
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

    /// Whether it says the same as another one, wherever the two stand.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        let Self { node: _, span: _, guid, name, mode, execution, access } = self;
        (guid, name, mode) == (&other.guid, &other.name, &other.mode)
            && (execution, access) == (&other.execution, &other.access)
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

    /// Whether other files learn the same from it as from another one, wherever in the two it stands.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        let Self { path, definitions, contents, mentions, counts, associated, contents_named } = self;
        all_alike(definitions, &other.definitions, Definition::says_as)
            && all_alike(contents, &other.contents, Content::says_as)
            && (path, mentions, counts) == (&other.path, &other.mentions, &other.counts)
            && (associated, contents_named) == (&other.associated, &other.contents_named)
    }

    /// Whether everything in it is found by the same words as in another one.
    #[must_use]
    pub fn is_found_as(&self, other: &Self) -> bool {
        all_alike(&self.definitions, &other.definitions, |one, other| {
            (&one.name, &one.guid, &one.template) == (&other.name, &other.guid, &other.template)
        }) && all_alike(&self.contents, &other.contents, |one, other| one.guid == other.guid)
            && (&self.path, &self.mentions, self.counts) == (&other.path, &other.mentions, other.counts)
    }

    /// The folder it is in.
    #[must_use]
    pub fn folder(&self) -> &str {
        folder(&self.path)
    }

    /// Reads the parts of a file.
    #[must_use]
    pub fn of(path: Arc<str>, document: &Document, parts: &[Part], labels: &[&str]) -> Self {
        let mut summary = Self::empty(path);
        parts.iter().for_each(|part| summary.add(&Subject::new(document, part, None)));
        summary.finish(document, labels)
    }

    /// Adds a part of the file.
    pub fn add(&mut self, part: &Subject<'_>) {
        match part {
            Subject::Integration(it) if it.is_update() => {
                self.counts.integrations += 1;
                self.update(it);
            }
            Subject::Integration(it) => {
                self.counts.integrations += 1;
                self.definitions.push(Definition::of(it));
            }
            Subject::Content(node, _) => self.contents.push(Content::of(Owner::Content, *node)),
            Subject::Attachments(it) => self.attachments(it),
            Subject::Registration(_) | Subject::Bundle(..) => {}
        }
    }

    /// Adds what the file as a whole says, once all parts are there.
    #[must_use]
    pub fn finish(mut self, document: &Document, labels: &[&str]) -> Self {
        if labels.iter().any(|label| matches!(*label, "manifest" | "publisher")) {
            let owner = if document.format() == Format::Toml { Owner::Publisher } else { Owner::Manifest };
            let roots = document.roots().map(|(node, _)| Content::of(owner, node));
            self.contents.extend(roots.filter(|content| content.mode != Text::Absent));
        }
        // There are as many of them in memory as there are files.
        self.definitions.shrink_to_fit();
        self.contents.shrink_to_fit();
        self
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

/// Whether two lists are as long as each other, and what stands at the same place in them is alike.
pub fn all_alike<T>(ones: &[T], others: &[T], alike: impl Fn(&T, &T) -> bool) -> bool {
    ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| alike(one, other))
}

/// The folder of a path.
#[must_use]
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
