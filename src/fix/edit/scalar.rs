//! Changes a scalar, in the style in which it is written.

use super::around::Around;
use super::{encode, replace_bytes};
use crate::diagnostic::Edit;
use crate::document::{Entry, Format, Kind, Node, Style};
use crate::source::Span;
use std::ops::Range;

/// Puts another text in the place of a scalar, in the scalar's own style where it can hold it.
#[must_use]
pub fn replace(node: Node<'_>, text: &str) -> Option<Vec<Edit>> {
    let style = node.style()?;
    if node.is_alias() {
        return None;
    }
    if is_block(style)
        && let Some(edits) = replace_block(node, text)
    {
        return Some(edits);
    }
    replace_raw(node, encode(text, style, node.document().format()))
}

fn is_block(style: Style) -> bool {
    matches!(style, Style::Literal | Style::Folded)
}

/// A YAML block scalar gets one line of text; the sign for its line ends is set to what the text has.
fn replace_block(node: Node<'_>, text: &str) -> Option<Vec<Edit>> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let plain = !line.is_empty()
        && line.trim() == line
        && !line
            .chars()
            .any(|c| c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'));
    let (sign, header) = block_header(node);
    // A digit in the header says how deep the text is indented.
    if !plain || node.raw()[..header].contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let body = &node.raw()[header..];
    let start = header + (body.len() - body.trim_start().len());
    if start >= node.raw().len() {
        return None;
    }
    let content = node.span().slice(start..header + body.trim_end().len());
    let wanted = if line.len() == text.len() { "-" } else { "" };
    let mut edits = Vec::new();
    if node.raw().get(sign.clone()) != Some(wanted) {
        edits.push(replace_bytes(node.span().slice(sign), wanted));
    }
    edits.push(replace_bytes(content, line));
    Some(edits)
}

/// Of a block scalar: where the sign `+` or `-` stands, or would, and where its first line ends.
fn block_header(node: Node<'_>) -> (Range<usize>, usize) {
    let raw = node.raw();
    let end = raw.find(['\n', '\r']).unwrap_or(raw.len());
    let signs = raw[..end].find(|c: char| !"|>+-0123456789".contains(c)).unwrap_or(end);
    match raw[..signs].find(['+', '-']) {
        Some(at) => (at..at + 1, end),
        None => (signs..signs, end),
    }
}

/// Puts source text, quotes and all, in the place of a value.
#[must_use]
pub fn replace_raw(node: Node<'_>, raw: impl Into<String>) -> Option<Vec<Edit>> {
    let raw = raw.into();
    if node.is_alias() {
        return None;
    }
    let span = node.span();
    if span.is_empty() {
        // Nothing stands there: the place is right behind the colon.
        return Some(vec![replace_bytes(span, format!(" {raw}"))]);
    }
    if node.style().is_some_and(is_block) {
        // A comment behind the indicator stays.
        let (_, header) = block_header(node);
        let indicator = node.raw()[..header].find([' ', '\t']).unwrap_or(header);
        let mut edits = vec![replace_bytes(span.slice(0..indicator), raw)];
        if header < span.len() {
            edits.push(replace_bytes(span.slice(header..span.len()), ""));
        }
        return Some(edits);
    }
    Some(vec![replace_bytes(span, raw)])
}

/// Replaces a part of a scalar whose text stands letter for letter in the file; where the style cannot hold
/// the new text, the whole scalar is written anew.
#[must_use]
pub fn replace_part(node: Node<'_>, range: Range<usize>, text: &str) -> Option<Vec<Edit>> {
    let style = node.style()?;
    if node.is_alias() {
        return None;
    }
    let old = node.text();
    let gone = old.get(range.clone())?;
    let new = format!("{}{text}{}", old.get(..range.start)?, old.get(range.end..)?);
    let format = node.document().format();
    let fits = match style {
        Style::Plain => format == Format::Yaml && encode::stays_plain(&new, encode::in_flow(node)),
        Style::SingleQuoted => !text.contains('\'') && !text.chars().any(char::is_control),
        Style::DoubleQuoted => !text.contains(['"', '\\']) && !text.chars().any(char::is_control),
        Style::Literal | Style::Folded => {
            // The line ends of a block are its structure, and blanks at its start are its indentation.
            !text.contains(['\n', '\r'])
                && !gone.contains(['\n', '\r'])
                && !new.starts_with([' ', '\t', '\n'])
        }
        Style::Multiline => !text.contains(['"', '\'', '\\']) && !text.chars().any(char::is_control),
    };
    match node.text_span() {
        Some(whole) if fits => Some(vec![replace_bytes(whole.slice(range), text)]),
        _ => replace(node, &new),
    }
}

/// Cuts a scalar down to a part of its text. What goes is deleted, so that the edit does not repeat what stays,
/// which may be a secret; where escapes make that impossible the scalar is written anew.
#[must_use]
pub fn keep_part(node: Node<'_>, range: Range<usize>) -> Option<Vec<Edit>> {
    let style = node.style()?;
    if node.is_alias() {
        return None;
    }
    let text = node.text();
    if is_block(style) {
        // Only line ends behind the text can be taken off, by the sign `-` behind the indicator.
        let ends_only = range.start == 0 && text.get(range.end..)?.trim_matches(['\n', '\r']).is_empty();
        let (sign, _) = block_header(node);
        let stripped = node.raw().get(sign.clone()) == Some("-");
        return (ends_only && !stripped).then(|| vec![replace_bytes(node.span().slice(sign), "-")]);
    }
    let Some(whole) = node.text_span() else { return replace(node, text.get(range)?) };
    if style == Style::Plain && !encode::stays_plain(text.get(range.clone())?, encode::in_flow(node)) {
        return replace(node, text.get(range)?);
    }
    let parts = [whole.slice(0..range.start), whole.slice(range.end..text.len())];
    Some(parts.into_iter().filter(|span| !span.is_empty()).map(|span| replace_bytes(span, "")).collect())
}

/// Quotes a plain scalar, so that it is a string for every reader. The value itself is not repeated, as it may
/// be a secret.
#[must_use]
pub fn quote(node: Node<'_>) -> Option<Vec<Edit>> {
    if node.style() != Some(Style::Plain) || node.is_alias() || node.span().is_empty() {
        return None;
    }
    let quote = match (node.raw().contains(['"', '\\']), node.raw().contains('\'')) {
        (false, _) => "\"",
        (true, false) => "'",
        (true, true) => return replace(node, node.text()),
    };
    let (start, end) = (node.span().start as usize, node.span().end as usize);
    let mut edits = vec![replace_bytes(Span::empty(start), quote)];
    if node.kind() == Kind::Number && node.document().format() == Format::Toml {
        // TOML's `3_600` is the number 3600 whoever reads it.
        let signs = node.raw().match_indices('_').map(|(at, _)| Span::new(start + at, start + at + 1));
        edits.extend(signs.map(|span| replace_bytes(span, "")));
    }
    edits.push(replace_bytes(Span::empty(end), quote));
    Some(edits)
}

/// Gives a key another name.
#[must_use]
pub fn rename(entry: Entry<'_>, name: &str) -> Option<Vec<Edit>> {
    if entry.merged || entry.key.is_alias() {
        return None;
    }
    let name = encode::key(name, entry.key.style(), entry.key.document().format());
    Some(vec![replace_bytes(entry.key.span(), name)])
}

/// Appends a word to a scalar whose words are parted by blanks, in the scalar's style.
#[must_use]
pub fn append_word(node: Node<'_>, word: &str) -> Option<Vec<Edit>> {
    let style = node.style()?;
    if node.is_alias() {
        return None;
    }
    let anew = |text: &str| replace(node, format!("{} {word}", text.trim_end()).trim_start());
    let simple = word.chars().all(|c| c.is_alphanumeric() || "_-./:@+~=".contains(c));
    if node.text().trim().is_empty() || !simple {
        return anew(node.text());
    }
    let end = match (node.text_span(), style) {
        (Some(span), _) => span.end,
        (None, Style::Literal | Style::Folded | Style::Plain) => node.span().end,
        (None, Style::SingleQuoted | Style::DoubleQuoted) => node.span().end.checked_sub(1)?,
        (None, Style::Multiline) => node.span().end.checked_sub(3)?,
    };
    let text = node.document().source().slice(Span { start: node.span().start, end }).trim_end();
    if matches!(style, Style::DoubleQuoted | Style::Multiline) && text.ends_with('\\') {
        return anew(node.text());
    }
    let end = node.span().start as usize + text.len();
    Some(vec![replace_bytes(Span::empty(end), format!(" {word}"))])
}

/// Lets two scalars change places. A block of text has no place on the other's line.
#[must_use]
pub fn exchange(first: Node<'_>, second: Node<'_>) -> Option<Vec<Edit>> {
    let on_a_line = |node: Node<'_>| {
        !node.is_alias()
            && !node.span().is_empty()
            && node.style().is_some_and(|style| !is_block(style))
            && !node.raw().contains(['\n', '\r'])
            && !node.has_custom_tag()
    };
    if first == second || !on_a_line(first) || !on_a_line(second) {
        return None;
    }
    let around = Around::of(first);
    // A comma is text in one place and the end of the value in another.
    if around.is(Format::Yaml) && encode::in_flow(first) != encode::in_flow(second) {
        return None;
    }
    Some(vec![replace_bytes(first.span(), second.raw()), replace_bytes(second.span(), first.raw())])
}
