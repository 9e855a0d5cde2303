//! Edits as rules think of them: remove this key, add that one, append a word. Each keeps comments,
//! order, quotes, indentation and line ends of everything it is not about, or is `None`.

use crate::diagnostic::{Edit, Fix, Safety};
use crate::document::{Document, Entry, Format, Kind, Node, Style};
use crate::source::Span;

/// Edits under one name.
#[must_use]
pub fn fix(safety: Safety, title: impl Into<String>, edits: Vec<Edit>) -> Option<Fix> {
    let title = title.into();
    (!edits.is_empty()).then_some(Fix { safety, title, edits })
}

fn replace_bytes(span: Span, text: impl Into<String>) -> Edit {
    Edit { span, text: text.into() }
}

/// What stands around a value decides how it may be edited.
struct Surroundings<'a> {
    document: &'a Document,
    text: &'a str,
}

impl<'a> Surroundings<'a> {
    fn of(node: Node<'a>) -> Self {
        Self { document: node.document(), text: node.document().source().text() }
    }

    /// The whole lines that a range touches.
    fn lines(&self, span: Span) -> Span {
        let source = self.document.source();
        let first = source.line_span(source.line_index(span.start as usize));
        let last_byte = if span.is_empty() { span.start } else { span.end - 1 };
        first.join(source.line_span(source.line_index(last_byte as usize)))
    }

    /// The blanks that a line begins with.
    fn indent(&self, offset: u32) -> &'a str {
        let line = &self.text[self.lines(Span { start: offset, end: offset }).range()];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// The line break that this file uses.
    fn line_break(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// Whether nothing but blanks stands between the start of a line and an offset on it.
    fn begins_line(&self, offset: u32) -> bool {
        let line = self.lines(Span { start: offset, end: offset });
        self.text[line.start as usize..offset as usize].trim().is_empty()
    }

    /// What stands behind an offset on its line, without the line break.
    fn rest_of_line(&self, offset: u32) -> &'a str {
        let rest = &self.text[offset as usize..];
        &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())]
    }

    fn comment_sign(&self) -> &'static str {
        if self.document.format() == Format::Json { "//" } else { "#" }
    }
}

/// Removes a key and its value. Whole lines go where the entry has them for itself, with their comment.
#[must_use]
pub fn remove(mapping: Node<'_>, entry: Entry<'_>) -> Option<Vec<Edit>> {
    if entry.merged || mapping.is_alias() {
        return None;
    }
    let around = Surroundings::of(entry.key);
    if around.document.format() == Format::Toml && !mapping.is_flow() {
        return remove_lines(&around, entry.span()).map(|edit| vec![edit]);
    }
    let own: Vec<Entry<'_>> = mapping.entries().filter(|other| !other.merged).collect();
    let at = own.iter().position(|other| other.key == entry.key)?;
    if own.len() == 1 {
        return remove_only(&around, mapping, entry);
    }
    if mapping.is_flow() {
        return remove_from_flow(&around, &own, at);
    }
    remove_lines(&around, entry.span()).map(|edit| vec![edit]).or_else(|| {
        // The first key after a dash: the next one takes its place.
        let next = own.get(at + 1)?;
        Some(vec![replace_bytes(Span { start: entry.key.span().start, end: next.key.span().start }, "")])
    })
}

fn remove_lines(around: &Surroundings<'_>, span: Span) -> Option<Edit> {
    let rest = around.rest_of_line(span.end).trim_start();
    let alone =
        around.begins_line(span.start) && (rest.is_empty() || rest.starts_with(around.comment_sign()));
    alone.then(|| replace_bytes(around.lines(span), ""))
}

/// The last key of a mapping goes: what remains must still be a mapping.
fn remove_only(around: &Surroundings<'_>, mapping: Node<'_>, entry: Entry<'_>) -> Option<Vec<Edit>> {
    if mapping.is_flow() {
        return Some(vec![replace_bytes(mapping.span(), "{}")]);
    }
    // `config:` and the key on the next line: nothing but blanks and line breaks between them.
    let before = &around.text[..entry.key.span().start as usize];
    let colon = before.trim_end().len();
    if !before.trim_end().ends_with(':') || !around.rest_of_line(entry.span().end).trim().is_empty() {
        return None;
    }
    Some(vec![replace_bytes(Span::new(colon, entry.span().end as usize), " {}")])
}

