//! National clouds, and the older of the two kinds of endpoints.

use super::{Asked, asked, entra};
use crate::check::Findings;
use crate::check::scopes::reading::{Change, at_word, change_words, shown};
use crate::diagnostic::{Edit, Safety};
use crate::fix::edit::fix;
use crate::model::{Endpoint, Integration};
use crate::provider::Uri;

/// The cloud of the login host; `None` if there is none, or if there are two.
pub(super) fn login_cloud(it: &Integration<'_>) -> Option<&'static str> {
    let mut clouds = it.servers().endpoints().filter_map(|endpoint| endpoint.recognised.as_ref()?.cloud());
    let first = clouds.next()?;
    clouds.all(|other| other == first).then_some(first)
}

/// A login host and a resource of different clouds.
pub(in crate::check) fn sovereign_cloud_mismatch(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(cloud) = login_cloud(it) else { return };
    let asked = asked(it);
    let elsewhere = |own: &Asked<'_, '_>| other_cloud(own.uri()?, cloud);
    let Some((first, other)) = asked.iter().find_map(|own| Some((own, elsewhere(own)?))) else {
        return;
    };
    let edits = change_words(it.scopes(), |word| {
        let own = asked.iter().find(|own| std::ptr::eq(own.word, word));
        own.and_then(|own| here(own, cloud)).map_or(Change::Keep, Change::Write)
    });
    // Where one of them has no counterpart in the cloud, no edit helps.
    let all = asked.iter().all(|own| elsewhere(own).is_none() || here(own, cloud).is_some());
    out.add(
        at_word(it, first.word),
        format!(
            "{} is in the {} cloud, the login host in the {} cloud: Entra finds no such resource",
            shown(&first.word.text),
            name(other),
            name(cloud)
        ),
    )
    .help(match here(first, cloud) {
        Some(right) => format!("write {}", shown(&right)),
        None => "use the resource and the login host of one cloud".to_owned(),
    })
    .fix(
        edits
            .filter(|_| all)
            .and_then(|edits| fix(Safety::Unsafe, "use the resource of the login's cloud", edits)),
    );
}

/// What a message calls a cloud.
fn name(cloud: &str) -> &str {
    match cloud {
        "us-government" => "US Government",
        "china" => "China",
        other => other,
    }
}

/// The cloud of a resource's URI, if it is documented and another one.
fn other_cloud<'p>(uri: &'p Uri, cloud: &str) -> Option<&'p str> {
    uri.cloud.as_deref().filter(|own| !uri.inferred && *own != cloud)
}

/// The same permission at the resource's address in a cloud, if it stands at another one.
fn here(asked: &Asked<'_, '_>, cloud: &str) -> Option<String> {
    other_cloud(asked.uri()?, cloud)?;
    asked.known()?.spelling(cloud).map(|right| format!("{right}/{}", asked.permission()))
}

/// Endpoints of v1, which do not read scopes.
pub(in crate::check) fn outdated_entra_endpoint(it: &Integration<'_>, out: &mut Findings<'_>) {
    if entra(it).is_none() {
        return;
    }
    let endpoints: Vec<&Endpoint<'_>> = it.servers().endpoints().collect();
    let version = |endpoint: &&Endpoint<'_>| endpoint.recognised.as_ref().and_then(|found| found.version());
    let Some(first) = endpoints.first().filter(|_| endpoints.iter().all(|own| version(own) == Some("v1")))
    else {
        return;
    };
    let edits: Option<Vec<Edit>> = endpoints.iter().map(|endpoint| newer(it, endpoint)).collect();
    out.add(
        it.at(&first.field),
        "this is Entra's v1 endpoint, which ignores scopes: the token is not for what they name",
    )
    .help("use the v2 endpoints, `…/oauth2/v2.0/…`")
    .fix(edits.and_then(|edits| fix(Safety::Unsafe, "use the v2 endpoints", edits)));
}

/// `/v2.0` behind `/oauth2`. The older endpoint's own parameter `resource` is refused by the newer one.
fn newer(it: &Integration<'_>, endpoint: &Endpoint<'_>) -> Option<Edit> {
    let url = &endpoint.url;
    if url.parameter("resource").is_some() {
        return None;
    }
    let segment = url.segments().iter().find(|segment| url.slice((*segment).clone()) == "oauth2")?;
    let span = endpoint.field.part(segment.clone())?;
    (it.document().source().slice(span) == "oauth2").then(|| Edit { span, text: "oauth2/v2.0".to_owned() })
}
