//! Typed views of the parts of a file, each thing with its place.

mod attachments;
mod field;
mod integration;
mod reading;
mod registration;
mod scopes;
mod servers;
mod stray;
mod violations;

pub use crate::kind::{Kind, Owner, Part};
pub use attachments::{Attachment, Attachments, item_start};
pub use field::{Field, Fields, State, state_of, state_of_text, trimmed, value_or_key};
pub use integration::Integration;
pub use reading::{Asked, Reading};
pub use registration::Registration;
pub use scopes::{Scopes, Word};
pub use servers::{Endpoint, Servers};
pub use stray::{Stray, strays_in};
pub use violations::{refused, span_of};

use crate::diagnostic::{About, Place};
use crate::document::{Document, Node};
use crate::provider::Providers;
use crate::rule::Applies;
pub use crate::schema::escape;
use crate::server_template::ServerTemplates;
use std::sync::Arc;

/// A part of a file as its rules see it.
pub enum Subject<'a> {
    /// A definition or an update.
    Integration(Box<Integration<'a>>),
    /// Associations and integration requests.
    Attachments(Attachments<'a>),
    /// A content item.
    Content(Node<'a>, &'a Part),
    /// The redirect URIs of an OAuth application.
    Registration(Registration<'a>),
    /// A mapping with lists of definitions and contents.
    Bundle(Node<'a>, &'a Part),
}

impl<'a> Subject<'a> {
    /// The view of a part.
    #[must_use]
    pub fn new(document: &'a Document, part: &'a Part, providers: Option<&'static Providers>) -> Self {
        let node = document.node(part.node);
        match part.kind {
            Kind::Create | Kind::Export | Kind::Update => {
                Self::Integration(Box::new(Integration::new(document, part, providers)))
            }
            Kind::Attachments => Self::Attachments(Attachments::new(document, part)),
            Kind::Content => Self::Content(node, part),
            Kind::Registration => Self::Registration(Registration::new(document, part)),
            Kind::Bundle => Self::Bundle(node, part),
        }
    }

    /// The same on a server whose templates are known: its own rules count.
    #[must_use]
    pub fn on(self, templates: Option<&'a ServerTemplates>) -> Self {
        match (self, templates) {
            (Self::Integration(it), Some(templates)) => Self::Integration(Box::new(it.on(templates))),
            (other, _) => other,
        }
    }

    /// The integration, if it is one.
    #[must_use]
    pub fn integration(&self) -> Option<&Integration<'a>> {
        match self {
            Self::Integration(it) => Some(it),
            _ => None,
        }
    }

    /// The part and its value.
    #[must_use]
    pub fn part(&self) -> (Node<'a>, &'a Part) {
        match self {
            Self::Integration(it) => (it.node(), it.part()),
            Self::Attachments(it) => (it.node(), it.part()),
            Self::Registration(it) => (it.node(), it.part()),
            Self::Content(node, part) | Self::Bundle(node, part) => (*node, part),
        }
    }

    /// The kinds of rule that look at it.
    #[must_use]
    pub fn applies(&self) -> Applies {
        match self {
            Self::Integration(it) if it.is_update() => Applies::UPDATE,
            Self::Integration(it) if it.is_export() => Applies::EXPORT,
            Self::Integration(_) => Applies::CREATE,
            Self::Attachments(it) => it.applies(),
            Self::Content(..) => Applies::CONTENT,
            Self::Registration(_) => Applies::REGISTRATION,
            Self::Bundle(..) => Applies::ANY,
        }
    }

    /// What reports say about the integration.
    #[must_use]
    pub fn about(&self) -> Arc<About> {
        match self {
            Self::Integration(it) => it.about(),
            _ => Arc::default(),
        }
    }

    /// The place of its first key.
    #[must_use]
    pub fn start(&self) -> Place {
        let (node, part) = self.part();
        let span = node.entries().next().map_or(node.span(), |entry| entry.key.span());
        Place { span, pointer: part.pointer.clone(), root: part.root }
    }
}
