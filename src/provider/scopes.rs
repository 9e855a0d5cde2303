//! The words of a `scopes` value, as the rules read them: decoded, and split at blanks and commas.

use crate::opaque::{self, Family};
use std::borrow::Cow;
use std::ops::Range;

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Its text, with `%2F` and `%3A` decoded; placeholders stand in it as written.
    pub text: Cow<'a, str>,
    /// Its bytes in the value, before decoding.
    pub range: Range<usize>,
    /// The kind of placeholder in it.
    pub family: Option<Family>,
    /// Whether it is nothing but a placeholder.
    pub opaque: bool,
}

impl Word<'_> {
    /// Whether it is a word, whatever the case of its letters. One with a placeholder in it is none.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        self.family.is_none() && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether all of it may be judged.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.family.is_none()
    }
}

/// The words of a value. A placeholder is never cut, whatever stands in it; a value that is a reference as a
/// whole is one opaque word.
#[must_use]
pub fn split(text: &str) -> Vec<Word<'_>> {
    if let Some(family) = opaque::whole(text)
        && opaque::placeholders(text).next().is_none()
    {
        let start = text.len() - text.trim_start().len();
        let end = text.trim_end().len();
        let range = start..end;
        return vec![Word {
            text: Cow::Borrowed(&text[range.clone()]),
            range,
            family: Some(family),
            opaque: true,
        }];
    }
    let mut words = Vec::new();
    let mut placeholders = opaque::placeholders(text).peekable();
    let mut start: Option<usize> = None;
    let mut covered: Vec<(Range<usize>, Family)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some((range, family)) = placeholders.next_if(|(range, _)| range.start == at) {
            start.get_or_insert(at);
            at = range.end;
            covered.push((range, family));
            continue;
        }
        // Most letters are just a part of their word.
        let next = placeholders.peek().map_or(text.len(), |(range, _)| range.start);
        let plain = text.as_bytes()[at..next].iter().take_while(|byte| is_plain(**byte)).count();
        if plain > 0 {
            start.get_or_insert(at);
            at += plain;
            continue;
        }
        // The name of a Snowflake role may hold an encoded blank.
        let in_role = text.as_bytes()[at] == b'%'
            && start.is_some_and(|start| starts_with_ignoring_case(&text[start..], "session:role"));
        match if in_role { 0 } else { separator(&text[at..]) } {
            0 => {
                start.get_or_insert(at);
                at += text[at..].chars().next().map_or(1, char::len_utf8);
            }
            len => {
                if let Some(start) = start.take() {
                    words.push(word(text, start..at, &mut covered));
                }
                at += len;
            }
        }
    }
    if let Some(start) = start {
        words.push(word(text, start..at, &mut covered));
    }
    words
}

/// Whether a word is among them, whatever the case of its letters.
#[must_use]
pub fn has(words: &[Word<'_>], word: &str) -> bool {
    words.iter().any(|own| own.is(word))
}

/// The OpenID Connect words (Core §5.4, §11).
pub const OIDC: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];

/// Whether a word only logs a user in or brings a refresh token, at whatever provider.
#[must_use]
pub fn is_login_word(word: &str) -> bool {
    OIDC.iter().any(|known| known.eq_ignore_ascii_case(word)) || word.eq_ignore_ascii_case("refresh_token")
}

/// Whether a byte is a part of a word, whatever stands around it.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b',' | b'%')
}

/// The length of the separator at the beginning; 0 if there is none.
fn separator(rest: &str) -> usize {
    let Some(first) = rest.chars().next() else { return 0 };
    if first == ',' || first.is_whitespace() {
        first.len_utf8()
    } else if first == '%' && (rest.starts_with("%20") || starts_with_ignoring_case(rest, "%2c")) {
        3
    } else {
        0
    }
}

fn word<'a>(text: &'a str, range: Range<usize>, covered: &mut Vec<(Range<usize>, Family)>) -> Word<'a> {
    let placeholders = std::mem::take(covered);
    let own = &text[range.clone()];
    let hidden: usize = placeholders.iter().map(|(range, _)| range.len()).sum();
    Word {
        text: decode(own),
        family: placeholders.first().map(|&(_, family)| family),
        opaque: hidden > 0 && hidden == range.len(),
        range,
    }
}

fn decode(word: &str) -> Cow<'_, str> {
    let Some(mut at) = word.find('%') else { return Cow::Borrowed(word) };
    let mut decoded = String::with_capacity(word.len());
    let mut done = 0;
    loop {
        let letter = match &word.as_bytes()[at..] {
            [b'%', b'2', b'F' | b'f', ..] => Some('/'),
            [b'%', b'3', b'A' | b'a', ..] => Some(':'),
            _ => None,
        };
        let next = at + if letter.is_some() { 3 } else { 1 };
        if let Some(letter) = letter {
            decoded.push_str(&word[done..at]);
            decoded.push(letter);
            done = next;
        }
        match word[next..].find('%') {
            Some(more) => at = next + more,
            None => break,
        }
    }
    decoded.push_str(&word[done..]);
    Cow::Owned(decoded)
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}
