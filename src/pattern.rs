//! Regular expressions of other people: `name` and `description` of an integration request, `validation` of a
//! server's template.
//!
//! Which dialect reads the former is not documented, so what only some dialects refuse is not judged. The
//! latter are Go's (RE2), which the `regex` crate reads after a few signs have been escaped.

use regex::Regex;

/// The signs that mean something in a pattern.
const SIGNS: &str = r"\.+*?()[]{}^$|";

/// A pattern that matches anywhere in a text.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// A plain text, perhaps tied to the start or the end.
    Plain {
        /// The text without its escapes.
        text: String,
        /// Whether it begins with `^`.
        start: bool,
        /// Whether it ends with `$`.
        end: bool,
    },
    /// Anything else that can be read.
    Regex(Box<Regex>),
    /// A pattern in a dialect that cannot be read here.
    Unknown,
}

impl Pattern {
    /// Reads a pattern.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if let Some(plain) = plain(text) {
            return plain;
        }
        compile(text).map_or(Self::Unknown, |regex| Self::Regex(Box::new(regex)))
    }

    /// Whether it is found in a text; `None` if it cannot be read here.
    #[must_use]
    pub fn is_in(&self, text: &str) -> Option<bool> {
        match self {
            Self::Plain { text: own, start: true, end: true } => Some(text == own),
            Self::Plain { text: own, start: true, .. } => Some(text.starts_with(own.as_str())),
            Self::Plain { text: own, end: true, .. } => Some(text.ends_with(own.as_str())),
            Self::Plain { text: own, .. } => Some(text.contains(own.as_str())),
            Self::Regex(regex) => Some(regex.is_match(text)),
            Self::Unknown => None,
        }
    }

    /// The only text that it matches, if there is only one.
    #[must_use]
    pub fn only(&self) -> Option<&str> {
        match self {
            Self::Plain { text, start: true, end: true } => Some(text),
            _ => None,
        }
    }
}

/// A pattern without repetition, choice or classes: most names are one, and need no machine.
fn plain(pattern: &str) -> Option<Pattern> {
    let (start, rest) = pattern.strip_prefix('^').map_or((false, pattern), |rest| (true, rest));
    let escaped = |rest: &str| rest.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    let (end, rest) = match rest.strip_suffix('$') {
        Some(rest) if !escaped(rest) => (true, rest),
        _ => (false, rest),
    };
    let mut text = String::with_capacity(rest.len());
    let mut letters = rest.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push(letters.next().filter(|next| !next.is_alphanumeric())?),
            sign if SIGNS.contains(sign) => return None,
            other => text.push(other),
        }
    }
    Some(Pattern::Plain { text, start, end })
}

