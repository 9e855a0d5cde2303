//! Texts as source: in the style that stands there where that can hold them, else in double quotes.

use crate::document::{Format, Node, Style};

/// A text as source, in a style if that can hold it, else in double quotes.
#[must_use]
pub fn encode(text: &str, style: Style, format: Format) -> String {
    let simple = !text.chars().any(|c| c.is_control() || is_unprintable(c));
    match style {
        Style::Plain if format == Format::Yaml && is_plain(text) => text.to_owned(),
        Style::SingleQuoted if simple && format == Format::Yaml => format!("'{}'", text.replace('\'', "''")),
        Style::SingleQuoted if simple && format == Format::Toml && !text.contains('\'') => {
            format!("'{text}'")
        }
        _ => double_quoted(text),
    }
}

/// A key as source.
pub(super) fn key(text: &str, style: Option<Style>, format: Format) -> String {
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    match style {
        Some(Style::Plain) if bare && format == Format::Toml => text.to_owned(),
        Some(style) => encode(text, style, format),
        None => double_quoted(text),
    }
}

/// JSON's escapes are a part of YAML's and of TOML's; both want more characters escaped than JSON does.
fn double_quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    if !json.chars().any(is_unprintable) {
        return json;
    }
    let mut quoted = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unprintable(c) {
            quoted.push_str(&format!("\\u{:04x}", c as u32));
        } else {
            quoted.push(c);
        }
    }
    quoted
}

/// Characters that JSON strings may hold raw, and YAML or TOML may not, or that nobody would see.
fn is_unprintable(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a new text may stand in YAML without quotes and is then a string for every reader. Careful: what
/// only might be misread gets quotes.
fn is_plain(text: &str) -> bool {
    let safe = |c: char| c.is_alphanumeric() || "_-./:@ ()=+?~$^\\".contains(c);
    text.chars().all(safe) && is_text(text) && !text.ends_with([' ', ':']) && !text.contains(": ")
}

/// Whether a text may go on standing in YAML without quotes, after a part of it has changed.
pub(super) fn stays_plain(text: &str, in_flow: bool) -> bool {
    is_text(text)
        && !text.chars().any(|c| c.is_control() || is_unprintable(c))
        && !text.ends_with([' ', '\t', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !(in_flow && text.contains([',', '[', ']', '{', '}']))
}

/// Whether a plain scalar begins as text does, and is no boolean, null, number or date for any reader.
fn is_text(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let begins = text.chars().next().is_some_and(|c| {
        c.is_alphabetic()
            || matches!(c, '/' | '^' | '$' | '_')
            // `1e-5` and `2001-12-14t21:59:43Z` are no texts.
            || (c.is_ascii_digit()
                && text.contains(['-', '/'])
                && !word.starts_with("0x")
                && word.contains(|c: char| c.is_alphabetic() && !"exobtz".contains(c)))
    });
    begins && !matches!(word.as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n")
}

/// Whether a scalar stands between brackets, where a comma would end it.
pub(super) fn in_flow(node: Node<'_>) -> bool {
    let span = node.span();
    let mut open: Vec<Node<'_>> = node.document().roots().map(|(root, _)| root).collect();
    while let Some(outer) = open.pop() {
        if !outer.span().covers(span) || outer.is_alias() {
            continue;
        }
        if outer.is_flow() {
            return true;
        }
        open.extend(outer.items());
        open.extend(outer.entries().filter(|entry| !entry.merged).map(|entry| entry.value));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_could_misread_gets_quotes() {
        for text in [
            "",
            "true",
            "No",
            "null",
            "y",
            "12",
            "1e-5",
            "2024-01-01",
            "2001-12-14t21:59:43z",
            "12:30:00",
            "a: b",
            "a:",
            "a #b",
            "- a",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "[a",
            "{a",
            "a, b",
            "'a",
            "\"a",
            "a ",
            " a",
            "a\tb",
            "~",
            "0x1-f",
            ".inf",
            "=",
        ] {
            let source = encode(text, Style::Plain, Format::Yaml);
            assert!(source.starts_with('"'), "{text:?} became {source}");
        }
        for text in [
            "a b",
            "https://a.b/c?d=e",
            "Service Account",
            "11111111-aaaa-2222-cccc-333333333333",
            "a/.default",
        ] {
            assert_eq!(encode(text, Style::Plain, Format::Yaml), text);
        }
    }

    #[test]
    fn escapes_are_those_of_all_three_languages() {
        for (format, name) in [(Format::Yaml, "a.yaml"), (Format::Json, "a.json"), (Format::Toml, "a.toml")] {
            for text in ["a\"b\\c", "é\u{7f}\u{85}\u{2028}\u{feff}", "tab\tline\nend\r", "it's"] {
                for style in [Style::Plain, Style::SingleQuoted, Style::DoubleQuoted] {
                    if format == Format::Json && style != Style::DoubleQuoted {
                        continue;
                    }
                    let (sign, open, close) = match format {
                        Format::Yaml => (": ", "", ""),
                        Format::Json => ("\": ", "{\"", "}"),
                        Format::Toml => (" = ", "", ""),
                    };
                    let source = format!("{open}k{sign}{}{close}\n", encode(text, style, format));
                    let document =
                        crate::document::Document::parse(crate::source::Source::new(name, source), format);
                    assert!(document.problems().is_empty(), "{format:?} {style:?} {text:?}");
                    let (root, _) = document.roots().next().expect("there is a document");
                    assert_eq!(root.get("k").expect("it is there").value.text(), text);
                }
            }
        }
    }
}
