//! Takes a key or an item away, with the line, the comma and the trailing comment that belong to it.

use super::around::{Around, Lead};
use super::replace_bytes;
use crate::diagnostic::Edit;
use crate::document::{Entry, Format, Kind, Node};
use crate::source::Span;

/// Removes a key and its value. Whole lines go where the entry has them for itself, with their comment.
#[must_use]
pub fn remove(mapping: Node<'_>, entry: Entry<'_>) -> Option<Vec<Edit>> {
    if entry.merged || mapping.is_alias() {
        return None;
    }
    let around = Around::of(entry.key);
    if mapping.is_flow() {
        return from_flow(&around, mapping.span(), entry.span());
    }
    let lead = around.lead(entry)?;
    if around.is(Format::Toml) {
        // A table's lines may stand apart, with those of others between them.
        let table = matches!(entry.value.kind(), Kind::Mapping | Kind::Sequence) && !entry.value.is_flow();
        return if table { None } else { whole_lines(&around, entry.span()).map(|edit| vec![edit]) };
    }
    let whole = mapping.span();
    let only = whole.start == entry.key.span().start && whole.end == entry.span().end;
    match lead {
        _ if only => only_key(&around, mapping, entry, &lead),
        Lead::Line(_) => whole_lines(&around, entry.span()).map(|edit| vec![edit]),
        Lead::Dash(_) => behind_dash(&around, entry).map(|edit| vec![edit]),
    }
}

/// Removes several keys of one mapping at once.
#[must_use]
pub fn remove_all(mapping: Node<'_>, entries: &[Entry<'_>]) -> Option<Vec<Edit>> {
    if let [entry] = entries {
        return remove(mapping, *entry);
    }
    if mapping.is_alias() || entries.iter().any(|entry| entry.merged) {
        return None;
    }
    let goes = |entry: &Entry<'_>| entries.iter().any(|gone| gone.key == entry.key);
    let own: Vec<Entry<'_>> = mapping.entries().filter(|entry| !entry.merged).collect();
    let mut edits: Vec<Edit> = Vec::new();
    if mapping.is_flow() {
        // Neighbours go together: the commas between them belong to both.
        for run in own.chunk_by(|one, other| goes(one) == goes(other)).filter(|run| goes(&run[0])) {
            let span = run[0].span().join(run[run.len() - 1].span());
            edits.extend(from_flow(&Around::of(mapping), mapping.span(), span)?);
        }
        return Some(edits);
    }
    if own.iter().all(goes) {
        return None;
    }
    for entry in entries {
        edits.extend(remove(mapping, *entry)?);
    }
    edits.sort_by_key(|edit| edit.span);
    // Behind a dash each one would take the place of the one before.
    edits.is_sorted_by(|one, other| one.span.end <= other.span.start).then_some(edits)
}

/// The lines of a range, if it has them for itself.
fn whole_lines(around: &Around<'_>, span: Span) -> Option<Edit> {
    let start = around.line_start(span.start as usize);
    let before = &around.text[start..span.start as usize];
    let free = super::around::is_blank(before) || around.is(Format::Toml);
    (free && around.ends_line(span.end as usize)).then(|| replace_bytes(around.lines(span), ""))
}

/// The first key behind a dash goes: what follows takes its place.
fn behind_dash(around: &Around<'_>, entry: Entry<'_>) -> Option<Edit> {
    let span = entry.span();
    let next_line = around.lines(span).end as usize;
    let rest = around.text.get(next_line..)?;
    let next = next_line + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
    // Only where the next thing stands in the very column; a blank line between would leave the dash alone.
    let same_column =
        next - around.line_start(next) == span.start as usize - around.line_start(span.start as usize);
    (around.ends_line(span.end as usize) && same_column)
        .then(|| replace_bytes(Span::new(span.start as usize, next), ""))
}

