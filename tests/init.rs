//! `connectlint init`: what it writes is read by our own configuration reader, and says what the files say.

mod sandbox;

use sandbox::{PKCE_OFF, Ran, Sandbox};
use std::fs;
use std::path::Path;

/// The file that `init` writes, and the check that uses it.
fn init(box_: &Sandbox) -> (String, Ran) {
    let ran = box_.run(&["init"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let ran = box_.check(&[]);
    assert_ne!(ran.code, 2, "{}", ran.err);
    (box_.read("connectlint.yaml"), ran)
}

/// The settings that are switched on.
fn switched_on(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn without_secret() -> String {
    PKCE_OFF.replace("  client_secret: ${KEYCLOAK_CLIENT_SECRET}\n", "")
}

#[test]
fn an_empty_folder_gets_a_file_in_which_every_setting_works() {
    let box_ = Sandbox::new(&[("rules/notes.txt", ""), ("inventory/integrations.json", "[]")]);
    let (text, ran) = init(&box_);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(switched_on(&text), [""; 0]);
    assert!(text.contains("was found here yet"), "{text}");
    box_.write("inventory/templates.json", r#"[{"id": "custom", "fields": []}]"#);
    let mut settings = 0;
    let on = text.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => {
            settings += 1;
            format!("{setting}\n")
        }
        _ => format!("{line}\n"),
    });
    box_.write("connectlint.yaml", &on.collect::<String>());
    box_.write("a.yaml", PKCE_OFF);
    assert_eq!(box_.run(&["check", "--write-baseline"]).code, 0);
    let ran = box_.check(&[]);
    assert_ne!(ran.code, 2, "{}", ran.err);
    assert_eq!(settings, 9, "{text}");
}

#[test]
fn the_example_repository_gets_the_inventory_it_has() {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/example-repo");
    let box_ = Sandbox::new(&[]);
    for entry in walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok) {
        let path = entry.path().strip_prefix(&from).expect("it is below");
        if entry.file_type().is_file() && path != Path::new("connectlint.yaml") {
            let text = fs::read_to_string(entry.path()).expect("it is text");
            box_.write(path.to_str().expect("it is text"), &text);
        }
    }
    let (text, ran) = init(&box_);
    assert_eq!(switched_on(&text), [r#"inventory: ["inventory/integrations.json"]"#], "{text}");
    assert!(ran.out.contains("inventory-drift"), "{}", ran.out);
    assert!(text.contains("1 \u{d7} manifest"), "{text}");
}

#[test]
fn secrets_are_injected_where_no_definition_has_its_own() {
    let injected = |a: &str, b: &str| {
        let box_ = Sandbox::new(&[("a.yaml", a), ("b.yaml", &b.replace("Reports", "Archive"))]);
        let (text, _) = init(&box_);
        (text.contains("\nsecrets: injected\n"), text)
    };
    let (on, text) = injected(&without_secret(), &without_secret());
    assert!(on, "{text}");
    let (on, text) = injected(&without_secret(), PKCE_OFF);
    assert!(!on && text.contains("Some definitions here have no secret"), "{text}");
    let (on, text) = injected(PKCE_OFF, PKCE_OFF);
    assert!(!on && text.contains("are references"), "{text}");
    let (on, text) = injected(PKCE_OFF, &PKCE_OFF.replace("${KEYCLOAK_CLIENT_SECRET}", "changeme"));
    assert!(!on && text.contains("stand-ins"), "{text}");
    let (on, text) = injected(PKCE_OFF, &PKCE_OFF.replace("${KEYCLOAK_CLIENT_SECRET}", "Zk8vQw3rTn5Lm2Xp"));
    assert!(!on && text.contains("stands in a file") && !text.contains("Zk8v"), "{text}");
}

#[test]
fn a_guess_stays_a_comment() {
    let export = r#"[{"guid": "c7e1a0b4-52d8-4f6b-8a39-1e0d7c5b2f94", "created_time": "2026-02-11T08:14:55Z",
        "name": "Elsewhere", "template": "custom", "config": {"auth_type": "Viewer"}}]"#;
    let box_ = Sandbox::new(&[("a.yaml", PKCE_OFF), ("ex\"port.json", export), ("b.yaml", "template: [\n")]);
    let (text, _) = init(&box_);
    assert_eq!(switched_on(&text), [""; 0]);
    assert!(text.contains(r#"#inventory: ["ex\"port.json"]"#), "{text}");
}

#[test]
fn a_list_of_templates_is_named_from_the_folder_it_is_for() {
    let box_ = Sandbox::new(&[
        (
            "sub/server/templates.json",
            r#"[{"id": "custom", "fields": []}, {"id": "databricks", "fields": []}]"#,
        ),
        ("sub/other.json", r#"[{"id": "custom-made", "fields": []}]"#),
    ]);
    let ran = box_.run(&["init", "sub"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "sub/connectlint.yaml is written; `connectlint check` uses it\n")
    );
    assert_eq!(switched_on(&box_.read("sub/connectlint.yaml")), [r#"templates: "server/templates.json""#]);
    box_.write("sub/a.yaml", PKCE_OFF);
    assert_ne!(box_.check(&[]).code, 2);
}

#[test]
fn what_is_there_is_never_overwritten() {
    for name in ["connectlint.yaml", ".connectlint.yaml"] {
        let box_ = Sandbox::new(&[(name, "fail-on: error\n")]);
        let ran = box_.run(&["init"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.starts_with(&format!("connectlint: {name} is there already")), "{}", ran.err);
        let ran = box_.run(&["init", "--stdout"]);
        assert!(ran.code == 0 && ran.out.contains("#connect:"), "{}{}", ran.out, ran.err);
        assert_eq!(box_.read(name), "fail-on: error\n");
        assert_eq!(fs::read_dir(box_.folder()).expect("it is there").count(), 2, "with .git");
    }
    let ran = Sandbox::new(&[]).run(&["init", "nowhere"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, "connectlint: nowhere: there is no such folder\n"));
}
