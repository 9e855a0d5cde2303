//! Adds a key, in the indentation and the style of its neighbours.

use super::around::{Around, Lead, is_blank};
use super::{encode, replace_bytes};
use crate::diagnostic::Edit;
use crate::document::{Entry, Format, Kind, Node};
use crate::source::Span;

/// Adds a key with a value in source text right behind another entry.
#[must_use]
pub fn insert_after(mapping: Node<'_>, after: Entry<'_>, key: &str, raw: &str) -> Option<Vec<Edit>> {
    if after.merged || mapping.is_alias() {
        return None;
    }
    let around = Around::of(after.key);
    let key = encode::key(key, after.key.style(), around.document.format());
    let entry = format!("{key}{}{raw}", sign(&around, after));
    if mapping.is_flow() {
        return into_flow(&around, mapping, after, &entry);
    }
    let table = matches!(after.value.kind(), Kind::Mapping | Kind::Sequence) && !after.value.is_flow();
    if around.is(Format::Toml) && table {
        return None;
    }
    let lead = match around.lead(after)? {
        Lead::Line(before) => before.to_owned(),
        Lead::Dash(blanks) => blanks,
    };
    let end = after.span().end as usize;
    if !around.ends_line(end) {
        return None;
    }
    Some(vec![replace_bytes(
        Span::empty(around.line_end(end)),
        format!("{}{lead}{entry}", around.line_break()),
    )])
}

/// What stands between a key and its value.
fn sign<'a>(around: &Around<'a>, entry: Entry<'_>) -> &'a str {
    let (key, value) = (entry.key.span().end as usize, entry.value.span().start as usize);
    let between = around.text.get(key..value).unwrap_or_default();
    let (usual, sign) = if around.is(Format::Toml) { (" = ", "=") } else { (": ", ":") };
    let plain = is_blank(&between.replacen(sign, "", 1)) && between.contains(sign);
    // YAML wants a blank behind the colon, except behind a quoted key between brackets.
    let tight = around.is(Format::Yaml) && !between.ends_with([' ', '\t']);
    let padded =
        [between.find(sign).unwrap_or(0), between.len() - between.trim_end_matches([' ', '\t']).len()];
    let columns = padded.iter().any(|&blanks| blanks > 1) || between.contains('\t');
    if plain && !tight && !columns { between } else { usual }
}

fn into_flow(around: &Around<'_>, mapping: Node<'_>, after: Entry<'_>, entry: &str) -> Option<Vec<Edit>> {
    let (start, end) = (after.key.span().start as usize, after.span().end as usize);
    // `[key: value]` is a mapping without brackets.
    if !mapping.raw().starts_with('{') {
        return None;
    }
    let behind = around.next(end);
    let comma = around.byte(behind) == Some(b',');
    if !around.begins_line(start) {
        return Some(vec![replace_bytes(
            Span::empty(end),
            format!("{}{entry}", separator(around, mapping, after)),
        )]);
    }
    let line = format!("{}{}{entry}", around.line_break(), around.indent(start));
    let line_end = around.line_end(end);
    let same_line = behind < line_end;
    if comma && same_line && around.has_comment(Span::new(behind, line_end)) {
        // `key: value,  # comment`: the comment stays with its key.
        return Some(vec![replace_bytes(Span::empty(line_end), format!("{line},"))]);
    }
    if !comma && around.has_comment(Span::new(end, line_end)) {
        return Some(vec![replace_bytes(Span::empty(end), ","), replace_bytes(Span::empty(line_end), line)]);
    }
    Some(vec![replace_bytes(Span::empty(end), format!(",{line}"))])
}

/// The comma and the blanks that part two entries on one line.
fn separator(around: &Around<'_>, mapping: Node<'_>, after: Entry<'_>) -> String {
    let own: Vec<Entry<'_>> = mapping.entries().filter(|entry| !entry.merged).collect();
    let between = own.windows(2).find_map(|pair| {
        let text = around.text.get(pair[0].span().end as usize..pair[1].key.span().start as usize)?;
        (text.matches(',').count() == 1 && is_blank(&text.replacen(',', "", 1))).then_some(text)
    });
    // `{"a":1}` has no blanks anywhere.
    let tight = around.is(Format::Json) && sign(around, after) == ":";
    between.map_or_else(|| if tight { ",".to_owned() } else { ", ".to_owned() }, str::to_owned)
}
