//! Finds the secrets of a document: in its tree, in its URLs, and in text that no tree holds.

use crate::document::{Defect, Document, Kind, Node, NodeId, Style};
use crate::opaque::{self, Opacity};
use crate::provider::{Shape, credentials};
use crate::source::Span;
use crate::template;

/// What was found, for rules that report it.
#[derive(Debug, Default)]
pub struct Secrets {
    /// Keys that by their names hold a secret, and their values, whatever stands there.
    pub values: Vec<(NodeId, NodeId)>,
    /// Values that a server's templates tell to be secret, whatever their keys are called.
    pub told: Vec<NodeId>,
    /// Text of a known shape, wherever it stands.
    pub credentials: Vec<Credential>,
}

/// Text that has the shape of a known credential.
#[derive(Clone, Copy, Debug)]
pub struct Credential {
    /// Where it stands.
    pub spot: Spot,
    /// Its shape.
    pub shape: &'static Shape,
}

/// Where a credential stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In these bytes of the file.
    Text(Span),
    /// In a scalar, of which escapes hide it.
    Scalar(NodeId),
}

/// Secrets, with the bytes that no output may show and the texts that differ from their bytes.
#[derive(Default)]
pub(super) struct Found {
    pub(super) secrets: Secrets,
    pub(super) spans: Vec<Span>,
    pub(super) texts: Vec<String>,
}

/// Finds every secret: values of secret keys, known credential shapes anywhere (comments too), user information
/// and secret parameters in URLs.
pub(super) fn find(document: &Document) -> Found {
    let mut found = Found::default();
    let text = document.source().text();
    for (range, shape) in credentials::scan(text) {
        let span = Span::new(range.start, range.end);
        found.spans.push(span);
        found.secrets.credentials.push(Credential { spot: Spot::Text(span), shape });
    }
    found.spans.extend(in_urls(text));
    for (root, _) in document.roots() {
        found.walk(root);
    }
    for comment in document.comments() {
        found.spans.extend(in_lines(text, comment.span));
    }
    // What an error hides is in no tree, and a report shows just the line with the error.
    if document.problems().iter().any(|problem| problem.defect == Defect::Syntax) {
        found.spans.extend(in_lines(text, Span::new(0, text.len())));
    }
    found
}

/// Finds the values of keys that only a server's templates tell to be secret, below some mappings.
pub(super) fn find_keys(document: &Document, mappings: &[NodeId], is_secret: &dyn Fn(&str) -> bool) -> Found {
    let mut found = Found::default();
    for mapping in mappings {
        for entry in document.node(*mapping).entries().filter(|entry| !entry.merged) {
            if is_secret(entry.name()) && !is_secret_name(entry.name()) && entry.value.style().is_some() {
                found.secrets.values.push((entry.key.id(), entry.value.id()));
                found.secrets.told.push(entry.value.id());
                found.scalar(entry.value, true);
            }
        }
    }
    found
}

impl Found {
    /// Goes through a tree once. Aliases lead to places that are visited anyway, except below a secret key: what
    /// they stand for is a secret then.
    fn walk(&mut self, root: Node<'_>) {
        // Enough for most files at once.
        let mut open = Vec::with_capacity(32);
        open.push((root, false));
        while let Some((node, secret)) = open.pop() {
            if node.is_alias() && !secret {
                continue;
            }
            if node.style().is_some() {
                self.scalar(node, secret);
                continue;
            }
            for entry in node.entries().filter(|entry| !entry.merged) {
                let own = is_secret_name(entry.name());
                if own && entry.value.style().is_some() {
                    self.secrets.values.push((entry.key.id(), entry.value.id()));
                }
                open.push((entry.value, secret || own));
            }
            open.extend(node.items().map(|item| (item, secret)));
        }
    }

    fn scalar(&mut self, node: Node<'_>, secret: bool) {
        let node = node.resolved();
        if node.is_filled() {
            // The file shows just the variable's name.
            return;
        }
        if secret && is_secret_value(node) {
            self.hide(node);
        } else if node.kind() == Kind::String && node.text_span().is_none() {
            // Escapes or folding part the text from its bytes: the look at the bytes did not see it.
            let text = node.text();
            if let Some((_, shape)) = credentials::scan(text).next() {
                self.secrets.credentials.push(Credential { spot: Spot::Scalar(node.id()), shape });
                self.hide(node);
            } else if !in_urls(text).is_empty() {
                self.hide(node);
            }
        }
    }

    fn hide(&mut self, node: Node<'_>) {
        self.spans.push(inner(node));
        if node.text_span().is_none() {
            self.texts.push(node.text().to_owned());
        }
    }
}

/// Whether a key's value is a secret by the key's name, also by one that `client_secret` was meant by: a report
/// on the name shows the value.
fn is_secret_name(name: &str) -> bool {
    template::is_secret_key(name)
        || ((10..=16).contains(&name.len())
            && name.starts_with(['c', 'C'])
            && !template::is_config_key(name)
            && template::nearest(name, ["client_secret"], 2).is_some())
}

/// Whether a value under a secret key would give something away. Placeholders and stand-ins do not.
fn is_secret_value(value: Node<'_>) -> bool {
    !value.has_custom_tag()
        && match value.kind() {
            Kind::String => gives_away(value.text()),
            Kind::Number => true,
            _ => false,
        }
}

