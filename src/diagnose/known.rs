//! What of a repository can be named in a log: definitions and associations with their ids, names and hosts.

use super::mask::Familiar;
use super::table::tables;
use crate::diagnostic::{Diagnostic, Place};
use crate::lint::Report;
use crate::model::{Integration, Subject};
use crate::project::File;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A definition or an association that may be to blame.
#[derive(Clone, Debug)]
pub struct Definition {
    /// What it is: `definition`, `update`, `association`.
    pub kind: &'static str,
    /// The file.
    pub path: Arc<str>,
    /// Where it begins, from 1.
    pub line: usize,
    /// Its JSON Pointer.
    pub pointer: String,
    /// The document in the stream.
    pub root: usize,
    /// The name of the integration.
    pub name: Option<String>,
    /// Its template.
    pub template: Option<String>,
    /// Its auth type.
    pub auth_type: Option<&'static str>,
    /// The tables (by index) of the services behind it.
    pub services: Vec<usize>,
    /// Its findings, by index.
    pub findings: Vec<usize>,
}

/// What a word of a log is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// A value of a definition, under this key.
    Value(&'static str),
    /// A word that names the service of a table (by index).
    Service(usize),
}

/// A word of a log that says something.
#[derive(Clone, Debug)]
pub struct Key {
    /// What it is.
    pub what: What,
    /// The word as the first definition writes it.
    pub text: String,
    /// The definitions that have it.
    pub owners: Vec<usize>,
}

/// All that is known of a repository.
#[derive(Debug)]
pub struct Known<'r> {
    /// The findings.
    pub report: &'r Report<'r>,
    /// The definitions and associations.
    pub definitions: Vec<Definition>,
    /// The words to look for.
    pub keys: Vec<Key>,
    finder: Option<AhoCorasick>,
    words: HashSet<String>,
    secrets: Vec<String>,
}

impl Familiar for Known<'_> {
    fn is_own(&self, word: &str) -> bool {
        self.words.contains(&word.to_ascii_lowercase())
    }

    fn secrets(&self) -> &[String] {
        &self.secrets
    }
}

impl<'r> Known<'r> {
    /// Reads the definitions of a project.
    #[must_use]
    pub fn new(report: &'r Report<'r>) -> Self {
        let mut gather = Gather::default();
        for file in report.project.files() {
            for part in file.parts() {
                gather.part(file, &Subject::new(file.document(), part, None));
            }
        }
        for (at, table) in tables().iter().enumerate() {
            table.named.iter().for_each(|word| gather.key(What::Service(at), word, None));
        }
        for (at, diagnostic) in report.diagnostics.iter().enumerate() {
            if let Some(owner) = gather.owner_of(diagnostic) {
                gather.definitions[owner].findings.push(at);
            }
        }
        let mut secrets: Vec<String> = report
            .project
            .files()
            .iter()
            .flat_map(|file| file.source().hidden_texts())
            .filter(|text| text.len() >= 8)
            .map(str::to_owned)
            .collect();
        secrets.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
        secrets.dedup();
        let finder = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(gather.keys.iter().map(|key| &key.text))
            .ok();
        let ours = gather.keys.iter().filter(|key| !key.owners.is_empty());
        let words = ours.map(|key| key.text.to_ascii_lowercase()).collect();
        Self { report, definitions: gather.definitions, keys: gather.keys, finder, words, secrets }
    }

    /// The words of a text that are known, each once.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let Some(finder) = &self.finder else { return found };
        let part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        for hit in finder.find_overlapping_iter(text) {
            let key = hit.pattern().as_usize();
            let before = hit.start().checked_sub(1).and_then(|at| bytes.get(at));
            let whole = !part(before) && !part(bytes.get(hit.end()));
            // `AADSTS` names its service though digits follow.
            let counts = whole || matches!(self.keys[key].what, What::Service(_));
            if counts && !found.contains(&key) {
                found.push(key);
            }
        }
        found
    }
}

#[derive(Default)]
struct Gather {
    definitions: Vec<Definition>,
    keys: Vec<Key>,
    numbers: HashMap<(What, String), usize>,
}

impl Gather {
    fn key(&mut self, what: What, text: &str, owner: Option<usize>) {
        let text = text.trim();
        let name = (what.clone(), text.to_ascii_lowercase());
        let at = *self.numbers.entry(name).or_insert_with(|| {
            self.keys.push(Key { what, text: text.to_owned(), owners: Vec::new() });
            self.keys.len() - 1
        });
        if let Some(owner) = owner
            && !self.keys[at].owners.contains(&owner)
        {
            self.keys[at].owners.push(owner);
        }
    }

