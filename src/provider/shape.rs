//! The shape of a client id, a client secret or a token.

use regex::Regex;
use serde::Deserialize;
use std::sync::OnceLock;

/// What a thing of a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// A client id: no secret.
    ClientId,
    /// A client secret.
    ClientSecret,
    /// An access, refresh or personal token.
    Token,
    /// An API key.
    ApiKey,
    /// A private key, or a file with one.
    PrivateKey,
    /// Something that only names something: no secret.
    Identifier,
}

impl Nature {
    /// Whether it must not be seen by others.
    #[must_use]
    pub fn is_secret(self) -> bool {
        !matches!(self, Self::ClientId | Self::Identifier)
    }
}

/// The characters between prefix and suffix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chars {
    /// Any printable ASCII without blanks.
    #[default]
    Printable,
    /// `0-9`
    Digits,
    /// `0-9a-fA-F`
    Hex,
    /// `0-9a-f`
    LowerHex,
    /// `0-9A-Za-z`
    Alnum,
    /// `0-9a-z`
    LowerAlnum,
    /// `0-9A-Z`
    UpperAlnum,
    /// Letters, digits, `_`
    Word,
    /// Letters, digits, `_`, `-`
    Base64Url,
    /// Letters, digits, `+`, `/`
    Base64,
    /// Letters, digits, `. _ + / =`
    Key,
    /// A GUID, dashes and all.
    Guid,
}

impl Chars {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Printable => byte.is_ascii_graphic(),
            Self::Digits => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::LowerHex => byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::LowerAlnum => byte.is_ascii_digit() || byte.is_ascii_lowercase(),
            Self::UpperAlnum => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            Self::Word => byte.is_ascii_alphanumeric() || byte == b'_',
            Self::Base64Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'),
            Self::Key => byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'/' | b'='),
            Self::Guid => byte.is_ascii_hexdigit() || byte == b'-',
        }
    }
}

/// How a thing looks: a prefix, so many characters of a kind, a suffix; or a regular expression.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Its name in the data.
    pub name: String,
    /// What a message calls it, without article: `GitHub token`.
    pub label: String,
    /// What it is.
    pub nature: Option<Nature>,
    /// The name of the provider whose it is.
    pub provider: Option<String>,
    /// Whether nothing else looks so: it may be named where it stands in a wrong place.
    #[serde(default)]
    pub distinctive: bool,
    /// The kind of application that has it, where the provider has several.
    pub app: Option<String>,
    /// The text at its beginning.
    #[serde(default)]
    pub prefix: String,
    /// The text at its end.
    #[serde(default)]
    pub suffix: String,
    /// The characters between.
    #[serde(default)]
    pub chars: Chars,
    /// The fewest and the most of them.
    pub length: Option<(usize, usize)>,
    /// The whole as a regular expression, instead of the four above.
    pub regex: Option<Pattern>,
    /// For finding it inside text: literal text in it, if it has no prefix.
    pub find: Option<String>,
    /// Whether only a whole value can be it, so that it is not looked for inside text.
    #[serde(default)]
    pub whole: bool,
    /// Of a mistake: what was meant by it, `*` for the text between prefix and suffix.
    pub meant: Option<String>,
    /// The number of bytes before `find`.
    #[serde(default)]
    pub before: usize,
}

impl Shape {
    /// Whether a whole text has this shape.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let body = text.strip_prefix(self.prefix.as_str());
        let Some(body) = body.and_then(|body| body.strip_suffix(self.suffix.as_str())) else { return false };
        if let Some(regex) = &self.regex {
            return regex.length_at_start(text) == Some(text.len());
        }
        self.length_fits(body.len())
            && body.bytes().all(|byte| self.chars.has(byte))
            && (self.chars != Chars::Guid || is_guid(body))
    }

    /// What was meant by a text of this shape, which is a mistake.
    #[must_use]
    pub fn mended(&self, text: &str) -> Option<String> {
        let body = text.strip_prefix(self.prefix.as_str())?.strip_suffix(self.suffix.as_str())?;
        self.meant.as_ref().map(|meant| meant.replacen('*', body, 1))
    }

    /// How it may be recognised, in words.
    #[must_use]
    pub fn form(&self) -> String {
        match self {
            Self { chars: Chars::Guid, .. } => "which is a GUID".to_owned(),
            Self { suffix, .. } if !suffix.is_empty() => format!("which ends in `{suffix}`"),
            Self { prefix, .. } if !prefix.is_empty() => format!("which begins with `{prefix}`"),
            _ => "as the provider shows it".to_owned(),
        }
    }

    /// The length of the thing of this shape at the beginning of a text.
    pub(super) fn length_at_start(&self, text: &str) -> Option<usize> {
        if let Some(regex) = &self.regex {
            return regex.length_at_start(text);
        }
        let rest = text.strip_prefix(self.prefix.as_str())?;
        let body = rest.bytes().take_while(|&byte| self.chars.has(byte)).count();
        let next = rest.as_bytes().get(body);
        let ends = next.is_none_or(|&byte| !byte.is_ascii_alphanumeric() && byte != b'_');
        (ends && self.length_fits(body)).then_some(self.prefix.len() + body)
    }

    fn length_fits(&self, length: usize) -> bool {
        let (fewest, most) = self.length.unwrap_or((1, usize::MAX));
        (fewest..=most).contains(&length)
    }
}

/// Whether a text is a GUID: 8-4-4-4-12 hexadecimal digits.
#[must_use]
pub fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A regular expression that is compiled when it is first asked.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// The length of its match at the beginning of a text. A broken expression matches nothing; a test
    /// compiles all that are built in.
    fn length_at_start(&self, text: &str) -> Option<usize> {
        self.regex()?.find(text).map(|found| found.end())
    }

    /// Whether it can be compiled.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.regex().is_some()
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&format!("^(?:{})", self.text)).ok()).as_ref()
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self { text, compiled: OnceLock::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_characters_are_what_they_are_called() {
        const DIGITS: &str = "0123456789";
        const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
        for (chars, wanted) in [
            (Chars::Digits, DIGITS.to_owned()),
            (Chars::Hex, format!("{DIGITS}ABCDEFabcdef")),
            (Chars::LowerHex, format!("{DIGITS}abcdef")),
            (Chars::Alnum, format!("{DIGITS}{UPPER}{LOWER}")),
            (Chars::LowerAlnum, format!("{DIGITS}{LOWER}")),
            (Chars::UpperAlnum, format!("{DIGITS}{UPPER}")),
            (Chars::Word, format!("{DIGITS}{UPPER}_{LOWER}")),
            (Chars::Base64Url, format!("-{DIGITS}{UPPER}_{LOWER}")),
            (Chars::Base64, format!("+/{DIGITS}{UPPER}{LOWER}")),
            (Chars::Key, format!("+./{DIGITS}={UPPER}_{LOWER}")),
            (Chars::Guid, format!("-{DIGITS}ABCDEFabcdef")),
        ] {
            let has: String = (0..=u8::MAX).filter(|&byte| chars.has(byte)).map(char::from).collect();
            assert_eq!(has, wanted, "{chars:?}");
        }
        assert_eq!((0..=u8::MAX).filter(|&byte| Chars::Printable.has(byte)).count(), 94);
    }
}
