//! Rules of the group project: what files, and the server, say of each other.

mod drift;

pub(super) use drift::inventory_drift;

use super::{Context, Findings, requests};
use crate::diagnostic::{Diagnostic, Safety};
use crate::fix::edit::{self, fix};
use crate::model::{Attachment, Attachments, Integration};
use crate::pattern;
use crate::project::resolve::Wanted;
use crate::project::{Id, Index};
use crate::provider::is_guid;
use crate::template::{self, AuthType};

/// How many of the places that belong to a finding are shown.
const MANY: usize = 10;

/// The summary of an integration in the index.
fn own_id(it: &Integration<'_>, index: &Index) -> Option<Id> {
    index.in_file_at(it.document().source().path(), it.node().id())
}

/// Shows another definition beside a finding.
fn show(finding: &mut Diagnostic, id: Id, index: &Index, what: &str) {
    let place = if index.is_on_server(id) { format!("{what}, on the server") } else { what.to_owned() };
    finding.elsewhere(index.path(id).clone(), index.definition(id).span, place);
}

/// Two definitions of one folder, or one and another on the server, of one name or GUID.
pub(super) fn duplicate_integration(it: &Integration<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let index = cx.index;
    let Some(own) = own_id(it, index) else { return };
    let it_is = index.definition(own);
    let template = it_is.template().known().map(str::trim);
    let clash = |other: &Id| {
        if index.is_on_server(*other) {
            let theirs = index.definition(*other).template().known().map(str::trim);
            template.is_some() && theirs.is_some() && template != theirs
        } else {
            *other < own && index.environment(*other) == index.environment(own)
        }
    };
    if let Some(guid) = it_is.guid().known()
        && let Some(other) = index.with_guid(guid).find(clash)
    {
        let message = if index.is_on_server(other) {
            format!(
                "on the server this GUID is that of {}, an integration of another template: they cannot both have it",
                index.definition(other).called()
            )
        } else {
            "two definitions here have this GUID: they describe one integration, and the one that is sent last wins"
                .to_owned()
        };
        let finding = out.add(it.at(&it.top("guid")), message);
        finding.help("keep one of the two");
        show(finding, other, index, "the other one");
        return;
    }
    let Some(name) = it_is.trimmed_name() else { return };
    let deployed = index.on_server(own).next().is_some();
    let beside = index.named_in(index.environment(own).1, name).next().filter(clash);
    let other = beside.or_else(|| index.named_on_server(name).find(clash).filter(|_| !deployed));
    if let Some(other) = other {
        let place = if index.is_on_server(other) {
            "there is one of another template on the server"
        } else {
            "there are two of them"
        };
        let finding = out.add(
            it.at(&it.top("name")),
            format!("integrations called `{name}` cannot be told apart by publishers and integration requests: {place}"),
        );
        finding.help(
            "give each a name that says what sets it apart: the environment, the region, the auth type",
        );
        show(finding, other, index, "the other one");
    }
}

/// A GUID that neither the files nor the server know.
pub(super) fn unresolved_association(it: &Attachments<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let index = cx.index;
    if !index.has_guids() || index.has_opaque_guid() {
        return;
    }
    for item in it.associations() {
        let field = item.field("oauth_integration_guid");
        let Some(text) = field.literal().filter(|text| is_guid(text)) else { continue };
        if index.with_guid(text).next().is_some() || index.mention(text).is_some() {
            continue;
        }
        let other = index.content_with_guid(text).is_some();
        let known = if index.has_inventory() { "here or on the server" } else { "here" };
        out.add(
            item.start(),
            format!(
                "no integration {known} has this GUID{}: the server refuses the list, or the content gets none",
                if other { ", which is that of a content" } else { "" }
            ),
        )
        .help("take the GUID of the integration from the server that the file is meant for");
    }
}

