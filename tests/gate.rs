//! The deploy gate: real values are judged, none is shown, and what is not filled in is said.

use clap::ValueEnum;
use connectlint::report::Format;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Every format there is, by the name that the command line knows.
fn formats() -> Vec<String> {
    let names = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    names.map(|value| value.get_name().to_owned()).collect()
}

/// Definitions whose values all come from outside, so that every finding is about a value that nobody may see.
const FILE: &str = "\
template: ${KIND}
name: ${NAME}
description: ${DESCRIPTION}
config:
  tenant_id: ${TENANT}
  client_id: \"${CLIENT}\"
  client_secret: ${SECRET}
  auth_mode: ${MODE}
  scopes: ${SCOPES}
---
template: custom
name: ${NAME}
description: Keycloak at ${HOST}
config:
  authorization_uri: https://${HOST}/realms/apps/protocol/openid-connect/auth
  token_uri: ${TOKEN_URI}
  client_id: apps
  client_secret: ${SECRET:-none}
  use_pkce: ${PKCE}
  scopes: ${SCOPES}
---
template: databricks
name: ${NAME}
description: ${DESCRIPTION}
config:
  workspace_host: ${WORKSPACE}
  client_id: ${CLIENT}
  client_secret: ${SECRET}
  scopes: all-apis,${SCOPES}
";

