//! Rules of the group databricks.

use super::Findings;
use super::host::Address;
use crate::diagnostic::Safety;
use crate::model::Integration;

/// Anything but a host name: a scheme, a path, a query, a port, or a name without a dot.
pub(super) fn malformed_workspace_host(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(address) = Address::of(it, "workspace_host") else { return };
    let url = &address.url;
    let scheme = url.scheme();
    // What has no dot is taken for a path.
    let name = url.host().unwrap_or_else(|| url.path());
    let undotted = !url.is_opaque(name.clone()) && !url.slice(name).contains('.');
    let (what, safety) = if let Some(surplus) = address.surplus() {
        (surplus, Safety::Unsafe)
    } else if url.port().is_some() {
        ("a port", Safety::Unsafe)
    } else if url.userinfo().is_some() {
        ("a user name", Safety::Unsafe)
    } else if scheme.is_some() && !undotted {
        ("a scheme", Safety::Safe)
    } else if address.ends_in_slash() {
        ("a slash at its end", Safety::Safe)
    } else if undotted {
        ("", Safety::Unsafe)
    } else {
        return;
    };
    let whole = address.host().filter(|host| host.contains('.'));
    let message = if what.is_empty() {
        "`workspace_host` is not a whole host name: no workspace can be reached".to_owned()
    } else {
        format!(
            "`workspace_host` has {what}; Connect wants the host name alone, and may build a URL that leads nowhere"
        )
    };
    out.add(it.at(&address.field), message)
        .help("write the host name alone, such as `dbc-….cloud.databricks.com`")
        .fix(whole.and_then(|host| address.write(safety, host)));
}
