//! Keys that have no place where they stand.

use super::super::{Findings, quoted};
use crate::diagnostic::{Fix, Place, Safety};
use crate::document::{Entry, Node};
use crate::fix::edit::{self, fix};
use crate::model::{Attachments, Integration, Stray, Subject, escape, strays_in};
use crate::schema::{Fault, Violation};
use crate::template::{AuthType, Shape, Template, Usage, documents};

/// A key that nothing knows there, or a known one on the wrong level.
pub(in crate::check) fn unknown_key(subject: &Subject<'_>, out: &mut Findings<'_>) {
    match subject {
        Subject::Integration(it) => {
            for stray in it.strays() {
                let mend = mend_in(it, stray);
                let owner = match stray.at.as_str() {
                    "" if it.is_update() => "an update",
                    "" => "a definition",
                    "/config" => "`config`",
                    _ => "a permission",
                };
                let pointer = format!("{}/{}", stray.at, escape(stray.entry.name()));
                say(stray, owner, it.place(stray.entry.key.span(), &pointer), mend, out);
            }
        }
        Subject::Attachments(list) => in_requests(list, out),
        _ => {}
    }
}

fn in_requests(list: &Attachments<'_>, out: &mut Findings<'_>) {
    // Among associations an entry is meant to be one, although only its GUID would tell.
    let owner = match list.associations().next() {
        Some(_) => "an association",
        None => "an integration request",
    };
    for request in list.requests() {
        for stray in strays_in("request", request.node) {
            let below = format!("/{}", escape(stray.entry.name()));
            let place = request.place(stray.entry.key.span(), &below);
            say(&stray, owner, place, rename(&stray), out);
        }
        // A request may ask for a key of a template that is newer than this, so only a likeness counts.
        let config = request.node.get("config").map(|entry| entry.value);
        for stray in config.map(|config| strays_in("any-config", config)).into_iter().flatten() {
            if stray.meant.is_some() {
                let below = format!("/config/{}", escape(stray.entry.name()));
                let place = request.place(stray.entry.key.span(), &below);
                say(&stray, "`config`", place, rename(&stray), out);
            }
        }
    }
}

fn say(stray: &Stray<'_>, owner: &str, place: Place, mend: Option<Fix>, out: &mut Findings<'_>) {
    let key = quoted(stray.entry.name());
    let note = "remove it, or make it a note of your own by putting `x-` before it";
    let (message, help) = match stray.meant {
        None => (format!("{key} is not a key of {owner}: Connect refuses or ignores it"), note.to_owned()),
        Some(meant) if stray.misplaced => {
            let home = if stray.at.is_empty() { "in `config`" } else { "at the top, beside `config`" };
            let message = if meant == stray.entry.name() {
                format!("{key} belongs {home}; where it stands Connect refuses or ignores it")
            } else {
                format!("{key} is not a key of {owner}; did you mean `{meant}` {home}?")
            };
            let help = if stray.taken { "is there already: remove this one" } else { "is its name: move it" };
            (message, format!("`{meant}` {help}"))
        }
        Some(meant) if stray.taken => (
            format!("{key} is not a key of {owner}, and `{meant}` is given already"),
            "remove the one that is not meant".to_owned(),
        ),
        Some(meant) => (
            format!("{key} is not a key of {owner}; did you mean `{meant}`?"),
            format!("rename it to `{meant}`; as it is Connect refuses or ignores it"),
        ),
    };
    out.add(place, message).help(help).fix(mend);
}

fn rename(stray: &Stray<'_>) -> Option<Fix> {
    let meant = stray.meant.filter(|_| !stray.taken && !stray.misplaced)?;
    fix(Safety::Unsafe, format!("rename it to `{meant}`"), edit::rename(stray.entry, meant)?)
}

fn mend_in(it: &Integration<'_>, stray: &Stray<'_>) -> Option<Fix> {
    if !stray.misplaced {
        return rename(stray);
    }
    let meant = stray.meant.filter(|_| !stray.taken)?;
    if stray.at.is_empty() {
        return into_config(it, stray.entry, meant);
    }
    // Behind the keys above `config`, so that nothing is put into what is taken away.
    let config = it.config()?;
    let own = |entry: &Entry<'_>| !entry.merged && entry.key != config.key;
    let above = it.node().entries().take_while(|entry| entry.key != config.key).filter(own).last();
    let after = above.or_else(|| it.node().entries().rfind(own))?;
    let edits = edit::move_behind(stray.mapping, stray.entry, it.node(), after, meant)?;
    fix(Safety::Unsafe, format!("move `{meant}` out of `config`"), edits)
}

/// Moves a key from the top to the end of `config`.
fn into_config(it: &Integration<'_>, entry: Entry<'_>, name: &str) -> Option<Fix> {
    let config = it.config_mapping().filter(|config| config.get(name).is_none())?;
    let after = config.entries().rfind(|entry| !entry.merged)?;
    let edits = edit::move_behind(it.node(), entry, config, after, name)?;
    fix(Safety::Unsafe, format!("move `{name}` into `config`"), edits)
}