const VALUES: [(&str, &str); 12] = [
    ("KIND", "azure"),
    ("NAME", " Quarterly Zebra report "),
    ("DESCRIPTION", "Zq7 description of ghp_R7tK2mX9vB4nQ8wL1cZ6yD3fH5jG0sP7aE2u"),
    ("TENANT", "00zz11-not-a-tenant"),
    ("CLIENT", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d "),
    ("SECRET", "5d1c1b1a-7f60-4a3b-b9e4-6c7d8e9fa0cc"),
    ("MODE", "Public"),
    ("SCOPES", "zonk.read zonk.write, offline_acces"),
    ("HOST", "Keycloak.zebra.internal//"),
    ("TOKEN_URI", "http://me:hunter22@login.zebra.internal/Token/?client_secret=swordfish99"),
    ("PKCE", "nope"),
    ("WORKSPACE", "https://dbc-77zz88.cloud.databricks.com/?o=4711471147114711"),
];

/// Parts of the values, as rules may cut them out. `azure` and `Public` are words of every page.
const PARTS: [&str; 17] = [
    "Quarterly",
    "Zq7",
    "ghp_",
    "00zz11",
    "9b1deb4d",
    "2b0d7b3dcb6d",
    "5d1c1b1a",
    "6c7d8e9fa0cc",
    "zonk",
    "offline_acces ",
    "zebra",
    "hunter22",
    "swordfish99",
    "`nope`",
    "dbc-77zz88",
    "4711471147114711",
    "Zebra",
];

fn connectlint(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_connectlint"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        // Where coverage is measured, what runs here counts too.
        .envs(std::env::vars_os().filter(|(name, _)| name == "LLVM_PROFILE_FILE"))
        .envs(variables.iter().copied())
        .output()
        .expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn folder(file: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room");
    fs::write(folder.path().join("a.yaml"), file).expect("it is writable");
    folder
}

fn check(file: &str, variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let folder = folder(file);
    let arguments = ["check", "--resolve-env", "--output-format", "concise"];
    let output = connectlint(folder.path(), &arguments, variables);
    (output.status.code(), said(&output))
}

#[test]
fn no_format_shows_a_value() {
    let folder = folder(FILE);
    for format in formats() {
        for color in ["always", "never"] {
            let arguments = ["check", "--resolve-env", "--output-format", &format, "--color", color];
            let output = connectlint(folder.path(), &arguments, &VALUES);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.len() > 200, "{format}: {said}");
            for (at, line) in said.lines().enumerate() {
                // The pages of the rules have words of their own.
                for part in PARTS.iter().filter(|part| **part != "ghp_" || format != "sarif") {
                    assert!(!line.contains(part), "{format} shows {part} in line {}: {line}", at + 1);
                }
            }
        }
    }
    let output =
        connectlint(folder.path(), &["check", "--resolve-env", "--output-format", "concise"], &VALUES);
    assert!(said(&output).lines().count() > 12, "values of all kinds are judged: {}", said(&output));
}

#[test]
fn what_stands_beside_a_filled_variable_is_judged_by_its_kind() {
    let custom = |id: &str, secret: &str, name: &str| {
        format!(
            "template: custom\nname: \"{name}\"\ndescription: Read the reports as yourself.\nconfig:\n  client_id: \"{id}\"\n  \
             client_secret: \"{secret}\"\n  authorization_uri: https://id.acme.dev/authorize\n  \
             token_uri: https://id.acme.dev/token\n  scopes: read offline_access\n"
        )
    };
    let values = [("ID", "x1y2"), ("SECRET", "Zk8vQw3rTn5Lm2Xp"), ("TEAM", "Sales")];
    for (id, secret, name, wanted) in [
        ("${ID}", "${SECRET}", "${TEAM}", false),
        // In an id it is a placeholder, in a secret its letters may be its own.
        ("${ID}-<env>", "${SECRET}", "${TEAM}", true),
        ("${ID}", "${SECRET}<x>", "${TEAM}", false),
        ("${ID}", "${SECRET}{{ x }}", "${TEAM}", true),
        ("${ID}", "${SECRET}", "${TEAM} <draft>", false),
        ("${ID}", "${SECRET}", "${TEAM} {{ x }}", true),
    ] {
        let (_, said) = check(&custom(id, secret, name), &values);
        assert_eq!(said.contains("unresolved-placeholder"), wanted, "{id} {secret} {name}: {said}");
    }
}

#[test]
fn values_are_judged_as_they_will_be_sent() {
    let azure = "template: azure\nname: Azure\ndescription: Query the lakehouse as yourself.\nconfig:\n  tenant_id: ${TENANT}\n  \
         client_id: 8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012\n  client_secret: ${SECRET}\n  auth_mode: ${MODE:-Confidential}\n  \
         scopes: 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default offline_access\n";
    let tenant = ("TENANT", "3f2a9c1e-7b4d-4e8a-9c55-0d1f6b7a2e90");
    // As Entra issues them: three letters or digits, a digit, `Q~`, and 31 to 34 more.
    let secret = ("SECRET", "kR28Q~vN4pT7xL1mZ9cB6wD3gJ5hF0sK2yQ8eA");
    let (code, said) = check(azure, &[tenant, secret]);
    assert_eq!(code, Some(0), "{said}");
    for (variables, rule) in [
        (vec![tenant, ("SECRET", "5d1c1b1a-7f60-4a3b-b9e4-6c7d8e9fa0cc")], "entra-secret-id"),
        (vec![tenant, secret, ("MODE", "Public")], "public-client-secret"),
        (vec![("TENANT", "not a tenant"), secret], "tenant"),
        (vec![("TENANT", ""), secret], "missing-tenant-id"),
        (vec![tenant], "unresolved-placeholder"),
        (vec![tenant, ("SECRET", "<client-secret>")], "unresolved-placeholder"),
        (vec![tenant, ("SECRET", "changeme")], "dummy-value"),
    ] {
        let (code, said) = check(azure, &variables);
        assert_eq!(code, Some(1), "{rule}: {said}");
        assert!(said.contains(rule), "{rule} is not in: {said}");
        assert!(!said.contains("committed-secret"), "it is not in the file: {said}");
    }
}

#[test]
fn what_is_not_filled_in_is_named() {
    let file = "template: custom\nname: Keycloak\ndescription: Call the internal services as yourself.\nconfig:\n  \
        authorization_uri: https://${HOST}/realms/${REALM}/protocol/openid-connect/auth\n  \
        token_uri: https://${HOST}/realms/{{ realm }}/protocol/openid-connect/token\n  client_id: apps\n  \
        client_secret: op://platform/keycloak/secret\n  scopes: openid profile offline_access\n";
    let (code, said) = check(file, &[("HOST", "keycloak.acme.dev")]);
    assert_eq!(code, Some(1));
    assert!(said.contains("`${REALM}` is not filled in"), "{said}");
    assert!(said.contains("`{{ realm }}` is not filled in"), "{said}");
    assert_eq!(said.matches("unresolved-placeholder").count(), 2, "a reference is resolved later: {said}");
    assert!(!said.contains("acme"), "{said}");
}

#[test]
fn a_plain_value_gets_the_type_that_it_will_have() {
    let file = |pkce: &str| {
        format!(
            "template: custom\nname: Keycloak\ndescription: Call the internal services as yourself.\nconfig:\n  \
             authorization_uri: https://keycloak.acme.dev/realms/apps/protocol/openid-connect/auth\n  \
             token_uri: https://keycloak.acme.dev/realms/apps/protocol/openid-connect/token\n  client_id: apps\n  \
             client_secret: vault:apps#secret\n  use_pkce: {pkce}\n  scopes: openid profile offline_access\n"
        )
    };
    assert_eq!(check(&file("${PKCE}"), &[("PKCE", "true")]).0, Some(0));
    let (_, said) = check(&file("\"${PKCE}\""), &[("PKCE", "true")]);
    assert!(said.contains("value-not-boolean"), "{said}");
    let (_, said) = check(&file("${PKCE}"), &[("PKCE", "false")]);
    assert!(said.contains("pkce-disabled"), "{said}");
}

#[test]
fn a_fix_never_writes_a_value() {
    let folder = folder(FILE);
    let output = connectlint(folder.path(), &["check", "--resolve-env", "--output-format", "json"], &VALUES);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    for diagnostic in report["diagnostics"].as_array().expect("a list") {
        for edit in diagnostic["fix"]["edits"].as_array().into_iter().flatten() {
            let (start, end) = (edit["start"].as_u64(), edit["end"].as_u64());
            let text = edit["text"].as_str().unwrap_or_default();
            let old = &FILE[usize::try_from(start.expect("a number")).expect("small")
                ..usize::try_from(end.expect("a number")).expect("small")];
            assert!(text.is_empty() || !old.contains("${"), "`{old}` becomes `{text}`");
        }
    }
}

#[test]
fn without_the_gate_placeholders_are_fine() {
    let folder = folder(
        "template: azure\nname: Azure\ndescription: Query it.\nconfig:\n  tenant_id: ${TENANT}\n  client_id: ${CLIENT}\n  client_secret: ${SECRET}\n  scopes: ${SCOPES}\n",
    );
    let output = connectlint(folder.path(), &["check"], &VALUES);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
