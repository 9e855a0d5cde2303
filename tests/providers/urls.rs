//! An address is cut into its parts as it is written, whatever it is.

use connectlint::provider::{EndpointUrl, Pattern};

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
fn what_the_standard_makes_of_it_is_told() {
    let normal = |text: &str| EndpointUrl::new(text).normalised().map(String::from);
    assert_eq!(normal("HTTPS://A.b:443/c").as_deref(), Some("https://a.b/c"));
    assert_eq!(normal("https://${HOST}/c"), None);
    for (text, valid) in
        [("https://a.b/c", true), ("https://${HOST}/c", true), ("${URL}", true), ("https://", false)]
    {
        assert_eq!(EndpointUrl::new(text).is_valid(), valid, "{text}");
    }
}

#[test]
fn a_pattern_that_cannot_be_read_is_not_valid() {
    let pattern = |text: &str| serde_json::from_value::<Pattern>(text.into()).map(|one| one.is_valid());
    assert!(matches!(pattern("^a+$"), Ok(true)));
    assert!(!matches!(pattern("("), Ok(true)));
}