/// The last key of a block mapping goes: what remains must still be a mapping.
fn only_key(around: &Around<'_>, mapping: Node<'_>, entry: Entry<'_>, lead: &Lead<'_>) -> Option<Vec<Edit>> {
    let start = entry.key.span().start as usize;
    let colon = around.previous(start);
    let is_value = around.byte(colon.checked_sub(1).unwrap_or(usize::MAX)) == Some(b':');
    match lead {
        Lead::Line(_) if is_value => {
            let mut edits = vec![replace_bytes(Span::empty(colon), " {}")];
            let lines = around.lines(entry.span());
            let ends = around.ends_line(entry.span().end as usize);
            // The last line of a file may have no line break: then the one before it goes.
            let last = lines.end as usize == around.text.len() && !around.text.ends_with(['\n', '\r']);
            if !ends {
                return None;
            }
            if last && !around.has_comment(Span::new(colon, start)) {
                edits = vec![replace_bytes(Span::new(colon, entry.span().end as usize), " {}")];
            } else {
                edits.push(replace_bytes(lines, ""));
            }
            Some(edits)
        }
        // A document's or an item's own mapping.
        _ if around.byte(colon.wrapping_sub(1)).is_none_or(|byte| byte == b'-') => {
            Some(vec![replace_bytes(mapping.span(), "{}")])
        }
        _ => None,
    }
}

/// Removes an item of a list, with the comma or the line that belongs to it.
#[must_use]
pub fn remove_item(list: Node<'_>, index: usize) -> Option<Vec<Edit>> {
    if list.is_alias() {
        return None;
    }
    let item = list.items().nth(index)?;
    let around = Around::of(item);
    if list.is_flow() {
        return from_flow(&around, list.span(), item.span());
    }
    if list.items().len() == 1 {
        return None;
    }
    let span = if around.is(Format::Toml) {
        // `[[list]]` with its lines, as far as they stand together.
        let start = around.line_start(item.span().start as usize);
        let together = list.items().all(|other| other == item || !item.span().covers(other.span()));
        if !together || !around.text[start..].trim_start().starts_with("[[") {
            return None;
        }
        Span::new(start, item.span().end as usize)
    } else {
        let dash =
            around.text[..item.span().start as usize].trim_end_matches([' ', '\t']).len().checked_sub(1)?;
        if around.byte(dash) != Some(b'-') || !around.begins_line(dash) {
            return None;
        }
        Span::new(dash, item.span().end as usize)
    };
    whole_lines(&around, span).map(|edit| vec![edit])
}

/// Removes an entry or an item between brackets, and one of the commas beside it.
fn from_flow(around: &Around<'_>, outer: Span, inner: Span) -> Option<Vec<Edit>> {
    let (start, end) = (inner.start as usize, inner.end as usize);
    let (before, behind) = (around.previous(start), around.next(end));
    let (left, right) = (around.byte(before.checked_sub(1)?)?, around.byte(behind)?);
    let opens = before == outer.start as usize + 1;
    let closes = behind + 1 == outer.end as usize;
    if !(opens || left == b',') || !(closes || right == b',') {
        return None;
    }
    let commented = around.has_comment(Span::new(before, behind));
    if opens && closes && !commented {
        return Some(vec![replace_bytes(Span::new(before, behind), "")]);
    }
    let begins = around.begins_line(start);
    if right == b',' && !closes {
        let comma = behind + 1;
        let same_line = !around.text[end..behind].contains(['\n', '\r']);
        return Some(if begins && same_line && around.ends_line(comma) {
            vec![replace_bytes(around.lines(Span::new(start, comma)), "")]
        } else if commented && !same_line {
            vec![replace_bytes(inner, ""), replace_bytes(Span::new(behind, comma), "")]
        } else if !opens
            && !commented
            && (around.ends_line(comma) || around.next(comma) + 1 == outer.end as usize)
        {
            // The last of several: the blanks before it go, what follows stays.
            vec![replace_bytes(Span::new(before.max(around.line_start(start)), comma), "")]
        } else {
            let blanks = around.text[comma..].len()
                - around.text[comma..].trim_start_matches([' ', '\t', '\n', '\r']).len();
            vec![replace_bytes(Span::new(start, comma + blanks), "")]
        });
    }
    // The last one: the comma before it goes too, and whatever comment stands between stays.
    let comma = Span::new(before - usize::from(!opens), before);
    let edits = if begins && around.ends_line(end) {
        vec![replace_bytes(comma, ""), replace_bytes(around.lines(inner), "")]
    } else if around.has_comment(Span::new(before, start)) {
        vec![replace_bytes(comma, ""), replace_bytes(inner, "")]
    } else {
        // A comma may begin a line of its own: then its line break goes as well.
        let left = around.previous(comma.start as usize);
        let from =
            if opens || around.has_comment(Span::new(left, start)) { comma.start as usize } else { left };
        vec![replace_bytes(Span::new(from, end), "")]
    };
    Some(edits.into_iter().filter(|edit| !edit.span.is_empty()).collect())
}
