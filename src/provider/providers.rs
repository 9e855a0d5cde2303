//! All providers, each read when it is first wanted.

use super::pattern::{self, PathPattern};
use super::{Host, Provider, Shape, compact, lookalike};
use std::sync::OnceLock;

/// Where a host stands: the entry, and its place in the entry's list.
type Place = (usize, usize);

/// All providers that are known.
#[derive(Debug)]
pub struct Providers {
    pub(super) entries: Vec<Entry>,
    /// Sorted by name.
    exact_hosts: &'static [(&'static str, Place)],
    /// The hosts with a star in them, the more exact pattern first, each with what follows its last star: that tells
    /// most hosts apart at once.
    wildcard_hosts: &'static [(&'static str, Place)],
    /// For comparing, made when first wanted.
    pub(super) comparable: OnceLock<Vec<lookalike::Known>>,
}

/// What tells that a provider is wanted.
#[derive(Debug)]
struct Marks {
    name: &'static str,
    templates: &'static [&'static str],
    hosts: &'static [&'static str],
    paths: &'static [&'static str],
    /// Prefix and suffix of its unmistakable client ids.
    client_ids: &'static [(&'static str, &'static str)],
    refresh_scopes: &'static [&'static str],
    distinct_credentials: bool,
    /// All that is known of it, as JSON.
    text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/providers.rs"));

/// What tells that a provider is wanted, and the provider once it was.
#[derive(Debug)]
pub(super) struct Entry {
    marks: &'static Marks,
    pub(super) hosts: &'static [&'static str],
    paths: OnceLock<Vec<PathPattern>>,
    loaded: OnceLock<Option<Box<Provider>>>,
}

impl Entry {
    fn new(marks: &'static Marks) -> Self {
        Self { marks, hosts: marks.hosts, paths: OnceLock::new(), loaded: OnceLock::new() }
    }

    /// The provider. A test keeps the built-in data readable; what cannot be read is not known.
    pub(super) fn provider(&self) -> Option<&Provider> {
        self.loaded.get_or_init(|| serde_json::from_str(self.marks.text).ok()).as_deref()
    }

    /// The paths that speak for it on any host.
    pub(super) fn paths(&self) -> &[PathPattern] {
        let read = |text: &&str| PathPattern::try_from((*text).to_owned()).ok();
        self.paths.get_or_init(|| self.marks.paths.iter().filter_map(read).collect())
    }
}

impl Providers {
    /// The providers that are built in.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Providers> = OnceLock::new();
        BUILTIN.get_or_init(|| Self {
            entries: MARKS.iter().map(Entry::new).collect(),
            exact_hosts: EXACT_HOSTS,
            wildcard_hosts: WILDCARD_HOSTS,
            comparable: OnceLock::new(),
        })
    }

    /// Providers from files: pairs of a file's name without `.yaml`, and its text. As the built-in ones they stay
    /// in memory until the program ends.
    ///
    /// # Errors
    /// A text that is not such a file, or one whose `name` is not the file's: the message says which and why.
    pub fn from_yaml(files: &[(&str, &str)]) -> Result<Self, String> {
        let mut indexes = Vec::new();
        let mut entries = Vec::new();
        for (name, text) in files {
            let (index, entry) = read(name, text).map_err(|error| format!("{name}: {error}"))?;
            indexes.push(index);
            entries.push(entry);
        }
        let (exact, wildcards) = compact::hosts(&indexes);
        let kept =
            |hosts: Vec<compact::Host>| keep(hosts.into_iter().map(|(host, place)| (keep_text(host), place)));
        let (exact_hosts, wildcard_hosts) = (kept(exact), kept(wildcards));
        Ok(Self { entries, exact_hosts, wildcard_hosts, comparable: OnceLock::new() })
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.entries.iter().filter_map(Entry::provider)
    }

    /// The provider of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.entries.iter().find(|entry| entry.marks.name == name)?.provider()
    }

    /// The provider that a Connect template reaches.
    #[must_use]
    pub fn for_template(&self, template: &str) -> Option<&Provider> {
        self.entries.iter().find(|entry| entry.marks.templates.contains(&template))?.provider()
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
        let fits = |(tail, (index, at)): &&(&str, Place)| {
            host.ends_with(tail) && pattern::host(self.entries[*index].hosts[*at], host)
        };
        let wildcard = || self.wildcard_hosts.iter().find(fits);
        let exact = self.exact_hosts.binary_search_by_key(&host, |(known, _)| known).ok();
        exact.map(|at| &self.exact_hosts[at]).or_else(wildcard).map(|(_, place)| *place)
    }

    /// The provider whose unmistakable client id a text is, and the shape.
    #[must_use]
    pub fn client_id_of(&self, text: &str) -> Option<(&Provider, &Shape)> {
        let ends = |(prefix, suffix): &(&str, &str)| text.starts_with(prefix) && text.ends_with(suffix);
        self.entries.iter().filter(|entry| entry.marks.client_ids.iter().any(ends)).find_map(|entry| {
            let provider = entry.provider()?;
            let shape = provider.client_id.shape_of(text).filter(|shape| shape.distinctive)?;
            Some((provider, shape))
        })
    }

    /// The providers whose client ids look so different from their client secrets that the one can be told from the
    /// other.
    pub fn with_distinct_credentials(&self) -> impl Iterator<Item = &Provider> {
        self.entries.iter().filter(|entry| entry.marks.distinct_credentials).filter_map(Entry::provider)
    }

    /// All scopes that bring a refresh token somewhere.
    pub fn refresh_scopes(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().flat_map(|entry| entry.marks.refresh_scopes).copied()
    }
}

/// One provider of [`Providers::from_yaml`].
fn read(name: &str, text: &str) -> Result<(compact::Index, Entry), String> {
    let value = compact::read(text)?;
    let index = compact::Index::of(&value);
    let marks = Marks {
        name: keep_text(index.name.clone()),
        templates: keep_texts(&index.templates),
        hosts: keep_texts(&index.hosts),
        paths: keep_texts(&index.paths),
        client_ids: keep(
            index.client_ids.iter().cloned().map(|(start, end)| (keep_text(start), keep_text(end))),
        ),
        refresh_scopes: keep_texts(&index.refresh_scopes),
        distinct_credentials: index.distinct_credentials,
        text: "",
    };
    let provider: Provider = serde_json::from_value(value).map_err(|error| error.to_string())?;
    if provider.name != name {
        return Err(format!("its name is `{}`", provider.name));
    }
    let entry = Entry::new(Box::leak(Box::new(marks)));
    Ok((index, Entry { loaded: OnceLock::from(Some(Box::new(provider))), ..entry }))
}

fn keep<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    items.collect::<Vec<_>>().leak()
}

fn keep_text(text: String) -> &'static str {
    text.leak()
}

fn keep_texts(texts: &[String]) -> &'static [&'static str] {
    keep(texts.iter().cloned().map(keep_text))
}
