//! What is masked, and that nothing else is.

use super::*;
use crate::document::Format;
use crate::source::Source;

fn masked(path: &str, text: &str) -> String {
    let format = Format::of_path(path).expect("a known ending");
    let mut document = Document::parse(Source::new(path, text), format);
    hide(&mut document);
    document.source().masked().into_owned()
}

#[test]
fn values_are_masked_between_their_quotes() {
    for (path, text, expected) in [
        ("a.yaml", "client_secret: hunter2\n", "client_secret: *******\n"),
        ("a.yaml", "client_secret: 'hunter2' # x\n", "client_secret: '*******' # x\n"),
        ("a.yaml", "client_secret: \"hun\\x74er2\"\n", "client_secret: \"**********\"\n"),
        (
            "a.yaml",
            "client_secret: |\n  hunter2\n  two\nid: x\n",
            "client_secret: |\n*********\n*****\nid: x\n",
        ),
        ("a.yaml", "client_secret: >-\n  hunter2\nid: x\n", "client_secret: >-\n  *******\nid: x\n"),
        ("a.yaml", "client_secret: 12345678\n", "client_secret: ********\n"),
        ("a.yaml", "client_secret: [hunter2, \"x\"]\n", "client_secret: [*******, \"*\"]\n"),
        ("a.yaml", "client_secret: {value: hunter2}\n", "client_secret: {value: *******}\n"),
        ("a.yaml", "a: &s hunter2\nclient_secret: *s\n", "a: &s *******\nclient_secret: *s\n"),
        (
            "a.yaml",
            "clientSecret: hunter2\nclient_secrte: hunter2\n",
            "clientSecret: *******\nclient_secrte: *******\n",
        ),
        ("a.json", "{\"client_secret\": \"hunter2\"}", "{\"client_secret\": \"*******\"}"),
        ("a.json", "{\"x\": {\"api_key\": \"h\\u00fcnter\"}}", "{\"x\": {\"api_key\": \"***********\"}}"),
        ("a.toml", "client_secret = 'hunter2'\n", "client_secret = '*******'\n"),
        ("a.toml", "client_secret = \"\"\"hunter2\"\"\"\n", "client_secret = \"\"\"*******\"\"\"\n"),
    ] {
        assert_eq!(masked(path, text), expected, "{text}");
    }
}

#[test]
fn references_and_stand_ins_stay_visible() {
    for text in [
        "client_secret: ${CLIENT_SECRET}\n",
        "client_secret: op://vault/item\n",
        "client_secret: !vault abc\n",
        "client_secret: changeme\n",
        "client_secret: null\n",
        "client_secret: \"\"\n",
        "client_id: posit-connect\n",
        "token_uri: https://keycloak.acme.dev/token?x=1\n",
        "token_uri: https://${USER}@keycloak.acme.dev/token\n",
        "# client_secret: ${CLIENT_SECRET}\na: 1\n",
        "scopes: openid profile\n",
    ] {
        assert_eq!(masked("a.yaml", text), text);
    }
}

#[test]
fn urls_lose_user_information_and_secret_parameters() {
    for (text, expected) in [
        ("u: https://me:pass@h.dev/x\n", "u: https://*******@h.dev/x\n"),
        ("u: https://me:pa/ss@h.dev/x\n", "u: https://********@h.dev/x\n"),
        ("u: https://h.dev:8080/x@y\n", "u: https://h.dev:8080/x@y\n"),
        (
            "u: https://h.dev/x?a=b&client_secret=pass&c=d\n",
            "u: https://h.dev/x?a=b&client_secret=****&c=d\n",
        ),
        ("u: https://h.dev/#access_token=pass\n", "u: https://h.dev/#access_token=****\n"),
        ("# see https://me:pass@h.dev\nu: x\n", "# see https://*******@h.dev\nu: x\n"),
    ] {
        assert_eq!(masked("a.yaml", text), expected);
    }
    let json = r#"{"u": "https:\/\/me:pass@h.dev"}"#;
    assert_eq!(masked("a.json", json), r#"{"u": "***********************"}"#, "an escaped URL");
}

#[test]
fn comments_and_broken_lines_are_masked_too() {
    for (path, text, expected) in [
        ("a.yaml", "a: 1 # client_secret: hunter2\n", "a: 1 # client_secret: *******\n"),
        ("a.toml", "# client_secret = \"hunter2\"\na = 1\n", "# client_secret = \"*******\"\na = 1\n"),
        (
            "a.json",
            "{\"a\": 1 \"client_secret\": \"hunt\\\"er2\" \"b\": 2}",
            "{\"a\": 1 \"client_secret\": \"*********\" \"b\": 2}",
        ),
        ("a.yaml", "a: [1\nclient_secret: hunter2\nb: 2\n", "a: [1\nclient_secret: *******\nb: 2\n"),
        (
            "a.yaml",
            "a: [1\nclient_secret: |\n  hunter2\nb: 2\n",
            "a: [1\nclient_secret: *\n*********\nb: 2\n",
        ),
    ] {
        assert_eq!(masked(path, text).replace("|\n", "*\n"), expected, "{text}");
    }
}

#[test]
fn credentials_are_found_behind_escapes() {
    let token = format!("ghp_{}", "R7tK2mX9vB4nQ8wL1cZ6yD3fH5jG0sP7aE2u");
    let escaped = token.replacen("_", "\\u005f", 1);
    let text = format!("{{\"note\": \"{escaped}\"}}");
    let mut document = Document::parse(Source::new("a.json", text), Format::Json);
    let secrets = hide(&mut document);
    assert_eq!(secrets.credentials.len(), 1);
    assert!(matches!(secrets.credentials[0].spot, Spot::Scalar(_)));
    assert!(!document.source().masked().contains("R7tK2"));
    assert!(matches!(redacted(&token, document.source()), Cow::Owned(_)), "as a text it is known too");
}

#[test]
fn unread_text_is_hidden_whole_and_redacts_nothing() {
    let mut document = Document::parse(Source::new("a.yaml", "some words\n"), Format::Yaml);
    hide_all(&mut document);
    assert_eq!(document.source().masked(), "**********\n");
    assert_eq!(redacted("some words", document.source()), "some words");
}
