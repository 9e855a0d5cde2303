//! Which parts of a file are ours, and what they are. Everything else is skipped in silence.

use crate::document::{Document, Format, Kind as Value, Node, NodeId};
use crate::template;

mod templates;

pub use templates::is_of_templates;
use templates::is_templates_export;

/// What a part of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What one POSTs to create an integration.
    Create,
    /// An integration as a server returns it.
    Export,
    /// What one PATCHes.
    Update,
    /// A list of associations or integration requests, or one that should be a list.
    Attachments,
    /// A content item.
    Content,
    /// The redirect URIs of an OAuth application.
    Registration,
    /// A mapping with lists of definitions and contents.
    Bundle,
}

/// What holds a list of attachments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Nothing: the list is the whole document.
    Document,
    /// `{content_guid, associations}`, or an association's own keys.
    Named,
    /// A content item.
    Content,
    /// Connect's `manifest.json`.
    Manifest,
    /// A Posit Publisher deployment file.
    Publisher,
}

/// One part of a file that rules look at.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Its value.
    pub node: NodeId,
    /// The key it stands under, if it is a value of a mapping.
    pub key: Option<NodeId>,
    /// The document of the stream it is in, from 0.
    pub root: usize,
    /// Its JSON Pointer in that document.
    pub pointer: String,
    /// Attachments: the mapping they stand in, and what that is.
    pub owner: Option<(Owner, NodeId)>,
}

/// What was found in a file.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The parts that rules look at.
    pub parts: Vec<Part>,
    /// What the file was read as, in the words of `connectlint files`, each once.
    pub labels: Vec<&'static str>,
}

/// What is known of a file before its text is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// Its path, as reported.
    pub path: &'a str,
    /// Whether it was named on the command line, so that less is needed to be recognised.
    pub named: bool,
    /// What it is by configuration, whatever it looks like.
    pub forced: Option<Kind>,
}

/// Words of which a file must hold one to be parsed at all.
const WORDS: [&str; 11] = [
    "template",
    "config",
    "permissions",
    "oauth_integration_guid",
    "integration_requests",
    "app_mode",
    "appmode",
    "access_type",
    "redirect_ur",
    "callback_ur",
    "associations",
];

/// Words that make a broken file ours even if nobody named it.
const OURS: [&str; 3] = ["template", "oauth_integration_guid", "integration_requests"];

/// Keys under which a registration names its redirect URIs.
pub const REDIRECT_KEYS: [&str; 6] =
    ["redirect_urls", "redirect_uris", "callback_urls", "redirect_url", "redirect_uri", "callback_url"];

/// Whether a text can hold anything of ours. A quick look at the bytes, before any parsing.
#[must_use]
pub fn worth_reading(text: &[u8]) -> bool {
    WORDS.iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
}

/// Whether a text that cannot be parsed is ours to complain about.
#[must_use]
pub fn looks_ours(text: &[u8]) -> bool {
    OURS.iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
}

/// Recognises the parts of a document.
#[must_use]
pub fn read(document: &Document, hints: Hints<'_>) -> Reading {
    let forced = hints.forced.or_else(|| forced_by_comment(document));
    let mut reader = Reader {
        hints,
        forced,
        names_update: names_update(hints.path),
        document,
        reading: Reading::default(),
        candidates: Vec::new(),
    };
    for (index, (node, _)) in document.roots().enumerate() {
        reader.root(index, node);
    }
    reader.registrations();
    reader.reading
}

/// `# connectlint: kind=update` in a comment before the first value.
fn forced_by_comment(document: &Document) -> Option<Kind> {
    let first = document.roots().next().map_or(u32::MAX, |(node, _)| node.span().start);
    document.comments().iter().take_while(|comment| comment.span.start < first).find_map(|comment| {
        let text = document.source().slice(comment.span).trim_start_matches('#').trim();
        kind_named(text.strip_prefix("connectlint:")?.trim().strip_prefix("kind=")?)
    })
}

/// The kind that a configuration or a comment calls by this word.
#[must_use]
pub fn kind_named(word: &str) -> Option<Kind> {
    match word {
        "create" => Some(Kind::Create),
        "export" => Some(Kind::Export),
        "update" => Some(Kind::Update),
        "associations" => Some(Kind::Attachments),
        "content" => Some(Kind::Content),
        "registration" => Some(Kind::Registration),
        "bundle" => Some(Kind::Bundle),
        _ => None,
    }
}

