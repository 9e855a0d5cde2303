//! JSON's tokens, and what people write in their place.

use crate::document::template;
use std::ops::Range;

/// What a piece of text is, before anyone asks whether it may stand there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    /// `{` `}` `[` `]` `:` `,`
    Mark(u8),
    /// `"…"`
    Text,
    /// `'…'`
    SingleQuoted,
    /// A quote without an end on its line.
    Unclosed,
    /// A number, `true`, or anything else without quotes.
    Word,
    /// Template text in the place of a value or key.
    Template,
    /// Template text with a line to itself that steers the template.
    Control,
    /// `//`, `/* */` or `#`
    Comment,
    /// A `/*` without its `*/`.
    OpenComment,
    End,
}

/// The token at or after `at`, blanks skipped.
pub(super) fn next(bytes: &[u8], at: usize) -> (Token, Range<usize>) {
    let at = at + bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
    let Some(&byte) = bytes.get(at) else { return (Token::End, at..at) };
    if let Some(end) = template::close(bytes, at) {
        return template_text(bytes, at, end);
    }
    if let Some(end) = template::placeholder(bytes, at) {
        return template_text(bytes, at, end);
    }
    match byte {
        b'{' | b'}' | b'[' | b']' | b':' | b',' => (Token::Mark(byte), at..at + 1),
        b'"' => quoted(bytes, at, Token::Text),
        b'\'' => quoted(bytes, at, Token::SingleQuoted),
        b'/' if bytes.get(at + 1) == Some(&b'*') => match memchr::memmem::find(&bytes[at + 2..], b"*/") {
            Some(length) => (Token::Comment, at..at + 2 + length + 2),
            None => (Token::OpenComment, at..bytes.len()),
        },
        b'#' => (Token::Comment, at..line_end(bytes, at)),
        b'/' if bytes.get(at + 1) == Some(&b'/') => (Token::Comment, at..line_end(bytes, at)),
        _ => (Token::Word, at..at + word(bytes, at)),
    }
}

/// Where the line with this byte ends, trailing blanks excepted.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |length| at + length);
    at + bytes[at..end].trim_ascii_end().len()
}

fn quoted(bytes: &[u8], at: usize, token: Token) -> (Token, Range<usize>) {
    let quote = bytes[at];
    let mut end = at + 1;
    while let Some(length) = memchr::memchr3(quote, b'\\', b'\n', &bytes[end..]) {
        end += length;
        match bytes[end] {
            b'\\' if end + 1 < bytes.len() && bytes[end + 1] != b'\n' => end += 2,
            byte if byte == quote => return (token, at..end + 1),
            _ => break,
        }
    }
    (Token::Unclosed, at..line_end(bytes, at).max(at + 1))
}

fn word(bytes: &[u8], at: usize) -> usize {
    let ends = |at: usize| match bytes[at] {
        b'{' | b'}' | b'[' | b']' | b':' | b',' | b'"' | b' ' | b'\t' | b'\n' | b'\r' => true,
        b'/' => matches!(bytes.get(at + 1), Some(b'/' | b'*')),
        _ => false,
    };
    (at + 1..bytes.len()).find(|&at| ends(at)).map_or(bytes.len() - at, |end| end - at)
}

/// A template expression: alone on its line it may steer, else it is a value with what follows it.
fn template_text(bytes: &[u8], at: usize, mut end: usize) -> (Token, Range<usize>) {
    let line = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |found| found + 1);
    let is_first = bytes[line..at].trim_ascii().is_empty();
    if template::opens(bytes, at) && template::is_control(bytes, at) {
        let whole = template::alone(bytes, at, b'#').filter(|_| is_first);
        if whole.is_some() || bytes[at] == b'{' && bytes[at + 1] == b'#' {
            return (Token::Control, at..whole.unwrap_or(end));
        }
    }
    loop {
        match bytes.get(end) {
            None | Some(b',' | b']' | b'}' | b':' | b'"' | b'\n' | b'\r') => break,
            Some(_) if template::opens(bytes, end) => end = template::close(bytes, end).unwrap_or(end + 1),
            Some(b'$') => end = template::placeholder(bytes, end).unwrap_or(end + 1),
            Some(_) => end += 1,
        }
    }
    (Token::Template, at..at + bytes[at..end].trim_ascii_end().len())
}