/// A config key that this template does not have with this auth type.
pub(in crate::check) fn inapplicable_key(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some((template, config)) = it.template().zip(it.config_mapping()) else { return };
    let Some(shapes) = possible_shapes(it, template) else { return };
    for field in it.fields().iter().filter(|field| field.is_given() && field.name() != "auth_type") {
        let name = field.name();
        let Some(entry) = field.entry() else { continue };
        if shapes.is_empty() || !shapes.iter().all(|shape| shape.usage(name) == Usage::Inapplicable) {
            continue;
        }
        let with = match (template.shapes.len(), it.auth_type()) {
            (2.., Some(auth_type)) => format!(" with auth type {}", auth_type.name()),
            _ => String::new(),
        };
        let place = it.at(field);
        let finding = out.add(
            place,
            format!("`{name}` is not a key of `{}`{with}: Connect refuses or ignores it", template.name),
        );
        finding.fix(
            edit::remove(config, entry)
                .and_then(|edits| fix(Safety::Safe, format!("remove `{name}`"), edits)),
        );
        finding.help(match other_type(template, name) {
            Some(other) => format!("remove it; it goes with auth type {}", other.name()),
            None => "remove it".to_owned(),
        });
    }
}

/// What a `config` may look like: one shape, or each of the template's where an update does not say.
fn possible_shapes(it: &Integration<'_>, template: &'static Template) -> Option<Vec<&'static Shape>> {
    if !template.detailed {
        return None;
    }
    match it.auth_type() {
        Some(auth_type) => template.shape(auth_type).map(|shape| vec![shape]),
        None if it.is_update() && it.field("auth_type").is_absent() => Some(template.shapes.iter().collect()),
        None => None,
    }
}

/// The auth type of a template that has the key.
fn other_type(template: &'static Template, name: &str) -> Option<AuthType> {
    let has = |shape: &&Shape| matches!(shape.usage(name), Usage::Required | Usage::Optional);
    template.shapes.iter().find(has).map(|shape| shape.auth_type)
}

/// A key that only the server writes.
pub(in crate::check) fn read_only_key(it: &Integration<'_>, out: &mut Findings<'_>) {
    for (violation, mapping, entry) in unknown_entries(it) {
        let in_permission = violation.pointer.starts_with("/permissions/");
        let kind = if in_permission { "exported-permission" } else { "export" };
        let name = entry.name();
        let read_only =
            documents::document(kind).and_then(|shape| shape.key(name)).is_some_and(|key| key.read_only);
        if !read_only || (name == "auth_type" && !in_permission) {
            continue;
        }
        let what = match (in_permission, it.is_update()) {
            (true, _) => "a permission",
            (false, true) => "an update",
            (false, false) => "a create",
        };
        let mend = edit::remove(mapping, entry)
            .and_then(|edits| fix(Safety::Unsafe, format!("remove `{name}`"), edits));
        out.add(
            it.at_violation(violation),
            format!(
                "`{name}` is written by the server and is not part of {what}: Connect refuses or ignores it"
            ),
        )
        .help("remove it; to change an integration that exists, put its GUID into the URL of an update")
        .fix(mend);
    }
}

/// `auth_type` at the top, where only the server writes it.
pub(in crate::check) fn misplaced_auth_type(it: &Integration<'_>, out: &mut Findings<'_>) {
    for (violation, mapping, entry) in unknown_entries(it) {
        if violation.pointer != "/auth_type" {
            continue;
        }
        let place = it.at_violation(violation);
        if it.field("auth_type").is_absent() {
            let default = it.template().map_or(AuthType::Viewer, Template::default_auth_type);
            let message = if it.is_update() {
                "`auth_type` at the top is written by the server only: the auth type does not change"
                    .to_owned()
            } else {
                format!(
                    "`auth_type` at the top is written by the server only: the integration becomes {}",
                    default.name()
                )
            };
            out.add(place, message).help("move it into `config`").fix(into_config(it, entry, "auth_type"));
        } else {
            let mend = edit::remove(mapping, entry)
                .and_then(|edits| fix(Safety::Unsafe, "remove the upper `auth_type`", edits));
            out.add(
                place,
                "`auth_type` at the top is written by the server only: the one in `config` counts",
            )
            .help("remove the upper one")
            .fix(mend);
        }
    }
}

/// The keys that the schema of a definition does not have, each with its mapping.
fn unknown_entries<'i, 'a>(
    it: &'i Integration<'a>,
) -> impl Iterator<Item = (&'i Violation, Node<'a>, Entry<'a>)> {
    it.violations().iter().filter(|violation| violation.fault == Fault::UnknownKey).filter_map(|violation| {
        let mapping = it.document().node(violation.node);
        let entry = mapping.entry_with(violation.key?)?;
        Some((violation, mapping, entry))
    })
}