/// Whether the file's name has the word `update` or `patch`.
fn names_update(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split(['.', '-', '_'])
        .any(|word| word.eq_ignore_ascii_case("update") || word.eq_ignore_ascii_case("patch"))
}

struct Reader<'a> {
    hints: Hints<'a>,
    forced: Option<Kind>,
    names_update: bool,
    document: &'a Document,
    reading: Reading,
    /// Mappings with redirect URIs; whether they are for Connect may depend on the rest of the file.
    candidates: Vec<Part>,
}

impl<'a> Reader<'a> {
    fn root(&mut self, root: usize, node: Node<'a>) {
        match node.kind() {
            Value::Sequence if self.is_association_list(node) => {
                self.push(
                    Kind::Attachments,
                    "associations",
                    root,
                    node,
                    None,
                    String::new(),
                    Some((Owner::Document, node)),
                );
            }
            Value::Sequence => {
                for (index, item) in node.items().enumerate() {
                    if item.kind() == Value::Mapping {
                        self.item(root, item, None, format!("/{index}"));
                    }
                }
            }
            Value::Mapping => self.mapping(root, node),
            _ => {}
        }
    }

    fn mapping(&mut self, root: usize, node: Node<'a>) {
        if is_templates_export(node) {
            self.label("templates export");
            return;
        }
        if self.requests(root, node) || self.item(root, node, None, String::new()) {
            return;
        }
        if node.get("oauth_integration_guid").is_some() {
            self.push(
                Kind::Attachments,
                "associations",
                root,
                node,
                None,
                String::new(),
                Some((Owner::Named, node)),
            );
        } else if let (Some(entry), Some(_)) = (node.get("associations"), node.get("content_guid")) {
            let owner = Some((Owner::Named, node));
            self.push(
                Kind::Attachments,
                "associations",
                root,
                entry.value,
                Some(entry.key.id()),
                "/associations".into(),
                owner,
            );
        } else if self.is_bundle(node) {
            self.bundle(root, node);
        } else if REDIRECT_KEYS.iter().any(|key| node.get(key).is_some()) {
            self.candidates.push(Part {
                kind: Kind::Registration,
                node: node.id(),
                key: None,
                root,
                pointer: String::new(),
                owner: None,
            });
        }
    }

    /// A definition, an update or a content: what may stand alone, in a list or in a bundle.
    fn item(&mut self, root: usize, node: Node<'a>, key: Option<NodeId>, pointer: String) -> bool {
        if let Some((kind, label)) = self.integration(node) {
            self.push(kind, label, root, node, key, pointer, None);
            return true;
        }
        if is_content(node) || self.forced == Some(Kind::Content) {
            if let Some(list) = node.get("integrations") {
                let pointer = format!("{pointer}/integrations");
                let owner = Some((Owner::Content, node));
                self.push(
                    Kind::Attachments,
                    "content",
                    root,
                    list.value,
                    Some(list.key.id()),
                    pointer,
                    owner,
                );
            }
            self.push(Kind::Content, "content", root, node, key, pointer, None);
            return true;
        }
        false
    }

    /// Whether a mapping is a definition or an update, and how it is called.
    fn integration(&self, node: Node<'a>) -> Option<(Kind, &'static str)> {
        match self.forced {
            Some(Kind::Create) => return Some((Kind::Create, "create")),
            Some(Kind::Export) => return Some((Kind::Export, "export")),
            Some(Kind::Update) => return Some((Kind::Update, "update")),
            Some(_) => return None,
            None => {}
        }
        if self.is_definition(node) {
            let from_server = node.get("guid").is_some()
                && ["created_time", "updated_time"].iter().any(|key| node.get(key).is_some());
            return Some(match (from_server, self.names_update) {
                (true, _) => (Kind::Export, "export"),
                (false, true) => (Kind::Update, "update"),
                (false, false) => (Kind::Create, "create"),
            });
        }
        self.is_update(node).then_some((Kind::Update, "update"))
    }

    fn is_definition(&self, node: Node<'a>) -> bool {
        let config = node.get("config");
        let has_config_key = config.is_some_and(|entry| has_config_key(entry.value));
        match node.get("template") {
            Some(entry) => {
                let Some(word) = entry.value.as_str() else {
                    // `template:` left empty or written as a number beside a config of ours.
                    return has_config_key && node.get("name").is_some();
                };
                template::template(word).is_some()
                    || (config.is_some() && template::misspelled(word).is_some())
                    || has_config_key
                    || (self.hints.named && config.is_some())
            }
            None => node.get("name").is_some() && has_config_key,
        }
    }

