//! What could stand at the cursor: templates, keys that are still missing, allowed values, scopes, integrations.

use super::Server;
use super::actions::escape;
use super::cursor::{Chain, Cursor, Slot};
use super::hover::describe;
use super::snippets;
use crate::document::{Format, Kind as Type, Node, Style};
use crate::fix::edit;
use crate::kind::{self, Hints};
use crate::model::Integration;
use crate::pattern;
use crate::provider::{Provider, Providers, resource_and_permission};
use crate::source::Span;
use crate::template::documents;
use crate::template::{self, AuthType, Key, Need};
use serde_json::{Value, json};

/// Kinds of completion, as the protocol numbers them.
const MODULE: u8 = 9;
const PROPERTY: u8 = 10;
const WORD: u8 = 12;
const REFERENCE: u8 = 18;
const SNIPPET: u8 = 15;

/// One thing to offer.
#[derive(Debug, Default)]
pub(super) struct Offer {
    label: String,
    detail: String,
    text: String,
    kind: u8,
    /// What is inserted, where that is not the label.
    insert: Option<String>,
}

impl Offer {
    fn word(label: impl Into<String>, detail: impl Into<String>, text: impl Into<String>) -> Self {
        let (label, detail, text) = (label.into(), detail.into(), text.into());
        Self { label, detail, text, kind: WORD, insert: None }
    }
}

