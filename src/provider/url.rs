//! An endpoint as it is written, cut into the parts of a URL; placeholders in it stay opaque.

use super::reach::{self, Reach};
use crate::opaque;
use std::borrow::Cow;
use std::ops::Range;

/// Stands for each byte of a placeholder while the text is cut; no URL may hold it.
pub(super) const OPAQUE: char = '\u{1}';

/// One `key=value` of a query, as ranges of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The bytes of the key.
    pub key: Range<usize>,
    /// The bytes of the value; empty behind the key if there is no `=`.
    pub value: Range<usize>,
}

impl Pair {
    /// Both, with the `=`.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.key.start..self.value.end
    }
}

/// The text of an endpoint and where its parts are. All ranges are bytes of the text as given.
///
/// It never fails: what is not there is absent. Blanks around the URL belong to no part.
#[derive(Clone, Debug)]
pub struct EndpointUrl<'a> {
    text: &'a str,
    masked: Cow<'a, str>,
    scheme: Option<Range<usize>>,
    userinfo: Option<Range<usize>>,
    host: Option<Range<usize>>,
    host_key: String,
    port: Option<Range<usize>>,
    path: Range<usize>,
    segments: Vec<Range<usize>>,
    query: Option<Range<usize>>,
    fragment: Option<Range<usize>>,
}

