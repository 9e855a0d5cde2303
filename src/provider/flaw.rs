//! What keeps everybody from calling a URL, whoever's it is: its scheme, its host or its port.

use super::url::EndpointUrl;
use std::ops::Range;
use url::Host;

/// A part of a URL that cannot be one, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Which part it is.
    pub part: UrlPart,
    /// The part.
    pub range: Range<usize>,
}

/// The parts that tell how a server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlPart {
    /// It has to be `https` or `http`.
    Scheme,
    /// It has to be the name of a host (RFC 1123 §2.1, RFC 1035 §2.3.4) or an IP address (RFC 3986 §3.2.2).
    Host,
    /// It has to be a number from 1 to 65535 (RFC 3986 §3.2.3).
    Port,
}

/// The longest label of a host's name (RFC 1035 §2.3.4).
const LONGEST_LABEL: usize = 63;

impl EndpointUrl<'_> {
    /// The first part that nobody can call. A part with a placeholder in it is not judged, and neither is what another
    /// syntax for placeholders may stand in, or a name in letters that are not ASCII.
    #[must_use]
    pub fn flaw(&self) -> Option<Flaw> {
        let wrong = |part: UrlPart, range: Option<Range<usize>>, is_wrong: fn(&str) -> bool| {
            let literal = range.filter(|range| !self.is_opaque(range.clone()));
            literal.filter(|range| is_wrong(self.slice(range.clone()))).map(|range| Flaw { part, range })
        };
        let (scheme, host) = (self.scheme()?, self.host()?);
        // A password with a slash in it looks like a host and a port: `https://user:pa/ss@host`.
        let is_password = self.userinfo().is_none() && self.text().contains('@');
        wrong(UrlPart::Scheme, Some(scheme), is_wrong_scheme)
            .or_else(|| wrong(UrlPart::Host, Some(host).filter(|_| !is_password), is_wrong_host))
            .or_else(|| wrong(UrlPart::Port, self.port().filter(|_| !is_password), is_wrong_port))
    }
}

/// What has other characters than a scheme may have (RFC 3986 §3.1) is no scheme, and another matter.
fn is_wrong_scheme(scheme: &str) -> bool {
    let is_one =
        scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_one && !["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

fn is_wrong_host(host: &str) -> bool {
    if host.starts_with('[') {
        let is_meant = host.bytes().all(|byte| byte.is_ascii_hexdigit() || b"[]:.".contains(&byte));
        return is_meant && Host::parse(host).is_err();
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let usual = |byte: u8| byte.is_ascii_alphanumeric() || b".-_,;:".contains(&byte);
    let is_number = |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
    host.bytes().all(usual)
        && (host.contains([',', ';', ':'])
            || host.split('.').any(|label| label.is_empty() || label.len() > LONGEST_LABEL)
            || (host.split('.').all(is_number) && Host::parse(host).is_err()))
}

fn is_wrong_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && port.parse::<u16>().map_or(true, |port| port == 0)
}