    fn part(&mut self, file: &File, subject: &Subject<'_>) {
        match subject {
            Subject::Integration(it) => self.integration(file, it),
            Subject::Attachments(list) => {
                for item in list.items() {
                    let place = item.start();
                    let owner = self.definition(file, &place, &item.pointer, "association");
                    if let Some(guid) = item.field("oauth_integration_guid").literal() {
                        self.key(What::Value("integration GUID"), guid, Some(owner));
                    }
                }
            }
            _ => {}
        }
    }

    fn definition(&mut self, file: &File, place: &Place, pointer: &str, kind: &'static str) -> usize {
        self.definitions.push(Definition {
            kind,
            path: Arc::clone(file.path()),
            line: file.source().position(place.span.start as usize).line,
            pointer: pointer.to_owned(),
            root: place.root,
            name: None,
            template: None,
            auth_type: None,
            services: Vec::new(),
            findings: Vec::new(),
        });
        self.definitions.len() - 1
    }

    fn integration(&mut self, file: &File, it: &Integration<'_>) {
        let place = it.at_start();
        let kind = if it.is_update() { "update" } else { "definition" };
        let owner = self.definition(file, &place, &it.part().pointer, kind);
        let about = it.about();
        let definition = &mut self.definitions[owner];
        definition.name.clone_from(&about.integration);
        definition.template.clone_from(&about.template);
        definition.auth_type = about.auth_type;
        let provider = it.servers().name();
        for (at, table) in tables().iter().enumerate() {
            let by_template = about.template.as_ref().is_some_and(|name| table.templates.contains(name));
            let by_provider = provider.is_some_and(|name| table.providers.iter().any(|known| known == name));
            if by_template || by_provider {
                definition.services.push(at);
            }
        }
        for (key, what) in [("client_id", "client id"), ("tenant_id", "tenant"), ("role_arn", "role")] {
            let value = it.field(key).literal().filter(|value| is_telling(value));
            value.into_iter().for_each(|value| self.key(What::Value(what), value, Some(owner)));
        }
        let tenant = it.servers().part("tenant").filter(|value| is_telling(value));
        tenant.into_iter().for_each(|tenant| self.key(What::Value("tenant"), tenant, Some(owner)));
        if let Some(guid) = it.top("guid").literal() {
            self.key(What::Value("integration GUID"), guid, Some(owner));
        }
        if let Some(name) = it.name().filter(|name| is_telling_name(name)) {
            self.key(What::Value("name"), name, Some(owner));
        }
        for key in ["workspace_host", "account_url", "sf_host_domain", "authorization_uri", "token_uri"] {
            if let Some(host) = it.field(key).literal().and_then(host_of) {
                self.key(What::Value("host"), &host, Some(owner));
            }
        }
    }

    /// The definition that a finding is about: the innermost one around its place.
    fn owner_of(&self, diagnostic: &Diagnostic) -> Option<usize> {
        let place = &diagnostic.place;
        let inside = |definition: &Definition| {
            definition.path == diagnostic.path
                && definition.root == place.root
                && place
                    .pointer
                    .strip_prefix(&definition.pointer)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let around = self.definitions.iter().enumerate().filter(|(_, definition)| inside(definition));
        around.max_by_key(|(_, definition)| definition.pointer.len()).map(|(at, _)| at)
    }
}

/// Whether an id tells one definition from others; the addresses for all tenants do not.
fn is_telling(id: &str) -> bool {
    id.len() >= 6 && !["common", "organizations", "consumers"].contains(&id)
}

/// Whether a name tells one definition from others: a single word may be the product's.
fn is_telling_name(name: &str) -> bool {
    let name = name.trim();
    name.len() >= 6
        && name.contains([' ', '-', '_'])
        && !tables().iter().any(|table| table.service.eq_ignore_ascii_case(name))
}

/// The host of an endpoint or of an account, unless all customers of a provider share it.
fn host_of(value: &str) -> Option<String> {
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest).to_ascii_lowercase();
    const SHARED: [&str; 12] = [
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
        "accounts.google.com",
        "oauth2.googleapis.com",
        "www.googleapis.com",
        "github.com",
        "gitlab.com",
        "login.salesforce.com",
        "test.salesforce.com",
        "auth.atlassian.com",
        "localhost",
    ];
    (host.contains('.') && !SHARED.contains(&host.as_str())).then_some(host)
}