fn remove_from_flow(around: &Surroundings<'_>, own: &[Entry<'_>], at: usize) -> Option<Vec<Edit>> {
    let entry = own[at];
    if let Some(next) = own.get(at + 1) {
        let comma = entry.span().end as usize + around.rest_of_line(entry.span().end).find(',')? + 1;
        let behind = around.rest_of_line(Span::empty(comma).start).trim_start();
        let alone = around.begins_line(entry.key.span().start)
            && (behind.is_empty() || behind.starts_with(around.comment_sign()));
        let span = if alone {
            around.lines(Span { start: entry.key.span().start, end: entry.span().end })
        } else {
            Span { start: entry.key.span().start, end: next.key.span().start }
        };
        return Some(vec![replace_bytes(span, "")]);
    }
    // The last one: the comma before it goes too, and whatever comment stands between stays.
    let previous = own.get(at.checked_sub(1)?)?;
    let between = &around.text[previous.span().end as usize..entry.key.span().start as usize];
    let comma = previous.span().end as usize + between.find(',')?;
    let mut edits = vec![replace_bytes(Span::new(comma, comma + 1), "")];
    if around.begins_line(entry.key.span().start) && around.rest_of_line(entry.span().end).trim().is_empty() {
        edits.push(replace_bytes(around.lines(entry.span()), ""));
    } else {
        let start = comma + 1;
        edits = vec![replace_bytes(Span::new(comma, entry.span().end as usize), "")];
        if !around.text[start..entry.key.span().start as usize].trim().is_empty() {
            return None;
        }
    }
    Some(edits)
}

/// Puts another text in the place of a scalar, in the scalar's own style where it can hold it.
#[must_use]
pub fn replace(node: Node<'_>, text: &str) -> Option<Vec<Edit>> {
    let style = node.style()?;
    if node.is_alias() {
        return None;
    }
    Some(vec![replace_bytes(node.span(), encode(text, style, node.document().format()))])
}

/// Puts source text, quotes and all, in the place of a value.
#[must_use]
pub fn replace_raw(node: Node<'_>, raw: impl Into<String>) -> Option<Vec<Edit>> {
    (!node.is_alias()).then(|| vec![replace_bytes(node.span(), raw)])
}

/// Replaces a part of a scalar whose text stands letter for letter in the file.
#[must_use]
pub fn replace_part(node: Node<'_>, range: std::ops::Range<usize>, text: &str) -> Option<Vec<Edit>> {
    match node.text_span() {
        Some(whole) => Some(vec![replace_bytes(whole.slice(range), text)]),
        None => {
            let old = node.text();
            let new = format!("{}{}{}", old.get(..range.start)?, text, old.get(range.end..)?);
            matches!(node.style()?, Style::SingleQuoted | Style::DoubleQuoted).then(|| replace(node, &new))?
        }
    }
}

/// Cuts a scalar down to a part of its text. What goes is deleted, so that the edit does not repeat what stays,
/// which may be a secret; where escapes make that impossible the scalar is written anew.
#[must_use]
pub fn keep_part(node: Node<'_>, range: std::ops::Range<usize>) -> Option<Vec<Edit>> {
    let style = node.style()?;
    if node.is_alias() {
        return None;
    }
    let text = node.text();
    if matches!(style, Style::Literal | Style::Folded) {
        // Only line ends behind the text can be taken off, by the sign `-` behind the indicator.
        let ends_only = range.start == 0 && text.get(range.end..)?.trim_matches(['\n', '\r']).is_empty();
        let header = &node.raw()[..node.raw().find(['\n', '\r']).unwrap_or(node.raw().len())];
        let sign = header.find(['+', '-', ' ', '\t', '#']).unwrap_or(header.len());
        let keep = usize::from(header[sign..].starts_with('+'));
        let span = node.span().slice(sign..sign + keep);
        return (ends_only && !header[sign..].starts_with('-')).then(|| vec![replace_bytes(span, "-")]);
    }
    match node.text_span() {
        Some(whole) => {
            let parts = [whole.slice(0..range.start), whole.slice(range.end..text.len())];
            Some(
                parts
                    .into_iter()
                    .filter(|span| !span.is_empty())
                    .map(|span| replace_bytes(span, ""))
                    .collect(),
            )
        }
        None => replace(node, text.get(range)?),
    }
}

