//! Placeholders that carry their own marks, alone or inside other text.

use super::Family;
use std::ops::Range;

/// A part of a value: literal text, or one placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The kind of placeholder; `None` for literal text.
    pub family: Option<Family>,
}

/// Cuts a value into literal text and placeholders, in order and without gaps.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (range, family) in placeholders(text) {
        if done < range.start {
            pieces.push(Piece { range: done..range.start, family: None });
        }
        done = range.end;
        pieces.push(Piece { range, family: Some(family) });
    }
    if done < text.len() {
        pieces.push(Piece { range: done..text.len(), family: None });
    }
    pieces
}

/// The placeholders inside a text, from left to right. References that fill the whole value (`op://…`,
/// `ENC[…]`) have no marks of their own and are seen by [`super::classify`] only.
pub fn placeholders(text: &str) -> impl Iterator<Item = (Range<usize>, Family)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        while at < bytes.len() {
            let here = at;
            if is_mark(bytes[here])
                && let Some((end, family)) = starting_at(text, here)
            {
                at = end;
                return Some((here..end, family));
            }
            at += 1;
        }
        None
    })
}

/// The family of a text that is nothing but placeholders: `${A}`, `${A}${B}`, `{{ a }}-{{ b }}`.
pub(super) fn whole(text: &str) -> Option<Family> {
    let bytes = text.as_bytes();
    if !is_mark(*bytes.first()?) {
        return None;
    }
    let (mut end, family) = starting_at(text, 0)?;
    // Whatever stands between the first and the last brackets of a template language is its business:
    // `{{ a | default("}}") }}`.
    if family == Family::Template && (text.ends_with("}}") || text.ends_with("%}")) {
        return Some(family);
    }
    while end < bytes.len() {
        end = starting_at(text, end)?.0;
    }
    Some(family)
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'$' | b'%' | b'{' | b'<' | b'[' | b'@' | b'#' | b'_')
}

/// Longer than any placeholder; keeps a text of a million opening braces from being read a million times.
const LONGEST: usize = 1024;

/// The placeholder that begins at a byte: where it ends, and its family.
fn starting_at(text: &str, at: usize) -> Option<(usize, Family)> {
    let rest = &text.as_bytes()[at..text.len().min(at + LONGEST)];
    let found = match rest[0] {
        b'$' => dollar(rest),
        b'%' => percent(rest),
        b'{' => brace(rest),
        b'<' => angle(rest),
        b'[' => enclosed(rest, b']').map(|len| (len, Family::Bracket)),
        b'@' => (word(&rest[1..]))
            .filter(|&len| rest.get(len + 1) == Some(&b'@'))
            .map(|len| (len + 2, Family::At)),
        b'#' if rest.get(1) == Some(&b'{') => hash(rest),
        b'_' => underscores(text.as_bytes(), at).map(|len| (len, Family::Underscore)),
        _ => None,
    };
    found.map(|(len, family)| (at + len, family))
}

fn dollar(rest: &[u8]) -> Option<(usize, Family)> {
    match rest.get(1)? {
        b'{' if rest.get(2) == Some(&b'{') => until(rest, 3, b"}}").map(|end| (end, Family::Actions)),
        b'{' => balanced(rest, b'{', b'}').map(|end| (end, Family::Variable)),
        b'(' => balanced(rest, b'(', b')').map(|end| (end, Family::Command)),
        _ => word(&rest[1..]).map(|len| (len + 1, Family::Variable)),
    }
}

fn percent(rest: &[u8]) -> Option<(usize, Family)> {
    let len = word(&rest[1..])?;
    let hex = |from: usize| rest.get(from..from + 2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    // `%C3%A9` is a percent-encoded letter of a URL, not the variable `C3`.
    let encoded = hex(1) && (len == 2 || hex(len + 2));
    (rest.get(len + 1) == Some(&b'%') && !encoded).then_some((len + 2, Family::WindowsVariable))
}

fn brace(rest: &[u8]) -> Option<(usize, Family)> {
    match rest.get(1)? {
        b'{' => {
            let family = if rest[2..].trim_ascii_start().starts_with(b"resolve:") {
                Family::SecretManager
            } else {
                Family::Template
            };
            until(rest, 2, b"}}").map(|end| (end, family))
        }
        b'%' => until(rest, 2, b"%}").map(|end| (end, Family::Template)),
        _ => enclosed(rest, b'}').map(|len| (len, Family::Brace)),
    }
}

fn angle(rest: &[u8]) -> Option<(usize, Family)> {
    if rest.get(1) == Some(&b'%') {
        return until(rest, 2, b"%>").map(|end| (end, Family::Erb));
    }
    let len = memchr::memchr2(b'<', b'>', &rest[1..])?;
    (len > 0 && rest[len + 1] == b'>').then_some((len + 2, Family::Angle))
}

fn hash(rest: &[u8]) -> Option<(usize, Family)> {
    let len = memchr::memchr(b'}', &rest[2..]).filter(|&len| len > 0)? + 3;
    Some((len + usize::from(rest.get(len) == Some(&b'#')), Family::Hash))
}

/// `__TENANT__`, as a word of its own. Connect's own paths `/__oauth__/` and `/__api__/` are none.
fn underscores(bytes: &[u8], at: usize) -> Option<usize> {
    if at > 0 && is_word(bytes[at - 1]) {
        return None;
    }
    let run = bytes[at..].iter().take_while(|&&byte| is_word(byte)).count();
    let run = &bytes[at..at + run];
    let inner = run.strip_prefix(b"__")?.strip_suffix(b"__")?;
    let own_path = inner.eq_ignore_ascii_case(b"oauth") || inner.eq_ignore_ascii_case(b"api");
    (inner.iter().any(u8::is_ascii_alphanumeric) && !own_path).then_some(run.len())
}

/// `{name}` and `[name]`: a letter or `_`, then letters, digits, `.`, `-` and blanks.
fn enclosed(rest: &[u8], close: u8) -> Option<usize> {
    word(&rest[1..])?;
    let inner = |byte: u8| is_word(byte) || matches!(byte, b'.' | b'-' | b' ');
    let len = rest[1..].iter().take_while(|&&byte| inner(byte)).count();
    (rest.get(len + 1) == Some(&close)).then_some(len + 2)
}

/// The length of the name at the beginning: a letter or `_`, then letters, digits and `_`.
fn word(rest: &[u8]) -> Option<usize> {
    let first = *rest.first()?;
    (is_word(first) && !first.is_ascii_digit())
        .then(|| rest.iter().take_while(|&&byte| is_word(byte)).count())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// One past the first `mark` after something.
fn until(rest: &[u8], from: usize, mark: &[u8]) -> Option<usize> {
    let found = memchr::memmem::find(rest.get(from..)?, mark)?;
    (found > 0).then_some(from + found + mark.len())
}

/// One past the bracket that closes the one at byte 1; at least one byte stands between them.
fn balanced(rest: &[u8], open: u8, close: u8) -> Option<usize> {
    memchr::memchr(close, rest)?;
    let mut depth = 0usize;
    for (at, &byte) in rest.iter().enumerate().skip(1) {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return (at > 2).then_some(at + 1);
            }
        }
    }
    None
}
