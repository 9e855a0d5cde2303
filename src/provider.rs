//! What is known about identity providers, and whose endpoint a URL is.
//!
//! The facts are the files `schemas/providers/*.yaml`, which are put into the program when it is built; adding
//! a provider is adding a file. Each is read when the first rule asks for it.

use serde::Deserialize;

#[path = "provider/compact.rs"]
mod compact;
pub mod credentials;
mod facts;
mod flaw;
mod lookalike;
mod mended;
mod pattern;
mod providers;
mod reach;
mod recognise;
mod resource;
pub mod scopes;
mod shape;
mod url;

pub use facts::*;
pub use flaw::{Flaw, UrlPart};
pub use lookalike::{Likeness, Lookalike};
pub use mended::{ALL_GRANTED, ENTRA};
pub use pattern::{PathPattern, glob};
pub use providers::Providers;
pub use reach::Reach;
pub use recognise::{By, Recognised, Role};
pub use resource::{FirstParty, Resource, Uri, canonical, resource_and_permission};
pub use shape::{Chars, Nature, Pattern, Shape, is_guid};
pub use url::{EndpointUrl, Pair};

/// What is known about one identity provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its name in the data: the name of the file.
    pub name: String,
    /// What a message calls it.
    pub label: String,
    /// Whether its own hosts are not enough for an error.
    #[serde(default)]
    pub unsure: bool,
    /// Whether its own hosts have more endpoints than the data know, so that an unknown path is no finding.
    #[serde(default)]
    pub open_paths: bool,
    /// Whether a slash at the end of an endpoint does no harm.
    #[serde(default)]
    pub trailing_slash_ok: bool,
    /// The Connect templates that reach it.
    #[serde(default)]
    pub templates: Vec<TemplateUse>,
    /// Its hosts.
    #[serde(default)]
    pub hosts: Vec<Host>,
    /// Its endpoints.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
    /// What is mistaken for an endpoint.
    #[serde(default)]
    pub wrong: Vec<WrongPath>,
    /// What brings a refresh token.
    #[serde(default)]
    pub refresh: Vec<Refresh>,
    /// Scopes that it refuses although others want them.
    #[serde(default)]
    pub rejected_scopes: Vec<RejectedScope>,
    /// Parameters that the authorization URI must have (for a refresh token).
    #[serde(default)]
    pub authorization_parameters: Vec<Parameter>,
    /// Parameters that it refuses.
    #[serde(default)]
    pub refused_parameters: Vec<Parameter>,
    /// What is known about scopes.
    #[serde(default)]
    pub scopes: Scopes,
    /// Names that stand for no single tenant.
    #[serde(default)]
    pub tenant_aliases: Vec<String>,
    /// What a token can be for.
    #[serde(default)]
    pub resources: Vec<Resource>,
    /// Its own applications.
    #[serde(default)]
    pub first_party: Vec<FirstParty>,
    /// How clients prove themselves.
    #[serde(default)]
    pub auth_methods: AuthMethods,
    /// Whether client id and client secret look so different that the one can be told from the other.
    #[serde(default)]
    pub distinct_credentials: bool,
    /// The client id.
    #[serde(default)]
    pub client_id: Credential,
    /// The client secret.
    #[serde(default)]
    pub client_secret: Credential,
    /// What client credentials cannot do.
    #[serde(default)]
    pub service_account: ServiceAccount,
    /// Roles that may not log in by default.
    #[serde(default)]
    pub blocked_roles: Vec<String>,
    /// Separate worlds of accounts, each with its own regions.
    #[serde(default)]
    pub partitions: Vec<Partition>,
    /// How long credentials may last.
    pub session_seconds: Option<Seconds>,
}

impl Provider {
    /// What brings a refresh token, at endpoints of a version.
    #[must_use]
    pub fn refresh(&self, version: Option<&str>) -> Option<&Refresh> {
        let exact = |refresh: &&Refresh| refresh.version.is_some() && refresh.version.as_deref() == version;
        self.refresh
            .iter()
            .find(exact)
            .or_else(|| self.refresh.iter().find(|refresh| refresh.version.is_none()))
    }

    /// The entry for a scope that it refuses although others want it.
    #[must_use]
    pub fn rejects(&self, scope: &str, version: Option<&str>) -> Option<&RejectedScope> {
        self.rejected_scopes.iter().find(|rejected| {
            rejected.scope.eq_ignore_ascii_case(scope)
                && rejected.version.as_deref().is_none_or(|own| version.is_none_or(|version| version == own))
        })
    }

    /// The use of a Connect template.
    #[must_use]
    pub fn template(&self, name: &str) -> Option<&TemplateUse> {
        self.templates.iter().find(|template| template.name == name)
    }

    /// The resource that a spelling means, and the URI that says so.
    #[must_use]
    pub fn resource(&self, spelling: &str) -> Option<(&Resource, Option<&Uri>)> {
        self.resources.iter().find_map(|resource| Some((resource, resource.is(spelling)?)))
    }

    /// The resource of a name in the data.
    #[must_use]
    pub fn resource_named(&self, name: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.name == name)
    }

    /// What one of its own application ids is, be it a client or a resource that is documented.
    #[must_use]
    pub fn own_application(&self, id: &str) -> Option<&str> {
        let own = self.first_party.iter().find(|own| own.id.eq_ignore_ascii_case(id));
        let known = |own: &&Resource| !own.inferred && own.ids.iter().any(|own| own.eq_ignore_ascii_case(id));
        let resource = || self.resources.iter().find(known);
        own.map(|own| own.label.as_str()).or_else(|| resource().map(|own| own.label.as_str()))
    }

    /// Whether a name stands for no single tenant.
    #[must_use]
    pub fn is_tenant_alias(&self, tenant: &str) -> bool {
        self.tenant_aliases.iter().any(|alias| alias.eq_ignore_ascii_case(tenant))
    }

    /// Whether a role may not log in by default; quotes around it and case do not count.
    #[must_use]
    pub fn is_blocked_role(&self, role: &str) -> bool {
        let role = role.trim_matches('"');
        self.blocked_roles.iter().any(|blocked| blocked.eq_ignore_ascii_case(role))
    }
}