/// Quotes a plain scalar, so that it is a string for every reader.
#[must_use]
pub fn quote(node: Node<'_>) -> Option<Vec<Edit>> {
    // TOML's `3_600` is the number 3600 whoever reads it.
    let separated = node.kind() == Kind::Number && node.document().format() == Format::Toml;
    let text = if separated { node.raw().replace('_', "") } else { node.raw().to_owned() };
    (node.style() == Some(Style::Plain) && !node.is_alias())
        .then(|| vec![replace_bytes(node.span(), format!("\"{text}\""))])
}

/// Gives a key another name.
#[must_use]
pub fn rename(entry: Entry<'_>, name: &str) -> Option<Vec<Edit>> {
    if entry.merged {
        return None;
    }
    // A bare key needs no quotes in TOML, where a bare value would.
    let bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if entry.key.style() == Some(Style::Plain) && bare {
        return replace_raw(entry.key, name);
    }
    replace(entry.key, name)
}

/// Adds a key with a value in source text right behind another entry.
#[must_use]
pub fn insert_after(mapping: Node<'_>, after: Entry<'_>, key: &str, raw: &str) -> Option<Vec<Edit>> {
    if after.merged || mapping.is_alias() {
        return None;
    }
    let around = Surroundings::of(after.key);
    let format = around.document.format();
    let quoted = after.key.style() == Some(Style::DoubleQuoted);
    let key = if quoted || format == Format::Json { format!("\"{key}\"") } else { key.to_owned() };
    let begins_line = around.begins_line(after.key.span().start);
    if mapping.is_flow() {
        let separator = if begins_line {
            format!(",{}{}", around.line_break(), around.indent(after.key.span().start))
        } else {
            ", ".to_owned()
        };
        let entry = if format == Format::Toml { format!("{key} = {raw}") } else { format!("{key}: {raw}") };
        return Some(vec![replace_bytes(
            Span { start: after.span().end, end: after.span().end },
            format!("{separator}{entry}"),
        )]);
    }
    let end = after.span().end + u32::try_from(around.rest_of_line(after.span().end).len()).ok()?;
    let indent = if begins_line {
        around.indent(after.key.span().start).to_owned()
    } else {
        column_blanks(&around, after)
    };
    let sign = if format == Format::Toml { " =" } else { ":" };
    let line = format!("{}{indent}{key}{sign} {raw}", around.line_break());
    Some(vec![replace_bytes(Span { start: end, end }, line)])
}

/// Blanks up to the column of a key that stands behind a dash.
fn column_blanks(around: &Surroundings<'_>, entry: Entry<'_>) -> String {
    let start = entry.key.span().start;
    let line = around.lines(Span { start, end: start });
    " ".repeat(around.text[line.start as usize..start as usize].chars().count())
}

/// Appends a word to a scalar whose words are parted by blanks, in the scalar's style.
#[must_use]
pub fn append_word(node: Node<'_>, word: &str) -> Option<Vec<Edit>> {
    let style = node.style()?;
    if node.is_alias() {
        return None;
    }
    let end = match (node.text_span(), style) {
        (Some(span), _) => span.end,
        (None, Style::Literal | Style::Folded | Style::Plain) => node.span().end,
        (None, Style::SingleQuoted | Style::DoubleQuoted) => node.span().end.checked_sub(1)?,
        (None, Style::Multiline) => return None,
    };
    let text = node.document().source().slice(Span { start: node.span().start, end });
    let end = node.span().start + u32::try_from(text.trim_end().len()).ok()?;
    Some(vec![replace_bytes(Span { start: end, end }, format!(" {word}"))])
}

