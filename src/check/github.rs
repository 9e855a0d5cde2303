//! Rules of the group github.

use super::Findings;
use super::scopes::reading::{at_scopes, words_of};
use crate::model::Integration;
use crate::provider::Provider;

/// GitHub, if the integration certainly logs in there.
fn github(it: &Integration<'_>) -> Option<&'static Provider> {
    it.sure_provider().filter(|provider| provider.name == "github")
}

/// The kind of application that the client id is of, `oauth-app` or `github-app`, in a custom Viewer integration.
fn app(it: &Integration<'_>) -> Option<&'static str> {
    github(it).filter(|_| it.is("custom") && it.is_viewer())?;
    it.client_id_shape()?.app.as_deref()
}

/// An OAuth App, which gives no refresh token unless it is told to.
pub(super) fn github_oauth_app(it: &Integration<'_>, out: &mut Findings<'_>) {
    // `offline_access` tells it to.
    if app(it) != Some("oauth-app") || it.scopes().has("offline_access") || it.scopes().has_opaque() {
        return;
    }
    out.add(
        it.at(&it.field("client_id")),
        "this client id is of a GitHub OAuth App, which gives no refresh token by itself, and the login then fails",
    )
    .help("register a GitHub App; or turn on expiring tokens in the OAuth App, and ask for `offline_access`");
}

/// The number of the app in the place of its client id.
pub(super) fn github_app_id(it: &Integration<'_>, out: &mut Findings<'_>) {
    let field = it.field("client_id");
    let Some((provider, id)) = github(it).zip(field.literal()) else { return };
    if provider.client_id.mistake(id).is_none_or(|mistake| mistake.name != "app-id") {
        return;
    }
    out.add(
        it.at(&field),
        "this is the App ID, not the client ID: GitHub finds no such client, and the login fails",
    )
    .help("copy the Client ID (`Iv…`) from the app's page");
}

/// Scopes for a GitHub App, which has permissions instead.
pub(super) fn github_app_scopes(it: &Integration<'_>, out: &mut Findings<'_>) {
    if app(it) != Some("github-app") || words_of(it).is_none() {
        return;
    }
    out.add(at_scopes(it), "a GitHub App ignores scopes: its permissions are set on the app")
        .help("remove `scopes`, and set the permissions on the app's page");
}
