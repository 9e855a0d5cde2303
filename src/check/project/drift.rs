//! Where a definition and the server differ.

use crate::check::{Context, Findings};
use crate::document::Node;
use crate::model::{Field, Integration, State};
use crate::project::resolve::brief;
use crate::project::{Id, Index};
use crate::provider::scopes;
use crate::secret;
use crate::template;
use std::collections::BTreeSet;

/// One finding for each config key with another value on the server.
pub(in crate::check) fn inventory_drift(it: &Integration<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let index = cx.index;
    let Some(own) = super::own_id(it, index) else { return };
    let differences = |id: &Id| differing(it, *id, index);
    let Some((entry, differing)) =
        index.on_server(own).map(|id| (id, differences(&id))).min_by_key(|(_, differing)| differing.len())
    else {
        return;
    };
    let only_there = only_on_server(it, entry, index);
    for (field, theirs) in differing {
        let here = field.node().map(Node::text).unwrap_or_default();
        let shown = |text: &str| secret::printable(&brief(text)).into_owned();
        let finding = out.add(
            it.at(&field),
            format!(
                "on the server `{}` is `{}`, in this file it is `{}`: the next deployment overwrites the server's value",
                field.name(),
                shown(theirs),
                shown(here)
            ),
        );
        finding.help(match only_there.as_slice() {
            [] => "copy the server's value into the file, or send the file".to_owned(),
            keys => format!(
                "copy the server's value into the file, or send the file; only the server has {}",
                keys.join(", ")
            ),
        });
    }
}

/// The keys whose values can be compared and differ.
fn differing<'a, 'i>(it: &Integration<'a>, entry: Id, index: &'i Index) -> Vec<(Field<'a>, &'i str)> {
    let Some((export, at)) = index.export(entry) else { return Vec::new() };
    let known = |name: &str| {
        let secret = it.server().and_then(|server| server.key(name)).is_some_and(|key| key.secret);
        template::is_config_key(name) && !template::is_secret_key(name) && !secret
    };
    let differs = |field: &Field<'a>| {
        let theirs = export.value(at, field.name())?;
        let here = match field.state() {
            State::Literal(_) | State::Dummy(_) => field.node()?.text(),
            State::Blank => "",
            State::Other(_) => field.node().filter(|node| node.style().is_some())?.text(),
            State::Absent | State::Null | State::Opaque(_) | State::Mixed(_) => return None,
        };
        let same = if field.name() == "scopes" {
            words(here) == words(theirs)
        } else {
            here.trim() == theirs.trim()
        };
        (!same).then_some((*field, theirs))
    };
    it.fields().iter().filter(|field| known(field.name())).filter_map(differs).collect()
}

/// `scopes` as the set of its words.
fn words(text: &str) -> BTreeSet<String> {
    scopes::split(text).into_iter().map(|word| word.text.to_string()).collect()
}

/// The keys that the entry has and the definition has not.
fn only_on_server(it: &Integration<'_>, entry: Id, index: &Index) -> Vec<String> {
    let Some((export, at)) = index.export(entry) else { return Vec::new() };
    let here = |name: &str| it.fields().iter().any(|field| field.name() == name);
    export.keys(at).filter(|name| !here(name)).map(|name| format!("`{name}`")).collect()
}