/// Makes one string of a list of words.
#[must_use]
pub fn join_list(entry: Entry<'_>) -> Option<Vec<Edit>> {
    let list = entry.value;
    if entry.merged || list.is_alias() || list.items().any(|item| item.kind() != Kind::String) {
        return None;
    }
    let format = list.document().format();
    let words: Vec<&str> = list.items().map(Node::text).collect();
    let style = if format == Format::Yaml { Style::Plain } else { Style::DoubleQuoted };
    let text = encode(&words.join(" "), style, format);
    if list.is_flow() {
        return Some(vec![replace_bytes(list.span(), text)]);
    }
    // A block list begins on a line of its own: the string goes behind the colon.
    let around = Surroundings::of(list);
    let colon = entry.key.span().end as usize + around.rest_of_line(entry.key.span().end).find(':')? + 1;
    let end = around.text[..list.span().end as usize].trim_end().len();
    Some(vec![replace_bytes(Span::new(colon, end), format!(" {text}"))])
}

/// Moves a value as it is written, with its comment, behind an entry of another mapping, under a name.
#[must_use]
pub fn move_behind(
    from: Node<'_>,
    entry: Entry<'_>,
    to: Node<'_>,
    after: Entry<'_>,
    name: &str,
) -> Option<Vec<Edit>> {
    if entry.value.style().is_none_or(|style| matches!(style, Style::Literal | Style::Folded)) {
        return None;
    }
    // A comment behind the value goes with it.
    let comment = match Surroundings::of(entry.key).rest_of_line(entry.span().end) {
        rest if from.is_flow() || rest.trim().is_empty() => "",
        _ if to.is_flow() => return None,
        rest => rest.trim_end(),
    };
    let mut edits = insert_after(to, after, name, &format!("{}{comment}", entry.value.raw()))?;
    edits.extend(remove(from, entry)?);
    Some(edits)
}

/// Lets two scalars change places.
#[must_use]
pub fn exchange(first: Node<'_>, second: Node<'_>) -> Option<Vec<Edit>> {
    if first.is_alias() || second.is_alias() || first.style().is_none() || second.style().is_none() {
        return None;
    }
    Some(vec![replace_bytes(first.span(), second.raw()), replace_bytes(second.span(), first.raw())])
}

/// Makes a list of one mapping.
#[must_use]
pub fn wrap_in_list(node: Node<'_>) -> Option<Vec<Edit>> {
    if node.is_alias() || node.kind() != Kind::Mapping {
        return None;
    }
    let around = Surroundings::of(node);
    let span = node.span();
    if node.is_flow() {
        let open = Span { start: span.start, end: span.start };
        let close = Span { start: span.end, end: span.end };
        return Some(vec![replace_bytes(open, "["), replace_bytes(close, "]")]);
    }
    if around.document.format() == Format::Toml {
        return None;
    }
    let source = around.document.source();
    let first = source.line_index(span.start as usize);
    let last = source.line_index(span.end.saturating_sub(1).max(span.start) as usize);
    let mut edits = vec![replace_bytes(Span { start: span.start, end: span.start }, "- ")];
    for line in first + 1..=last {
        let start = source.line_span(line).start;
        if !source.slice(source.line_span(line)).trim().is_empty() {
            edits.push(replace_bytes(Span { start, end: start }, "  "));
        }
    }
    Some(edits)
}

/// Makes an item of a list of a TOML table: `[key]` becomes `[[key]]`.
#[must_use]
pub fn wrap_table(entry: Entry<'_>) -> Option<Vec<Edit>> {
    let around = Surroundings::of(entry.key);
    if around.document.format() != Format::Toml || entry.value.is_flow() {
        return None;
    }
    let key = entry.key.span();
    let line = around.lines(key);
    let before = &around.text[line.start as usize..key.start as usize];
    let after = around.rest_of_line(key.end);
    let open = line.start as usize + before.find('[')?;
    let close = key.end as usize + after.find(']')?;
    // Nothing but the key between the brackets: a dotted name is a table of another one.
    let alone = before.trim() == "[" && after.split(']').next()?.trim().is_empty();
    alone
        .then(|| vec![replace_bytes(Span::new(open, open), "["), replace_bytes(Span::new(close, close), "]")])
}

