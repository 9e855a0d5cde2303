//! Shapes of credentials, alone and inside text. All of them are invented.

use connectlint::provider::{Providers, credentials, is_guid};

fn token(prefix: &str, length: usize) -> String {
    let body = "0123456789abcdef".chars().cycle();
    prefix.chars().chain(body.take(length)).collect()
}

#[test]
fn credentials_are_found_in_text() {
    for (text, name) in [
        (token("ghp_", 36), "github-personal-token"),
        (token("github_pat_", 82), "github-fine-grained-token"),
        (token("dapi", 32), "databricks-token"),
        (token("dapi", 32) + "-2", "databricks-token"),
        (token("dose", 32), "databricks-secret"),
        (token("GOCSPX-", 28), "google-client-secret"),
        (token("AIza", 35), "google-api-key"),
        (token("gloas-", 64), "gitlab-client-secret"),
        (token("glpat-", 20), "gitlab-token"),
        (token("sk-ant-api03-", 40), "anthropic-api-key"),
        (token("hvs.", 24), "vault-token"),
        ("AKIA0123456789ABCDEF".to_owned(), "aws-key-id"),
        (token("ab18Q~", 34), "entra-client-secret"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl".to_owned(), "jwt"),
        ("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----".to_owned(), "private-key"),
    ] {
        let found = credentials::classify(&text);
        assert_eq!(found.map(|shape| shape.name.as_str()), Some(name), "{text}");
        let inside = format!("see \"{text}\", or not");
        let (range, shape) = credentials::scan(&inside).next().unwrap_or_else(|| panic!("{inside}"));
        assert_eq!((&inside[range], shape.name.as_str()), (text.as_str(), name));
    }
    let file = "{\n \"type\": \"service_account\", \"private_key\": \"x\"}";
    assert_eq!(credentials::classify(file).map(|shape| shape.name.as_str()), Some("google-service-account"));
    let bag = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\nsubject: CN = connect";
    assert_eq!(credentials::classify(bag).map(|shape| shape.name.as_str()), Some("private-key"));
    let two = format!("{} {}", token("ghp_", 36), token("dapi", 32));
    assert_eq!(credentials::scan(&two).count(), 2);
}

#[test]
fn other_text_is_no_credential() {
    for text in [
        String::new(),
        "offline_access all-apis".to_owned(),
        "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d".to_owned(),
        token("", 40),
        token("", 64),
        token("", 43) + "=",
        token("00", 40),
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".to_owned(),
        "AKIAIOSFODNN7EXAMPLE".to_owned(),
        token("overdose", 32),
        token("dose", 33),
        token("dose", 31),
        token("dapi", 32) + "_",
        token("ghp_", 36) + "_",
        "ghp_${TOKEN}".to_owned(),
        "what is a \"service_account\" here".to_owned(),
        "-----BEGIN CERTIFICATE-----".to_owned(),
        "Q~".to_owned(),
        "é8Q~ü".to_owned(),
    ] {
        assert!(credentials::scan(&text).next().is_none(), "{text}");
        assert!(credentials::classify(&text).is_none(), "{text}");
    }
}

#[test]
fn a_consumer_key_is_no_secret() {
    let key = token("3MVG9", 80);
    assert!(credentials::scan(&key).next().is_none());
    assert_eq!(credentials::classify(&key).map(|shape| shape.name.as_str()), Some("salesforce-consumer-key"));
}

#[test]
fn client_ids_and_secrets_of_providers() {
    let known = Providers::builtin();
    let owner = |text: &str| known.client_id_of(text).map(|(provider, _)| provider.name.as_str());
    assert_eq!(
        owner("123456789012-abcdef0123456789abcdef0123456789.apps.googleusercontent.com"),
        Some("google")
    );
    assert_eq!(owner("123456789012.apps.googleusercontent.com"), Some("google"));
    assert_eq!(owner("Iv1.0123456789abcdef"), Some("github"));
    assert_eq!(owner("Iv23abcdefghijklmnop"), Some("github"));
    assert_eq!(owner("Ov23abcdefghijklmnop"), Some("github"));
    assert_eq!(owner("0oa0123456789abcdef01"), Some("okta"));
    assert_eq!(owner(&token("3MVG9", 80)), Some("salesforce"));
    for text in ["2ff814a6-3304-4ab8-85cb-cd0e6f879c1d", "0123456789abcdef0123", "my-app", "Iv", ""] {
        assert_eq!(owner(text), None, "{text}");
    }
    let github = known.get("github").unwrap();
    let app = |text: &str| github.client_id.shape_of(text).and_then(|shape| shape.app.as_deref());
    assert_eq!(app("Ov23abcdefghijklmnop"), Some("oauth-app"));
    assert_eq!(app("0123456789abcdef0123"), Some("oauth-app"));
    assert_eq!(app("Iv1.0123456789abcdef"), Some("github-app"));
    assert_eq!(github.client_id.mistake("123456").map(|shape| shape.name.as_str()), Some("app-id"));
    assert_eq!(
        github.client_id.mistake("lv1.0123456789abcdef").map(|shape| shape.name.as_str()),
        Some("small-l")
    );
    let guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    assert!(is_guid(guid) && !is_guid("0f8fad5b"));
    let secret = |name: &str| &known.get(name).unwrap().client_secret;
    assert_eq!(secret("entra").mistake(guid).map(|shape| shape.name.as_str()), Some("secret-id"));
    assert!(secret("keycloak").mistake(guid).is_none() && secret("keycloak").shape_of(guid).is_some());
    assert!(known.get("entra").unwrap().client_id.only && !known.get("databricks").unwrap().client_id.only);
}

#[test]
fn a_client_id_is_told_by_what_can_be_seen_of_it() {
    let form = |name: &str| {
        let provider = Providers::builtin().get(name);
        provider.expect("it is known").client_id.shapes[0].form()
    };
    assert_eq!(form("entra"), "which is a GUID");
    assert_eq!(form("google"), "which ends in `.apps.googleusercontent.com`");
    assert_eq!(form("github"), "which begins with `Iv`");
    assert_eq!(form("auth0"), "as the provider shows it");
}
