//! What is known of each template, cell by cell.

use super::*;
use crate::schema::Fault;
use crate::schema::tests::{refused, tree};
use serde_json::{Map, Value, json};

/// One row of the table of keys: template, auth type, required (`client_secret` too), optional,
/// and whether more keys may exist. What a row does not name must not be there.
type Row = (&'static str, AuthType, &'static str, &'static str, bool);

const V: AuthType = AuthType::Viewer;
const S: AuthType = AuthType::ServiceAccount;
const ENTRA_VIEWER: (&str, &str) = ("tenant_id client_id client_secret", "auth_type auth_mode scopes");
const ENTRA_SERVICE: (&str, &str) = ("auth_type tenant_id client_id client_secret", "scopes");
const GOOGLE: (&str, &str) = ("client_id client_secret", "auth_type auth_mode scopes");

const TABLE: &[Row] = &[
    (
        "custom",
        V,
        "client_id client_secret authorization_uri token_uri",
        "auth_type auth_mode scopes token_endpoint_auth_method use_pkce",
        false,
    ),
    (
        "custom",
        S,
        "auth_type client_id client_secret token_uri",
        "authorization_uri scopes token_endpoint_auth_method",
        false,
    ),
    ("azure", V, ENTRA_VIEWER.0, ENTRA_VIEWER.1, false),
    ("azure", S, ENTRA_SERVICE.0, ENTRA_SERVICE.1, false),
    ("azure-openai", V, ENTRA_VIEWER.0, ENTRA_VIEWER.1, false),
    ("azure-openai", S, ENTRA_SERVICE.0, ENTRA_SERVICE.1, false),
    ("sharepoint", V, ENTRA_VIEWER.0, ENTRA_VIEWER.1, false),
    ("sharepoint", S, ENTRA_SERVICE.0, ENTRA_SERVICE.1, false),
    ("msgraph", V, ENTRA_VIEWER.0, ENTRA_VIEWER.1, false),
    ("msgraph", S, ENTRA_SERVICE.0, ENTRA_SERVICE.1, false),
    ("bigquery", V, GOOGLE.0, GOOGLE.1, false),
    ("drive", V, GOOGLE.0, GOOGLE.1, false),
    ("sheets", V, GOOGLE.0, GOOGLE.1, false),
    ("vertex-ai", V, GOOGLE.0, GOOGLE.1, false),
    ("github", V, "client_id client_secret", "auth_type auth_mode", true),
    ("databricks", V, "workspace_host client_id client_secret", "auth_type auth_mode scopes", false),
    ("databricks", S, "auth_type workspace_host client_id client_secret", "scopes", false),
    ("snowflake", V, "account_url client_id client_secret", "auth_type auth_mode scopes", false),
    ("salesforce", V, "client_id sf_host_domain client_secret", "auth_type auth_mode scopes", false),
    ("salesforce", S, "auth_type client_id client_secret sf_host_domain", "", false),
    (
        "aws",
        V,
        "role_arn client_id client_secret authorization_uri token_uri",
        "auth_type auth_mode scopes session_duration sts_region token_endpoint_auth_method use_pkce",
        false,
    ),
    ("aws", S, "auth_type role_arn", "session_duration sts_region", false),
    ("connect", AuthType::VisitorApiKey, "max_role", "auth_type", false),
];

/// The auth types of which nothing but the name is known.
const UNKNOWN: &[(&str, AuthType)] = &[("github", S), ("snowflake", S)];

/// A value that a key may have under a template.
fn value(shape: &Shape, name: &str) -> Value {
    match shape.key(name) {
        Some(key) if name == "auth_type" => json!(key.values.iter().find(|v| **v == shape.auth_type.name())),
        Some(key) if !key.values.is_empty() => json!(key.values[0]),
        Some(key) if key.kind == Kind::Bool => json!(false),
        _ => json!("x"),
    }
}

fn config(shape: &Shape, names: impl IntoIterator<Item = &'static str>) -> Value {
    let entries = names.into_iter().map(|name| (name.to_owned(), value(shape, name)));
    Value::Object(Map::from_iter(entries))
}

fn shape_of(name: &str, auth_type: AuthType) -> &'static Shape {
    template(name).and_then(|template| template.shape(auth_type)).expect("the table names real shapes")
}

fn faults(shape: &Shape, config: &Value) -> Vec<Fault> {
    refused(shape.schema(), &tree(config)).into_iter().map(|violation| violation.fault).collect()
}

