//! What the token is for: one resource, with its own permissions or with all of them.

use super::{Asked, asked, entra_scopes, of_word};
use crate::check::Findings;
use crate::check::scopes::reading::{Change, at_scopes, at_word, change_words, shown};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::Integration;
use crate::provider::{ALL_GRANTED, Provider, is_guid, scopes::is_login_word};

/// Two resources in one request for a token.
pub(in crate::check) fn several_entra_resources(it: &Integration<'_>, out: &mut Findings<'_>) {
    let asked = asked(it);
    let Some((first, other)) = two_resources(&asked) else { return };
    out.add(
        at_word(it, other.word),
        format!(
            "one token is for one resource; {} and {} are two, and Entra refuses the request",
            first.label(),
            other.label()
        ),
    )
    .help("make an integration for each resource, and associate both with the content");
}

/// The first scope, and the first of another resource.
fn two_resources<'s, 'i, 'a>(asked: &'s [Asked<'i, 'a>]) -> Option<(&'s Asked<'i, 'a>, &'s Asked<'i, 'a>)> {
    let first = asked.first()?;
    let key = first.key();
    asked.iter().find(|other| other.key() != key).map(|other| (first, other))
}

/// `.default` beside another permission of the same resource. Of two resources the rule above speaks.
pub(in crate::check) fn mixed_default_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let asked = asked(it);
    let Some(default) = asked.iter().find(|own| own.is_default()) else { return };
    let key = default.key();
    let Some(other) = asked.iter().find(|other| !other.is_default() && other.key() == key) else {
        return;
    };
    out.add(
        at_word(it, other.word),
        format!(
            "{} stands for all permissions and cannot stand beside {}: Entra refuses the request",
            shown(&default.word.text),
            shown(&other.word.text)
        ),
    )
    .help("keep `.default`, or the single permissions");
}

/// A Service Account that asks for anything but `<resource>/.default`.
pub(in crate::check) fn entra_service_account_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(entra) = entra_scopes(it).filter(|_| it.is_service_account()) else { return };
    let scopes = it.scopes();
    let asked = asked(it);
    let Some(first) = asked.iter().find(|own| !own.is_default()) else {
        let only_login = scopes.words().all(|word| is_login_word(&word.text));
        if only_login {
            out.add(
                at_scopes(it),
                "a Service Account asks for `<resource>/.default`; no scope here names a resource, and Entra refuses it",
            )
            .help("write `<resource>/.default`, for instance `https://graph.microsoft.com/.default`");
        }
        return;
    };
    let default = default_of(it, entra, first);
    let key = first.key();
    // One word for each resource: the first becomes its default, the others go.
    let edits = change_words(scopes, |word| match of_word(&asked, it, word) {
        Some(own) if std::ptr::eq(own.word, first.word) => Change::Write(default.clone()),
        Some(own) if own.key() == key => Change::Drop,
        _ => Change::Keep,
    });
    let word = shown(&first.word.text);
    out.add(
        at_word(it, first.word),
        format!("a Service Account asks for `<resource>/.default` only; Entra refuses {word}"),
    )
    .help(format!("write {}, and grant the permission to the application", shown(&default)))
    .fix(edits.and_then(|edits| fix(Safety::Unsafe, format!("write {}", shown(&default)), edits)));
}

/// `<resource>/.default` in the spelling that is there, or that the cloud has for Microsoft Graph.
fn default_of(it: &Integration<'_>, entra: &Provider, asked: &Asked<'_, '_>) -> String {
    match asked.resource() {
        Some(resource) => format!("{resource}/{ALL_GRANTED}"),
        None => {
            let cloud = super::cloud::login_cloud(it).unwrap_or("global");
            let graph = entra.resource_named("graph").and_then(|graph| graph.spelling(cloud));
            graph.map_or_else(|| ALL_GRANTED.to_owned(), |graph| format!("{graph}/{ALL_GRANTED}"))
        }
    }
}

/// The resource of another product, or one that is nearly a known one.
pub(in crate::check) fn wrong_entra_resource(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(entra) = entra_scopes(it) else { return };
    let asked = asked(it);
    if two_resources(&asked).is_some() {
        return;
    }
    if let Some((own, near)) = asked.iter().find_map(|own| Some((own, near_id(entra, own.resource()?)?))) {
        out.add(
            at_word(it, own.word),
            format!(
                "{} is nearly the id of {near}, but not quite: Entra knows no such resource",
                shown(&own.word.text)
            ),
        )
        .help(format!("compare it with the id of {near}"));
        return;
    }
    let Some((template, used)) = it.template().and_then(|template| {
        Some((template, it.provider()?.template(template.name).filter(|used| !used.resources.is_empty())?))
    }) else {
        return;
    };
    let wrong = |own: &&Asked<'_, '_>| own.known().is_some_and(|known| !used.resources.contains(&known.name));
    let Some(own) = asked.iter().find(wrong) else { return };
    let right = used.resources.iter().find_map(|name| entra.resource_named(name));
    let right = right.map_or_else(|| "its own resource".to_owned(), |right| right.label.clone());
    out.add(
        at_word(it, own.word),
        format!(
            "the token will be for {}; `{}` is for {right}, which refuses it",
            own.label(),
            template.name
        ),
    )
    .help(match used.resources.iter().find_map(|name| entra.resource_named(name)?.spelling("global")) {
        Some(spelling) => format!("write `{spelling}/.default`, or choose the template of the product"),
        None => "write the resource of the product, or choose another template".to_owned(),
    });
}

/// The known resource that a GUID is one or two digits away from.
fn near_id<'p>(entra: &'p Provider, resource: &str) -> Option<&'p str> {
    if !is_guid(resource) || entra.resource(resource).is_some() {
        return None;
    }
    let differ = |id: &str| {
        let pairs = id.bytes().zip(resource.bytes());
        pairs.filter(|(one, other)| !one.eq_ignore_ascii_case(other)).count()
    };
    let near = |ids: &[String]| ids.iter().any(|id| (1..=2).contains(&differ(id)));
    entra.resources.iter().find(|known| near(&known.ids)).map(|known| known.label.as_str())
}
