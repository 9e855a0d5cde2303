//! Rules of the group entra: Microsoft Entra ID behind a template or behind endpoints.

mod client;
mod cloud;
mod repair;
mod resource;
mod tenant;

pub(super) use client::{entra_secret_id, wrong_entra_client_id};
pub(super) use cloud::{outdated_entra_endpoint, sovereign_cloud_mismatch};
pub(super) use repair::malformed_entra_scope;
pub(super) use resource::{
    entra_service_account_scope, mixed_default_scope, several_entra_resources, wrong_entra_resource,
};
pub(super) use tenant::{malformed_tenant_id, shared_tenant_alias, tenantless_service_account};

use super::scopes::reading::{product_words, sure_provider_of, words_of};
use crate::model::{Integration, Word};
use crate::provider::{Provider, Resource, canonical, is_guid, resource_and_permission};
use std::borrow::Cow;

/// Its name in the provider data.
const ENTRA: &str = "entra";

/// The permission that stands for all that were granted to the application.
const DEFAULT: &str = ".default";

/// Entra, if the integration certainly logs in there.
fn entra(it: &Integration<'_>) -> Option<&'static Provider> {
    sure_provider_of(it).filter(|provider| provider.name == ENTRA)
}

/// Entra, if it reads the scopes: endpoints of v1 do not.
fn entra_scopes(it: &Integration<'_>) -> Option<&'static Provider> {
    words_of(it)?;
    entra(it).filter(|_| it.servers().version() != Some("v1"))
}

/// A scope taken apart.
struct Asked<'i, 'a> {
    word: &'i Word<'a>,
    /// The scope as it is meant: a malformed one is mended.
    text: Cow<'i, str>,
}

impl Asked<'_, '_> {
    /// The resource as it is written; none means Microsoft Graph.
    fn resource(&self) -> Option<&str> {
        resource_and_permission(&self.text).0
    }

    /// The permission.
    fn permission(&self) -> &str {
        resource_and_permission(&self.text).1
    }

    fn is_default(&self) -> bool {
        self.permission() == DEFAULT
    }

    /// One name for all spellings of the resource.
    fn key(&self, entra: &Provider) -> String {
        match self.known(entra) {
            Some(known) => known.name.clone(),
            None => canonical(self.resource().unwrap_or_default()).into_owned(),
        }
    }

    /// The resource, if it is a known one.
    fn known<'p>(&self, entra: &'p Provider) -> Option<&'p Resource> {
        match self.resource() {
            Some(resource) => entra.resource(resource).map(|(known, _)| known),
            None => entra.resource_named("graph"),
        }
    }

    /// What messages call the resource.
    fn label(&self, entra: &Provider) -> String {
        match self.known(entra) {
            Some(known) => known.label.clone(),
            None => super::scopes::reading::shown(self.resource().unwrap_or_default()),
        }
    }
}

/// The scopes whose resource can be judged.
fn asked<'i, 'a>(it: &'i Integration<'a>, entra: &Provider) -> Vec<Asked<'i, 'a>> {
    product_words(it)
        .filter(|word| word.is_literal())
        .map(|word| {
            let text = repair::repaired(entra, &word.text).map_or(Cow::Borrowed(&*word.text), Cow::Owned);
            Asked { word, text }
        })
        .collect()
}

/// Whether a text is a GUID that is written out.
fn same_guid(one: &str, other: &str) -> bool {
    is_guid(one) && one.eq_ignore_ascii_case(other)
}
