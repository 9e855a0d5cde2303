//! What stands at the cursor: a key, a value or an item. The text is read with a mark in the place of the word that
//! is being typed, so an unfinished line hides nothing else.

use crate::document::{Document, Format, Node};
use crate::source::{Source, Span};

/// The word in the place of what is being typed. No file has it.
const MARK: &str = "connectlint-cursor";

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot<'a> {
    /// A key of a mapping.
    Key,
    /// The value of this key.
    Value(&'a str),
    /// An item of the list under this key.
    Item(&'a str),
}

/// The text with the mark, and what it replaces in the text without.
#[derive(Debug)]
pub(super) struct Cursor {
    /// The bytes that a completion replaces.
    pub(super) replaces: Span,
    /// Whether quotes are there already.
    pub(super) quoted: bool,
    /// Whether a key has its colon or equals sign already.
    pub(super) has_colon: bool,
    /// The text with the mark, read.
    pub(super) document: Document,
}

/// The way from the outermost value to the cursor: each collection with the key it stands under.
pub(super) type Chain<'a> = Vec<(&'a str, Node<'a>)>;

impl Cursor {
    /// Looks at a byte of a text; `None` where nothing can be completed.
    pub(super) fn at(source: &Source, offset: usize, format: Format) -> Option<Self> {
        let text = source.text();
        let found = match format {
            Format::Json => json(text, offset)?,
            Format::Yaml => by_line(source, offset, ':')?,
            Format::Toml => by_line(source, offset, '=')?,
        };
        let marked =
            [&text[..found.marked.start as usize], &found.with, &text[found.marked.end as usize..]].concat();
        let source = Source::new(source.path().as_ref(), marked);
        let document = Document::parse(source, format);
        Some(Self { replaces: found.replaces, quoted: found.quoted, has_colon: found.has_colon, document })
    }

    /// Where the mark stands.
    pub(super) fn slot(&self) -> Option<(Chain<'_>, Slot<'_>)> {
        let mut chain = Vec::new();
        let slot = self.document.roots().find_map(|(root, _)| walk(root, "", &mut chain))?;
        Some((chain, slot))
    }
}

fn walk<'a>(node: Node<'a>, name: &'a str, chain: &mut Chain<'a>) -> Option<Slot<'a>> {
    if node.is_alias() || node.style().is_some() {
        return None;
    }
    chain.push((name, node));
    for entry in node.entries().filter(|entry| !entry.merged) {
        if entry.key.text() == MARK {
            return Some(Slot::Key);
        }
        if entry.value.text() == MARK {
            return Some(Slot::Value(entry.name()));
        }
        if let Some(slot) = walk(entry.value, entry.name(), chain) {
            return Some(slot);
        }
    }
    for item in node.items() {
        if item.text() == MARK {
            return Some(Slot::Item(name));
        }
        if let Some(slot) = walk(item, "", chain) {
            return Some(slot);
        }
    }
    chain.pop();
    None
}

struct Found {
    replaces: Span,
    quoted: bool,
    has_colon: bool,
    /// The bytes that the mark, with what belongs to it, replaces.
    marked: Span,
    with: String,
}

/// The end of a word that begins before `at`: a key's letters.
fn word_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len())
}

/// YAML and TOML: one entry a line.
fn by_line(source: &Source, offset: usize, sign: char) -> Option<Found> {
    let line = source.line_span(source.line_index(offset));
    let start = line.start as usize;
    let whole = source.slice(line).trim_end_matches(['\n', '\r']);
    let before = whole.get(..offset - start)?;
    let mut from = before.len() - before.trim_start_matches([' ', '\t', '\u{feff}']).len();
    while sign == ':' && before[from..].starts_with("- ") {
        from += 2 + before[from + 2..].len() - before[from + 2..].trim_start().len();
    }
    let content = &before[from..];
    if content.starts_with(['#', '[', '{']) || content.contains(" #") {
        return None;
    }
    let value = match sign {
        ':' => content.find(": ").map(|at| at + 2),
        _ => content.find('=').map(|at| at + 1),
    };
    let end = start + whole.len();
    let quote = |text: &str| text.starts_with(['"', '\'']);
    let Some(value) = value else {
        if content.contains([':', '=', ' ']) {
            return None;
        }
        let stop = word_end(source.text(), offset).min(end);
        let rest = &whole[stop - start..];
        let has_colon = rest.trim_start().starts_with(sign);
        let item = sign == ':' && is_item_of_words(source, start, &before[..from]);
        let with = match (has_colon || item, sign) {
            (true, _) => MARK.to_owned(),
            (false, ':') => format!("{MARK}: 0"),
            (false, _) => format!("{MARK} = 0"),
        };
        let replaces = Span::new(start + from, stop);
        return Some(Found { replaces, quoted: false, has_colon, marked: replaces, with });
    };
    let blanks = content[value..].len() - content[value..].trim_start().len();
    let value_start = start + from + value + blanks;
    let value_text = source.slice(Span::new(value_start, end));
    let quoted = quote(value_text);
    let inner = value_start + usize::from(quoted);
    // Of a list of words in one string the one at the cursor is replaced.
    let typed = &source.text()[inner.min(offset)..offset];
    let word = typed.rfind([' ', ',', '[']).map_or(inner.min(offset), |at| inner + at + 1);
    let several = content.trim_start().starts_with("scopes");
    let stop = source.text()[offset..end]
        .find(|c: char| matches!(c, '"' | '\'' | '#') || several && matches!(c, ' ' | ',' | ']'));
    let stop = stop.map_or(end, |at| offset + at);
    let replaces = Span::new(if several { word } else { inner.min(offset) }, stop.max(offset));
    let with = if sign == '=' { format!("\"{MARK}\"") } else { MARK.to_owned() };
    Some(Found { replaces, quoted, has_colon: true, marked: Span::new(value_start, end), with })
}

