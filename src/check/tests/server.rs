//! Where a server's own templates are known, they have the last word, on definitions and on requests.

use super::*;
use crate::server_template::ServerTemplates;

const TEMPLATES: &str = r#"[
  {"id": "custom", "options": [
     {"name": "auth_type", "type": "select", "values": ["Viewer", "Robot"]},
     {"name": "auth_mode", "type": "select", "values": ["Confidential", "Public"]},
     {"name": "use_pkce", "type": "bool", "default": true},
     {"name": "token_endpoint_auth_method", "type": "bool"}],
   "fields": [{"name": "client_id"}, {"name": "client_secret", "secret": true}, {"name": "scopes"},
     {"name": "authorization_uri"}, {"name": "token_uri"}]},
  {"id": "warehouse", "options": [{"name": "auth_type", "type": "select", "values": ["Viewer", "Robot"]}]}
]"#;

const ENDPOINTS: &str = "authorization_uri: https://id.acme.dev/authorize, token_uri: https://id.acme.dev/token, \
    client_secret: \"${SECRET}\", scopes: read offline_access";

/// The settings with the templates.
pub(super) fn settings() -> Settings {
    let templates = ServerTemplates::read("templates.json", TEMPLATES).expect("it is an export");
    Settings { templates: Some(Arc::new(templates)), ..Settings::default() }
}

fn rules(name: &str, text: &str, settings: &Settings) -> Vec<&'static str> {
    found(name, text, settings).iter().map(|finding| finding.rule).collect()
}

#[test]
fn the_servers_words_count_in_a_definition() {
    for (keys, wanted) in [
        ("client_id: x1y2", &[][..]),
        ("client_id: x1y2, auth_type: Robot", &[]),
        ("client_id: x1y2, auth_type: Robbot", &["invalid-auth-type"]),
        ("client_id: x1y2, auth_mode: Secret", &["invalid-auth-mode"]),
        ("client_id: x1y2, use_pkce: \"true\"", &["value-not-boolean"]),
        ("client_id: true", &["value-not-string"]),
        // A text as it is known here, and a switch on the server.
        ("client_id: x1y2, token_endpoint_auth_method: true", &[]),
        ("client_id: x1y2, token_endpoint_auth_method: 3", &["value-not-string"]),
    ] {
        let text = format!("template: custom\nname: Lake\ndescription: d\nconfig: {{{keys}, {ENDPOINTS}}}\n");
        assert_eq!(rules("a.yaml", &text, &settings()), wanted, "{keys}");
    }
}

#[test]
fn a_right_word_in_a_wrong_place_stays_a_finding() {
    let text = "config:\n  auth_mode: Public\ntemplate: custom\n";
    assert!(rules("a.patch.yaml", text, &settings()).contains(&"lingering-client-secret"));
}

#[test]
fn a_list_of_templates_says_nothing_about_permissions() {
    let release = Settings { connect_version: "2024.12.0".parse().ok(), ..settings() };
    let permissions = "permissions: [{user_guid: 0a4e6f91-c7d3-48b2-9e15-6b8d2f7c3a40}]\n";
    let text =
        format!("template: custom\nname: Lake\ndescription: d\nconfig: {{client_id: x1y2, {ENDPOINTS}}}\n");
    assert_eq!(rules("a.yaml", &text, &release), [""; 0]);
    assert_eq!(rules("a.yaml", &format!("{text}{permissions}"), &release), ["feature-newer-than-server"]);
}

#[test]
fn the_servers_words_count_in_a_request() {
    for (request, wanted) in [
        (r#"{"type": "warehouse", "auth_type": "Viewer"}"#, &[][..]),
        (r#"{"type": "custom", "auth_type": "Robot"}"#, &[]),
        (r#"{"type": "custom", "auth_type": "Robbot"}"#, &["invalid-auth-type"]),
        (r#"{"type": "warehouses"}"#, &["unknown-template"]),
        (r#"{"type": "custon"}"#, &["misspelled-template"]),
    ] {
        let text = format!(
            r#"{{"version": 1, "metadata": {{"appmode": "python-shiny"}}, "integration_requests": [{request}]}}"#
        );
        assert_eq!(rules("manifest.json", &text, &settings()), wanted, "{request}");
    }
}
