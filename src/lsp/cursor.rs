//! What stands at the cursor: a key, a value or an item. The text is read with a mark in the place of the word that
//! is being typed, so an unfinished line hides nothing else.

mod flow;

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
    /// The quote that is there already.
    pub(super) quote: Option<char>,
    /// Where the closing quote ends, if there is one; else the end of what is replaced.
    pub(super) closes: usize,
    /// Whether a key has its colon or equals sign already.
    pub(super) has_colon: bool,
    /// Whether a key needs brackets around it, since nothing is there yet.
    pub(super) outer: bool,
    /// What else stands in the same value.
    pub(super) beside: String,
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
            Format::Yaml => flow::in_brackets(text, offset, ':')
                .or_else(|| flow::in_block(source, offset))
                .or_else(|| by_line(source, offset, ':'))?,
            Format::Toml => flow::in_brackets(text, offset, '=').or_else(|| by_line(source, offset, '='))?,
        };
        let part = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or_default();
        let before = part(found.marked.start, found.replaces.start);
        let beside = format!("{before} {}", part(found.replaces.end, found.marked.end));
        let marked =
            [&text[..found.marked.start as usize], &found.with, &text[found.marked.end as usize..]].concat();
        let source = Source::new(source.path().as_ref(), marked);
        let document = Document::parse(source, format);
        let Found { replaces, quote, closes, has_colon, outer, .. } = found;
        Some(Self { replaces, quote, closes, has_colon, outer, beside, document })
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
    quote: Option<char>,
    closes: usize,
    has_colon: bool,
    outer: bool,
    /// The bytes that the mark, with what belongs to it, replaces.
    marked: Span,
    with: String,
}

