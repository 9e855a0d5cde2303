//! A definition or an update: template, auth type, config, and what they mean together.

mod places;

use super::field::{Field, Fields, State};
use super::reading::{Asked, Reading};
use super::scopes::{Scopes, Word};
use super::servers::Servers;
use super::stray::Stray;
use crate::diagnostic::About;
use crate::document::{Document, Entry, Kind as Value, Node};
use crate::kind::{Kind, Part};
use crate::provider::{Provider, Providers, Shape};
use crate::schema::Violation;
use crate::server_template::{ServerKey, ServerTemplate, ServerTemplates};
use crate::template::{self, AuthMode, AuthType, Template};
use std::cell::OnceCell;
use std::sync::Arc;

/// A definition or an update.
pub struct Integration<'a> {
    part: &'a Part,
    node: Node<'a>,
    broken: bool,
    config: Option<Entry<'a>>,
    top: Fields<'a>,
    fields: Fields<'a>,
    template: Option<&'static Template>,
    auth_type: Option<AuthType>,
    auth_mode: Option<AuthMode>,
    violations: OnceCell<Vec<Violation>>,
    strays: OnceCell<Vec<Stray<'a>>>,
    scopes: OnceCell<Scopes<'a>>,
    readings: OnceCell<Vec<Reading>>,
    asked: OnceCell<Vec<Asked>>,
    servers: OnceCell<Servers<'a>>,
    client_id_shape: OnceCell<Option<&'static Shape>>,
    providers: Option<&'static Providers>,
    server: Option<&'a ServerTemplate>,
}

impl<'a> Integration<'a> {
    /// Reads a part of kind create, export or update. Without providers the built-in ones count, which are
    /// read when they are first asked.
    #[must_use]
    pub fn new(document: &'a Document, part: &'a Part, providers: Option<&'static Providers>) -> Self {
        let node = document.node(part.node);
        let broken = document.root(part.root).is_some_and(|root| root.broken);
        let config = node.get("config");
        let (top, fields) =
            (Fields::of(Some(node), false), Fields::of(config.map(|entry| entry.value), true));
        let mut integration = Self {
            part,
            node,
            broken,
            config,
            top,
            fields,
            template: None,
            auth_type: None,
            auth_mode: None,
            violations: OnceCell::new(),
            strays: OnceCell::new(),
            scopes: OnceCell::new(),
            readings: OnceCell::new(),
            asked: OnceCell::new(),
            servers: OnceCell::new(),
            client_id_shape: OnceCell::new(),
            providers,
            server: None,
        };
        integration.template = integration.top("template").literal().and_then(template::template);
        integration.auth_type = integration.effective_auth_type();
        integration.auth_mode = integration.effective_auth_mode();
        integration
    }

    fn effective_auth_type(&self) -> Option<AuthType> {
        match self.field("auth_type").state() {
            State::Absent | State::Null if self.is_update() => None,
            State::Absent | State::Null => {
                self.template.map_or(Some(AuthType::Viewer), |template| Some(template.default_auth_type()))
            }
            State::Literal(word) => AuthType::parse(word).filter(|&known| {
                self.template.is_none_or(|template| !template.detailed || template.keys(known).is_some())
            }),
            _ => None,
        }
    }

    fn effective_auth_mode(&self) -> Option<AuthMode> {
        match self.field("auth_mode").state() {
            State::Absent | State::Null if self.is_update() => None,
            State::Absent | State::Null => Some(AuthMode::Confidential),
            State::Literal(word) => AuthMode::parse(word),
            _ => None,
        }
    }

    /// The same on a server whose templates are known.
    #[must_use]
    pub fn on(mut self, templates: &'a ServerTemplates) -> Self {
        self.server = self.top("template").literal().and_then(|id| templates.get(id));
        self
    }