/// A text as a pattern that matches it and nothing else.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 4);
    for letter in text.chars() {
        if SIGNS.contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Reads a pattern of Go or Python; `None` if it uses what the `regex` crate does not have.
#[must_use]
pub fn compile(pattern: &str) -> Option<Regex> {
    regex::RegexBuilder::new(&translate(pattern)).size_limit(1 << 20).build().ok()
}

/// The same pattern with the signs escaped that mean something to the `regex` crate only: a brace that repeats
/// nothing, a bracket or a set operator inside a class; `\Q…\E` is written out, `\Z` becomes `\z`.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let taken = match letter {
            '\\' if rest.starts_with("\\Q") => {
                let end = rest.find("\\E").unwrap_or(rest.len());
                out.push_str(&escape(&rest[2..end]));
                (end + 2).min(rest.len())
            }
            '\\' if rest.starts_with("\\Z") => {
                out.push_str("\\z");
                2
            }
            '\\' => {
                let letter = rest[1..].chars().next();
                let named =
                    letter.filter(|letter| matches!(letter, 'p' | 'P' | 'x') && rest[2..].starts_with('{'));
                let length = match named.and(rest.find('}')) {
                    Some(end) => end + 1,
                    None => 1 + letter.map_or(0, char::len_utf8),
                };
                out.push_str(&rest[..length]);
                length
            }
            '[' => class(rest, &mut out),
            '{' if !repeats(rest) => {
                out.push_str("\\{");
                1
            }
            other => {
                out.push(other);
                other.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// Whether a text begins with `{2}`, `{2,}` or `{2,3}`.
fn repeats(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(inner, _)| inner)
    else {
        return false;
    };
    let (low, high) = inner.split_once(',').unwrap_or((inner, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !low.is_empty() && digits(low) && digits(high)
}

/// Copies a class that a text begins with, and says how long it was.
fn class(text: &str, out: &mut String) -> usize {
    let Some(end) = class_end(text) else {
        out.push('[');
        return 1;
    };
    let inner = &text[1..end];
    out.push('[');
    let inner = inner.strip_prefix('^').map_or(inner, |rest| {
        out.push('^');
        rest
    });
    let mut rest = inner;
    while let Some(letter) = rest.chars().next() {
        let named = rest.strip_prefix("[:").and_then(|name| name.find(":]")).map(|at| at + 4);
        let taken = if let Some(length) = named {
            out.push_str(&rest[..length]);
            length
        } else if letter == '\\' {
            let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..length]);
            length
        } else {
            if matches!(letter, '[' | ']' | '&' | '~') {
                out.push('\\');
            }
            out.push(letter);
            letter.len_utf8()
        };
        rest = &rest[taken..];
    }
    out.push(']');
    end + 1
}

/// Where the class that a text begins with is closed. A bracket right behind `[` or `[^` is one of its letters.
fn class_end(text: &str) -> Option<usize> {
    let mut at = 1;
    if text[at..].starts_with('^') {
        at += 1;
    }
    if text[at..].starts_with(']') {
        at += 1;
    }
    while let Some(letter) = text[at..].chars().next() {
        if letter == ']' {
            return Some(at);
        }
        let named = text[at..].strip_prefix("[:").and_then(|name| name.find(":]")).map(|end| end + 4);
        at += match (named, letter) {
            (Some(length), _) => length,
            (None, '\\') => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            (None, other) => other.len_utf8(),
        };
    }
    None
}

/// What is broken in a pattern for every common dialect (Python, Go, PCRE, JavaScript).
#[must_use]
pub fn defect(pattern: &str) -> Option<&'static str> {
    // With comments allowed in it nothing is certain.
    if pattern.contains("(?x") || pattern.contains("(?#") {
        return None;
    }
    let (mut open, mut repeatable, mut at) = (0_usize, false, 0);
    while let Some(letter) = pattern[at..].chars().next() {
        let rest = &pattern[at..];
        at += letter.len_utf8();
        match letter {
            '\\' if rest.len() == 1 => return Some("a backslash at the end escapes nothing"),
            '\\' if rest.starts_with("\\Q") => at += rest.find("\\E").unwrap_or(rest.len()) - 1,
            '\\' => at += rest[1..].chars().next().map_or(0, char::len_utf8),
            '[' => match class_end(rest) {
                Some(end) => at += end,
                // For JavaScript `[]` is a class without letters.
                None if rest.starts_with("[]") || rest.starts_with("[^]") => {}
                None => return Some("a bracket `[` is not closed"),
            },
            '(' => {
                open += 1;
                if let Some(header) = rest.strip_prefix("(?") {
                    let end = header.find([':', '=', '!', '>', ')']).unwrap_or(0);
                    at += 1 + end + usize::from(!header[end..].starts_with(')'));
                }
            }
            ')' if open == 0 => return Some("a bracket `)` closes nothing"),
            ')' => open -= 1,
            '*' | '+' | '?' if !repeatable => {
                return Some("a sign of repetition stands where nothing is to repeat");
            }
            _ => {}
        }
        repeatable = !matches!(letter, '(' | '|');
    }
    (open > 0).then_some("a bracket `(` is not closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_patterns_need_no_machine() {
        let is_in = |pattern: &str, text: &str| Pattern::new(pattern).is_in(text);
        assert_eq!(Pattern::new("^Azure \\(prod\\)$").only(), Some("Azure (prod)"));
        assert_eq!(Pattern::new("^Azure\\$").only(), None);
        assert_eq!(is_in("Databricks", "My Databricks 2"), Some(true));
        assert_eq!(is_in("^Databricks", "My Databricks 2"), Some(false));
        assert_eq!(is_in("Databricks$", "Databricks "), Some(false));
        assert_eq!(is_in("Azure (prod)", "Azure (prod)"), Some(false));
        assert_eq!(is_in("Azure (prod)", "Azure prod"), Some(true));
        assert_eq!(is_in("^Azure( production)?$", "Azure"), Some(true));
        assert_eq!(is_in("(?!x)", "Azure"), None);
        assert_eq!(is_in("", "Azure"), Some(true));
    }

    #[test]
    fn what_is_broken_everywhere_is_told_from_what_is_not() {
        for broken in ["Azure (prod", "Azure [prod", "*", "a|*b", "(+a)", "a)", "end\\", "(?:a", "(?P<n>+)"] {
            assert!(defect(broken).is_some(), "{broken}");
        }
        for fine in [
            "",
            "Azure (prod)",
            "[]a]",
            "[^]]",
            "[]",
            "a**",
            "a++",
            "(?i)a+",
            "(?<!x)y",
            "(?!a)",
            "a{",
            "{a}",
            "\\Q(\\E",
            "[[:alpha:]]",
            "a\\(",
            "[(]",
            "^*",
            "é+",
            "(?P<n>a)+",
            "\\\\",
        ] {
            assert_eq!(defect(fine), None, "{fine}");
        }
    }

    #[test]
    fn go_patterns_are_read() {
        for (pattern, yes, no) in [
            (r"^[^[\]]+$", "abc", "a[c"),
            (r"^a{b$", "a{b", "ab"),
            (r"^\Qa.b\E$", "a.b", "axb"),
            (r"^[a&&b]+$", "a&b", "c"),
            (r"^[[:alnum:]_-]+$", "a_1-", "a b"),
            (r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}$", "01234567-89ab-89ab-89ab", "0"),
            (r"^\p{L}+$", "é", "1"),
            (r"\Ax\z", "x", "xx"),
            (r"^[]a]+$", "]a", "b"),
        ] {
            let regex = compile(pattern).unwrap_or_else(|| panic!("{pattern}"));
            assert!(regex.is_match(yes) && !regex.is_match(no), "{pattern}");
        }
    }
}