impl Server<'_> {
    pub(super) fn completion(&self, params: &Value) -> Value {
        let Some((name, offset)) = self.place(params) else { return Value::Null };
        let Some(buffer) = self.open.get(&name) else { return Value::Null };
        let format = buffer.format.or_else(|| Format::of_path(&name)).unwrap_or(Format::Yaml);
        let Some(cursor) = Cursor::at(&buffer.source, offset, format) else { return json!([]) };
        let Some((chain, slot)) = cursor.slot() else { return json!([]) };
        let offers = match slot {
            Slot::Key => self.keys(&chain, format),
            Slot::Value(key) | Slot::Item(key) => self.values(&cursor, &name, &chain, key),
        };
        let is_key = slot == Slot::Key;
        let mut replaces = cursor.replaces;
        if is_key && !cursor.has_colon {
            // The colon comes behind the closing quote.
            replaces = Span::new(replaces.start as usize, cursor.closes.max(replaces.end as usize));
        }
        let range = self.client.encoding.range(&buffer.source, replaces, true);
        let items: Vec<Value> = offers
            .iter()
            .enumerate()
            .map(|(at, offer)| {
                let snippet = self.client.snippets && (offer.kind == SNIPPET || is_key);
                let mut item = json!({
                    "label": offer.label,
                    "kind": offer.kind,
                    "detail": offer.detail,
                    "sortText": format!("{at:04}"),
                    "filterText": offer.label,
                    "insertTextFormat": if snippet { 2 } else { 1 },
                    "textEdit": { "range": range, "newText": inserted(offer, &cursor, format, is_key, snippet) },
                });
                if !offer.text.is_empty() {
                    item["documentation"] = json!({ "kind": "markdown", "value": offer.text });
                }
                item
            })
            .collect();
        json!(items)
    }

    /// The keys that the mapping at the cursor still lacks.
    fn keys(&self, chain: &Chain<'_>, format: Format) -> Vec<Offer> {
        let Some(&(name, owner)) = chain.last() else { return Vec::new() };
        let has = |key: &str| owner.get(key).is_some();
        let lacking = |keys: &'static [Key]| -> Vec<Offer> {
            let mut keys: Vec<&Key> = keys.iter().filter(|key| !has(key.name) && !key.read_only).collect();
            keys.sort_by_key(|key| key.need == Need::Optional);
            keys.into_iter().map(property).collect()
        };
        if name == "config" && chain.len() >= 2 {
            return config_keys(chain[chain.len() - 2].1, owner);
        }
        let in_list = |list: &str| chain.iter().any(|(name, _)| *name == list);
        if in_list("permissions") {
            return lacking(documents::keys("permission"));
        }
        if in_list("integration_requests") {
            return lacking(documents::keys("request"));
        }
        let content = has("app_mode") || has("access_type");
        if has("oauth_integration_guid") || chain.len() == 3 && chain[0].1.get("content_guid").is_some() {
            return lacking(documents::keys("association"));
        }
        if content && name != "integrations" && !in_list("integrations") {
            return lacking(documents::keys("content"));
        }
        if in_list("integrations") && chain.iter().any(|(_, node)| node.get("app_mode").is_some()) {
            return [lacking(documents::keys("association")), lacking(documents::keys("request"))]
                .concat_offers();
        }
        let ours = ["template", "config", "name", "description"].iter().any(|key| has(key));
        let alone = chain.iter().all(|(_, node)| matches!(node.kind(), Type::Mapping | Type::Sequence));
        let mut offers = Vec::new();
        if owner.entries().len() == 1 && alone && self.client.snippets {
            offers = snippets::all(format)
                .into_iter()
                .map(|snippet| Offer {
                    label: snippet.label,
                    detail: snippet.detail,
                    text: format!("```yaml\n{}\n```", snippet.plain),
                    kind: SNIPPET,
                    insert: Some(snippet.text),
                })
                .collect();
        }
        if ours || owner.entries().len() == 1 {
            offers.extend(lacking(documents::keys("create")));
        }
        offers
    }

    fn values(&self, cursor: &Cursor, name: &str, chain: &Chain<'_>, key: &str) -> Vec<Offer> {
        let owner = chain.last().map(|(_, node)| *node);
        let config = chain.iter().rposition(|(name, _)| *name == "config").filter(|at| *at > 0);
        let integration = config.map(|at| chain[at - 1].1);
        let of_request =
            chain.iter().any(|(name, _)| matches!(*name, "integration_requests" | "integrations"))
                && integration.is_none_or(|node| node.get("template").is_none());
        match key {
            "template" => return templates(),
            "type" if of_request => return templates(),
            "oauth_integration_guid" => return self.integrations(name, true),
            "guid" if of_request => return self.integrations(name, true),
            "name" if of_request && owner.is_some_and(|node| node.get("template").is_none()) => {
                return self.integrations(name, false);
            }
            "auth_type" => {
                let template = integration.and_then(template_of);
                let types = template.map(|template| template.auth_types().collect::<Vec<_>>());
                let types = types.filter(|types| !types.is_empty()).unwrap_or(AuthType::ALL.to_vec());
                return types.into_iter().map(|it| Offer::word(it.name(), "auth type", "")).collect();
            }
            "scopes" => {
                let mut offers = integration.map(|node| scopes(cursor, node)).unwrap_or_default();
                let there = |word: &str| {
                    let beside = cursor.beside.split(|c: char| c.is_whitespace() || "\"'[],".contains(c));
                    let items = owner.into_iter().flat_map(Node::items).map(Node::text);
                    beside.chain(items).any(|other| other == word)
                };
                offers.retain(|offer| !there(&offer.label));
                return offers;
            }
            _ => {}
        }
        let own = integration.and_then(|node| {
            let template = template_of(node)?;
            let auth_type = auth_type_of(node.get("config")?.value, template);
            template.shape(auth_type)?.key(key)
        });
        let any = || ["any-config", "create", "content", "request", "association"].iter();
        let known = own.or_else(|| any().find_map(|kind| documents::document(kind)?.key(key)));
        known.map(allowed).unwrap_or_default()
    }

    /// The integrations of the workspace and of the server, by GUID or by name.
    fn integrations(&self, name: &str, by_guid: bool) -> Vec<Offer> {
        let index = self.engine.index_of(name);
        let mut offers = Vec::new();
        for id in index.definitions() {
            let it = index.definition(id);
            let template = it.template().known().unwrap_or("template not known");
            let place = index.path(id);
            let text = format!("`{template}`, in {place}");
            let (guid, title) = (it.guid().known(), it.trimmed_name());
            let offer = match (by_guid, guid, title) {
                (true, Some(guid), title) => Offer {
                    label: format!("{} ({guid})", title.unwrap_or("without a name")),
                    detail: template.to_owned(),
                    text,
                    kind: REFERENCE,
                    insert: Some(guid.to_owned()),
                },
                // A request's name is a pattern.
                (false, _, Some(title)) => Offer {
                    kind: REFERENCE,
                    insert: Some(pattern::escape(title)),
                    ..Offer::word(title, template, text)
                },
                _ => continue,
            };
            offers.push(offer);
        }
        offers
    }
}

