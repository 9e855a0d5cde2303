//! The configuration: where it is found, what it switches, and how a mistake in it is shown.

mod sandbox;

use sandbox::{PKCE_OFF, Sandbox};

#[test]
fn the_nearest_configuration_upwards_counts() {
    let box_ = Sandbox::new(&[
        ("connectlint.yaml", "ignore: [pkce-disabled]\n"),
        ("a/b/x.yaml", PKCE_OFF),
        ("c/.connectlint.yaml", "levels: {pkce-disabled: error}\n"),
        ("c/d/x.yaml", PKCE_OFF),
    ]);
    let ran = box_.check(&[]);
    assert_eq!(ran.found(), ["c/d/x.yaml:11 pkce-disabled"], "each file has its own");
    assert!(ran.out.contains("error[pkce-disabled]"), "{}", ran.out);
    assert_eq!(box_.check(&["a"]).code, 0);
    assert_eq!(box_.check(&["--isolated"]).found().len(), 2);
    assert_eq!(box_.check(&["--config", "connectlint.yaml"]).found().len(), 0);
}

#[test]
fn a_search_ends_at_the_root_of_the_repository() {
    let box_ = Sandbox::new(&[
        ("connectlint.yaml", "ignore: [pkce-disabled]\n"),
        ("inner/.git/HEAD", "ref: refs/heads/main\n"),
        ("inner/x.yaml", PKCE_OFF),
    ]);
    assert_eq!(box_.check(&["inner"]).found(), ["inner/x.yaml:11 pkce-disabled"]);
}

#[test]
fn the_working_directory_does_not_matter() {
    let box_ = Sandbox::new(&[
        ("connectlint.yaml", "ignore-in: {\"legacy/**\": [custom, pkce-disabled]}\nexclude: [old]\n"),
        ("legacy/x.yaml", PKCE_OFF),
        ("old/x.yaml", PKCE_OFF),
        ("new/x.yaml", PKCE_OFF),
    ]);
    let mut command = box_.command();
    command.args(["check", "--output-format", "concise", ".."]).current_dir(box_.path("new"));
    let said = String::from_utf8_lossy(&command.output().expect("it runs").stdout).into_owned();
    assert_eq!(said.matches("pkce-disabled").count(), 1, "{said}");
    assert_eq!(box_.check(&[]).found(), ["new/x.yaml:11 pkce-disabled"]);
    assert_eq!(
        box_.check(&["old/x.yaml"]).found(),
        ["old/x.yaml:11 pkce-disabled"],
        "what is named is checked"
    );
}

#[test]
fn rules_groups_and_levels_are_switched() {
    let box_ = Sandbox::new(&[("x.yaml", PKCE_OFF)]);
    let with = |config: &str| {
        box_.write("connectlint.yaml", config);
        box_.check(&[])
    };
    let group = {
        let listed = box_.run(&["rules", "--output-format", "json"]);
        let rules: serde_json::Value = serde_json::from_str(&listed.out).expect("it is JSON");
        let rules = rules.as_array().expect("a list").clone();
        let rule = rules.iter().find(|rule| rule["id"] == "pkce-disabled").expect("it is listed").clone();
        rule["group"].as_str().expect("it has one").to_owned()
    };
    assert_eq!(with("select: [pkce-disabled]\n").code, 1);
    assert_eq!(with("select: [missing-name]\n").code, 0);
    assert_eq!(with(&format!("ignore: [{group}]\n")).code, 0);
    assert_eq!(with(&format!("levels: {{{group}: off}}\n")).code, 0);
    assert_eq!(
        with(&format!("levels: {{{group}: off, pkce-disabled: error}}\n")).code,
        1,
        "a rule beats its group"
    );
    assert_eq!(with("levels: {pkce-disabled: info}\n").code, 0, "a hint does not fail");
    assert_eq!(with("levels: {pkce-disabled: info}\nfail-on: info\n").code, 1);
    assert_eq!(with("fail-on: never\n").code, 0);
    assert_eq!(box_.check(&["--fail-on", "warning"]).code, 1, "the command line beats the file");
    assert_eq!(with("fail-on: error\n").code, 0);
    assert_eq!(box_.check(&["--level", "pkce-disabled=error"]).code, 1);
}

#[test]
fn a_glob_says_what_files_are() {
    let text = "description: Read it.\nconfig: {scopes: openid}\n";
    let box_ = Sandbox::new(&[
        ("connectlint.yaml", "kinds: {\"fragments/*.txt\": update, \"full/*.yaml\": create}\n"),
        ("fragments/a.txt", text),
        ("full/a.yaml", text),
        ("other/a.txt", text),
    ]);
    let ran = box_.run(&["files"]);
    assert!(ran.out.contains("fragments/a.txt: update\n"), "{}", ran.out);
    assert!(ran.out.contains("full/a.yaml: create\n"), "{}", ran.out);
    assert!(ran.out.contains("other/a.txt: skipped"), "{}", ran.out);
}

