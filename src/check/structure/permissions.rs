//! Permissions, GUIDs and names.

use super::super::{Findings, quoted};
use crate::diagnostic::{Place, Safety};
use crate::document::{Kind, Node, Style};
use crate::fix::edit::{self, fix};
use crate::model::{
    Attachments, Field, Fields, Integration, Owner, State, Subject, item_start, state_of, value_or_key,
};
use crate::provider::is_guid;
use crate::source::Span;
use std::cell::LazyCell;
use std::collections::HashSet;

/// The keys of a permission, of which exactly one is set.
const WHO: [&str; 2] = ["user_guid", "group_guid"];

/// A list of permissions with nobody in it.
pub(in crate::check) fn empty_permissions(it: &Integration<'_>, out: &mut Findings<'_>) {
    let field = it.top("permissions");
    let empty = |node: &Node<'_>| node.kind() == Kind::Sequence && node.items().len() == 0;
    if field.node().filter(empty).is_some() {
        out.add(it.at_key(&field), "an empty list of permissions opens the integration to all publishers")
            .help("remove the key, or name the users and groups that may use it");
    }
}

/// A permission for both a user and a group, or for nobody.
pub(in crate::check) fn ambiguous_permission(it: &Integration<'_>, out: &mut Findings<'_>) {
    let mistyped = LazyCell::new(|| {
        let meant = it.strays().iter().filter(|stray| stray.meant.is_some());
        meant.map(|stray| stray.at.as_str()).collect::<HashSet<&str>>()
    });
    for (index, item) in permissions(it) {
        let pointer = || format!("/permissions/{index}");
        let given = |key: &&&str| {
            item.get(key).is_some_and(|entry| !matches!(state_of(entry.value), State::Null | State::Blank))
        };
        let message = match WHO.iter().filter(given).count() {
            1 => continue,
            0 if it.is_broken() || mistyped.contains(&*pointer()) => continue,
            0 => "this permission names neither a user nor a group: Connect refuses it",
            _ => "this permission names both a user and a group: Connect refuses it",
        };
        out.add(it.place(item_start(item), &pointer()), message).help("name one user or one group per entry");
    }
}

/// The permissions that are mappings, each with its place in the list.
fn permissions<'a>(it: &Integration<'a>) -> impl Iterator<Item = (usize, Node<'a>)> + use<'a> {
    let list = it.top("permissions").node().filter(|node| !node.has_custom_tag());
    let mappings = |(_, item): &(usize, Node<'a>)| matches!(state_of(*item), State::Other(Kind::Mapping));
    list.into_iter().flat_map(Node::items).enumerate().filter(mappings)
}

/// A value that should name something on the server and is no GUID.
pub(in crate::check) fn malformed_guid(subject: &Subject<'_>, out: &mut Findings<'_>) {
    match subject {
        Subject::Integration(it) => {
            for (index, item) in permissions(it) {
                let fields = Fields::of(Some(item), false);
                for key in WHO {
                    let place = |span| it.place(span, &format!("/permissions/{index}/{key}"));
                    judge(&fields.get(key), false, place, out);
                }
            }
        }
        Subject::Attachments(list) => in_attachments(list, out),
        _ => {}
    }
}

fn in_attachments(list: &Attachments<'_>, out: &mut Findings<'_>) {
    let part = list.part();
    if let Some((Owner::Named, owner)) = list.owner() {
        let above = part.pointer.strip_suffix("/associations").unwrap_or(&part.pointer);
        let place = |span, key: &str| Place { span, pointer: format!("{above}/{key}"), root: part.root };
        let content = Fields::of(Some(owner), false).get("content_guid");
        judge(&content, false, |span| place(span, "content_guid"), out);
    }
    for item in list.items() {
        let keys: &[(&str, bool)] = if item.is_association {
            &[("oauth_integration_guid", true), ("content_guid", false)]
        } else {
            &[("guid", false)]
        };
        for &(key, needed) in keys {
            judge(&item.field(key), needed, |span| item.place(span, &format!("/{key}")), out);
        }
    }
}

fn judge(field: &Field<'_>, needed: bool, place: impl Fn(Span) -> Place, out: &mut Findings<'_>) {
    let Some(entry) = field.entry() else { return };
    let what = match field.state() {
        State::Literal(text) | State::Dummy(text) if !is_guid(text) => quoted(text),
        State::Other(kind) => kind.described().to_owned(),
        State::Null | State::Blank if needed => "an empty value".to_owned(),
        _ => return,
    };
    out.add(
        place(value_or_key(&entry)),
        format!("`{}` is not a GUID but {what}: the server refuses it or finds nothing", field.name()),
    )
    .help("copy the GUID from the server: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12");
}

/// A name with blanks around it.
pub(in crate::check) fn untrimmed_name(it: &Integration<'_>, out: &mut Findings<'_>) {
    let field = it.top("name");
    let (State::Literal(_) | State::Mixed(_) | State::Dummy(_), Some(node)) = (field.state(), field.node())
    else {
        return;
    };
    let (text, trimmed) = (node.text(), node.text().trim());
    if text == trimmed {
        return;
    }
    let end = match (text.starts_with(trimmed), text.ends_with(trimmed)) {
        (true, _) => "ends",
        (_, true) => "begins",
        _ => "begins and ends",
    };
    // The text of a block scalar ends with its line break, which stands in no quotes.
    let one_line = matches!(node.style(), Some(Style::SingleQuoted | Style::DoubleQuoted | Style::Multiline));
    let mend = one_line.then(|| edit::replace(node, trimmed)).flatten();
    let what = if text.ends_with('\n') { "line break" } else { "blank" };
    out.add(
        it.at(&field),
        format!("`name` {end} with a {what}: a request for the exact name does not match it"),
    )
    .help("remove the blank")
    .fix(mend.and_then(|edits| fix(Safety::Safe, "remove the blank", edits)));
}
