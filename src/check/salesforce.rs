//! Rules of the group salesforce.

use super::host::{Address, recognised, right_host};
use super::{Context, Findings};
use crate::diagnostic::{Place, Safety};
use crate::model::Integration;
use crate::provider::What;

const KEY: &str = "sf_host_domain";

/// Anything but `https://<domain>.my.salesforce.com`.
pub(super) fn malformed_salesforce_domain(it: &Integration<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let Some(address) = Address::of(it, KEY) else { return };
    let url = &address.url;
    let found = recognised(cx, url).filter(|(found, _)| found.provider.name == "salesforce");
    let interface = found.as_ref().filter(|(_, host)| host.wrong == Some(What::Interface));
    let bare = url.scheme().is_none() && url.host_text().is_none();
    let (what, safety, right) = if let Some((found, _)) = interface {
        let right = right_host(found).map(|host| format!("https://{host}"));
        ("is a host of the user interface", Safety::Unsafe, right)
    } else if bare && !url.has_opaque() {
        ("is not a whole host", Safety::Unsafe, None)
    } else if let Some(flaw) = address.flaw(is_site(&address)) {
        flaw
    } else {
        return;
    };
    out.add(it.at(&address.field), format!("`{KEY}` {what}; Connect may find no login there"))
        .help("write `https://<domain>.my.salesforce.com`")
        .fix(right.and_then(|right| address.write(safety, &right)));
}

/// A site of Experience Cloud has its login behind the site's own path.
fn is_site(address: &Address<'_>) -> bool {
    let site =
        address.url.host_text().is_some_and(|host| host.to_ascii_lowercase().ends_with(".my.site.com"));
    site && address.surplus() == Some("a path")
        && address.path().is_some_and(|path| !path.contains("/services/oauth2"))
}

/// A Service Account at a host that all customers share.
pub(super) fn shared_salesforce_login(it: &Integration<'_>, cx: &Context<'_>, out: &mut Findings<'_>) {
    let Some(provider) = it.provider().filter(|_| it.is_service_account()) else { return };
    if !provider.service_account.needs_account {
        return;
    }
    let Some(place) = shared_domain(it, cx).or_else(|| shared_endpoint(it)) else { return };
    out.add(
        place,
        format!("all customers of {} share this host, and it refuses a Service Account", provider.label),
    )
    .help("write your My Domain, `https://<domain>.my.salesforce.com`");
}

fn shared_domain(it: &Integration<'_>, cx: &Context<'_>) -> Option<Place> {
    let address = Address::of(it, KEY)?;
    recognised(cx, &address.url).filter(|(_, host)| host.shared)?;
    Some(it.at(&address.field))
}

fn shared_endpoint(it: &Integration<'_>) -> Option<Place> {
    let token = it.servers().token.as_ref().filter(|_| it.is("custom"))?;
    token.recognised.as_ref()?.host.filter(|host| host.shared)?;
    Some(it.at(&token.field))
}