impl<'a> EndpointUrl<'a> {
    /// Cuts a text. Without a scheme the text up to the first `/` is taken for the host if it could be one, or
    /// if it begins with a placeholder.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let masked = mask(text);
        let start = text.len() - text.trim_start().len();
        let end = text.trim_end().len().max(start);
        let mut url = Self {
            text,
            scheme: None,
            userinfo: None,
            host: None,
            host_key: String::new(),
            port: None,
            path: end..end,
            segments: Vec::new(),
            query: None,
            fragment: None,
            masked,
        };
        url.cut(start..end);
        url
    }

    fn cut(&mut self, whole: Range<usize>) {
        let masked = std::mem::take(&mut self.masked);
        let bytes = masked.as_bytes();
        let find = |within: Range<usize>, one: u8, other: u8| {
            memchr::memchr2(one, other, &bytes[within.clone()]).map_or(within.end, |at| within.start + at)
        };
        let before_fragment = find(whole.clone(), b'#', b'#');
        self.fragment = (before_fragment < whole.end).then(|| before_fragment + 1..whole.end);
        let before_query = find(whole.start..before_fragment, b'?', b'?');
        self.query = (before_query < before_fragment).then(|| before_query + 1..before_fragment);

        let head = &masked[whole.start..before_query];
        let mut path = whole.start;
        if let Some(at) = head.find("://").filter(|&at| at > 0 && !head[..at].contains('/')) {
            self.scheme = Some(whole.start..whole.start + at);
            let authority = whole.start + at + 3;
            path = find(authority..before_query, b'/', b'\\');
            self.cut_authority(&masked, authority..path);
        } else {
            let first = find(whole.start..before_query, b'/', b'\\');
            if could_be_host(&masked[whole.start..first]) {
                path = first;
                self.cut_authority(&masked, whole.start..first);
            }
        }
        self.path = path..before_query;
        let mut at = path;
        for segment in masked[self.path.clone()].split('/') {
            self.segments.push(at..at + segment.len());
            at += segment.len() + 1;
        }
        // The text before the first slash is no segment, and neither is a path without any.
        if self.host.is_some() || masked[self.path.clone()].starts_with('/') || self.path.is_empty() {
            self.segments.remove(0);
        }
        self.masked = masked;
    }

    fn cut_authority(&mut self, masked: &str, authority: Range<usize>) {
        let at = masked[authority.clone()].rfind('@').map(|at| authority.start + at);
        self.userinfo = at.map(|at| authority.start..at);
        let server = at.map_or(authority.start, |at| at + 1)..authority.end;
        let text = &masked[server.clone()];
        let colon = text.rfind(':').filter(|&colon| !text[colon..].contains(']'));
        let port = colon.map(|colon| server.start + colon + 1..server.end);
        let host = server.start..colon.map_or(server.end, |colon| server.start + colon);
        self.port = port.filter(|port| !port.is_empty());
        if !host.is_empty() {
            self.host_key = masked[host.clone()].trim_end_matches('.').to_ascii_lowercase();
            self.host = Some(host);
        }
    }

    /// The text as given.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// A part of the text.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> &'a str {
        &self.text[range]
    }

    /// Whether a placeholder stands in these bytes.
    #[must_use]
    pub fn is_opaque(&self, range: Range<usize>) -> bool {
        self.masked[range].contains(OPAQUE)
    }

    /// Whether a placeholder stands anywhere in it.
    #[must_use]
    pub fn has_opaque(&self) -> bool {
        matches!(self.masked, Cow::Owned(_))
    }

    /// The scheme without `://`.
    #[must_use]
    pub fn scheme(&self) -> Option<Range<usize>> {
        self.scheme.clone()
    }

    /// Whether it lacks `scheme://host`, and no placeholder could hold them.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        let opaque = |range: &Option<Range<usize>>| range.clone().is_some_and(|range| self.is_opaque(range));
        let leading = self.masked.trim_start().starts_with(OPAQUE);
        (self.scheme.is_none() || self.host.is_none()) && !opaque(&self.host) && !leading
    }

    /// The user information, without its `@`.
    #[must_use]
    pub fn userinfo(&self) -> Option<Range<usize>> {
        self.userinfo.clone()
    }

    /// The host, without port; with brackets if it is an IPv6 address.
    #[must_use]
    pub fn host(&self) -> Option<Range<usize>> {
        self.host.clone()
    }

    /// The host's text as written.
    #[must_use]
    pub fn host_text(&self) -> Option<&'a str> {
        self.host.clone().map(|host| &self.text[host])
    }

    /// The host in lower case and without a final dot, each byte of a placeholder as U+0001.
    #[must_use]
    pub(super) fn host_key(&self) -> &str {
        &self.host_key
    }

    /// The port, without its colon.
    #[must_use]
    pub fn port(&self) -> Option<Range<usize>> {
        self.port.clone()
    }

    /// The path with its first slash; empty if there is none.
    #[must_use]
    pub fn path(&self) -> Range<usize> {
        self.path.clone()
    }

    /// The parts of the path between slashes, empty ones included (`/a//b/` has four: `a`, ``, `b`, ``).
    #[must_use]
    pub fn segments(&self) -> &[Range<usize>] {
        &self.segments
    }

    /// Whether the path ends in a slash that ends something.
    #[must_use]
    pub fn has_trailing_slash(&self) -> bool {
        self.segments.len() > 1 && self.segments.last().is_some_and(Range::is_empty)
    }

    /// Where the path has two slashes side by side: both of them.
    #[must_use]
    pub fn double_slash(&self) -> Option<Range<usize>> {
        let at = self.masked[self.path.clone()].find("//")?;
        Some(self.path.start + at..self.path.start + at + 2)
    }

    /// The query, without its `?`.
    #[must_use]
    pub fn query(&self) -> Option<Range<usize>> {
        self.query.clone()
    }

    /// The pairs of the query.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        let query = self.query.clone().unwrap_or(0..0);
        let mut at = query.start;
        self.masked[query].split('&').filter_map(move |pair| {
            let here = at;
            at += pair.len() + 1;
            let end = here + pair.len();
            let equals = pair.find('=').map_or(end, |equals| here + equals);
            (!pair.is_empty()).then(|| Pair { key: here..equals, value: (equals + 1).min(end)..end })
        })
    }

    /// The value of a query parameter; its key is compared exactly (RFC 6749 §3.1).
    #[must_use]
    pub fn parameter(&self, key: &str) -> Option<&'a str> {
        let pair = self.pairs().find(|pair| &self.text[pair.key.clone()] == key)?;
        Some(&self.text[pair.value])
    }

    /// The fragment, without its `#`.
    #[must_use]
    pub fn fragment(&self) -> Option<Range<usize>> {
        self.fragment.clone()
    }

    /// Whether it names a metadata document (RFC 8414 §3), whoever the server is.
    #[must_use]
    pub fn is_metadata(&self) -> bool {
        self.segments.iter().any(|segment| self.text[segment.clone()].eq_ignore_ascii_case(".well-known"))
    }

    /// Who can reach the host.
    #[must_use]
    pub fn reach(&self) -> Reach {
        reach::of(&self.host_key)
    }
}

/// The text with U+0001 for each byte of a placeholder.
fn mask(text: &str) -> Cow<'_, str> {
    if opaque::whole(text).is_some() {
        let end = text.trim_end().len();
        let start = text.len() - text.trim_start().len();
        return Cow::Owned(text[..start].to_owned() + &OPAQUE.to_string().repeat(end - start) + &text[end..]);
    }
    let mut masked: Option<String> = None;
    for (range, _) in opaque::placeholders(text) {
        let stand_in = OPAQUE.to_string().repeat(range.len());
        masked.get_or_insert_with(|| text.to_owned()).replace_range(range, &stand_in);
    }
    masked.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A placeholder, or a name with a dot, perhaps with user information and a port.
fn could_be_host(text: &str) -> bool {
    let name = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | OPAQUE);
    let host = text.rsplit('@').next().unwrap_or(text);
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    let numeric = port.bytes().all(|byte| byte.is_ascii_digit() || byte == OPAQUE as u8);
    host.starts_with(OPAQUE)
        || (host.contains('.') && !host.starts_with('.') && host.chars().all(name) && numeric)
}