    fn is_update(&self, node: Node<'a>) -> bool {
        if node.get("template").is_some() || node.get("name").is_some() {
            return false;
        }
        if node.get("config").is_some_and(|entry| has_config_key(entry.value)) {
            return true;
        }
        let Some(permissions) = node.get("permissions").filter(|entry| entry.value.kind() == Value::Sequence)
        else {
            return false;
        };
        let mut items = permissions.value.items();
        if items.len() == 0 {
            return self.names_update;
        }
        items.all(|item| item.get("user_guid").is_some() || item.get("group_guid").is_some())
    }

    /// Integration requests of a manifest or a Publisher file.
    fn requests(&mut self, root: usize, node: Node<'a>) -> bool {
        let is_manifest = node.get("metadata").is_some_and(|entry| entry.value.get("appmode").is_some());
        let requests = node.get("integration_requests");
        if requests.is_none() && !is_manifest {
            return false;
        }
        let (owner, label) = match self.document.format() {
            Format::Toml => (Owner::Publisher, "publisher"),
            _ => (Owner::Manifest, "manifest"),
        };
        self.label(label);
        if let Some(list) = requests {
            let pointer = "/integration_requests".to_owned();
            self.push(
                Kind::Attachments,
                label,
                root,
                list.value,
                Some(list.key.id()),
                pointer,
                Some((owner, node)),
            );
        }
        true
    }

    fn is_bundle(&self, node: Node<'a>) -> bool {
        self.forced == Some(Kind::Bundle)
            || ["integrations", "content"].iter().filter_map(|key| node.get(key)).any(|list| {
                let ours = |item: Node<'a>| {
                    item.kind() == Value::Mapping && (self.is_definition(item) || is_content(item))
                };
                ours(list.value) || list.value.items().any(ours)
            })
    }

    fn bundle(&mut self, root: usize, node: Node<'a>) {
        self.push(Kind::Bundle, "bundle", root, node, None, String::new(), None);
        for list in ["integrations", "content"].iter().filter_map(|key| node.get(key)) {
            for (index, item) in list.value.items().enumerate() {
                if item.kind() == Value::Mapping {
                    self.item(root, item, None, format!("/{}/{index}", list.name()));
                }
            }
        }
    }

    fn is_association_list(&self, node: Node<'a>) -> bool {
        self.forced == Some(Kind::Attachments)
            || node.items().any(|item| item.get("oauth_integration_guid").is_some())
    }

    /// A registration is linted if it is for Connect: by its own paths, or by a definition beside it.
    fn registrations(&mut self) {
        let beside = self.reading.parts.iter().any(|part| matches!(part.kind, Kind::Create | Kind::Export));
        for part in std::mem::take(&mut self.candidates) {
            let node = self.document.node(part.node);
            if beside
                || self.forced == Some(Kind::Registration)
                || redirect_uris(node).any(|uri| is_for_connect(uri.text()))
            {
                self.label("registration");
                self.reading.parts.push(part);
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of a part, in one place")]
    fn push(
        &mut self,
        kind: Kind,
        label: &'static str,
        root: usize,
        node: Node<'a>,
        key: Option<NodeId>,
        pointer: String,
        owner: Option<(Owner, Node<'a>)>,
    ) {
        self.label(label);
        let owner = owner.map(|(owner, node)| (owner, node.id()));
        self.reading.parts.push(Part { kind, node: node.id(), key, root, pointer, owner });
    }

    fn label(&mut self, label: &'static str) {
        if !self.reading.labels.contains(&label) {
            self.reading.labels.push(label);
        }
    }
}

fn has_config_key(config: Node<'_>) -> bool {
    config.kind() == Value::Mapping && config.entries().any(|entry| template::is_config_key(entry.name()))
}

fn is_content(node: Node<'_>) -> bool {
    (node.get("app_mode").is_some() || node.get("access_type").is_some()) && node.get("template").is_none()
}

/// The redirect URIs of a registration, whether listed or alone.
pub fn redirect_uris(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    REDIRECT_KEYS.iter().filter_map(move |key| node.get(key)).flat_map(|entry| {
        let alone = (entry.value.kind() == Value::String).then_some(entry.value);
        alone.into_iter().chain(entry.value.items())
    })
}

/// Whether a redirect URI is meant for Connect.
#[must_use]
pub fn is_for_connect(uri: &str) -> bool {
    uri.contains("__oauth__") || uri.contains("oauth/integrations")
}
