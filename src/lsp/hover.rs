//! What a key means and what a finding says, under the pointer. Values are never shown: they may be secrets.

use super::Server;
use crate::document::{Entry, Node};
use crate::model::{Integration, Subject};
use crate::project::File;
use crate::rule::Rule;
use crate::source::Span;
use crate::template::documents;
use crate::template::{self, AuthType, Key, Need, Template};
use serde_json::{Value, json};

/// A key under the pointer.
struct Hit {
    span: Span,
    key: &'static Key,
    /// The template and auth type whose key it is.
    of: Option<(&'static Template, AuthType)>,
    /// The template that the value names.
    names: Option<&'static Template>,
}

impl Server<'_> {
    pub(super) fn hover(&self, params: &Value) -> Value {
        let name = self.named(params);
        let Some(buffer) = self.open.get(&name) else { return Value::Null };
        let position = params.get("position").unwrap_or(&Value::Null);
        let offset = self.client.encoding.offset(&buffer.source, position);
        let Some(file) = self.engine.file(&name) else { return Value::Null };
        let mut texts = Vec::new();
        let mut span = None;
        for diagnostic in self.engine.found(&name).iter().filter(|it| touches(it.place.span, offset)) {
            span = span.or(Some(diagnostic.place.span));
            if let Some(rule) = self.engine.profile(&name).catalogue.find(diagnostic.rule) {
                let text = format!("`{}` ({})\n\n{}", rule.id, diagnostic.level.name(), page(rule));
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
        if let Some(hit) = hit(file, offset) {
            span = span.or(Some(hit.span));
            texts.insert(0, card(&hit));
        }
        let Some(span) = span else { return Value::Null };
        json!({
            "contents": { "kind": "markdown", "value": texts.join("\n\n---\n\n") },
            "range": self.client.encoding.range(&buffer.source, span, true),
        })
    }
}

/// The page of a rule, as much of it as is read over a line of code: its examples are many, and are a click away.
fn page(rule: &Rule) -> String {
    let page = rule.body().replace("{{join}}", "");
    let Some((text, _)) = page.split_once("\n## Examples\n") else { return page };
    let url =
        if Rule::find(rule.id).is_some() { format!("\n[Examples]({})\n", rule.url()) } else { String::new() };
    format!("{text}{url}")
}

/// Whether a place is under the pointer; the end counts, since a cursor stands between two characters.
pub(super) fn touches(span: Span, offset: usize) -> bool {
    span.start as usize <= offset && offset <= span.end as usize
}

fn under<'a>(entries: impl Iterator<Item = Entry<'a>>, offset: usize) -> Option<Entry<'a>> {
    entries.filter(|entry| !entry.merged).find(|entry| touches(entry.span(), offset))
}

fn hit(file: &File, offset: usize) -> Option<Hit> {
    file.parts().iter().find_map(|part| {
        let subject = Subject::new(file.document(), part, None);
        match &subject {
            Subject::Integration(it) => in_integration(it, offset),
            Subject::Attachments(list) => list.items().iter().find_map(|item| {
                let kind = if item.is_association { "association" } else { "request" };
                in_item(item.node, kind, offset)
            }),
            Subject::Content(node, _) => in_item(*node, "content", offset),
            Subject::Registration(it) => in_item(it.node(), "registration", offset),
            Subject::Bundle(..) => None,
        }
    })
}

fn in_integration(it: &Integration<'_>, offset: usize) -> Option<Hit> {
    let config = it.config_mapping();
    if let Some(entry) = config.and_then(|config| under(config.entries(), offset)) {
        return config_key(it, &entry);
    }
    let entry = under(it.node().entries(), offset)?;
    let kind = if it.is_update() {
        "update"
    } else if it.is_export() {
        "export"
    } else {
        "create"
    };
    let key = documents::document(kind)?.key(entry.name())?;
    let names = it.template().filter(|_| entry.name() == "template");
    Some(Hit { span: entry.key.span(), key, of: None, names })
}

fn config_key(it: &Integration<'_>, entry: &Entry<'_>) -> Option<Hit> {
    let span = entry.key.span();
    let own = it.template().and_then(|template| {
        let auth_type = it.auth_type().unwrap_or_else(|| template.default_auth_type());
        let key = template.shape(auth_type)?.key(entry.name())?;
        Some(Hit { span, key, of: Some((template, auth_type)), names: None })
    });
    own.or_else(|| {
        let key = documents::document("any-config")?.key(entry.name())?;
        Some(Hit { span, key, of: None, names: None })
    })
}

fn in_item(node: Node<'_>, kind: &str, offset: usize) -> Option<Hit> {
    let entry = under(node.entries(), offset)?;
    if let Some(inner) = under(entry.value.entries(), offset).filter(|_| entry.name() == "config") {
        let key = documents::document("any-config")?.key(inner.name())?;
        return Some(Hit { span: inner.key.span(), key, of: None, names: None });
    }
    let key = documents::document(kind)?.key(entry.name())?;
    Some(Hit { span: entry.key.span(), key, of: None, names: None })
}

/// A key as Markdown.
fn card(hit: &Hit) -> String {
    let of = hit.of.map(|(template, auth_type)| {
        format!(": template `{}`, auth type {}", template.name, auth_type.name())
    });
    let mut text = format!("**`{}`**{}\n\n{}", hit.key.name, of.unwrap_or_default(), describe(hit.key));
    if let Some(template) = hit.names {
        text.push_str(&format!(
            "\n\n**{}** (`{}`): {}\n\n- since Connect {}",
            template.title, template.name, template.description, template.since
        ));
    }
    text
}

/// What is known about a key, as Markdown.
pub(super) fn describe(key: &Key) -> String {
    let code = |word: &str| format!("`{word}`");
    let mut lines = Vec::new();
    lines.push(match key.need {
        Need::Required => "required".to_owned(),
        Need::UnlessPublic => "required, unless `auth_mode` is `Public`".to_owned(),
        Need::Optional => "optional".to_owned(),
    });
    if !key.values.is_empty() {
        let values: Vec<String> = key.values.iter().map(|word| code(word)).collect();
        lines.push(format!("one of {}", values.join(", ")));
    }
    lines.extend(key.default.map(|word| format!("default: {}", code(word))));
    if !key.examples.is_empty() && !key.secret && !template::is_secret_key(key.name) {
        let examples: Vec<String> = key.examples.iter().map(|word| code(word)).collect();
        lines.push(format!("for example {}", examples.join(", ")));
    }
    if key.secret {
        lines.push("a secret: write a reference to it, never the value".to_owned());
    }
    if key.read_only {
        lines.push("written by the server only".to_owned());
    }
    lines.extend(key.since.map(|release| format!("since Connect {release}")));
    if !key.source.is_empty() {
        lines.push(format!("source: {}", key.source));
    }
    let list: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
    format!("{}\n\n{}", key.description, list.join("\n"))
}