/// The text that comes into the file.
fn inserted(offer: &Offer, cursor: &Cursor, format: Format, is_key: bool, snippet: bool) -> String {
    let word = offer.insert.as_deref().unwrap_or(&offer.label);
    if is_key {
        let entry = if offer.kind == SNIPPET { word.to_owned() } else { key(word, cursor, format, snippet) };
        return if cursor.outer { format!("{{\n  {entry}\n}}") } else { entry };
    }
    let bare = matches!(word, "true" | "false");
    match (cursor.quote, format) {
        (Some('\''), Format::Yaml) => word.replace('\'', "''"),
        (Some('\''), _) => word.to_owned(),
        (Some(_), _) => word.replace('\\', "\\\\").replace('"', "\\\""),
        // A name may hold what would end the value.
        (None, Format::Yaml) if offer.kind == REFERENCE => edit::encode(word, Style::Plain, format),
        (None, Format::Yaml) => word.to_owned(),
        (None, _) if bare => word.to_owned(),
        (None, _) => edit::encode(word, Style::DoubleQuoted, format),
    }
}

/// A key with its colon or equals sign, where that is missing.
fn key(word: &str, cursor: &Cursor, format: Format, snippet: bool) -> String {
    let word = if snippet { escape(word) } else { word.to_owned() };
    let key = match (format, cursor.quote) {
        (Format::Json, None) => format!("\"{word}\""),
        (_, Some(quote)) if !cursor.has_colon => format!("{word}{quote}"),
        _ => word,
    };
    let end = if snippet { "$0" } else { "" };
    match (cursor.has_colon, format) {
        (true, _) => key,
        (false, Format::Json | Format::Yaml) => format!("{key}: {end}"),
        (false, Format::Toml) => format!("{key} = {end}"),
    }
}

fn property(key: &'static Key) -> Offer {
    let need = match key.need {
        Need::Required => "required",
        Need::UnlessPublic => "required, unless Public",
        Need::Optional => "optional",
    };
    Offer { kind: PROPERTY, ..Offer::word(key.name, need, describe(key)) }
}

