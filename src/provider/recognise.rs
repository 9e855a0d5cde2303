//! Whose endpoint a URL is: the host says it, else the path.

use super::facts::{Belief, Endpoint, Host, Purpose, What, WrongPath};
use super::pattern::{self, Captured, PathPattern};
use super::providers::Entry;
use super::url::EndpointUrl;
use super::{Provider, Providers};
use std::ops::Range;

/// What gave the provider away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The host, which is the provider's own.
    Host,
    /// The path, on a host that is not known.
    Path,
}

/// What a recognised URL is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The authorization endpoint.
    Authorization,
    /// The token endpoint.
    Token,
    /// Something else.
    Wrong(What),
}

impl From<Purpose> for Role {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Authorization => Self::Authorization,
            Purpose::Token => Self::Token,
        }
    }
}

/// A URL whose provider is known.
#[derive(Clone, Debug)]
pub struct Recognised<'p, 'u> {
    /// The provider.
    pub provider: &'p Provider,
    /// Whether this is certain enough for an error.
    pub sure: bool,
    /// What gave it away.
    pub by: By,
    /// What the URL is; `None` if a placeholder hides it, or if the provider's paths are not all known.
    pub role: Option<Role>,
    /// The entry of the host.
    pub host: Option<&'p Host>,
    /// The endpoint.
    pub endpoint: Option<&'p Endpoint>,
    /// The entry of the path, if it is a known wrong one.
    pub wrong: Option<&'p WrongPath>,
    url: EndpointUrl<'u>,
    parts: Vec<(&'p str, Range<usize>)>,
}

impl<'p, 'u> Recognised<'p, 'u> {
    /// `global`, `us-government`, `china` …: only where it matters and the host says it.
    #[must_use]
    pub fn cloud(&self) -> Option<&'p str> {
        self.host?.cloud.as_deref()
    }

    /// `v1` or `v2`, where the provider has both.
    #[must_use]
    pub fn version(&self) -> Option<&'p str> {
        self.endpoint?.version.as_deref()
    }

    /// The bytes of a named part: `tenant`, `realm`, `server`, `prefix`, `account`, `policy` …
    #[must_use]
    pub fn range(&self, part: &str) -> Option<Range<usize>> {
        self.parts.iter().find(|(name, _)| *name == part).map(|(_, range)| range.clone())
    }

    /// The text of a named part; it may hold a placeholder, see [`Self::is_opaque`].
    #[must_use]
    pub fn part(&self, part: &str) -> Option<&'u str> {
        self.range(part).map(|range| self.url.slice(range))
    }

    /// Whether a placeholder stands in a named part.
    #[must_use]
    pub fn is_opaque(&self, part: &str) -> bool {
        self.range(part).is_some_and(|range| self.url.is_opaque(range))
    }

    /// The URL of the endpoint that is meant, as far as this one tells.
    #[must_use]
    pub fn suggest(&self, purpose: Purpose) -> Option<String> {
        let part = |name: &str| self.part(name).filter(|text| !text.is_empty());
        if let Some(right) = self.wrong.and_then(|wrong| wrong.right.as_deref()) {
            let right = fill(right, part)?;
            return if right.contains("://") { Some(right) } else { self.with_host(&right, purpose, part) };
        }
        match self.host {
            Some(Host { right: Some(right), .. }) => self.with_host(&fill(right, part)?, purpose, part),
            Some(Host { wrong: Some(_), .. }) => None,
            _ => self.with_host(self.url.host_text()?, purpose, part),
        }
    }

    fn with_host<'a>(
        &self,
        host: &str,
        purpose: Purpose,
        part: impl Fn(&str) -> Option<&'a str>,
    ) -> Option<String> {
        let wanted = |endpoint: &&Endpoint| endpoint.role == purpose;
        let same_version = |endpoint: &&Endpoint| {
            self.version().is_none_or(|version| endpoint.version.as_deref().is_none_or(|own| own == version))
        };
        let (host, path) =
            self.provider.endpoints.iter().filter(wanted).filter(same_version).find_map(|endpoint| {
                let path = endpoint.path.fill(&part)?;
                let fits = |pattern: &String| pattern::host(pattern, host);
                if endpoint.hosts.is_empty() || endpoint.hosts.iter().any(fits) {
                    return Some((host.to_owned(), path));
                }
                let only = endpoint.hosts.first().filter(|host| !host.contains('*'))?;
                Some((only.clone(), path))
            })?;
        let port = match (self.url.port(), self.by) {
            (Some(port), By::Path) => format!(":{}", self.url.slice(port)),
            _ => String::new(),
        };
        let scheme = match (self.url.scheme(), self.by) {
            (Some(scheme), By::Path) => self.url.slice(scheme),
            _ => "https",
        };
        Some(format!("{scheme}://{host}{port}{path}"))
    }
}

/// A text with its `{parts}` filled in.
fn fill<'a>(text: &str, part: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(part(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// A path without its empty segments.
struct Path<'u> {
    ranges: Vec<Range<usize>>,
    texts: Vec<Option<&'u str>>,
}

impl Path<'_> {
    /// A placeholder at the end may hold the rest of the path: `https://login.microsoftonline.com/${PATH}`.
    fn is_open(&self) -> bool {
        matches!(self.texts.last(), Some(None))
    }
}

