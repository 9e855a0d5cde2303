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

mod rare;
mod words;

pub use rare::Rare;
use words::Packed;
pub use words::{Setting, Text, Texts, guid, mark};

/// A definition, in a file or on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its mapping in its file.
    pub node: Option<NodeId>,
    /// Its name there, or its first key.
    pub span: Span,
    texts: Packed,
    /// Its auth type after defaults; `None` where it is not certain.
    pub auth_type: Option<AuthType>,
    /// The keys of its `config` that are no secrets.
    pub config: Box<[Setting]>,
}

impl Definition {
    /// A definition that stands in no file.
    #[must_use]
    pub fn new(texts: &Texts, auth_type: Option<AuthType>, config: Box<[Setting]>) -> Self {
        Self { node: None, span: Span::default(), texts: Packed::new(texts), auth_type, config }
    }

    /// Its name, blanks included.
    #[must_use]
    pub fn name(&self) -> Text<&str> {
        self.texts.get(Packed::NAME).unwrap_or_default()
    }

    /// Its GUID, in small letters.
    #[must_use]
    pub fn guid(&self) -> Text<&str> {
        self.texts.get(Packed::GUID).unwrap_or_default()
    }

    /// Its template.
    #[must_use]
    pub fn template(&self) -> Text<&str> {
        self.texts.get(Packed::TEMPLATE).unwrap_or_default()
    }

    /// Its description; `None` if it has to be read again from the file.
    #[must_use]
    pub fn description(&self) -> Option<Text<&str>> {
        self.texts.get(Packed::DESCRIPTION)
    }

    /// The name as it is compared.
    #[must_use]
    pub fn trimmed_name(&self) -> Option<&str> {
        self.name().known().map(str::trim)
    }

    /// What stands under a key of its `config`.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<Setting> {
        self.config.iter().find(|setting| setting.is_under(key)).copied()
    }

    /// What a message calls it.
    #[must_use]
    pub fn called(&self) -> Cow<'_, str> {
        match (self.trimmed_name(), self.guid().known()) {
            (Some(name), _) => Cow::Owned(format!("`{name}`")),
            (None, Some(guid)) => Cow::Owned(format!("the one with GUID {guid}")),
            (None, None) => Cow::Borrowed("one without a name"),
        }
    }

    /// Whether it says the same as another one, wherever the two stand.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        let Self { node: _, span: _, texts, auth_type, config } = self;
        (texts, auth_type, config) == (&other.texts, &other.auth_type, &other.config)
    }

    fn of(it: &Integration<'_>) -> Self {
        let name = it.top("name");
        let config = it.fields().iter().filter(|field| !template::is_secret_key(field.name()));
        Self {
            node: Some(it.node().id()),
            span: name.span().unwrap_or_else(|| it.at_start().span),
            texts: Packed::new(&Texts {
                name: Text::of(&name),
                guid: Text::of(&it.top("guid")).as_guid(),
                template: Text::of(&it.top("template")),
                description: Text::of(&it.top("description")),
            }),
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
    pub integrations: u32,
    /// Associations.
    pub associations: u32,
    /// Integration requests.
    pub requests: u32,
}

/// A file in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its path, as reported.
    pub path: Arc<str>,
    /// Its definitions in order.
    pub definitions: Vec<Definition>,
    /// How many definitions and updates there are in it.
    pub integrations: u32,
    /// What most files have nothing of.
    rare: Option<Box<Rare>>,
}

impl Summary {
    /// A file without anything in it.
    #[must_use]
    pub fn empty(path: Arc<str>) -> Self {
        Self { path, definitions: Vec::new(), integrations: 0, rare: None }
    }

    /// How much of each kind there is in it.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let Rare { associations, requests, .. } = *self.rare();
        Counts { integrations: self.integrations, associations, requests }
    }

    /// Its contents, and what it says of integrations and contents elsewhere.
    #[must_use]
    pub fn rare(&self) -> &Rare {
        self.rare.as_deref().unwrap_or(Rare::NONE)
    }

    /// The same, to add to it.
    pub fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Lets go of the descriptions, which few ask for and which are longer than all else: who does has to read the
    /// file again.
    pub fn drop_descriptions(&mut self) {
        self.definitions.iter_mut().for_each(|definition| definition.texts.shorten());
    }

    /// Whether other files learn the same from it as from another one, wherever in the two it stands.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        let Self { path, definitions, integrations: _, rare: _ } = self;
        let Rare { associations: _, requests: _, contents, mentions, associated, contents_named } =
            self.rare();
        let rare = other.rare();
        all_alike(definitions, &other.definitions, Definition::says_as)
            && all_alike(contents, &rare.contents, Content::says_as)
            && (path, mentions, self.counts()) == (&other.path, &rare.mentions, other.counts())
            && (associated, contents_named) == (&rare.associated, &rare.contents_named)
    }

    /// Whether everything in it is found by the same words as in another one.
    #[must_use]
    pub fn is_found_as(&self, other: &Self) -> bool {
        let (rare, others) = (self.rare(), other.rare());
        all_alike(&self.definitions, &other.definitions, |one, other| {
            (one.name(), one.guid(), one.template()) == (other.name(), other.guid(), other.template())
        }) && all_alike(&rare.contents, &others.contents, |one, other| one.guid == other.guid)
            && (&self.path, &rare.mentions, self.counts()) == (&other.path, &others.mentions, other.counts())
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
                self.integrations += 1;
                self.update(it);
            }
            Subject::Integration(it) => {
                self.integrations += 1;
                self.definitions.push(Definition::of(it));
            }
            Subject::Content(node, _) => self.rare_mut().contents.push(Content::of(Owner::Content, *node)),
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
            self.rare_mut().contents.extend(roots.filter(|content| content.mode != Text::Absent));
        }
        // There are as many of them in memory as there are files.
        self.definitions.shrink_to_fit();
        if let Some(Rare { contents, mentions, associated, contents_named, .. }) = self.rare.as_deref_mut() {
            contents.shrink_to_fit();
            mentions.shrink_to_fit();
            associated.shrink_to_fit();
            contents_named.shrink_to_fit();
        }
        self
    }

    /// An update says that there is an integration with its GUID.
    fn update(&mut self, it: &Integration<'_>) {
        if let Text::Known(guid) = Text::of(&it.top("guid")).as_guid() {
            self.rare_mut().mentions.push(Mention { guid, template: Text::Absent, auth_type: None });
        }
    }

    fn attachments(&mut self, it: &Attachments<'_>) {
        let words = |text: Text, list: &mut Vec<Box<str>>| {
            if let Text::Known(guid) = text.as_guid() {
                list.push(guid);
            }
        };
        let rare = self.rare.get_or_insert_default();
        rare.requests += count(it.requests());
        rare.associations += count(it.associations());
        for association in it.associations() {
            words(Text::of(&association.field("oauth_integration_guid")), &mut rare.associated);
            for key in ["content_guid", "app_guid"] {
                words(Text::of(&association.field(key)), &mut rare.contents_named);
            }
        }
        if let Some(entry) = it.content_guid() {
            words(Text::of(&Field::new(entry, false)), &mut rare.contents_named);
        }
    }
}

fn count<T>(all: impl Iterator<Item = T>) -> u32 {
    u32::try_from(all.count()).unwrap_or(u32::MAX)
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
