//! All providers, each read when it is first wanted.

use super::pattern::{self, PathPattern};
use super::{Host, Provider, Shape, compact, lookalike};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::OnceLock;

/// All providers that are known.
#[derive(Debug)]
pub struct Providers {
    pub(super) entries: Vec<Entry>,
    /// The entry and the host's place in its list.
    exact_hosts: HashMap<String, (usize, usize)>,
    /// Longest first, so that the more exact pattern wins.
    wildcard_hosts: Vec<Wildcard>,
    /// For comparing, made when first wanted.
    pub(super) comparable: OnceLock<Vec<lookalike::Known>>,
}

/// A host with a star in it.
#[derive(Debug)]
struct Wildcard {
    /// The entry and the host's place in its list.
    place: (usize, usize),
    /// What follows the last star: it tells most hosts apart at once.
    tail: String,
}

/// What tells that a provider is wanted, and the provider once it was.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    name: String,
    templates: Vec<String>,
    pub(super) hosts: Vec<String>,
    pub(super) paths: Vec<PathPattern>,
    /// Prefix and suffix of its unmistakable client ids.
    client_ids: Vec<(String, String)>,
    /// Where its text is among the built-in ones.
    #[serde(default)]
    range: (usize, usize),
    #[serde(skip)]
    loaded: OnceLock<Option<Provider>>,
}

impl Entry {
    /// The provider. A test keeps the built-in data readable; what cannot be read is not known.
    pub(super) fn provider(&self) -> Option<&Provider> {
        let all = include_str!(concat!(env!("OUT_DIR"), "/providers.json"));
        let read = || serde_json::from_str(all.get(self.range.0..self.range.1)?).ok();
        self.loaded.get_or_init(read).as_ref()
    }
}

impl Providers {
    /// The providers that are built in.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Providers> = OnceLock::new();
        let json = include_str!(concat!(env!("OUT_DIR"), "/providers-index.json"));
        BUILTIN.get_or_init(|| Self::index(serde_json::from_str(json).unwrap_or_default()))
    }

    /// Providers from files: pairs of a file's name without `.yaml`, and its text.
    ///
    /// # Errors
    /// A text that is not such a file, or one whose `name` is not the file's: the message says which and why.
    pub fn from_yaml(files: &[(&str, &str)]) -> Result<Self, String> {
        let entry = |(name, text): &(&str, &str)| -> Result<Entry, String> {
            let value = compact::read(text)?;
            let provider: Provider =
                serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
            if provider.name != *name {
                return Err(format!("its name is `{}`", provider.name));
            }
            let mut entry: Entry =
                serde_json::from_value(compact::index(&value)).map_err(|error| error.to_string())?;
            entry.loaded = OnceLock::from(Some(provider));
            Ok(entry)
        };
        let entries = files.iter().map(|file| entry(file).map_err(|error| format!("{}: {error}", file.0)));
        entries.collect::<Result<_, _>>().map(Self::index)
    }

    fn index(entries: Vec<Entry>) -> Self {
        let mut exact_hosts = HashMap::new();
        let mut wildcard_hosts = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            for (at, host) in entry.hosts.iter().enumerate() {
                match host.rsplit_once('*') {
                    Some((_, tail)) => {
                        wildcard_hosts.push(Wildcard { place: (index, at), tail: tail.to_owned() });
                    }
                    None => drop(exact_hosts.insert(host.clone(), (index, at))),
                }
            }
        }
        let literal = |Wildcard { place: (index, at), .. }: &Wildcard| {
            std::cmp::Reverse(entries[*index].hosts[*at].bytes().filter(|&byte| byte != b'*').count())
        };
        wildcard_hosts.sort_by_key(literal);
        Self { exact_hosts, wildcard_hosts, comparable: OnceLock::new(), entries }
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.entries.iter().filter_map(Entry::provider)
    }

    /// The provider of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.entries.iter().find(|entry| entry.name == name)?.provider()
    }

    /// The provider that a Connect template reaches.
    #[must_use]
    pub fn for_template(&self, template: &str) -> Option<&Provider> {
        self.entries.iter().find(|entry| entry.templates.iter().any(|own| own == template))?.provider()
    }

    /// The provider whose host this is (in lower case), and the host's entry.
    #[must_use]
    pub fn host(&self, host: &str) -> Option<(&Provider, &Host)> {
        let (index, at) = self.host_index(host)?;
        let provider = self.entries[index].provider()?;
        Some((provider, provider.hosts.get(at)?))
    }

    pub(super) fn host_index(&self, host: &str) -> Option<(usize, usize)> {
        let host = Some(host.trim_end_matches('.')).filter(|host| !host.is_empty())?;
        let fits = |Wildcard { place: (index, at), tail }: &&Wildcard| {
            host.ends_with(tail.as_str()) && pattern::host(&self.entries[*index].hosts[*at], host)
        };
        let wildcard = || self.wildcard_hosts.iter().find(fits).map(|wildcard| wildcard.place);
        self.exact_hosts.get(host).copied().or_else(wildcard)
    }

    /// The provider whose unmistakable client id a text is, and the shape.
    #[must_use]
    pub fn client_id_of(&self, text: &str) -> Option<(&Provider, &Shape)> {
        let ends = |(prefix, suffix): &(String, String)| {
            text.starts_with(prefix.as_str()) && text.ends_with(suffix.as_str())
        };
        self.entries.iter().filter(|entry| entry.client_ids.iter().any(ends)).find_map(|entry| {
            let provider = entry.provider()?;
            let shape = provider.client_id.shape_of(text).filter(|shape| shape.distinctive)?;
            Some((provider, shape))
        })
    }
}