impl Providers {
    /// Whose endpoint a URL is.
    #[must_use]
    pub fn recognise<'u>(&self, url: &EndpointUrl<'u>) -> Option<Recognised<'_, 'u>> {
        let ranges: Vec<_> = url.segments().iter().filter(|segment| !segment.is_empty()).cloned().collect();
        let texts =
            ranges.iter().map(|range| (!url.is_opaque(range.clone())).then(|| url.slice(range.clone())));
        let path = Path { texts: texts.collect(), ranges };
        match self.host(url.host_key()) {
            Some((provider, host)) => Some(by_host(provider, host, url, &path)),
            None => self.by_path(url, &path),
        }
    }

    fn by_path<'u>(&self, url: &EndpointUrl<'u>, path: &Path<'u>) -> Option<Recognised<'_, 'u>> {
        let speaks = |pattern: &PathPattern| pattern.matches(&path.texts).is_some();
        let entries = self.entries.iter().filter(|entry| entry.paths().iter().any(speaks));
        let mut best: Option<Recognised<'_, 'u>> = None;
        for provider in entries.filter_map(Entry::provider) {
            match by_path(provider, url, path) {
                Some(found) if found.sure => return Some(found),
                Some(found) => _ = best.get_or_insert(found),
                None => {}
            }
        }
        best
    }
}

/// What a provider says about a path on an unknown host.
fn by_path<'p, 'u>(
    provider: &'p Provider,
    url: &EndpointUrl<'u>,
    path: &Path<'u>,
) -> Option<Recognised<'p, 'u>> {
    let endpoint = provider.endpoints.iter().find_map(|endpoint| {
        let captured = endpoint.path.matches(&path.texts).filter(|_| endpoint.elsewhere.is_some())?;
        Some((endpoint.elsewhere, Role::from(endpoint.role), Some(endpoint), None, captured))
    });
    let wrong = || {
        provider.wrong.iter().filter(|_| !path.is_open()).find_map(|wrong| {
            let captured = wrong.path.matches(&path.texts).filter(|_| wrong.elsewhere.is_some())?;
            Some((wrong.elsewhere, Role::Wrong(wrong.what), None, Some(wrong), captured))
        })
    };
    let (belief, role, endpoint, wrong, captured) = endpoint.or_else(wrong)?;
    let inferred =
        endpoint.is_some_and(|endpoint| endpoint.inferred) || wrong.is_some_and(|wrong| wrong.inferred);
    Some(Recognised {
        provider,
        sure: belief == Some(Belief::Sure) && !inferred,
        by: By::Path,
        role: Some(role),
        host: None,
        endpoint,
        wrong,
        url: url.clone(),
        parts: named(captured, path),
    })
}

fn by_host<'p, 'u>(
    provider: &'p Provider,
    host: &'p Host,
    url: &EndpointUrl<'u>,
    path: &Path<'u>,
) -> Recognised<'p, 'u> {
    let here = |hosts: &[String]| hosts.is_empty() || hosts.contains(&host.host);
    let endpoint = provider.endpoints.iter().find_map(|endpoint| {
        let captured = endpoint.path.matches(&path.texts).filter(|_| here(&endpoint.hosts))?;
        Some((endpoint, captured))
    });
    let wrong = || {
        provider.wrong.iter().filter(|_| !path.is_open()).find_map(|wrong| {
            let captured = wrong.path.matches(&path.texts).filter(|_| here(&wrong.hosts))?;
            Some((wrong, captured))
        })
    };
    let mut found = Recognised {
        provider,
        sure: !provider.unsure && !host.inferred,
        by: By::Host,
        role: None,
        host: Some(host),
        endpoint: None,
        wrong: None,
        url: url.clone(),
        parts: account(host, url),
    };
    if let Some((endpoint, captured)) = endpoint {
        found.endpoint = Some(endpoint);
        found.role = Some(endpoint.role.into());
        found.sure &= !endpoint.inferred;
        found.parts.extend(named(captured, path));
    } else if let Some((wrong, captured)) = wrong() {
        found.wrong = Some(wrong);
        found.role = Some(Role::Wrong(wrong.what));
        // Where all endpoints are known, any other path is wrong, whatever it is.
        found.sure &= !(wrong.inferred && provider.open_paths);
        found.parts.extend(named(captured, path));
    } else if url.is_metadata() {
        found.role = Some(Role::Wrong(What::Metadata));
    } else if !provider.open_paths && path.texts.iter().all(Option::is_some) {
        found.role = Some(Role::Wrong(What::Unknown));
    }
    // An endpoint that names its host stands even on a host that is wrong otherwise (an account console).
    let named_there = found.endpoint.is_some_and(|endpoint| endpoint.hosts.contains(&host.host));
    if let Some(what) = host.wrong.filter(|_| !named_there) {
        found.role = Some(Role::Wrong(what));
    }
    found
}

/// What the leading `*` of the host's entry stands for.
fn account<'p>(host: &Host, url: &EndpointUrl<'_>) -> Vec<(&'p str, Range<usize>)> {
    let fixed = host.host.strip_prefix('*').filter(|_| host.account || host.right.is_some());
    let key = url.host_key();
    match (fixed, url.host()) {
        // A pattern with another `*` in it has no fixed length: the account is the first label then.
        (Some(fixed), Some(range)) => {
            let len = if fixed.contains('*') { key.find('.').unwrap_or(0) } else { key.len() - fixed.len() };
            vec![("account", range.start..range.start + len)]
        }
        _ => Vec::new(),
    }
}

fn named<'p>(captured: Captured<'p>, path: &Path<'_>) -> Vec<(&'p str, Range<usize>)> {
    let range = |from: usize, to: usize| match path.ranges.get(from..to) {
        Some([first, .., last]) => first.start..last.end,
        Some([only]) => only.clone(),
        _ => 0..0,
    };
    captured.into_iter().map(|(name, from, to)| (name, range(from, to))).collect()
}