/// The decoded text between quotes where escapes make it differ from the source, and what is wrong.
#[derive(Default)]
pub(super) struct Decoded {
    pub(super) text: Option<String>,
    /// The first escape that JSON does not know.
    pub(super) bad_escape: Option<usize>,
    /// The first raw control character.
    pub(super) control: Option<usize>,
}

/// Decodes the inside of a string; places count from its start.
pub(super) fn decode(inside: &str) -> Decoded {
    let bytes = inside.as_bytes();
    let mut decoded = Decoded { control: bytes.iter().position(|b| *b < b' '), ..Decoded::default() };
    let Some(first) = memchr::memchr(b'\\', bytes) else { return decoded };
    let mut text = String::with_capacity(inside.len());
    let (mut from, mut at) = (0, first);
    loop {
        text.push_str(&inside[from..at]);
        let (character, length) = escape(bytes, at);
        match character {
            Some(character) => text.push(character),
            None => {
                decoded.bad_escape = decoded.bad_escape.or(Some(at));
                text.push_str(&inside[at..at + length]);
            }
        }
        from = at + length;
        match memchr::memchr(b'\\', &bytes[from..]) {
            Some(next) => at = from + next,
            None => break,
        }
    }
    text.push_str(&inside[from..]);
    decoded.text = Some(text);
    decoded
}

/// The character of an escape, and how long it is.
fn escape(bytes: &[u8], at: usize) -> (Option<char>, usize) {
    let character = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(bytes, at),
        _ => return (None, 1),
    };
    (Some(character), 2)
}

fn unicode(bytes: &[u8], at: usize) -> (Option<char>, usize) {
    let Some(high) = hex(bytes, at + 2) else { return (None, 1) };
    if let Some(character) = char::from_u32(high) {
        return (Some(character), 6);
    }
    let is_pair = (0xD800..0xDC00).contains(&high) && bytes.get(at + 6..at + 8) == Some(b"\\u");
    let low = hex(bytes, at + 8).filter(|low| is_pair && (0xDC00..0xE000).contains(low));
    if let Some(low) = low {
        return (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12);
    }
    // JSON's grammar allows half of a pair, though it stands for no character.
    (Some(char::REPLACEMENT_CHARACTER), 6)
}

fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?))
}

/// Whether a word is a number of JSON: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
pub(super) fn is_number(word: &[u8]) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let word = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(word);
    if whole == 0 || (whole > 1 && word[0] == b'0') {
        return false;
    }
    let mut rest = &word[whole..];
    if let Some(after) = rest.strip_prefix(b".") {
        let fraction = digits(after);
        if fraction == 0 {
            return false;
        }
        rest = &after[fraction..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent =
            exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_grammar() {
        for word in ["0", "-0", "12", "1.5", "1e3", "-1.5E-3", "1E+2"] {
            assert!(is_number(word.as_bytes()), "{word}");
        }
        for word in ["", "-", "01", "+1", ".5", "1.", "1e", "0x1", "NaN", "1_0", "--1", "-01"] {
            assert!(!is_number(word.as_bytes()), "{word}");
        }
    }

    #[test]
    fn escapes_are_decoded_and_halves_of_pairs_do_no_harm() {
        let text = |inside| decode(inside).text;
        assert_eq!(text("plain"), None);
        assert_eq!(text(r#"a\n\"\u00e9\ud834\udd1e"#).as_deref(), Some("a\n\"é𝄞"));
        for half in [r"\ud834", r"\udd1e", r"\ud834\n", r"\ud834\ud834"] {
            assert!(text(half).is_some_and(|text| text.starts_with('\u{FFFD}')), "{half}");
        }
        for bad in [r"\q", r"\u12", r"\u12g4", r"\ué"] {
            assert_eq!(decode(bad).bad_escape, Some(0), "{bad}");
            assert_eq!(text(bad).as_deref(), Some(bad), "it is kept as it is");
        }
    }
}
