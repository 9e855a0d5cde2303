//! Who can reach a host: everybody, or only machines of one network.

use super::url::OPAQUE;
use crate::opaque::is_example_host;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Who can reach a host by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everybody.
    Public,
    /// This machine or one network: single labels, loopback, RFC 1918 and the like, `.local .localhost
    /// .internal .svc .lan .corp .test .home.arpa`.
    Private,
    /// Nobody: a name for examples (RFC 2606).
    Example,
    /// A placeholder hides it, or there is no host.
    Unknown,
}

/// Names below these belong to one network (RFC 6761, RFC 6762, RFC 8375, and common usage).
const PRIVATE: [&str; 7] = ["local", "localhost", "internal", "svc", "lan", "corp", "test"];

/// `host` in lower case, with U+0001 for the bytes of a placeholder.
pub(super) fn of(host: &str) -> Reach {
    let top = host.rsplit('.').next().unwrap_or(host);
    if host.is_empty() {
        Reach::Unknown
    } else if PRIVATE.contains(&top) || host.ends_with(".home.arpa") {
        Reach::Private
    } else if top.contains(OPAQUE) {
        Reach::Unknown
    } else if let Some(private) = address(host) {
        if private { Reach::Private } else { Reach::Public }
    } else if is_example_host(host) {
        Reach::Example
    } else if host.contains('.') {
        Reach::Public
    } else {
        Reach::Private
    }
}

/// Whether an IP address is a private one; `None` for a name.
fn address(host: &str) -> Option<bool> {
    if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        let address: Ipv6Addr = inner.split('%').next().unwrap_or(inner).parse().ok()?;
        let mapped = address.to_ipv4_mapped().is_some_and(is_private_v4);
        let own = address.is_unique_local() || address.is_unicast_link_local();
        return Some(address.is_loopback() || address.is_unspecified() || own || mapped);
    }
    host.parse().ok().map(is_private_v4)
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    // 100.64.0.0/10 lies behind the provider's address translation (RFC 6598).
    let carrier = first == 100 && (64..128).contains(&second);
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || carrier
}
