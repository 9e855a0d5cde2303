//! Keeps secrets in their files: marks their bytes in the source, and cleans what reports say.

use crate::diagnostic::{Diagnostic, Fix};
use crate::document::{Document, Kind, Node};
use crate::opaque::{self, Opacity};
use crate::provider::credentials;
use crate::source::{Source, Span};
use crate::template;
use std::borrow::Cow;

/// Query keys whose value is a secret wherever they stand in a URL.
pub const SECRET_QUERY_KEYS: [&str; 9] = [
    "client_secret",
    "password",
    "passwd",
    "token",
    "access_token",
    "refresh_token",
    "api_key",
    "apikey",
    "secret",
];

/// Marks every secret of a document: values of secret keys, known credential shapes anywhere (comments too),
/// user information and secret parameters in URLs.
pub fn hide(document: &mut Document) {
    let mut spans: Vec<Span> = credentials::scan(document.source().text())
        .map(|(range, _)| Span::new(range.start, range.end))
        .collect();
    let nodes = document.roots().map(|(node, _)| node);
    for node in nodes {
        walk(node, &mut spans);
    }
    spans.extend(in_urls(document.source().text()));
    document.source_mut().hide(spans);
}

/// Values under secret keys, at any depth. Aliases are followed by their anchors' own place.
fn walk(root: Node<'_>, spans: &mut Vec<Span>) {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if node.is_alias() {
            if node.kind() == Kind::String {
                continue;
            }
            continue;
        }
        for entry in node.entries().filter(|entry| !entry.merged) {
            if template::is_secret_key(entry.name()) && is_secret_value(entry.value) {
                spans.push(entry.value.resolved().span());
            }
            open.push(entry.value);
        }
        open.extend(node.items());
    }
}

/// Whether a value under a secret key would give something away. Placeholders and stand-ins do not.
fn is_secret_value(value: Node<'_>) -> bool {
    !value.has_custom_tag()
        && match value.kind() {
            Kind::String => {
                matches!(opaque::classify(value.text()), Opacity::Literal | Opacity::Mixed(_))
                    && !value.text().trim().is_empty()
            }
            Kind::Number => true,
            _ => false,
        }
}

/// User information (`https://user:word@host`) and secret parameters (`?client_secret=word`) in URLs.
fn in_urls(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`');
    for (at, _) in text.match_indices("://") {
        let start = at + 3;
        let url = &text[start..];
        let url = &url[..url.find(ends).unwrap_or(url.len())];
        let authority = &url[..url.find(['/', '?', '#']).unwrap_or(url.len())];
        if let Some(sign) = authority.rfind('@')
            && !opaque::classify(&authority[..sign]).is_opaque()
        {
            spans.push(Span::new(start, start + sign));
        }
        let Some(question) = url.find('?') else { continue };
        let mut offset = start + question + 1;
        for pair in url[question + 1..].split(['&', ';', '#']) {
            if let Some((key, value)) = pair.split_once('=')
                && SECRET_QUERY_KEYS.contains(&key.to_ascii_lowercase().as_str())
                && opaque::classify(value) == Opacity::Literal
            {
                let from = offset + key.len() + 1;
                spans.push(Span::new(from, from + value.len()));
            }
            offset += pair.len() + 1;
        }
    }
    spans
}

/// Replaces in all that findings say whatever is a secret of their file or has the shape of one. A fix that
/// would print a secret is kept for `--fix` and marked so that no report writes it out.
pub fn clean(diagnostics: &mut [Diagnostic], source: &Source) {
    if diagnostics.is_empty() {
        return;
    }
    let secrets = texts(source);
    for diagnostic in diagnostics {
        let redact = |text: &mut String| {
            if let Cow::Owned(clean) = redacted(text, &secrets) {
                *text = clean;
            }
        };
        redact(&mut diagnostic.message);
        diagnostic.help.iter_mut().for_each(redact);
        diagnostic.related.iter_mut().for_each(|related| redact(&mut related.message));
        if let Some(fix) = &mut diagnostic.fix {
            redact(&mut fix.title);
        }
        let about = std::sync::Arc::make_mut(&mut diagnostic.about);
        about.integration.iter_mut().for_each(redact);
        about.template.iter_mut().for_each(redact);
    }
}

/// Whether an edit's text would show a secret: then it is applied, but never printed.
#[must_use]
pub fn shows_secret(fix: &Fix, source: &Source) -> bool {
    let secrets = texts(source);
    fix.edits.iter().any(|edit| matches!(redacted(&edit.text, &secrets), Cow::Owned(_)))
}

/// The secrets of a source as texts, without quotes. Very short ones would blank out innocent words.
fn texts(source: &Source) -> Vec<&str> {
    let mut texts: Vec<&str> = source
        .hidden()
        .iter()
        .flat_map(|span| source.slice(*span).lines())
        .map(|text| text.trim().trim_matches(['"', '\'']))
        .filter(|text| text.len() >= 4)
        .collect();
    texts.sort_unstable_by_key(|text| std::cmp::Reverse(text.len()));
    texts
}

fn redacted<'t>(text: &'t str, secrets: &[&str]) -> Cow<'t, str> {
    let mut clean = Cow::Borrowed(text);
    for secret in secrets {
        if clean.contains(secret) {
            clean = Cow::Owned(clean.replace(secret, "***"));
        }
    }
    redact_shapes(clean)
}

/// Replaces known credential shapes in any text, for outputs that have no source at hand.
fn redact_shapes(text: Cow<'_, str>) -> Cow<'_, str> {
    let found: Vec<_> = credentials::scan(&text).map(|(range, _)| range).collect();
    if found.is_empty() {
        return text;
    }
    let mut clean = text.into_owned();
    for range in found.into_iter().rev() {
        clean.replace_range(range, "***");
    }
    Cow::Owned(clean)
}

/// A text as reports may print it when nothing else is known of it.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    redact_shapes(Cow::Borrowed(text))
}
