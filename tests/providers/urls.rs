//! An address is cut into its parts as it is written, whatever it is.

use connectlint::provider::{EndpointUrl, Flaw, Pattern};

#[test]
fn what_has_no_scheme_may_begin_with_a_host() {
    for (text, scheme, host) in [
        ("https://a.b/c", Some("https"), Some("a.b")),
        ("a.b/c", None, Some("a.b")),
        ("a.b:443/c", None, Some("a.b")),
        ("me@a.b/c", None, Some("a.b")),
        ("oauth/token", None, None),
        ("/oauth/token", None, None),
        (".b/c", None, None),
        ("a b.c/d", None, None),
        ("a.b:c/d", None, None),
        ("ab:12/c", None, None),
        ("a/b://c", None, None),
        ("://a.b/c", None, None),
    ] {
        let url = EndpointUrl::new(text);
        assert_eq!(url.scheme().map(|range| url.slice(range)), scheme, "{text}");
        assert_eq!(url.host_text(), host, "{text}");
    }
}

#[test]
fn a_path_has_segments_between_its_slashes() {
    for (text, wanted) in [
        ("https://a.b", &[][..]),
        ("", &[]),
        ("https://a.b/c/d", &["c", "d"]),
        ("https://a.b/c//d/", &["c", "", "d", ""]),
        ("/oauth/token", &["oauth", "token"]),
        ("oauth/token", &["oauth", "token"]),
    ] {
        let url = EndpointUrl::new(text);
        let segments: Vec<&str> = url.segments().iter().map(|range| url.slice(range.clone())).collect();
        assert_eq!(segments, wanted, "{text}");
    }
    assert_eq!(EndpointUrl::new("https://a.b/cd//e").double_slash(), Some(14..16));
}

#[test]
fn what_nobody_can_call_is_told_by_its_part() {
    let flaw = |text: &str| {
        let url = EndpointUrl::new(text);
        let Flaw { part, range } = url.flaw()?;
        Some(format!("{part:?} {}", url.slice(range)).to_ascii_lowercase())
    };
    let label = "a".repeat(63);
    let (longest, long) = (format!("https://{label}.dev/t"), format!("https://a{label}.dev/t"));
    for (text, wanted) in [
        ("htps://idp.acme.dev/t", "scheme htps"),
        ("ftp://idp.acme.dev/t", "scheme ftp"),
        ("https://idp.acme,dev/t", "host idp.acme,dev"),
        ("https://idp;acme.dev/t", "host idp;acme.dev"),
        ("https://idp.acme.dev:443:443/t", "host idp.acme.dev:443"),
        ("https://::1/t", "host :"),
        ("https://idp..acme.dev/t", "host idp..acme.dev"),
        ("https://.acme.dev/t", "host .acme.dev"),
        ("https://idp.acme.dev../t", "host idp.acme.dev.."),
        ("https://256.1.1.1/t", "host 256.1.1.1"),
        ("https://[::12345]/t", "host [::12345]"),
        ("https://[::1::]/t", "host [::1::]"),
        (&long, &format!("host a{label}.dev")),
        (&longest, ""),
        ("https://idp.acme.dev:port/t", "port port"),
        ("https://idp.acme.dev:65536/t", "port 65536"),
        ("https://idp.acme.dev:0/t", "port 0"),
        ("https://u:p@idp.acme.dev:44x/t", "port 44x"),
        ("https://${HOST}:44x/t", "port 44x"),
        ("https://${HOST}.acme,dev/t", ""),
        ("https://idp.acme.dev:${PORT}/t", ""),
        ("${SCHEME}://idp.acme.dev/t", ""),
        ("https://user:pa/ss@idp.acme.dev/t", ""),
        ("https://user:pa:ss/word@idp.acme.dev/t", ""),
        ("https://((host)).acme.dev/t", ""),
        ("https://idp.bücher.dev/t", ""),
        ("https://[::1]:8443/t", ""),
        ("https://10.0.0.1:65535/t", ""),
        ("https://idp.acme.dev.:443/t", ""),
        ("https://idp.acme.dev:/t", ""),
        ("https://key_cloak:8080/t", ""),
        ("https://node.01/t", ""),
        ("HTTPS://idp.acme.dev/t", ""),
        ("http://idp.acme.dev/t", ""),
        ("idp.acme.dev:44x/t", ""),
        ("the https://idp.acme.dev/t", ""),
        ("https:///t", ""),
    ] {
        assert_eq!(flaw(text).unwrap_or_default(), wanted, "{text}");
    }
}

#[test]
fn a_pattern_that_cannot_be_read_is_not_valid() {
    let pattern = |text: &str| serde_json::from_value::<Pattern>(text.into()).map(|one| one.is_valid());
    assert!(matches!(pattern("^a+$"), Ok(true)));
    assert!(!matches!(pattern("("), Ok(true)));
}
