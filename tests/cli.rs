//! The program from outside: exit codes, and what it does with paths that are not as they should be.

mod sandbox;

use sandbox::{PKCE_OFF, Sandbox};
use std::fs;
use std::io::Write;
use std::process::Stdio;

#[test]
fn exit_codes_are_as_documented() {
    let sound = PKCE_OFF.replace("  use_pkce: false\n", "");
    let box_ = Sandbox::new(&[("bad/a.yaml", PKCE_OFF), ("good/a.yaml", &sound), ("none/a.yaml", "a: 1\n")]);
    for (arguments, code) in [
        (vec!["check", "good"], 0),
        (vec!["check", "bad"], 1),
        (vec!["check", "bad", "--fail-on", "error"], 0),
        (vec!["check", "bad", "--fail-on", "never"], 0),
        (vec!["check", "bad", "--output-format", "json"], 1),
        (vec!["check", "bad", "--statistics"], 1),
        (vec!["check", "none"], 0),
        (vec!["check", "none", "--deny-empty"], 3),
        (vec!["check", "none", "bad", "--deny-empty"], 1),
        (vec!["check", "nowhere"], 2),
        (vec!["check", "nowhere", "bad"], 2),
        (vec!["check", "bad", "--select", "no-such-rule"], 2),
        (vec!["check", "bad", "--level", "pkce-disabled=loud"], 2),
        (vec!["check", "bad", "--exclude", "a{"], 2),
        (vec!["check", "bad", "--no-such-option"], 2),
        (vec!["no-such-command"], 2),
        (vec!["explain", "no-such-rule"], 2),
        (vec!["schema", "no-such-schema"], 2),
        (vec!["verify", "no-such-file"], 2),
        (vec!["completions", "no-such-shell"], 2),
        (vec!["--version"], 0),
        (vec!["--help"], 0),
        (vec!["man"], 0),
    ] {
        let ran = box_.run(&arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
        if code == 2 {
            let said = ran.err.starts_with("connectlint: ") || ran.err.starts_with("error: ");
            assert!(said && !ran.err.contains("panicked"), "{arguments:?}: {}", ran.err);
        }
    }
}

#[test]
fn what_is_found_is_reported_beside_what_cannot_be_read() {
    let box_ = Sandbox::new(&[("bad/a.yaml", PKCE_OFF)]);
    let ran = box_.check(&["nowhere.yaml", "bad"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.found(), ["bad/a.yaml:11 pkce-disabled"]);
    assert!(ran.err.contains("connectlint: nowhere.yaml: "), "{}", ran.err);
    assert!(!ran.err.contains("os error"), "{}", ran.err);
}

#[test]
fn an_output_that_cannot_be_written_is_said() {
    let box_ = Sandbox::new(&[("bad/a.yaml", PKCE_OFF), ("file", "")]);
    for arguments in [
        ["check", "bad", "--output-format", "json=none/report.json"],
        ["check", "bad", "--output-format", "json=file/report.json"],
        ["check", "bad", "--receipt", "none/r.json"],
    ] {
        let ran = box_.run(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(
            ran.err.contains("connectlint: ") && ran.err.contains("none/") | ran.err.contains("file/"),
            "{}",
            ran.err
        );
    }
    let ran = box_.run(&["check", "bad", "--baseline", "none/b.json", "--write-baseline"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("none/b.json"), "{}", ran.err);
}

#[test]
fn standard_input_is_read_under_a_name() {
    let box_ = Sandbox::new(&[]);
    let said = |arguments: &[&str], text: &str| {
        let mut command = box_.command();
        command.args(["check", "--output-format", "concise"]).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        child.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, out) = said(&["-"], PKCE_OFF);
    assert!(code == Some(1) && out.starts_with("<stdin>:11:"), "{out}");
    let (code, out) = said(&["-", "--stdin-filename", "connect/a.yaml"], PKCE_OFF);
    assert!(code == Some(1) && out.starts_with("connect/a.yaml:11:"), "{out}");
    let (code, out) = said(&["-"], "{\"template\": \"custom\", \"config\": {\"use_pkce\": false");
    assert!(code == Some(1) && out.contains("syntax-error"), "JSON is told by its first byte: {out}");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_reader_that_leaves_changes_no_exit_code() {
        let box_ = Sandbox::new(&[]);
        for number in 0..400 {
            box_.write(&format!("{number}.yaml"), PKCE_OFF);
        }
        let mut command = box_.command();
        command.args(["check", "--output-format", "full"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(!said.contains("panicked") && !said.contains("pipe"), "{said}");
        for arguments in [vec!["rules"], vec!["man"], vec!["completions", "bash"], vec!["files"]] {
            let mut command = box_.command();
            command.args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().expect("it runs");
            drop(child.stdout.take());
            let output = child.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.code() == Some(0) && said.is_empty(), "{arguments:?}: {said}");
        }
    }

    #[test]
    fn links_in_a_circle_end() {
        let box_ = Sandbox::new(&[("a/x.yaml", PKCE_OFF)]);
        symlink("..", box_.path("a/up")).expect("links work");
        symlink("self.yaml", box_.path("a/self.yaml")).expect("links work");
        symlink("gone.yaml", box_.path("a/dangling.yaml")).expect("links work");
        let ran = box_.check(&[]);
        assert_eq!(ran.found(), ["a/x.yaml:11 pkce-disabled"], "{}", ran.err);
        assert_eq!(ran.code, 1, "{}", ran.err);
        // Named, they are asked for.
        for name in ["a/self.yaml", "a/dangling.yaml"] {
            let ran = box_.check(&[name]);
            assert_eq!(ran.code, 2, "{name}");
            assert!(ran.err.contains(name), "{}", ran.err);
        }
    }

    #[test]
    fn a_link_to_a_file_is_that_file() {
        let box_ = Sandbox::new(&[("real/x.txt", PKCE_OFF)]);
        fs::create_dir(box_.path("links")).expect("it is writable");
        symlink("../real/x.txt", box_.path("links/x.yaml")).expect("links work");
        assert_eq!(box_.check(&["links"]).found(), ["links/x.yaml:11 pkce-disabled"]);
    }

    #[test]
    fn a_link_to_a_file_that_is_read_is_no_double() {
        let box_ = Sandbox::new(&[("a.yaml", PKCE_OFF)]);
        symlink("a.yaml", box_.path("b.yaml")).expect("links work");
        assert_eq!(box_.check(&["."]).found(), ["a.yaml:11 pkce-disabled"]);
        assert_eq!(box_.check(&["b.yaml"]).found(), ["b.yaml:11 pkce-disabled"]);
    }

    #[test]
    fn names_of_any_bytes_are_read_and_shown_in_one_line() {
        let box_ = Sandbox::new(&[]);
        let names: [&[u8]; 5] =
            [b"new\nline.yaml", b"\x1b[31mred.yaml", b"byte\xff.yaml", b"byte\xfe.yaml", b"-dash.yaml"];
        for name in names {
            fs::write(box_.folder().join(OsStr::from_bytes(name)), PKCE_OFF).expect("any name is fine here");
        }
        for format in ["concise", "full", "github", "checkstyle", "json"] {
            let ran = box_.run(&["check", "--output-format", format, "--select", "pkce-disabled"]);
            assert_eq!(ran.code, 1, "{}", ran.err);
            assert!(!ran.out.contains('\x1b') && !ran.out.contains("new\nline"), "{format}: {}", ran.out);
            if format == "concise" {
                assert_eq!(ran.out.matches("pkce-disabled").count(), names.len(), "{}", ran.out);
                assert!(
                    ran.out.contains("byte\\xFF.yaml:11") && ran.out.contains("byte\\xFE.yaml:11"),
                    "{}",
                    ran.out
                );
            }
        }
        let ran = box_.run(&["files"]);
        assert_eq!(ran.out.lines().count(), names.len(), "{}", ran.out);
        let ran = box_.check(&["--", "-dash.yaml"]);
        assert_eq!(ran.found(), ["-dash.yaml:11 pkce-disabled"], "{}", ran.err);
    }

    #[test]
    fn what_may_not_be_read_or_written_is_said() {
        let box_ = Sandbox::new(&[("a/x.yaml", PKCE_OFF), ("closed/x.yaml", PKCE_OFF), ("b.yaml", PKCE_OFF)]);
        let close = |path: &str, mode: u32| {
            fs::set_permissions(box_.path(path), fs::Permissions::from_mode(mode)).expect("it is ours");
        };
        close("a/x.yaml", 0o000);
        close("closed", 0o000);
        // Whoever may read everything, such as root, sees no difference.
        if fs::read(box_.path("a/x.yaml")).is_err() {
            let ran = box_.check(&[]);
            assert_eq!(ran.code, 2);
            assert_eq!(ran.found(), ["b.yaml:11 pkce-disabled"]);
            assert!(ran.err.contains("a/x.yaml") && ran.err.contains("closed"), "{}", ran.err);
        }
        close("closed", 0o700);
        close("a/x.yaml", 0o600);
        close("a", 0o500);
        let ran = box_.check(&["a"]);
        assert_eq!(ran.code, 1, "a folder that may only be read is fine: {}", ran.err);
        close("a", 0o700);
    }

    #[test]
    fn a_pipe_is_no_file_to_wait_for() {
        let box_ = Sandbox::new(&[("x.yaml", PKCE_OFF)]);
        let made = std::process::Command::new("mkfifo").arg(box_.path("pipe.yaml")).status();
        if made.is_ok_and(|status| status.success()) {
            assert_eq!(box_.check(&[]).found(), ["x.yaml:11 pkce-disabled"]);
        }
    }
}
