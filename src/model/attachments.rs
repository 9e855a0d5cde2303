//! Associations and integration requests: what ties content to integrations.

use super::field::{Field, Fields};
use crate::diagnostic::Place;
use crate::document::{Document, Entry, Format, Kind, Node};
use crate::kind::{Owner, Part};
use crate::rule::Applies;
use crate::source::Span;

/// One item of the list.
#[derive(Clone, Debug)]
pub struct Attachment<'a> {
    /// Its mapping.
    pub node: Node<'a>,
    /// Its JSON Pointer.
    pub pointer: String,
    /// Its place in the list; `None` if it stands alone.
    pub index: Option<usize>,
    /// Whether it names an integration by GUID; else it is a request.
    pub is_association: bool,
    fields: Fields<'a>,
    root: usize,
}

impl<'a> Attachment<'a> {
    /// A key of it.
    #[must_use]
    pub fn field(&self, name: &'a str) -> Field<'a> {
        self.fields.get(name)
    }

    /// The place of a key or its value; of the item if the key is not there.
    #[must_use]
    pub fn at(&self, field: &Field<'a>) -> Place {
        match field.span() {
            Some(span) => self.place(span, &format!("/{}", super::escape(field.name()))),
            None => self.start(),
        }
    }

    /// The place where the item begins: its first key.
    #[must_use]
    pub fn start(&self) -> Place {
        let span = item_start(self.node);
        self.place(span, "")
    }

    /// A place below this item.
    #[must_use]
    pub fn place(&self, span: Span, below: &str) -> Place {
        Place { span, pointer: format!("{}{below}", self.pointer), root: self.root }
    }
}

/// The bytes at which an item of a list begins: those of its first key. A flow mapping may open on a line
/// above that, and a table of TOML does: then it begins there.
#[must_use]
pub fn item_start(item: Node<'_>) -> Span {
    let first = item.entries().find(|entry| !entry.merged).map(|entry| entry.key.span());
    let toml = item.document().format() == Format::Toml;
    let source = item.document().source();
    let same_line = |span: &Span| source.is_one_line(item.span().start, span.start);
    let visible = first.filter(|span| !(toml || item.is_flow()) || same_line(span));
    visible.unwrap_or_else(|| if toml { header(item) } else { first_byte(item.span()) })
}

/// `[[integration_requests]]`, without what follows.
fn header(node: Node<'_>) -> Span {
    let raw = node.raw();
    let line = raw.lines().next().unwrap_or_default();
    let length = line.find("]]").map_or(1, |end| end + 2);
    let start = node.span().start as usize;
    Span::new(start, start + length.min(raw.len()))
}

fn first_byte(span: Span) -> Span {
    Span { start: span.start, end: span.end.min(span.start + 1) }
}

/// A list of associations and requests, or one that should be a list.
pub struct Attachments<'a> {
    node: Node<'a>,
    part: &'a Part,
    key: Option<Node<'a>>,
    owner: Option<(Owner, Node<'a>)>,
    items: Vec<Attachment<'a>>,
}

impl<'a> Attachments<'a> {
    /// Reads a part of kind attachments.
    #[must_use]
    pub fn new(document: &'a Document, part: &'a Part) -> Self {
        let node = document.node(part.node);
        let owner = part.owner.map(|(owner, id)| (owner, document.node(id)));
        let requests = matches!(owner, Some((Owner::Manifest | Owner::Publisher, _)));
        let item = |node: Node<'a>, pointer: String, index: Option<usize>| {
            let fields = Fields::of(Some(node), false);
            let is_association = !requests && fields.get("oauth_integration_guid").entry().is_some();
            Attachment { node, pointer, index, is_association, fields, root: part.root }
        };
        let items = match node.kind() {
            Kind::Sequence => node
                .items()
                .enumerate()
                .filter(|(_, node)| node.kind() == Kind::Mapping)
                .map(|(index, node)| item(node, format!("{}/{index}", part.pointer), Some(index)))
                .collect(),
            // Where requests are wanted, one mapping is the wrong shape and nothing inside is read.
            Kind::Mapping if part.key.is_none() => vec![item(node, part.pointer.clone(), None)],
            _ => Vec::new(),
        };
        Self { node, part, key: part.key.map(|id| document.node(id)), owner, items }
    }

    /// The list.
    #[must_use]
    pub fn node(&self) -> Node<'a> {
        self.node
    }

    /// The part of the file it was read from.
    #[must_use]
    pub fn part(&self) -> &'a Part {
        self.part
    }

    /// The file.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        self.node.document()
    }

    /// What holds the list.
    #[must_use]
    pub fn owner(&self) -> Option<(Owner, Node<'a>)> {
        self.owner
    }

    /// All items in order.
    #[must_use]
    pub fn items(&self) -> &[Attachment<'a>] {
        &self.items
    }

    /// The items that name an integration by GUID.
    pub fn associations(&self) -> impl Iterator<Item = &Attachment<'a>> {
        self.items.iter().filter(|item| item.is_association)
    }

    /// The items that describe an integration.
    pub fn requests(&self) -> impl Iterator<Item = &Attachment<'a>> {
        self.items.iter().filter(|item| !item.is_association)
    }

    /// The GUID of the content that the list is for, as a mapping around it says.
    #[must_use]
    pub fn content_guid(&self) -> Option<Entry<'a>> {
        let (owner, node) = self.owner?;
        match owner {
            Owner::Named => node.get("content_guid").or_else(|| node.get("app_guid")),
            Owner::Content => node.get("guid"),
            _ => None,
        }
    }

    /// The kinds of rule that look at it.
    #[must_use]
    pub fn applies(&self) -> Applies {
        let requests = matches!(self.owner, Some((Owner::Manifest | Owner::Publisher, _)));
        match (self.associations().next().is_some(), self.requests().next().is_some()) {
            (true, true) => Applies(Applies::ASSOCIATION.0 | Applies::REQUEST.0),
            (true, false) => Applies::ASSOCIATION,
            (false, true) => Applies::REQUEST,
            (false, false) if requests => Applies::REQUEST,
            (false, false) => Applies::ASSOCIATION,
        }
    }

    /// The place of the list as a whole: its key, or its first byte.
    #[must_use]
    pub fn start(&self) -> Place {
        let span = self.key.map_or_else(|| first_byte(self.node.span()), Node::span);
        Place { span, pointer: self.part.pointer.clone(), root: self.part.root }
    }
}
