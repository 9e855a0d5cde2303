//! Rules of the group keycloak.

use super::Findings;
use super::scopes::reading::{asks_for, at_scopes, is_misspelled, words_of};
use crate::model::Integration;
use crate::provider::{Need, Severity};

/// A refresh token that ends with the login session, where a word would make it last.
pub(super) fn session_bound_refresh(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(scopes) = words_of(it).filter(|scopes| it.is_viewer() && !scopes.has_opaque()) else { return };
    let Some(provider) = it.provider() else { return };
    let Some(refresh) = provider.refresh(it.servers().version()) else { return };
    let lesser = refresh.need == Need::Optional && refresh.level == Some(Severity::Info);
    let Some(word) = refresh.scopes.first().filter(|_| lesser) else { return };
    if asks_for(scopes, &refresh.scopes) || is_misspelled(it, &refresh.scopes) {
        return;
    }
    out.add(
        at_scopes(it),
        format!("the refresh token ends with the viewer's login session; `{word}` makes one that lasts"),
    )
    .help(format!("add `{word}` to `scopes`, if content shall go on working after the session's idle time"));
}
