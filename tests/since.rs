//! `--since`: only what a change brought.

mod sandbox;

use sandbox::{PKCE_OFF, Sandbox};
use std::fs;

/// A repository with one commit.
fn repository(files: &[(&str, &str)]) -> Sandbox {
    let box_ = Sandbox::new(files);
    box_.git(&["init", "-q"]);
    box_.git(&["add", "-A"]);
    box_.git(&["commit", "-qm", "one"]);
    box_
}

#[test]
fn what_was_there_is_not_reported() {
    let box_ = repository(&[("connect/a.yaml", PKCE_OFF)]);
    assert_eq!(box_.check(&["--since", "HEAD"]).code, 0);
    // Moved lines and a changed value of another key are no news.
    let changed = PKCE_OFF.replace("name: Reports", "# a comment\nname: Reports").replace("apps", "staff");
    box_.write("connect/a.yaml", &changed);
    let ran = box_.check(&["--since", "HEAD"]);
    assert_eq!((ran.code, ran.found().len()), (0, 0), "{}", ran.out);
    // Another mistake is.
    box_.write(
        "connect/a.yaml",
        &changed.replace("openid profile offline_access", "openid, profile offline_access"),
    );
    let ran = box_.check(&["--since", "HEAD"]);
    assert_eq!(ran.code, 1);
    assert!(!ran.out.contains("pkce-disabled") && ran.out.contains("a.yaml:11:"), "{}", ran.out);
}

#[test]
fn new_files_and_second_copies_are_reported() {
    let box_ = repository(&[("a.yaml", PKCE_OFF)]);
    box_.write("b.yaml", &PKCE_OFF.replace("Reports", "Archive"));
    assert_eq!(box_.check(&["--since", "HEAD"]).found(), ["b.yaml:11 pkce-disabled"]);
    fs::remove_file(box_.path("b.yaml")).expect("it is there");
    box_.write("a.yaml", &format!("{PKCE_OFF}---\n{PKCE_OFF}"));
    let ran = box_.check(&["--since", "HEAD", "--select", "pkce-disabled"]);
    assert_eq!(ran.found(), ["a.yaml:23 pkce-disabled"]);
}

#[test]
fn renamed_files_and_subfolders_are_understood() {
    let box_ = repository(&[("connect/old.yaml", PKCE_OFF), ("other.yaml", PKCE_OFF)]);
    fs::create_dir(box_.path("connect/deep")).expect("it is writable");
    box_.git(&["mv", "connect/old.yaml", "connect/deep/new.yaml"]);
    let ran = box_.check(&["--since", "HEAD", "--select", "pkce-disabled"]);
    assert_eq!((ran.code, ran.found().len()), (0, 0), "{}", ran.out);
    let mut command = box_.command();
    command.args(["check", "--since", "HEAD", "--select", "pkce-disabled", "--output-format", "concise"]);
    let output = command.current_dir(box_.path("connect/deep")).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn paths_may_be_named_from_anywhere() {
    let box_ =
        repository(&[("connect/a.yaml", PKCE_OFF), ("other.yaml", &PKCE_OFF.replace("Reports", "Archive"))]);
    let whole = box_.folder().to_owned();
    let elsewhere = tempfile::tempdir().expect("there is room");
    for (folder, path) in [
        (box_.path("connect"), "..".into()),
        (box_.path("connect"), "../other.yaml".into()),
        (box_.path("connect"), whole.clone()),
        (elsewhere.path().to_owned(), whole),
    ] {
        let mut command = box_.command();
        command.args(["check", "--since", "HEAD", "--output-format", "concise"]).arg(&path);
        let output = command.current_dir(&folder).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn excluded_files_and_configurations_count_then_as_now() {
    let box_ = repository(&[
        ("connectlint.yaml", "exclude: [old]\nkinds: {\"parts/*\": update}\n"),
        ("old/a.yaml", PKCE_OFF),
        ("parts/a.yaml", "config: {use_pkce: false}\n"),
    ]);
    let ran = box_.check(&["--since", "HEAD"]);
    assert_eq!((ran.code, ran.found().len()), (0, 0), "{}", ran.out);
}

#[test]
fn errors_are_clear() {
    let box_ = Sandbox::new(&[("a.yaml", PKCE_OFF)]);
    fs::remove_dir(box_.path(".git")).expect("it is empty");
    let ran = box_.check(&["--since", "HEAD"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("connectlint: --since works in a git repository only"), "{}", ran.err);
    let box_ = repository(&[("a.yaml", PKCE_OFF)]);
    for reference in ["no-such-branch", "--since=-x", ""] {
        let ran = box_.check(&["--since", reference]);
        assert_eq!(ran.code, 2, "{reference}");
        assert!(ran.err.contains("--since") || ran.err.contains("error:"), "{}", ran.err);
    }
    let mut command = box_.command();
    let output =
        command.args(["check", "--since", "HEAD"]).env("PATH", "/nowhere").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("git cannot be run"), "{said}");
}