#[test]
fn facts_about_the_server_are_taken_over() {
    let no_secret = PKCE_OFF
        .replace("  client_secret: ${KEYCLOAK_CLIENT_SECRET}\n", "")
        .replace("  use_pkce: false\n", "");
    let box_ = Sandbox::new(&[("x.yaml", &no_secret)]);
    let without = box_.check(&[]);
    assert_eq!(without.code, 1, "{}", without.out);
    box_.write("connectlint.yaml", "secrets: injected\n");
    assert_eq!(box_.check(&[]).found(), [""; 0]);
}

#[test]
fn mistakes_are_shown_with_their_places() {
    let box_ = Sandbox::new(&[("x.yaml", PKCE_OFF)]);
    for (config, place, said) in [
        ("selct: [a]\n", "connectlint.yaml:1:1", "did you mean `select`?"),
        ("select: [pkce-disable]\n", "connectlint.yaml:1:10", "did you mean `pkce-disabled`?"),
        ("\nlevels: {pkce-disabled: hihg}\n", "connectlint.yaml:2:25", "write one of `error`"),
        ("fail-on: 3\n", "connectlint.yaml:1:10", "string"),
        ("connect: 2025.13\n", "connectlint.yaml:1:10", "2025.07.0"),
        ("exclude: [\"a{\"]\n", "connectlint.yaml:1:10", "glob"),
        ("inventory: [nothing.json]\n", "connectlint.yaml:1:13", "there is no `nothing.json`"),
        ("rules: [nothing]\n", "connectlint.yaml:1:9", "there is no `nothing`"),
        ("ignore: [a\n", "connectlint.yaml:", ""),
        ("- select\n", "connectlint.yaml:1:1", "mapping"),
        ("ignore: [a]\nignore: [b]\n", "connectlint.yaml:2:1", "given twice"),
        ("fail-on: error\n---\nfail-on: info\n", "connectlint.yaml:3:1", "one document"),
        ("levels: {xyz: off}\n", "connectlint.yaml:1:10", "`connectlint rules` lists them"),
    ] {
        box_.write("connectlint.yaml", config);
        let ran = box_.check(&[]);
        assert_eq!(ran.code, 2, "{config}: {}{}", ran.out, ran.err);
        assert!(ran.out.is_empty(), "{}", ran.out);
        assert!(ran.err.contains(place) && ran.err.contains(said), "{config}: {place} {said}: {}", ran.err);
    }
    assert_eq!(
        box_.check(&["--isolated"]).code,
        1,
        "a wrong configuration that is not asked for does not matter"
    );
}

#[test]
fn an_empty_configuration_is_fine() {
    let box_ = Sandbox::new(&[("x.yaml", PKCE_OFF), ("connectlint.yaml", "# nothing yet\n")]);
    assert_eq!(box_.check(&[]).code, 1);
    box_.write("connectlint.yaml", "ignore:\nselect:\n");
    assert_eq!(box_.check(&[]).code, 1);
}

#[test]
fn a_given_configuration_must_be_there() {
    let box_ = Sandbox::new(&[("x.yaml", PKCE_OFF)]);
    let ran = box_.check(&["--config", "nothing.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("connectlint: nothing.yaml: "), "{}", ran.err);
}

/// The first YAML text of a page.
fn yaml_of(page: &str) -> &str {
    page.split_once("```yaml\n").and_then(|(_, rest)| rest.split_once("```")).expect("it has an example").0
}

#[test]
fn the_configuration_in_the_documentation_works() {
    let text = yaml_of(include_str!("../docs/configuration.md"));
    let box_ = Sandbox::new(&[
        ("connectlint.yaml", text),
        ("rules/notes.txt", "no page"),
        ("exports/integrations.json", "[]"),
        ("exports/templates.json", r#"[{"id": "custom", "fields": []}]"#),
        ("x.yaml", PKCE_OFF),
    ]);
    assert_eq!(box_.run(&["check", "--write-baseline"]).code, 0);
    let ran = box_.check(&[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let schema = include_str!("../schemas/documents/config.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("it is JSON");
    let missing: Vec<&String> = schema["properties"]
        .as_object()
        .expect("it has settings")
        .keys()
        .filter(|key| !text.lines().any(|line| line.starts_with(&format!("{key}:"))))
        .collect();
    assert_eq!(missing, [""; 0], "every setting has its line");
}