    /// The server's own rules for its template, where they are known.
    #[must_use]
    pub fn server(&self) -> Option<&'a ServerTemplate> {
        self.server
    }

    /// The text that counts under a key of `config`, the server's default included; `None` where it is not known.
    #[must_use]
    pub fn effective(&self, key: &str) -> Option<String> {
        let field = self.fields().iter().find(|field| field.name() == key);
        match field.map_or(State::Absent, Field::state) {
            State::Literal(text) | State::Dummy(text) => Some(text.to_owned()),
            State::Other(Value::Bool | Value::Number) => field?.node().map(|node| node.text().to_owned()),
            State::Blank => Some(String::new()),
            // An update leaves what it does not name as it is.
            State::Absent | State::Null if self.is_update() => None,
            State::Absent | State::Null => self.server?.key(key)?.default.clone(),
            State::Opaque(_) | State::Mixed(_) | State::Other(_) => None,
        }
    }

    /// Whether the server's template lets a key be there; `None` where that is not known.
    #[must_use]
    pub fn server_allows(&self, key: &ServerKey) -> Option<bool> {
        key.visible.as_ref().map_or(Some(true), |visible| visible.holds(&|name| self.effective(name)))
    }

    /// The part of the file it was read from.
    #[must_use]
    pub fn part(&self) -> &'a Part {
        self.part
    }

    /// The mapping.
    #[must_use]
    pub fn node(&self) -> Node<'a> {
        self.node
    }

    /// The file.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        self.node.document()
    }

    /// Whether it is what one PATCHes.
    #[must_use]
    pub fn is_update(&self) -> bool {
        self.part.kind == Kind::Update
    }

    /// Whether a server wrote it.
    #[must_use]
    pub fn is_export(&self) -> bool {
        self.part.kind == Kind::Export
    }

    /// Whether a syntax error hid a part of its document, so that what seems missing may be there.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether it is a create with a `guid`: perhaps meant as an update, which may be partial.
    #[must_use]
    pub fn may_be_update(&self) -> bool {
        self.part.kind == Kind::Create && self.top("guid").entry().is_some()
    }

    /// The template, if it is a known one.
    #[must_use]
    pub fn template(&self) -> Option<&'static Template> {
        self.template
    }

    /// The template's name, if its keys are known in detail.
    #[must_use]
    pub fn detailed(&self) -> Option<&'static str> {
        self.template.filter(|template| template.detailed).map(|template| template.name)
    }

    /// Whether the template is this one.
    #[must_use]
    pub fn is(&self, template: &str) -> bool {
        self.template.is_some_and(|known| known.name == template)
    }

    /// The auth type that counts, after defaults; `None` where it is not certain.
    #[must_use]
    pub fn auth_type(&self) -> Option<AuthType> {
        self.auth_type
    }

    /// Whether it acts as the visitor.
    #[must_use]
    pub fn is_viewer(&self) -> bool {
        self.auth_type == Some(AuthType::Viewer)
    }

    /// Whether it acts as a service account.
    #[must_use]
    pub fn is_service_account(&self) -> bool {
        self.auth_type == Some(AuthType::ServiceAccount)
    }

    /// The auth mode that counts, after defaults; `None` where it is not certain.
    #[must_use]
    pub fn auth_mode(&self) -> Option<AuthMode> {
        self.auth_mode
    }

    /// Whether `auth_mode` says `Public`.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.auth_mode == Some(AuthMode::Public)
    }

    /// `config`, whatever stands under it.
    #[must_use]
    pub fn config(&self) -> Option<Entry<'a>> {
        self.config
    }

    /// `config`, if it is a mapping.
    #[must_use]
    pub fn config_mapping(&self) -> Option<Node<'a>> {
        self.config.map(|entry| entry.value).filter(|value| value.kind() == Value::Mapping)
    }

    /// All keys of `config`.
    #[must_use]
    pub fn fields(&self) -> &[Field<'a>] {
        self.fields.all()
    }

    /// A key of `config`.
    #[must_use]
    pub fn field(&self, name: &'static str) -> Field<'a> {
        self.fields.get(name)
    }

    /// A key at the top.
    #[must_use]
    pub fn top(&self, name: &'static str) -> Field<'a> {
        self.top.get(name)
    }

    /// The words of `scopes`.
    #[must_use]
    pub fn scopes(&self) -> &Scopes<'a> {
        self.scopes.get_or_init(|| Scopes::new(self.field("scopes")))
    }

    /// What the server makes of each word of `scopes`, in their order.
    #[must_use]
    pub fn readings(&self) -> &[Reading] {
        let words = || self.scopes().words().map(|word| Reading::new(self, word)).collect();
        self.readings.get_or_init(words)
    }

    /// What the server makes of a word of `scopes`.
    #[must_use]
    pub fn reading(&self, word: &Word<'_>) -> Option<&Reading> {
        self.readings().get(self.scopes().place_of(word)?)
    }

    /// The resources of Microsoft Entra ID that the words of `scopes` ask for, where it can be said.
    #[must_use]
    pub fn asked(&self) -> &[Asked] {
        self.asked.get_or_init(|| super::reading::asked(self))
    }

    /// The provider that the scopes are for. Without a known template only an update has one.
    #[must_use]
    pub fn provider(&self) -> Option<&'static Provider> {
        (self.template.is_some() || self.is_update()).then(|| self.servers().provider)?
    }

    /// The provider, if it is certain enough for an error.
    #[must_use]
    pub fn sure_provider(&self) -> Option<&'static Provider> {
        self.provider().filter(|_| self.servers().sure)
    }

    /// The endpoints, and whose they are.
    #[must_use]
    pub fn servers(&self) -> &Servers<'a> {
        self.servers.get_or_init(|| Servers::new(self, self.providers()))
    }

    /// Which of the shapes that client ids have at the provider `client_id` has; `None` if none of them, or if the
    /// provider or the value is not known.
    #[must_use]
    pub fn client_id_shape(&self) -> Option<&'static Shape> {
        let shape = || self.servers().provider?.client_id.shape_of(self.field("client_id").literal()?);
        *self.client_id_shape.get_or_init(shape)
    }

    /// All providers that are known.
    #[must_use]
    pub fn providers(&self) -> &'static Providers {
        self.providers.unwrap_or_else(Providers::builtin)
    }

    /// Everything that the schemas refuse in it: that of its kind, and in `config` that of any template, so
    /// that this does not depend on the template. What an auth type has is in [`template::Shape::usage`].
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        self.violations.get_or_init(|| super::violations::of(self))
    }

    /// Keys that nobody knows, and known ones on the wrong level.
    #[must_use]
    pub fn strays(&self) -> &[Stray<'a>] {
        self.strays.get_or_init(|| super::stray::strays(self))
    }

    /// The integration's name, if it is a plain text.
    #[must_use]
    pub fn name(&self) -> Option<&'a str> {
        self.top("name").literal()
    }

    /// What reports say about the integration.
    #[must_use]
    pub fn about(&self) -> Arc<About> {
        Arc::new(About {
            template: self.top("template").literal().map(str::to_owned),
            auth_type: self.auth_type.map(AuthType::name),
            integration: self.name().map(str::to_owned),
            provider: self.servers().name(),
        })
    }
}