/// Removes an item of a list, with the comma or the line that belongs to it.
#[must_use]
pub fn remove_item(list: Node<'_>, index: usize) -> Option<Vec<Edit>> {
    if list.is_alias() {
        return None;
    }
    let items: Vec<Node<'_>> = list.items().collect();
    let item = *items.get(index)?;
    let around = Surroundings::of(item);
    if !list.is_flow() {
        if around.document.format() == Format::Toml {
            return None;
        }
        let start = around.text[..item.span().start as usize].trim_end_matches([' ', '\t']).len();
        let dash = start.checked_sub(1).filter(|&at| around.text.as_bytes()[at] == b'-')?;
        return remove_lines(&around, Span::new(dash, item.span().end as usize)).map(|edit| vec![edit]);
    }
    let span = if let Some(next) = items.get(index + 1) {
        Span { start: item.span().start, end: next.span().start }
    } else {
        let previous = items.get(index.checked_sub(1)?)?;
        Span { start: previous.span().end, end: item.span().end }
    };
    // A comment between the two is not ours to throw away.
    let between = around.text[span.range()].replace(item.raw(), "");
    between.trim_matches([' ', '\t', '\r', '\n', ',']).is_empty().then(|| vec![replace_bytes(span, "")])
}

/// A text as source, in a style if that can hold it, else in double quotes.
#[must_use]
pub fn encode(text: &str, style: Style, format: Format) -> String {
    let simple = !text.chars().any(|c| c.is_control() || c == '\u{feff}');
    match style {
        Style::Plain if format == Format::Yaml && is_plain(text) => text.to_owned(),
        Style::SingleQuoted if simple && format == Format::Yaml => format!("'{}'", text.replace('\'', "''")),
        Style::SingleQuoted if simple && !text.contains('\'') => format!("'{text}'"),
        // JSON's escapes are a part of YAML's and of TOML's.
        _ => serde_json::Value::from(text).to_string(),
    }
}

/// Whether a text may stand in YAML without quotes and is then a string for every reader.
fn is_plain(text: &str) -> bool {
    let first = text.chars().next();
    let safe = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '_' | '-'
                    | '.'
                    | '/'
                    | ':'
                    | '@'
                    | ' '
                    | '('
                    | ')'
                    | '='
                    | '+'
                    | '?'
                    | '~'
                    | '$'
                    | '^'
                    | '\\'
            )
    };
    first.is_some_and(|c| {
        c.is_alphabetic()
            || matches!(c, '/' | '^' | '$' | '_')
            || (c.is_ascii_digit() && text.contains(['-', '/']) && text.contains(char::is_alphabetic))
    }) && !text.ends_with([' ', ':'])
        && text.chars().all(safe)
        && !text.contains(": ")
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n" | "~"
        )
}

/// Removes every key but one. `None` where a comment on a line of its own would be lost.
#[must_use]
pub fn keep_only(mapping: Node<'_>, keep: Entry<'_>) -> Option<Vec<Edit>> {
    let own: Vec<Entry<'_>> = mapping.entries().collect();
    if mapping.is_alias() || own.iter().any(|entry| entry.merged) {
        return None;
    }
    let (first, last) = (own.first()?, own.last()?);
    let around = Surroundings::of(keep.key);
    let before = Span { start: first.key.span().start, end: keep.key.span().start };
    let end = if mapping.is_flow() {
        keep.span().end
    } else {
        keep.span().end + u32::try_from(around.rest_of_line(keep.span().end).len()).ok()?
    };
    // A block scalar ends behind its line break, which stays.
    let text = around.document.source().slice(Span { start: 0, end: last.span().end });
    let last_end = u32::try_from(text.trim_end_matches(['\n', '\r', ' ']).len()).ok()?;
    let last_end = if mapping.is_flow() {
        last_end
    } else {
        last_end + u32::try_from(around.rest_of_line(last_end).len()).ok()?
    };
    let behind = Span { start: end, end: last_end.max(end) };
    let lost = |span: Span| {
        around.document.comments().iter().any(|comment| {
            (comment.alone || mapping.is_flow())
                && span.start <= comment.span.start
                && comment.span.end <= span.end
        })
    };
    if around.document.format() == Format::Toml || lost(before) || lost(behind) {
        return None;
    }
    let spans = [before, behind].into_iter().filter(|span| !span.is_empty());
    Some(spans.map(|span| replace_bytes(span, "")).collect())
}