impl Found {
    /// A word without quotes.
    fn bare(replaces: Span, with: String) -> Self {
        let closes = replaces.end as usize;
        Self { replaces, quote: None, closes, has_colon: false, outer: false, marked: replaces, with }
    }
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
    let Some(value) = value else {
        if content.contains([':', '=', ' ']) || sign == '=' && content.contains('.') {
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
        return Some(Found { has_colon, ..Found::bare(replaces, with) });
    };
    let blanks = content[value..].len() - content[value..].trim_start().len();
    let value_start = start + from + value + blanks;
    let value_text = source.slice(Span::new(value_start, end));
    let quote = value_text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inner = value_start + usize::from(quote.is_some());
    // Of a list of words in one string the one at the cursor is replaced.
    let typed = &source.text()[inner.min(offset)..offset];
    let word = typed.rfind([' ', ',', '[']).map_or(inner.min(offset), |at| inner + at + 1);
    let several = content.trim_start().starts_with("scopes");
    let stop = source.text()[offset..end]
        .find(|c: char| matches!(c, '"' | '\'' | '#') || several && matches!(c, ' ' | ',' | ']'));
    let stop = stop.map_or(end, |at| offset + at);
    let replaces = Span::new(if several { word } else { inner.min(offset) }, stop.max(offset));
    let with = if sign == '=' { format!("\"{MARK}\"") } else { MARK.to_owned() };
    let marked = Span::new(value_start, end);
    Some(Found { quote, has_colon: true, marked, ..Found::bare(replaces, with) })
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

/// What stands before a cursor in JSON.
struct Before {
    in_mapping: bool,
    /// The last sign outside of strings.
    last: char,
    /// Where the string begins that is not closed.
    string: Option<usize>,
    /// Whether a word without quotes is behind the cursor's back: then it is no longer being typed.
    spent: bool,
}

impl Before {
    fn of(text: &str) -> Self {
        let mut stack = Vec::new();
        let mut string = None;
        let mut escaped = false;
        let mut last = ' ';
        let (mut bare, mut spent) = (false, false);
        for (at, c) in text.char_indices() {
            match string {
                Some(_) if escaped => escaped = false,
                Some(_) if c == '\\' => escaped = true,
                Some(_) if c == '"' || c == '\n' => {
                    string = None;
                    last = c;
                }
                Some(_) => {}
                None if c == '"' => string = Some(at),
                None if c.is_whitespace() => spent |= bare,
                None if !matches!(c, '{' | '[' | '}' | ']' | ',' | ':') => bare = true,
                None => {
                    match c {
                        '{' | '[' => stack.push(c),
                        '}' | ']' => drop(stack.pop()),
                        _ => {}
                    }
                    (bare, spent, last) = (false, false, c);
                }
            }
        }
        Self { in_mapping: stack.last() == Some(&'{'), last, string, spent }
    }
}

/// JSON: a look at all brackets and strings before the cursor.
fn json(text: &str, offset: usize) -> Option<Found> {
    if text.trim().is_empty() {
        let with = format!("{{\"{MARK}\": null}}");
        return Some(Found { outer: true, ..Found::bare(Span::empty(offset), with) });
    }
    let Before { in_mapping, last, string, spent } = Before::of(text.get(..offset)?);
    let key = in_mapping && matches!(last, '{' | ',');
    if spent || !key && !matches!(last, ':' | '[' | ',') {
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
        let marked = Span::new(open, after);
        return Some(Found {
            quote: Some('"'),
            closes: after,
            has_colon,
            marked,
            ..Found::bare(replaces, with)
        });
    }
    let mut before = text[..offset].char_indices().rev();
    let start =
        before.find(|(_, c)| !(c.is_alphanumeric() || *c == '_')).map_or(0, |(at, c)| at + c.len_utf8());
    let replaces = Span::new(start, word_end(text, offset));
    let with = format!("\"{MARK}\"{}{}", if key { ": null" } else { "" }, comma(replaces.end as usize));
    Some(Found::bare(replaces, with))
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
            // Between brackets.
            ("a.yaml", "template: azure\nconfig: {|}\n", "/config Key \"\""),
            ("a.yaml", "template: azure\nconfig: { cl| }\nname: x\n", "/config Key \"cl\""),
            ("a.yaml", "config: {auth_type: Service A|}\n", "/config Value(\"auth_type\") \"Service A\""),
            ("a.yaml", "config: {auth_type: |}\n", "/config Value(\"auth_type\") \"\""),
            ("a.yaml", "config: {auth_type: Viewer, |}\n", "/config Key \"\""),
            ("a.yaml", "config: {auth_type: Viewer, cl|", "/config Key \"cl\""),
            ("a.yaml", "config: {auth_type: Viewer, cl|\nname: x\n", "/config Key \"cl\""),
            ("a.yaml", "config: {| auth_type: Viewer}\n", "/config Key \"\""),
            ("a.yaml", "config: {'sc|': x, b: 1}\n", "/config Key \"sc\""),
            ("a.yaml", "config: {a: b, scopes: 'openid of| x'}\n", "/config Value(\"scopes\") \"of\""),
            ("a.yaml", "config: {scopes: [openid, o|]}\n", "/config/scopes Item(\"scopes\") \"o\""),
            ("a.yaml", "{template: azure, config: {\n  cl|\n}}\n", "/config Key \"cl\""),
            ("a.yaml", "- {template: az|}\n- {name: b}\n", "/ Value(\"template\") \"az\""),
            ("a.yaml", "a: x{y\nconfig:\n  cl|\n", "/config Key \"cl\""),
            ("a.toml", "template = \"azure\"\nconfig = { | }\n", "/config Key \"\""),
            ("a.toml", "config = { auth_type = \"Vi|\" }\n", "/config Value(\"auth_type\") \"Vi\""),
            ("a.toml", "config = { auth_type = \"Viewer\", sc|", "/config Key \"sc\""),
            // In a block of text.
            (
                "a.yaml",
                "config:\n  scopes: >-\n    openid\n    off|\n  a: b\n",
                "/config Value(\"scopes\") \"off\"",
            ),
            ("a.yaml", "config:\n  scopes: >-\n    |\n", "/config Value(\"scopes\") \"\""),
            ("a.json", "|", " Key \"\""),
            ("a.json", "{\"config\": {\"a\": 1, sc|}}", "/config Key \"sc\""),
            ("a.yaml", "name: Données\ncli|\n", " Key \"cli\""),
            ("a.json", "{\"config\": {\"use_pkce\": tr|}}", "/config Value(\"use_pkce\") \"tr\""),
            ("a.toml", "template = \"az|\"\n[config]\nx = 1\n", " Value(\"template\") \"az\""),
            ("a.toml", "template = \"azure\"\n[config]\ncli|\n", "/config Key \"cli\""),
        ] {
            assert_eq!(slot(name, text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(slot("a.yaml", "# temp|\n"), None, "a comment is left alone");
        assert_eq!(slot("a.yaml", "config: {a: b # {|\n}\n"), None, "also between brackets");
        assert_eq!(
            slot("a.toml", "template = \"azure\"\nconfig.|\n"),
            None,
            "a dotted name is not guessed at"
        );
    }
}
