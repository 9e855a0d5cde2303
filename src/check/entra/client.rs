//! The client id and the secret, where Entra's own ids stand in their place.

use super::tenant::tenant_texts;
use super::{entra, same_guid};
use crate::check::Findings;
use crate::model::Integration;
use crate::provider::is_guid;

/// The id of a secret in the place of its value.
pub(in crate::check) fn entra_secret_id(it: &Integration<'_>, out: &mut Findings<'_>) {
    let secret = it.field("client_secret");
    if entra(it).is_none() || !secret.literal().is_some_and(is_guid) {
        return;
    }
    out.add(
        it.at(&secret),
        "this is the ID of a client secret, not its value: Entra refuses every request for a token",
    )
    .help("copy the column Value of Certificates & secrets; if it is hidden by now, make a new secret");
}

/// The tenant's id, or one of Microsoft's own applications, in the place of the client's.
pub(in crate::check) fn wrong_entra_client_id(it: &Integration<'_>, out: &mut Findings<'_>) {
    let field = it.field("client_id");
    let Some((provider, id)) = entra(it).zip(field.literal().filter(|id| is_guid(id))) else { return };
    let message = if tenant_texts(it).any(|tenant| same_guid(tenant, id)) {
        "`client_id` is the tenant's id, and Entra finds no such application".to_owned()
    } else if let Some(own) = provider.own_application(id) {
        format!(
            "`client_id` is the id of {own}, an application of Microsoft's own, and Entra refuses the login"
        )
    } else {
        return;
    };
    out.add(it.at(&field), message)
        .help("copy the Application (client) ID from the overview of the app registration");
}
