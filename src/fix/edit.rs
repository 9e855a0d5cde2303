//! Edits as rules think of them: remove this key, add that one, append a word. Each keeps comments,
//! order, quotes, indentation and line ends of everything it is not about, or is `None`.

mod around;
mod encode;
mod insert;
mod remove;
mod scalar;

pub use encode::encode;
pub use insert::insert_after;
pub use remove::{remove, remove_all, remove_item};
pub use scalar::{append_word, exchange, keep_part, quote, rename, replace, replace_part, replace_raw};

use crate::diagnostic::{Edit, Fix, Safety};
use crate::document::{Entry, Format, Kind, Node, Style};
use crate::source::Span;
use around::Around;

/// Edits under one name; `None` for none, and for more than anybody would look through, which reports would have to
/// print.
#[must_use]
pub fn fix(safety: Safety, title: impl Into<String>, edits: Vec<Edit>) -> Option<Fix> {
    const MOST: usize = 1_000;
    let title = title.into();
    (1..=MOST).contains(&edits.len()).then_some(Fix { safety, title, edits })
}

fn replace_bytes(span: Span, text: impl Into<String>) -> Edit {
    Edit { span, text: text.into() }
}

/// Makes one string of a list of words.
#[must_use]
pub fn join_list(entry: Entry<'_>) -> Option<Vec<Edit>> {
    let list = entry.value;
    let simple = |item: Node<'_>| item.kind() == Kind::String && !item.is_alias() && !item.has_custom_tag();
    if entry.merged || list.is_alias() || list.items().len() == 0 || !list.items().all(simple) {
        return None;
    }
    let around = Around::of(list);
    let format = around.document.format();
    let words: Vec<&str> = list.items().map(Node::text).collect();
    let style = if format == Format::Yaml { Style::Plain } else { Style::DoubleQuoted };
    let text = encode(&words.join(" "), style, format);
    if around.has_comment(list.span()) {
        return None;
    }
    if list.is_flow() {
        return Some(vec![replace_bytes(list.span(), text)]);
    }
    // A block list begins on a line of its own: the string goes behind the colon, the lines go.
    let start = list.span().start as usize;
    let colon = around.previous(start);
    let on_key_line = around.text[entry.key.span().end as usize..colon].trim() == ":";
    if !around.is(Format::Yaml)
        || !on_key_line
        || around.has_comment(Span::new(around.line_end(colon), start))
    {
        return None;
    }
    let end = list.span().end as usize;
    if !around.ends_line(end) || around.has_comment(Span::new(end, around.line_end(end))) {
        return None;
    }
    // What is gone begins at the end of the key's line, behind a comment there.
    let first = Span::empty(colon);
    let gone = Span::new(around.line_end(colon), around.line_end(end));
    Some(vec![replace_bytes(first, format!(" {text}")), replace_bytes(gone, "")])
}

/// Moves a value as it is written, with its comment, behind an entry of another mapping, under a name.
/// A secret is never moved.
#[must_use]
pub fn move_behind(
    from: Node<'_>,
    entry: Entry<'_>,
    to: Node<'_>,
    after: Entry<'_>,
    name: &str,
) -> Option<Vec<Edit>> {
    let value = entry.value;
    let source = value.document().source();
    let span = entry.span();
    let secret = source.hidden().iter().any(|hidden| hidden.start < span.end && span.start < hidden.end);
    let block = value.style().is_none_or(|style| matches!(style, Style::Literal | Style::Folded));
    if block || secret || value.is_alias() || value.has_custom_tag() || value.raw().contains(['\n', '\r']) {
        return None;
    }
    // A comment behind the value goes with it.
    let around = Around::of(entry.key);
    let comment = match around.rest_of_line(span.end as usize).trim_end() {
        rest if from.is_flow() || rest.is_empty() => "",
        rest if !to.is_flow() && around.ends_line(span.end as usize) => rest,
        _ => return None,
    };
    let mut edits = insert_after(to, after, name, &format!("{}{comment}", value.raw()))?;
    edits.extend(remove(from, entry)?);
    Some(edits)
}

/// Makes a list of one mapping.
#[must_use]
pub fn wrap_in_list(node: Node<'_>) -> Option<Vec<Edit>> {
    if node.is_alias() || node.kind() != Kind::Mapping {
        return None;
    }
    let around = Around::of(node);
    let span = node.span();
    if node.is_flow() {
        // `[key: value]` is a mapping without brackets.
        let (open, close) = (Span::empty(span.start as usize), Span::empty(span.end as usize));
        return node
            .raw()
            .starts_with('{')
            .then(|| vec![replace_bytes(open, "["), replace_bytes(close, "]")]);
    }
    if !around.is(Format::Yaml) {
        return None;
    }
    let source = around.document.source();
    let first = source.line_index(span.start as usize);
    let last = source.line_index(span.end.saturating_sub(1).max(span.start) as usize);
    let mut edits = vec![replace_bytes(Span::empty(span.start as usize), "- ")];
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
    let around = Around::of(entry.key);
    if !around.is(Format::Toml) || entry.value.is_flow() || entry.value.kind() != Kind::Mapping {
        return None;
    }
    let key = entry.key.span();
    let start = around.line_start(key.start as usize);
    let before = &around.text[start..key.start as usize];
    let after = around.rest_of_line(key.end as usize);
    let open = start + before.find('[')?;
    let close = key.end as usize + after.find(']')?;
    // Nothing but the key between the brackets: a dotted name is a table of another one.
    let alone = before.trim() == "[" && after.split(']').next()?.trim().is_empty();
    alone.then(|| vec![replace_bytes(Span::empty(open), "["), replace_bytes(Span::empty(close), "]")])
}

/// Removes every key but one. `None` where a comment on a line of its own would be lost.
#[must_use]
pub fn keep_only(mapping: Node<'_>, keep: Entry<'_>) -> Option<Vec<Edit>> {
    let own: Vec<Entry<'_>> = mapping.entries().collect();
    if mapping.is_alias() || own.iter().any(|entry| entry.merged) {
        return None;
    }
    let (first, last) = (own.first()?, own.last()?);
    let around = Around::of(keep.key);
    let before = Span { start: first.key.span().start, end: keep.key.span().start };
    // Between brackets commas and brackets follow, else at most a comment.
    let end_of = |at: usize| if mapping.is_flow() { at } else { around.line_end(at) };
    let end = end_of(keep.span().end as usize);
    // A block scalar ends behind its line break, which stays.
    let text = &around.text[..last.span().end as usize];
    let last_end = end_of(text.trim_end_matches(['\n', '\r', ' ']).len());
    let behind = Span::new(end, last_end.max(end));
    let lost = |span: Span| {
        around.document.comments().iter().any(|comment| {
            (comment.alone || mapping.is_flow())
                && span.start <= comment.span.start
                && comment.span.end <= span.end
        })
    };
    if around.is(Format::Toml) || lost(before) || lost(behind) {
        return None;
    }
    let spans = [before, behind].into_iter().filter(|span| !span.is_empty());
    Some(spans.map(|span| replace_bytes(span, "")).collect())
}
