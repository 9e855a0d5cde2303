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

use super::scopes::reading::words_of;
use crate::model::{self, Integration, Word};
use crate::provider::{ALL_GRANTED, ENTRA, Provider, is_guid};
use std::ops::Deref;

/// Entra, if the integration certainly logs in there.
fn entra(it: &Integration<'_>) -> Option<&'static Provider> {
    it.sure_provider().filter(|provider| provider.name == ENTRA)
}

/// Entra, if it reads the scopes: endpoints of v1 do not.
fn entra_scopes(it: &Integration<'_>) -> Option<&'static Provider> {
    entra(it).filter(|_| it.servers().version() != Some("v1") && words_of(it).is_some())
}

/// A scope taken apart, and its word.
struct Asked<'i, 'a> {
    word: &'i Word<'a>,
    scope: &'i model::Asked,
}

impl Deref for Asked<'_, '_> {
    type Target = model::Asked;

    fn deref(&self) -> &model::Asked {
        self.scope
    }
}

impl Asked<'_, '_> {
    fn is_default(&self) -> bool {
        self.permission() == ALL_GRANTED
    }

    /// What messages call the resource.
    fn label(&self) -> String {
        match self.known() {
            Some(known) => known.label.clone(),
            None => super::scopes::reading::shown(self.resource().unwrap_or_default()),
        }
    }
}

/// The scopes whose resource can be judged; none where Entra does not read them.
fn asked<'i, 'a>(it: &'i Integration<'a>) -> Vec<Asked<'i, 'a>> {
    if entra_scopes(it).is_none() {
        return Vec::new();
    }
    let word = |scope: &'i model::Asked| Some(Asked { word: it.scopes().word(scope.at)?, scope });
    it.asked().iter().filter_map(word).collect()
}

/// What is said of a word among them, which stand in the order of their words.
fn of_word<'s, 'i, 'a>(
    asked: &'s [Asked<'i, 'a>],
    it: &Integration<'a>,
    word: &Word<'a>,
) -> Option<&'s Asked<'i, 'a>> {
    let place = it.scopes().place_of(word)?;
    let at = asked.binary_search_by_key(&place, |own| own.scope.at).ok()?;
    asked.get(at)
}

/// Whether a text is a GUID that is written out.
fn same_guid(one: &str, other: &str) -> bool {
    is_guid(one) && one.eq_ignore_ascii_case(other)
}