fn template_of(integration: Node<'_>) -> Option<&'static template::Template> {
    template::template(integration.get("template")?.value.text())
}

fn auth_type_of(config: Node<'_>, template: &'static template::Template) -> AuthType {
    let own = config.get("auth_type").and_then(|entry| AuthType::parse(entry.value.text()));
    own.unwrap_or_else(|| template.default_auth_type())
}

fn config_keys(integration: Node<'_>, config: Node<'_>) -> Vec<Offer> {
    let public = config.get("auth_mode").is_some_and(|entry| entry.value.text() == "Public");
    let shape = template_of(integration).and_then(|template| template.shape(auth_type_of(config, template)));
    let keys = shape.map_or_else(|| documents::keys("any-config"), |shape| shape.keys);
    let mut keys: Vec<&'static Key> = keys
        .iter()
        .filter(|key| config.get(key.name).is_none() && !key.read_only)
        .filter(|key| !(public && key.need == Need::UnlessPublic))
        .collect();
    keys.sort_by_key(|key| key.need == Need::Optional);
    keys.into_iter().map(property).collect()
}

fn templates() -> Vec<Offer> {
    let offer = |template: &template::Template| Offer {
        kind: MODULE,
        ..Offer::word(
            template.name,
            template.title,
            format!("{}\n\nsince Connect {}", template.description, template.since),
        )
    };
    template::all().iter().map(offer).collect()
}

/// The words that a key allows.
fn allowed(key: &'static Key) -> Vec<Offer> {
    let detail = |word: &str| if key.default == Some(word) { "default" } else { "" };
    if key.values.is_empty() && key.kind == Type::Bool {
        return ["true", "false"].iter().map(|word| Offer::word(*word, detail(word), "")).collect();
    }
    key.values.iter().map(|word| Offer::word(*word, detail(word), describe(key))).collect()
}

/// The scopes that the provider is known to have, with what each brings.
fn scopes(cursor: &Cursor, integration: Node<'_>) -> Vec<Offer> {
    let document = &cursor.document;
    let providers = Providers::builtin();
    let template = integration.get("template").map_or("", |entry| entry.value.text());
    let parts = kind::read(document, Hints { path: document.source().path(), ..Hints::default() }).parts;
    let part = parts.iter().find(|part| part.node == integration.id());
    let by_endpoint = part.and_then(|part| Integration::new(document, part, None).servers().name());
    let provider =
        by_endpoint.and_then(|name| providers.get(name)).or_else(|| providers.for_template(template));
    let mut offers: Vec<Offer> = Vec::new();
    let mut add = |word: &str, detail: String| {
        let seen = offers.iter().any(|offer| offer.label == word);
        if !seen && !word.contains(['*', '?', '{']) {
            let gives = provider.map(|provider| gives(provider, word)).unwrap_or_default();
            offers.push(Offer::word(word, detail, gives));
        }
    };
    if let Some(provider) = provider {
        let label = &provider.label;
        if let Some(used) = provider.template(template) {
            used.default_scopes.iter().for_each(|it| add(it, format!("Connect's default for {template}")));
        }
        for refresh in &provider.refresh {
            refresh.scopes.iter().for_each(|it| add(it, "a refresh token".to_owned()));
        }
        let known = &provider.scopes;
        known.own.iter().for_each(|it| add(it, format!("scope of {label}")));
        known.broad.iter().for_each(|it| add(&it.scope, format!("broad scope of {label}")));
        known.short.iter().for_each(|it| add(&it.scope, format!("scope of {label}")));
        known.gives.keys().for_each(|it| add(it, format!("scope of {label}")));
        known.oidc.iter().for_each(|it| add(it, "OpenID Connect".to_owned()));
    } else {
        for word in ["openid", "profile", "email", "offline_access"] {
            add(word, "OpenID Connect".to_owned());
        }
    }
    offers
}

fn gives(provider: &Provider, word: &str) -> String {
    let oidc = match word {
        "openid" => Some("An ID token: who the visitor is."),
        "profile" => Some("Name and picture of the visitor in the ID token."),
        "email" => Some("The visitor's e-mail address in the ID token."),
        "offline_access" => Some("A refresh token, so that the visitor does not log in again and again."),
        _ => None,
    };
    let own = provider.scopes.gives.get(word).map(String::as_str);
    let mut lines: Vec<String> = own.or(oidc).map(str::to_owned).into_iter().collect();
    let (resource, permission) = resource_and_permission(word);
    if let Some((resource, _)) = resource.and_then(|it| provider.resource(it)) {
        lines.push(if permission == ".default" {
            format!("All permissions that were granted for {}.", resource.label)
        } else {
            format!("The permission `{permission}` of {}.", resource.label)
        });
    }
    if let Some(broad) = provider.scopes.broad(word) {
        lines.push("It asks for more than most need.".to_owned());
        if !broad.narrower.is_empty() {
            lines.push(format!("Less: {}.", broad.narrower.join(", ")));
        }
    }
    lines.join("\n\n")
}

/// Two lists as one.
trait Concat {
    fn concat_offers(self) -> Vec<Offer>;
}

impl Concat for [Vec<Offer>; 2] {
    fn concat_offers(self) -> Vec<Offer> {
        self.into_iter().flatten().collect()
    }
}
