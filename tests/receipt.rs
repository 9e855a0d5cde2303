//! A receipt: what was checked is what is sent, or `verify` says what differs.

mod sandbox;

use sandbox::{PKCE_OFF, Sandbox};
use std::fs;

fn sound() -> String {
    PKCE_OFF.replace("  use_pkce: false\n", "")
}

const SECRET: (&str, &str) = ("KEYCLOAK_CLIENT_SECRET", "Zk8vQw3rTn5Lm2Xp");

/// A folder whose receipt was written and is verified.
fn passed() -> Sandbox {
    let box_ = Sandbox::new(&[
        ("connect/a.yaml", &sound()),
        ("connect/b.yaml", &sound().replace("Reports", "Archive")),
        ("connect/notes.yaml", "just: notes\n"),
        ("connectlint.yaml", "connect: \"2025.07.0\"\n"),
    ]);
    let ran = box_.run_with(&["check", "--resolve-env", "--receipt", "r.json", "connect"], &[SECRET]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = box_.run_with(&["verify", "r.json"], &[SECRET]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("2 files are as connectlint "), "{}", ran.out);
    box_
}

fn refused(box_: &Sandbox, said: &str) {
    let ran = box_.run_with(&["verify", "r.json"], &[SECRET]);
    assert_eq!((ran.code, ran.out.trim_end()), (1, said), "{}", ran.err);
}

#[test]
fn whatever_changes_is_said() {
    let box_ = passed();
    box_.write("connect/a.yaml", &format!("{}\n", sound()));
    refused(&box_, "connect/a.yaml is not as it was checked");
    box_.write("connect/a.yaml", "nothing: of ours\n");
    refused(&box_, "connect/a.yaml is not as it was checked");
    fs::remove_file(box_.path("connect/a.yaml")).expect("it is there");
    refused(&box_, "connect/a.yaml is gone");
    box_.write("connect/a.yaml", &sound());
    box_.write("connect/c.yaml", &sound());
    refused(&box_, "connect/c.yaml was not checked: it is new");
    fs::remove_file(box_.path("connect/c.yaml")).expect("it is there");
    box_.write("connect/notes.yaml", "other: notes\n");
    assert_eq!(box_.run_with(&["verify", "r.json"], &[SECRET]).code, 0, "notes are none of ours");
    box_.write(".gitignore", "b.yaml\n");
    refused(&box_, "connect/b.yaml is left out now, and was checked");
    fs::remove_file(box_.path(".gitignore")).expect("it is there");
    box_.write("connectlint.yaml", "ignore: [pkce-disabled]\n");
    refused(&box_, "connectlint.yaml is not as it was at the check");
    box_.write("connectlint.yaml", "connect: \"2025.07.0\"\n");
    box_.write("connect/connectlint.yaml", "ignore: [pkce-disabled]\n");
    refused(&box_, "connect/connectlint.yaml was not there at the check");
}

#[test]
fn a_variable_with_another_value_is_said_without_the_value() {
    let box_ = passed();
    let ran = box_.run_with(&["verify", "r.json"], &[("KEYCLOAK_CLIENT_SECRET", "Other9Value7Here")]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("KEYCLOAK_CLIENT_SECRET") && !ran.out.contains("Other9"), "{}", ran.out);
    let ran = box_.run(&["verify", "r.json"]);
    assert_eq!(ran.code, 0, "where no variable is set nothing can be compared");
    assert!(ran.err.contains("not compared"), "{}", ran.err);
    let receipt = box_.read("r.json");
    assert!(receipt.contains("KEYCLOAK_CLIENT_SECRET") && !receipt.contains("Zk8v"), "{receipt}");
}

#[test]
fn a_run_that_failed_is_no_pass() {
    let box_ = Sandbox::new(&[("a.yaml", PKCE_OFF)]);
    assert_eq!(box_.run(&["check", "--receipt", "r.json"]).code, 1);
    refused(&box_, "the run did not pass");
}

#[test]
fn what_is_no_receipt_cannot_be_verified() {
    let box_ = Sandbox::new(&[("a.yaml", PKCE_OFF)]);
    for text in ["", "{}", "[1]", "{\"version\": 2}"] {
        box_.write("r.json", text);
        let ran = box_.run(&["verify", "r.json"]);
        assert_eq!(ran.code, 2, "{text}: {}", ran.out);
        assert!(ran.err.starts_with("connectlint: r.json is no receipt: "), "{}", ran.err);
    }
    assert_eq!(box_.run(&["verify", "none.json"]).code, 2);
    let ran = box_.run(&["check", "--receipt", "r.json", "-"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("standard input"), "{}", ran.err);
}

#[test]
fn a_receipt_differs_from_the_next_by_its_salt_alone() {
    let box_ = passed();
    let read = || -> serde_json::Value { serde_json::from_str(&box_.read("r.json")).expect("it is JSON") };
    let mut one = read();
    box_.run_with(&["check", "--resolve-env", "--receipt", "r.json", "connect"], &[SECRET]);
    let mut two = read();
    assert_ne!(one["variables"]["salt"], two["variables"]["salt"]);
    assert_ne!(one["variables"]["digest"], two["variables"]["digest"]);
    for receipt in [&mut one, &mut two] {
        receipt["variables"]["salt"] = "".into();
        receipt["variables"]["digest"] = "".into();
    }
    assert_eq!(one, two);
}

#[test]
fn a_receipt_keeps_to_its_schema() {
    let box_ = passed();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../schemas/documents/receipt.json")).expect("it is JSON");
    let receipt: serde_json::Value = serde_json::from_str(&box_.read("r.json")).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let errors: Vec<String> = validator.iter_errors(&receipt).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!(box_.run(&["schema", "receipt"]).code, 0);
    // The digest is that of every other tool.
    let output = std::process::Command::new("sha256sum").arg(box_.path("connect/a.yaml")).output();
    if let Ok(output) = output {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.starts_with(receipt["files"][0]["sha256"].as_str().expect("a text")), "{said}");
    }
}

#[test]
fn other_rules_are_said_and_switches_are_no_difference() {
    let box_ = Sandbox::new(&[("a.yaml", PKCE_OFF)]);
    let ran = box_.run(&["check", "--ignore", "pkce-disabled", "--receipt", "r.json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(box_.run(&["verify", "r.json"]).code, 0);
    let mut receipt: serde_json::Value = serde_json::from_str(&box_.read("r.json")).expect("it is JSON");
    receipt["rules"] = "0".repeat(64).into();
    box_.write("r.json", &receipt.to_string());
    let version = env!("CARGO_PKG_VERSION");
    refused(&box_, &format!("the rules are not those of the check, by connectlint {version}"));
}

#[test]
fn a_receipt_vouches_for_whole_files() {
    let box_ = Sandbox::new(&[("a.yaml", &sound())]);
    let ran = box_.run(&["check", "--since", "HEAD", "--receipt", "r.json"]);
    assert!(ran.code == 2 && ran.err.contains("cannot be used with"), "{}", ran.err);
}