fn gives_away(text: &str) -> bool {
    !text.trim().is_empty() && matches!(opaque::classify(text), Opacity::Literal | Opacity::Mixed(_))
}

/// The bytes of a scalar without its quotes, or without the header of a block.
fn inner(node: Node<'_>) -> Span {
    if let Some(span) = node.text_span() {
        return span;
    }
    let span = node.span();
    let within = |before: usize, after: usize| match span.len().checked_sub(before + after) {
        Some(len) => span.slice(before..before + len),
        None => span,
    };
    match node.style() {
        Some(Style::SingleQuoted | Style::DoubleQuoted) => within(1, 1),
        Some(Style::Multiline) => within(3, 3),
        Some(Style::Literal | Style::Folded) => {
            within(node.raw().find(['\n', '\r']).map_or(0, |at| at + 1), 0)
        }
        _ => span,
    }
}

/// Whether the value of a query parameter is a secret by its name.
#[must_use]
pub fn is_secret_parameter(name: &str) -> bool {
    template::is_secret_key(name)
        || ["passwd", "pwd", "apikey", "client_assertion"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
}

/// User information (`https://user:word@host`) and secret parameters (`?client_secret=word`) in URLs.
fn in_urls(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`');
    // JSON may write a slash as `\/`, and broken JSON is in no tree.
    let bytes = text.as_bytes();
    let starts = memchr::memchr_iter(b':', bytes).filter_map(|at| match &bytes[at + 1..] {
        [b'/', b'/', ..] => Some(at + 3),
        [b'\\', b'/', b'\\', b'/', ..] => Some(at + 5),
        _ => None,
    });
    // One word may hold a URL in another, and thousands of them: what all have in common is found once.
    let (mut end, mut last_sign) = (0, None);
    for start in starts {
        let is_first = start >= end;
        if is_first {
            end = start + text[start..].find(ends).unwrap_or(text.len() - start);
            last_sign = text[start..end].rfind('@').map(|sign| start + sign);
        }
        let url = &text[start..end];
        let last = last_sign.and_then(|sign| sign.checked_sub(start));
        if let Some(sign) = user_information(url, || last)
            && !opaque::classify(&url[..sign]).is_opaque()
        {
            spans.push(Span::new(start, start + sign));
        }
        let Some(question) = is_first.then(|| url.find(['?', '#'])).flatten() else { continue };
        let mut offset = start + question + 1;
        for pair in url[question + 1..].split(['&', ';', '#', '?']) {
            if let Some((key, value)) = pair.split_once('=')
                && is_secret_parameter(key)
                && gives_away(value)
            {
                let from = offset + key.len() + 1;
                spans.push(Span::new(from, from + value.len()));
            }
            offset += pair.len() + 1;
        }
    }
    spans
}

/// The place of the `@` behind user information in a URL, given from behind its `://`. A password may hold `/`, `?` or
/// `#` that should have been encoded: what looks like a port and is no number is the beginning of one.
#[must_use]
pub fn end_of_user_information(url: &str) -> Option<usize> {
    user_information(url, || url.rfind('@'))
}

/// The same; `last` is the last `@`.
fn user_information(url: &str, last: impl Fn() -> Option<usize>) -> Option<usize> {
    let authority = &url[..url.find(['/', '?', '#']).unwrap_or(url.len())];
    if let Some(sign) = authority.rfind('@') {
        return Some(sign);
    }
    let (_, port) = authority.rsplit_once(':')?;
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) || authority.ends_with(']');
    if is_port || opaque::placeholders(authority).next().is_some() { None } else { last() }
}

/// Values behind `secret key:` or `secret key =` in text that is in no tree: comments, and lines with an error.
fn in_lines(text: &str, within: Span) -> Vec<Span> {
    let range = within.range();
    let mut spans = Vec::new();
    for at in memchr::memchr2_iter(b':', b'=', &text.as_bytes()[range.clone()]) {
        let at = range.start + at;
        if !is_secret_name(word_before(&text[range.start..at])) {
            continue;
        }
        let rest = &text[at + 1..range.end];
        let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
        let value = line.trim();
        let start = at + 1 + (line.len() - line.trim_start().len());
        let end = match value.chars().next() {
            None | Some('|' | '>' | '&' | '!') => end_of_block(text, at, start + value.len(), range.end),
            Some(quote @ ('"' | '\'')) => start + 1 + closing(&value[1..], quote),
            _ => start + value.len(),
        };
        let quoted = usize::from(value.starts_with(['"', '\'']));
        if text.get(start + quoted..end).is_some_and(gives_away) {
            spans.push(Span::new(start + quoted, end));
        }
    }
    spans
}

/// The key before a colon, without its quotes.
fn word_before(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t', '"', '\'', '\\']);
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let start =
        text.char_indices().rev().take_while(|&(_, c)| part(c)).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

fn closing(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == quote && !escaped {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// The end of the lines below a key that are indented deeper than it, at least of the next one.
fn end_of_block(text: &str, key: usize, from: usize, limit: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let own = text[..key].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let own = indent(&text[own..]);
    let mut end = from;
    let mut lines = text[from..limit].split_inclusive('\n');
    end += lines.next().map_or(0, str::len);
    for (number, line) in lines.enumerate() {
        if number > 0 && !line.trim().is_empty() && indent(line) <= own {
            break;
        }
        end += line.len();
    }
    end
}