#[test]
fn the_table_has_every_shape_and_no_other() {
    let mut expected: Vec<_> =
        TABLE.iter().map(|row| (row.0, row.1)).chain(UNKNOWN.iter().copied()).collect();
    let mut found: Vec<_> =
        all().iter().flat_map(|template| template.auth_types().map(|kind| (template.name, kind))).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn every_cell_of_the_table_is_judged_as_it_says() {
    for &(name, auth_type, required, optional, open) in TABLE {
        let shape = shape_of(name, auth_type);
        let required: Vec<&str> = required.split_whitespace().collect();
        let optional: Vec<&str> = optional.split_whitespace().collect();
        let minimal = config(shape, required.iter().copied());
        assert_eq!(faults(shape, &minimal), [], "{name} {auth_type:?}: the minimum");
        assert_eq!(
            faults(shape, &config(shape, required.iter().chain(&optional).copied())),
            [],
            "{name}: all"
        );
        assert_eq!(shape.open, open, "{name} {auth_type:?}");
        for &key in config_keys() {
            let cell = format!("{name}, {auth_type:?}, {key}");
            let mut other = minimal.clone();
            let (usage, fault) = if required.contains(&key) {
                other[key] = Value::Null;
                (Usage::Required, (key != "client_secret").then(|| Fault::MissingKey(key.to_owned())))
            } else if optional.contains(&key) {
                other[key] = value(shape, key);
                (Usage::Optional, None)
            } else {
                other[key] = json!("x");
                (Usage::Inapplicable, Some(Fault::UnknownKey))
            };
            assert_eq!(shape.usage(key), usage, "{cell}");
            assert_eq!(faults(shape, &other), Vec::from_iter(fault), "{cell}");
        }
    }
}

#[test]
fn keys_that_no_template_has_are_judged_where_the_table_is_closed() {
    for template in all() {
        for shape in template.shapes {
            let required = shape.keys.iter().filter(|key| key.need == Need::Required).map(|key| key.name);
            let mut config = config(shape, required);
            config["made_up"] = json!("x");
            let expected = if shape.open { vec![] } else { vec![Fault::UnknownKey] };
            assert_eq!(faults(shape, &config), expected, "{} {:?}", template.name, shape.auth_type);
            assert_eq!(shape.usage("made_up"), Usage::Unknown);
        }
    }
}

#[test]
fn where_nothing_is_known_nothing_is_judged() {
    for &(name, auth_type) in UNKNOWN {
        let shape = shape_of(name, auth_type);
        assert_eq!(faults(shape, &json!({"app_id": "1", "client_id": "x", "scopes": "y"})), []);
        assert_eq!(shape.usage("scopes"), Usage::Unknown);
    }
    for name in ["anthropic", "openai", "vault", "odbc"] {
        let template = template(name).expect("it is known by name");
        assert!(!template.detailed && template.is_open() && template.shapes.is_empty());
        assert_eq!(template.usage(AuthType::Viewer, "client_id"), Usage::Unknown);
    }
}

#[test]
fn values_are_judged_by_type_and_word() {
    let shape = shape_of("custom", V);
    let mut config = config(shape, ["client_id", "authorization_uri", "token_uri"]);
    config["use_pkce"] = json!("false");
    config["scopes"] = json!(["openid"]);
    config["auth_mode"] = json!("public");
    config["client_id"] = json!(7);
    let wrong = |expected, found| Fault::WrongType { expected, found };
    assert_eq!(
        faults(shape, &config),
        [
            wrong(Kind::String, Kind::Number),
            wrong(Kind::Bool, Kind::String),
            wrong(Kind::String, Kind::Sequence),
            Fault::NotOneOf(vec!["Confidential".to_owned(), "Public".to_owned()]),
        ]
    );
    let shape = shape_of("connect", AuthType::VisitorApiKey);
    assert_eq!(faults(shape, &json!({"max_role": "viewer"})).len(), 1);
}

#[test]
fn public_clients_are_where_they_are_documented() {
    let public: Vec<&str> = all().iter().filter(|one| one.public_allowed).map(|one| one.name).collect();
    let expected =
        ["aws", "azure", "azure-openai", "custom", "databricks", "msgraph", "salesforce", "sharepoint"];
    assert_eq!(public, expected);
    for template in all() {
        for key in template.keys(V).into_iter().flatten().filter(|key| key.name == "client_secret") {
            let expected = if template.public_allowed { Need::UnlessPublic } else { Need::Required };
            assert_eq!(key.need, expected, "{}", template.name);
        }
    }
}

#[test]
fn a_misspelled_template_is_close_to_one() {
    let near = |word| misspelled(word).map(|near| (near.name, near.letters));
    assert_eq!(near("azure_openai"), Some(("azure-openai", 0)));
    assert_eq!(near("Azure OpenAI"), Some(("azure-openai", 0)));
    assert_eq!(near("AWS"), Some(("aws", 0)));
    assert_eq!(near("gihub"), Some(("github", 1)));
    assert_eq!(near("datbaricks"), Some(("databricks", 1)), "two exchanged letters are one mistake");
    assert_eq!(near("snowflaek2"), Some(("snowflake", 2)));
    for word in ["gitlab", "google", "awx", "generic_service", "template1", "azure", "", &"a".repeat(100_000)]
    {
        assert_eq!(near(word), None, "{}", word.len());
    }
}

#[test]
fn a_misspelled_key_is_close_to_one() {
    let near = |word| nearest(word, config_keys().iter().copied(), 2).map(|near| (near.name, near.letters));
    assert_eq!(near("scope"), Some(("scopes", 1)));
    assert_eq!(near("clientId"), Some(("client_id", 0)));
    assert_eq!(near("tennant_id"), Some(("tenant_id", 1)));
    assert_eq!(near("authorization_url"), Some(("authorization_uri", 1)));
    assert_eq!(near("scopes"), None);
    assert_eq!(near("hostname"), None);
}

#[test]
fn secrets_are_known_by_the_names_of_their_keys() {
    for name in [
        "client_secret",
        "clientSecret",
        "CLIENT-SECRET",
        "db_password",
        "password",
        "access_token",
        "accessToken",
        "api_key",
        "my_api_key",
        "apiKey",
        "private_key",
        "secret",
        "token",
    ] {
        assert!(is_secret_key(name), "{name}");
    }
    assert!(SECRET_KEYS.iter().all(|name| is_secret_key(name)), "none of them is let through by its ending");
    for name in
        ["client_id", "token_uri", "token_endpoint_auth_method", "secrets", "scopes", "tokens", "key", ""]
    {
        assert!(!is_secret_key(name), "{name}");
    }
}

#[test]
fn documents_have_their_keys() {
    let names = |kind| documents::keys(kind).iter().map(|key| key.name).collect::<Vec<_>>();
    assert_eq!(names("create"), ["name", "description", "template", "config", "permissions"]);
    assert_eq!(names("update"), ["name", "description", "config", "permissions"]);
    assert_eq!(names("permission"), ["user_guid", "group_guid"]);
    assert_eq!(names("request"), ["guid", "name", "description", "type", "auth_type", "config"]);
    assert_eq!(names("nothing"), Vec::<&str>::new());
    let written: Vec<&str> =
        documents::keys("export").iter().filter(|key| key.read_only).map(|key| key.name).collect();
    assert_eq!(
        written,
        ["id", "guid", "created_time", "updated_time", "auth_type", "environment_variables", "content_count"]
    );
}

#[test]
fn a_config_of_any_template_has_all_keys_and_words() {
    let mut names: Vec<&str> = documents::keys("any-config").iter().map(|key| key.name).collect();
    names.sort_unstable();
    assert_eq!(names, config_keys());
    let words =
        |name| documents::document("any-config").and_then(|shape| shape.key(name)).map(|key| key.values);
    let types = AuthType::ALL.map(AuthType::name);
    assert_eq!(words("auth_type").map(<[_]>::len), Some(types.len()));
    assert!(words("auth_type").is_some_and(|words| types.iter().all(|word| words.contains(word))));
    assert_eq!(words("auth_mode"), Some(&["Confidential", "Public"][..]));
    let bad = json!({"session_duration": 3600, "use_pkce": "no", "other": 1, "max_role": null});
    assert_eq!(
        document_faults("any-config", &bad),
        [
            "\"session_duration\" WrongType { expected: String, found: Number }",
            "\"use_pkce\" WrongType { expected: Bool, found: String }"
        ]
    );
}

#[test]
fn content_is_run_as_its_mode_says() {
    use documents::{Execution, execution};
    for mode in ["shiny", "python-fastapi", "quarto-shiny", "nodejs", "r-plumber", "python-flask"] {
        assert_eq!(execution(mode), Some(Execution::Interactive), "{mode}");
    }
    for mode in ["rmd-static", "quarto-static", "jupyter-static", "rmd", "quarto", "jupyter-notebook"] {
        assert_eq!(execution(mode), Some(Execution::Rendered), "{mode}");
    }
    assert_eq!(execution("static"), Some(Execution::Static));
    assert_eq!(execution("html"), Some(Execution::Static));
    assert_eq!(execution("unknown"), None);
}

fn document_faults(kind: &str, value: &Value) -> Vec<String> {
    let shape = documents::document(kind).expect("the test names real kinds");
    let document = tree(value);
    let place = |id| document.node(id).raw();
    refused(shape.schema(), &document)
        .iter()
        .map(|one| format!("{} {:?}", place(one.key.unwrap_or(one.node)), one.fault))
        .collect()
}

#[test]
fn documents_are_judged_by_their_kind() {
    let good = json!({
        "name": null, "description": "d", "template": "custom", "config": {"anything": [1]},
        "permissions": [{"user_guid": "g", "group_guid": null}]
    });
    assert_eq!(document_faults("create", &good), Vec::<String>::new(), "parts are judged on their own");
    let bad = json!({
        "name": 1, "config": [], "guid": "g", "permissions": [{"guid": "g"}, null, "x"], "template": true
    });
    assert_eq!(
        document_faults("create", &bad),
        [
            "\"name\" WrongType { expected: String, found: Number }",
            "\"config\" WrongType { expected: Mapping, found: Sequence }",
            "\"guid\" UnknownKey",
            "\"guid\" UnknownKey",
            "null WrongType { expected: Mapping, found: Null }",
            "\"x\" WrongType { expected: Mapping, found: String }",
            "\"template\" WrongType { expected: String, found: Bool }",
        ]
    );
    assert_eq!(document_faults("update", &json!({"template": "custom"})), ["\"template\" UnknownKey"]);
    let request = json!({"authType": "Viewer", "auth_type": "viewer", "config": {"a": 1}});
    assert_eq!(
        document_faults("request", &request),
        [
            "\"authType\" UnknownKey",
            "\"auth_type\" NotOneOf([\"Viewer\", \"Service Account\", \"Visitor API Key\"])"
        ]
    );
}

#[test]
fn containers_look_at_the_type_of_their_parts_only() {
    let wrong = |key: &str| vec![format!("\"{key}\" WrongType {{ expected: Sequence, found: Mapping }}")];
    assert_eq!(
        document_faults("publisher", &json!({"integration_requests": {}})),
        wrong("integration_requests")
    );
    assert_eq!(
        document_faults("manifest", &json!({"integration_requests": {}})),
        wrong("integration_requests")
    );
    assert_eq!(document_faults("bundle", &json!({"integrations": {}, "content": []})), wrong("integrations"));
    assert_eq!(document_faults("bundle", &json!({"integrations": [{"new": 1}]})), Vec::<String>::new());
    assert_eq!(document_faults("content", &json!({"integrations": [{"nonsense": 1}]})), Vec::<String>::new());
    assert_eq!(document_faults("associations", &json!([{"nonsense": 1}, 1])).len(), 1);
    assert_eq!(document_faults("association", &json!({})), ["{} MissingKey(\"oauth_integration_guid\")"]);
}

/// Values of every type under every key of every kind of document, alone and beside a stray key.
#[test]
fn what_passes_at_a_glance_is_refused_by_no_validator() {
    let any =
        [json!(null), json!(true), json!(1), json!(1.5), json!("x"), json!("Viewer"), json!([]), json!({})];
    let nested = [json!([null]), json!(["x"]), json!([{}]), json!([{"user_guid": 1}]), json!({"x": [1]})];
    let mut passed = 0;
    for shape in documents::all() {
        let schema = shape.schema();
        let mut check = |value: &Value| {
            let document = tree(value);
            let (root, _) = document.roots().next().expect("a test tree has a root");
            let (at_a_glance, valid) = schema.judgements(root);
            assert!(valid || !at_a_glance, "{}: {value}", shape.name);
            passed += usize::from(at_a_glance);
        };
        let required: serde_json::Map<String, Value> =
            shape.keys.iter().map(|key| (key.name.to_owned(), json!("x"))).collect();
        for value in any.iter().chain(&nested) {
            check(value);
            check(&json!({"x-stray": value}));
            for key in shape.keys {
                check(&json!({key.name: value}));
                let mut whole = required.clone();
                whole.insert(key.name.to_owned(), value.clone());
                check(&Value::Object(whole));
            }
        }
    }
    assert!(passed > 500, "{passed}");
}