/// Whether another rule says already why a request fits nothing.
fn is_doubtful(item: &Attachment<'_>, cx: &Context<'_>) -> bool {
    let literal = |key| item.field(key).literal();
    let unknown = |id: &str| {
        let on_server = cx.settings.templates.as_ref().is_some_and(|templates| templates.get(id).is_some());
        let in_use = cx.index.of_template(id).next().is_some();
        template::template(id).is_none() && !on_server && !in_use
    };
    let unsupported = || {
        let known = literal("type").and_then(template::template).filter(|known| known.detailed);
        let auth_type = literal("auth_type").and_then(AuthType::parse);
        known.zip(auth_type).is_some_and(|(known, auth_type)| known.keys(auth_type).is_none())
    };
    let text = |key| item.field(key).node().map(|node| node.text());
    let broken = |key| text(key).is_some_and(|text| pattern::defect(text).is_some());
    literal("type").is_some_and(unknown)
        || literal("auth_type").is_some_and(|word| AuthType::parse(word).is_none())
        || literal("guid").is_some_and(|text| !is_guid(text))
        || unsupported()
        || broken("name")
        || broken("description")
        || text("name").is_some_and(requests::misses_itself)
}

/// A request that no definition fits.
pub(super) fn unresolved_request(it: &Attachments<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let index = cx.index;
    if index.definitions().next().is_none() {
        return;
    }
    for item in it.requests() {
        let wanted = Wanted::new(item);
        let found = index.resolve(&wanted);
        if !found.fits.is_empty() || found.unsure || is_doubtful(item, cx) {
            continue;
        }
        let Some((nearest, difference)) = index.nearest(&wanted) else { continue };
        let called = index.definition(nearest).called();
        let wants = item.field(&difference.key);
        let wants = match wants.node().filter(|node| node.style().is_some()) {
            Some(node) => format!("the request wants `{}`", crate::project::resolve::brief(node.text())),
            None => "the request wants another".to_owned(),
        };
        let key = &difference.key;
        let parts = match &difference.has {
            Some(has) if key == "name" => format!("the nearest is called {has}, {wants}"),
            Some(has) => format!("{called} has {key} {has}, {wants}"),
            None if matches!(&**key, "guid" | "type" | "description") => {
                format!("{called} has no {key}, {wants}")
            }
            None => format!("{called} has another `{key}` than the request wants"),
        };
        let known = if index.has_inventory() { "here or on the server" } else { "here" };
        let field = item.field(key);
        let place = if field.node().is_some() { item.at(&field) } else { item.start() };
        let finding = out.add(
            place,
            format!(
                "no definition {known} fits this request, so the deployment of the content fails: {parts}"
            ),
        );
        finding.help(format!("correct `{key}` in the request, or define the integration that is missing"));
        show(finding, nearest, index, "the nearest one");
    }
}

/// A request that several definitions of one folder fit.
pub(super) fn ambiguous_request(it: &Attachments<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let index = cx.index;
    for item in it.requests() {
        let wanted = Wanted::new(item);
        let found = index.resolve(&wanted);
        if found.fits.len() < 2 {
            continue;
        }
        let several = index.by_environment(&found.fits).into_iter().find(|ids| ids.len() > 1);
        let Some(several) = several else { continue };
        let field = item.field("name");
        let mend = field.node().zip(anchored(item, &wanted, index)).and_then(|(node, pattern)| {
            let edits = edit::replace(node, &pattern)?;
            fix(Safety::Unsafe, format!("anchor the name: `{pattern}`"), edits)
        });
        let names: Vec<_> =
            several.iter().take(3).map(|id| index.definition(*id).called().into_owned()).collect();
        let more = several.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let finding = out.add(
            item.start(),
            format!(
                "{} integrations fit this request, and the content may get the wrong one: {}{more}",
                several.len(),
                names.join(", ")
            ),
        );
        finding.help(if mend.is_some() {
            "anchor the name with `^…$`"
        } else {
            "add a `name`, an `auth_type` or a key of `config` that sets the right one apart"
        });
        finding.fix(mend);
        for id in several.into_iter().take(MANY) {
            show(finding, id, index, "this one fits");
        }
    }
}

/// The name as a pattern for the whole text, if exactly one integration fits that in each folder.
fn anchored(item: &Attachment<'_>, wanted: &Wanted<'_>, index: &Index) -> Option<String> {
    let text = item.field("name").literal()?;
    if text.contains('|') || (text.starts_with('^') && text.ends_with('$')) {
        return None;
    }
    let inner = text.strip_prefix('^').unwrap_or(text);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    let pattern = format!("^{inner}$");
    let found = index.resolve(&wanted.with_name(&pattern));
    let single = !found.fits.is_empty() && index.by_environment(&found.fits).iter().all(|ids| ids.len() == 1);
    single.then_some(pattern)
}