/// Whether a dash begins an item of a list of words, such as that of `scopes`.
fn is_item_of_words(source: &Source, line_start: usize, before: &str) -> bool {
    let Some(dash) = before.find('-') else { return false };
    let above = source.text()[..line_start].lines().rev();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let key = above.into_iter().find(|line| {
        let text = line.trim();
        !text.is_empty() && !text.starts_with(['#', '-']) && indent(line) <= dash
    });
    key.is_some_and(|key| key.trim().trim_start_matches("- ").starts_with("scopes"))
}

/// JSON: a look at all brackets and strings before the cursor.
fn json(text: &str, offset: usize) -> Option<Found> {
    let mut stack = Vec::new();
    let mut string = None;
    let mut escaped = false;
    let mut last = ' ';
    for (at, c) in text.get(..offset)?.char_indices() {
        match string {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(_) if c == '"' || c == '\n' => {
                string = None;
                last = c;
            }
            Some(_) => {}
            None if c == '"' => string = Some(at),
            None if c.is_whitespace() => {}
            None => {
                match c {
                    '{' | '[' => stack.push(c),
                    '}' | ']' => drop(stack.pop()),
                    _ => {}
                }
                last = c;
            }
        }
    }
    let in_mapping = stack.last() == Some(&'{');
    let key = in_mapping && matches!(last, '{' | ',');
    if !key && !matches!(last, ':' | '[' | ',') {
        return None;
    }
    let next = |at: usize| text[at..].trim_start().chars().next();
    let comma = |at: usize| if next(at) == Some('"') { "," } else { "" };
    if let Some(open) = string {
        let rest = &text[offset..];
        let stop = offset + rest.find(['"', '\n', '\r']).unwrap_or(rest.len());
        let after = if text[stop..].starts_with('"') { stop + 1 } else { stop };
        let has_colon = next(after) == Some(':');
        let tail = if key && !has_colon { ": null" } else { "" };
        let with = format!("\"{MARK}\"{tail}{}", if has_colon { "" } else { comma(after) });
        let typed = &text[open + 1..offset];
        let word = typed.rfind(' ').map_or(open + 1, |at| open + 2 + at);
        let replaces = Span::new(if key { open + 1 } else { word }, stop);
        return Some(Found { replaces, quoted: true, has_colon, marked: Span::new(open, after), with });
    }
    let start = text[..offset].rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
    let replaces = Span::new(start, word_end(text, offset));
    let with = format!("\"{MARK}\"{}{}", if key { ": null" } else { "" }, comma(replaces.end as usize));
    Some(Found { replaces, quoted: false, has_colon: false, marked: replaces, with })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slot at `|`, and the keys that lead to it.
    fn slot(name: &str, text: &str) -> Option<String> {
        let offset = text.find('|').expect("it is marked");
        let source = Source::new(name, text.replacen('|', "", 1));
        let cursor = Cursor::at(&source, offset, Format::of_path(name).expect("it has one"))?;
        let (chain, slot) = cursor.slot()?;
        let names: Vec<&str> = chain.iter().map(|(name, _)| *name).collect();
        Some(format!("{} {slot:?} {:?}", names.join("/"), source.slice(cursor.replaces)))
    }

    #[test]
    fn a_cursor_is_found_in_every_language() {
        for (name, text, expected) in [
            ("a.yaml", "template: azure\nconfig:\n  cli|\n  scopes: x\n", "/config Key \"cli\""),
            ("a.yaml", "template: azure\nconfig:\n  |\n", "/config Key \"\""),
            ("a.yaml", "template: az|\nname: x\n", " Value(\"template\") \"az\""),
            ("a.yaml", "template: |\n", " Value(\"template\") \"\""),
            (
                "a.yaml",
                "- name: x\n  config:\n    auth_type: Service A|\n",
                "//config Value(\"auth_type\") \"Service A\"",
            ),
            ("a.yaml", "config:\n  scopes: openid off|\n", "/config Value(\"scopes\") \"off\""),
            (
                "a.yaml",
                "config:\n  scopes:\n    - openid\n    - off|\n",
                "/config/scopes Item(\"scopes\") \"off\"",
            ),
            ("a.yaml", "integrations:\n  - oa|\n", "/integrations/ Key \"oa\""),
            ("a.json", "{\"template\": \"az|\", \"config\": {}}", " Value(\"template\") \"az\""),
            ("a.json", "{\"template\": \"azure\", \"config\": {\"|\"}}", "/config Key \"\""),
            ("a.json", "{\"config\": {\"a\": 1, |}}", "/config Key \"\""),
            ("a.json", "{\"config\": {\"sc|\": 1, \"b\": 2}}", "/config Key \"sc\""),
            ("a.toml", "template = \"az|\"\n[config]\nx = 1\n", " Value(\"template\") \"az\""),
            ("a.toml", "template = \"azure\"\n[config]\ncli|\n", "/config Key \"cli\""),
        ] {
            assert_eq!(slot(name, text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(slot("a.yaml", "# temp|\n"), None, "a comment is left alone");
    }
}
