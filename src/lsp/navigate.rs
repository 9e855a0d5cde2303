//! From associations and requests to the definitions that they mean, and back; and the outline of a file.

use super::Server;
use super::hover::touches;
use crate::model::{Attachment, Subject};
use crate::project::index::Id;
use crate::project::resolve::Wanted;
use crate::project::{File, Index};
use crate::source::Span;
use serde_json::{Value, json};

/// Kinds of symbol, as the protocol numbers them.
const OBJECT: u8 = 19;
const KEY: u8 = 20;
const ARRAY: u8 = 18;

impl Server<'_> {
    pub(super) fn definition(&self, params: &Value) -> Value {
        let Some((name, offset)) = self.place(params) else { return Value::Null };
        let Some(file) = self.engine.file(&name) else { return Value::Null };
        let index = self.engine.index_of(&name);
        let meant = attached_at(file, offset, index);
        let places: Vec<Value> = meant.into_iter().filter_map(|id| self.place_of(index, id)).collect();
        json!(places)
    }

    pub(super) fn references(&self, params: &Value) -> Value {
        let Some((name, offset)) = self.place(params) else { return Value::Null };
        let Some(file) = self.engine.file(&name) else { return Value::Null };
        let index = self.engine.index_of(&name);
        let mut wanted = attached_at(file, offset, index);
        wanted.extend(index.in_file(&name).filter(|id| {
            let node = index.definition(*id).node.map(|node| file.document().node(node));
            node.is_some_and(|node| touches(node.span(), offset))
        }));
        let mut places = Vec::new();
        if params.pointer("/context/includeDeclaration") == Some(&json!(true)) {
            places.extend(wanted.iter().filter_map(|id| self.place_of(index, *id)));
        }
        for other in self.engine.files() {
            each_attachment(other, |item| {
                if meant_by(item, index).iter().any(|id| wanted.contains(id)) {
                    places.push(self.location(other.path(), item.start().span));
                }
            });
        }
        json!(places)
    }

    fn place_of(&self, index: &Index, id: Id) -> Option<Value> {
        let here = !index.is_on_server(id);
        here.then(|| self.location(index.path(id), index.definition(id).span))
    }

    fn location(&self, name: &str, span: Span) -> Value {
        json!({ "uri": self.uri(name), "range": self.range_in(name, span) })
    }

    /// The file and the byte that a request is about.
    pub(super) fn place(&self, params: &Value) -> Option<(String, usize)> {
        let name = self.named(params);
        let source = &self.open.get(&name)?.source;
        let offset = self.client.encoding.offset(source, params.get("position")?);
        Some((name, offset))
    }

    /// The integrations, associations, requests and contents of a file. Values are left out.
    pub(super) fn symbols(&self, params: &Value) -> Value {
        let name = self.named(params);
        let Some(file) = self.engine.file(&name) else { return json!([]) };
        let symbols: Vec<Value> = file
            .parts()
            .iter()
            .filter_map(|part| {
                let subject = Subject::new(file.document(), part, None);
                match &subject {
                    Subject::Integration(it) => {
                        let title = it.name().unwrap_or("integration without a name");
                        let template = it.top("template").literal().unwrap_or("no template");
                        let detail = it.auth_type().map_or_else(
                            || template.to_owned(),
                            |auth_type| format!("{template}, {}", auth_type.name()),
                        );
                        let keys = it.fields().iter().filter_map(|field| {
                            let entry = field.entry().filter(|entry| !entry.merged)?;
                            let of = (entry.span(), entry.key.span());
                            Some(self.symbol(file, (field.name(), ""), KEY, of, Vec::new()))
                        });
                        let children = keys.collect();
                        let of = (it.node().span(), it.at_start().span);
                        Some(self.symbol(file, (title, &detail), OBJECT, of, children))
                    }
                    Subject::Attachments(list) => {
                        let children = list.items().iter().map(|item| {
                            let kind = if item.is_association { "association" } else { "request" };
                            let key = if item.is_association { "oauth_integration_guid" } else { "name" };
                            let field = item.field(key);
                            let of = (item.node.span(), item.start().span);
                            self.symbol(file, (kind, field.literal().unwrap_or("")), OBJECT, of, Vec::new())
                        });
                        let children = children.collect();
                        let of = (list.node().span(), list.start().span);
                        Some(self.symbol(file, ("integrations of a content", ""), ARRAY, of, children))
                    }
                    Subject::Content(node, _) => {
                        let text = |key: &str| node.get(key).and_then(|entry| entry.value.as_str());
                        let title = text("title").or_else(|| text("name")).unwrap_or("content");
                        let of = (node.span(), subject.start().span);
                        Some(self.symbol(file, (title, "content"), OBJECT, of, Vec::new()))
                    }
                    Subject::Registration(it) => {
                        let of = (it.node().span(), subject.start().span);
                        Some(self.symbol(file, ("redirect URIs", ""), OBJECT, of, Vec::new()))
                    }
                    Subject::Bundle(..) => None,
                }
            })
            .collect();
        json!(symbols)
    }

    fn symbol(
        &self,
        file: &File,
        (title, detail): (&str, &str),
        kind: u8,
        (whole, key): (Span, Span),
        children: Vec<Value>,
    ) -> Value {
        let clean = |text: &str| crate::secret::in_report(text, file.source()).into_owned();
        let title = if title.is_empty() { "…".to_owned() } else { clean(title) };
        json!({
            "name": title,
            "detail": clean(detail),
            "kind": kind,
            "range": self.range_in(file.path(), whole.join(key)),
            "selectionRange": self.range_in(file.path(), key),
            "children": children,
        })
    }
}

fn each_attachment(file: &File, mut f: impl FnMut(&Attachment<'_>)) {
    for part in file.parts().iter().filter(|part| part.kind == crate::model::Kind::Attachments) {
        if let Subject::Attachments(list) = Subject::new(file.document(), part, None) {
            list.items().iter().for_each(&mut f);
        }
    }
}

/// The definitions that the association or request at a byte means.
fn attached_at(file: &File, offset: usize, index: &Index) -> Vec<Id> {
    let mut found = Vec::new();
    each_attachment(file, |item| {
        if touches(item.node.span(), offset) {
            found = meant_by(item, index);
        }
    });
    found
}

fn meant_by(item: &Attachment<'_>, index: &Index) -> Vec<Id> {
    if item.is_association {
        let guid = item.field("oauth_integration_guid");
        return guid.literal().map(|guid| index.with_guid(guid).collect()).unwrap_or_default();
    }
    index.resolve(&Wanted::new(item)).fits.clone()
}
