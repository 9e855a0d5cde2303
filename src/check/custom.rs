//! Rules of the group custom: what the template `custom` leaves to the author.

use super::Findings;
use super::endpoints::{is_own_endpoint, replace_part};
use crate::diagnostic::{Edit, Safety};
use crate::fix::edit::fix;
use crate::model::{Endpoint, Integration};
use crate::provider::scopes::is_login_word;
use crate::provider::{Parameter, Provider, Role, TemplateUse, glob, resource_and_permission};
use crate::template;

/// A server that gives a refresh token for a parameter of the authorization URI, which lacks it.
pub(super) fn missing_endpoint_parameter(it: &Integration<'_>, out: &mut Findings<'_>) {
    let servers = it.servers();
    let (Some(provider), Some(endpoint)) = (servers.provider, &servers.authorization) else { return };
    let Some(known) = endpoint.recognised.as_ref().filter(|known| known.role == Some(Role::Authorization))
    else {
        return;
    };
    let query = endpoint.url.query();
    if !it.is("custom") || !it.is_viewer() || query.is_some_and(|query| endpoint.url.is_opaque(query)) {
        return;
    }
    let lacking = provider.authorization_parameters.iter().find(|parameter| {
        parameter.version.as_deref().is_none_or(|version| Some(version) == known.version())
            && endpoint.url.parameter(&parameter.name) != Some(parameter.value.as_str())
    });
    let Some(parameter) = lacking else { return };
    let written = format!("{}={}", parameter.name, parameter.value);
    let all = parameter.also.as_ref().map_or(written.clone(), |also| format!("{written}&{also}"));
    let mend = completed(endpoint, parameter)
        .and_then(|edits| fix(Safety::Unsafe, "ask for a refresh token", edits));
    out.add(
        it.at(&endpoint.field),
        format!(
            "{} gives a refresh token only with `{written}`: Connect ends the login with \"No refresh token found\"",
            provider.label
        ),
    )
    .help(format!("add `{all}` to the query of `authorization_uri`"))
    .fix(mend);
}

/// The parameter at the end of the query, or its right value in it.
fn completed(endpoint: &Endpoint<'_>, parameter: &Parameter) -> Option<Vec<Edit>> {
    let url = &endpoint.url;
    if let Some(pair) = url.pairs().find(|pair| url.slice(pair.key.clone()) == parameter.name) {
        return replace_part(
            &endpoint.field,
            pair.range(),
            &format!("{}={}", parameter.name, parameter.value),
        );
    }
    let also = parameter
        .also
        .as_deref()
        .filter(|also| also.split_once('=').is_some_and(|(key, _)| url.parameter(key).is_none()));
    let mut text = format!("{}={}", parameter.name, parameter.value);
    if let Some(also) = also {
        text = format!("{text}&{also}");
    }
    let (end, sign) = match url.query() {
        Some(query) if query.is_empty() || url.slice(query.clone()).ends_with('&') => (query.end, ""),
        Some(query) => (query.end, "&"),
        None => (url.path().end, "?"),
    };
    replace_part(&endpoint.field, end..end, &format!("{sign}{text}"))
}

/// `custom` at a provider that has a template of its own for this auth type.
pub(super) fn avoidable_custom_template(it: &Integration<'_>, out: &mut Findings<'_>) {
    let servers = it.servers();
    let (Some(provider), Some(auth_type)) = (servers.provider, it.auth_type()) else { return };
    if !it.is("custom") || !servers.endpoints().all(is_own_endpoint) {
        return;
    }
    let fits = |candidate: &&TemplateUse| {
        candidate.auth_types.iter().any(|own| own == auth_type.name())
            && servers.endpoints().all(|endpoint| is_host_of(endpoint, candidate))
            && (!it.is_public()
                || template::template(&candidate.name).is_some_and(|known| known.public_allowed))
    };
    let candidates: Vec<&TemplateUse> = provider.templates.iter().filter(fits).collect();
    let Some(found) = by_scopes(it, provider, &candidates) else { return };
    out.add(
        it.at(&it.top("template")),
        format!(
            "there is a template for {}: `{}` knows the endpoints and what brings a refresh token",
            provider.label, found.name
        ),
    )
    .help(format!(
        "make a new integration with `template: {}`; the template of an existing one cannot be changed",
        found.name
    ));
}

fn is_host_of(endpoint: &Endpoint<'_>, template: &TemplateUse) -> bool {
    let host = endpoint.recognised.as_ref().and_then(|known| known.host);
    template.hosts.is_empty() || host.is_some_and(|host| template.hosts.contains(&host.host))
}

/// The template that is for these scopes, where the provider has several.
fn by_scopes<'p>(
    it: &Integration<'_>,
    provider: &Provider,
    candidates: &[&'p TemplateUse],
) -> Option<&'p TemplateUse> {
    let plain = |template: &&&TemplateUse| {
        template.scopes.is_empty() && template.resources.is_empty() && !template.any_resource
    };
    if let Some(only) = candidates.iter().find(plain) {
        return Some(only);
    }
    let scopes = it.scopes();
    if scopes.words().any(|word| !word.is_literal()) {
        return None;
    }
    let words: Vec<&str> =
        scopes.words().map(|word| &*word.text).filter(|word| !is_login_word(word)).collect();
    if words.is_empty() {
        return None;
    }
    let covers =
        |template: &&&TemplateUse| words.iter().all(|word| template.scopes.iter().any(|own| glob(own, word)));
    if let Some(found) = candidates.iter().find(covers) {
        return Some(found);
    }
    let mut resource: Option<&str> = None;
    for word in words {
        // A word without a resource is one of Microsoft Graph's.
        let name = match resource_and_permission(word).0 {
            None => "graph",
            Some(spelling) => provider.resource(spelling).map_or(spelling, |(known, _)| &known.name),
        };
        if resource.is_some_and(|other| other != name) {
            return None;
        }
        resource = Some(name);
    }
    let resource = resource?;
    let named = |template: &&&TemplateUse| template.resources.iter().any(|own| own == resource);
    candidates
        .iter()
        .find(named)
        .or_else(|| candidates.iter().find(|template| template.any_resource))
        .copied()
}
