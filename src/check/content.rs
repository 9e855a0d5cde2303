//! Rules of the group content: what a content item may be associated with.

mod fit;

pub(super) use fit::{conflicting_associations, viewer_on_public_content, viewer_on_rendered_content};

use super::{Context, Findings};
use crate::diagnostic::Safety;
use crate::document::{Kind, Node};
use crate::fix::edit::{self, fix};
use crate::model::{Attachment, Attachments};
use crate::schema::is_annotation;
use crate::summary::guid;
use std::collections::HashMap;

/// The only key of an association that is sent.
const GUID: &str = "oauth_integration_guid";

/// The first release in which content may have several associations.
const SEVERAL: &str = "2025.07.0";

/// One mapping where the server wants a list, also when there is only one association.
pub(super) fn association_not_array(it: &Attachments<'_>, out: &mut Findings<'_>) {
    let node = it.node();
    if node.kind() != Kind::Mapping || it.content().is_some() {
        return;
    }
    let Some(entry) = node.get(GUID) else { return };
    let mend = edit::wrap_in_list(node).and_then(|edits| fix(Safety::Safe, "put it in a list", edits));
    let pointer = format!("{}/{GUID}", it.part().pointer);
    let place =
        crate::diagnostic::Place { span: crate::model::value_or_key(&entry), pointer, root: it.part().root };
    out.add(
        place,
        "the associations of a content are sent as a list, and this is a single mapping: Connect cannot read the \
         request",
    )
    .help("put it in a list, also when it is the only one")
    .fix(mend);
}

/// The GET answer, with more than may be sent back.
pub(super) fn association_dump(it: &Attachments<'_>, out: &mut Findings<'_>) {
    for item in it.associations() {
        let others =
            item.node.entries().map(|entry| entry.name()).filter(|key| *key != GUID && !is_annotation(key));
        let others: Vec<&str> = others.collect();
        let Some(first) = others.first() else { continue };
        let more = match others.len() {
            1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        let mend = item
            .node
            .get(GUID)
            .filter(|_| item.node.entries().all(|entry| !is_annotation(entry.name())))
            .and_then(|keep| edit::keep_only(item.node, keep))
            .and_then(|edits| fix(Safety::Safe, format!("remove all but `{GUID}`"), edits));
        out.add(
            item.start(),
            format!(
                "this association has `{first}`{more}, which only the server's answer has: what is sent may have \
                 `{GUID}` only, and is refused otherwise"
            ),
        )
        .help(format!("remove every key but `{GUID}`"))
        .fix(mend);
    }
}

/// The content that an entry is for, as far as the entry says so: a list from the integration's side has many.
fn content_of(item: &Attachment<'_>) -> String {
    let field = ["content_guid", "app_guid"].iter().map(|key| item.field(key)).find(|field| field.is_given());
    field.and_then(|field| field.node()).map_or_else(String::new, |node| guid(node.text()).into_owned())
}

/// The same integration twice for one content.
pub(super) fn duplicate_association(it: &Attachments<'_>, out: &mut Findings<'_>) {
    let mut seen: HashMap<(String, String), Node<'_>> = HashMap::new();
    for item in it.associations() {
        let field = item.field(GUID);
        let Some(text) = field.literal() else { continue };
        let key = (content_of(item), guid(text).into_owned());
        let Some(first) = seen.get(&key) else {
            seen.insert(key, item.node);
            continue;
        };
        let mend = item
            .index
            .and_then(|index| edit::remove_item(it.node(), index))
            .and_then(|edits| fix(Safety::Safe, "remove the second entry", edits));
        out.add(
            item.start(),
            "this integration stands in the list already, and Connect refuses a list with one integration twice",
        )
        .help("remove this entry, or put the GUID there that was meant")
        .here(value_span(*first), "first listed here")
        .fix(mend);
    }
}

/// The bytes of an association's GUID.
fn value_span(item: Node<'_>) -> crate::source::Span {
    item.get(GUID).map_or(item.span(), |entry| crate::model::value_or_key(&entry))
}

/// More than one entry for a server that allows one.
pub(super) fn too_many_associations(it: &Attachments<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let Some((declared, several)) = cx.settings.connect_version.zip(SEVERAL.parse().ok()) else { return };
    if declared >= several {
        return;
    }
    let mut contents: Vec<String> = Vec::new();
    for item in it.items() {
        let content = content_of(item);
        if contents.contains(&content) {
            out.add(
                item.start(),
                format!(
                    "content can have one integration only before Connect {SEVERAL}, and the declared release is \
                     {declared}: the server refuses the second"
                ),
            )
            .help("keep one, or declare the release that the server really has");
            return;
        }
        contents.push(content);
    }
}
