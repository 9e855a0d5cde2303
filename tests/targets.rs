//! `--output-format FORMAT[=FILE]` as the command line has it: several formats in one run, one exit code, paths that
//! the readers of a format find.

use clap::ValueEnum;
use connectlint::report::Format;
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Every format there is, by the name that the command line knows.
fn formats() -> Vec<String> {
    let names = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    names.map(|value| value.get_name().to_owned()).collect()
}

const BAD: &str =
    "template: databricks\nname: Data\nconfig:\n  auth_mode: Public\n  client_secret: ${SECRET}\n";

/// A repository with a folder `connect` in it, from which everything is run.
fn repository() -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(root.path().join(".git")).expect("a folder");
    fs::create_dir_all(root.path().join("connect/empty")).expect("a folder");
    fs::write(root.path().join("connect/bad.yaml"), BAD).expect("a file");
    root
}

fn command(root: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connectlint"));
    command
        .current_dir(root.path().join("connect"))
        .args(["check", "--select", "public-client-secret"])
        .args(arguments);
    command
}

fn run(root: &TempDir, arguments: &[&str]) -> Output {
    command(root, arguments).output().expect("it runs")
}

fn read(root: &TempDir, path: &str) -> String {
    fs::read_to_string(root.path().join("connect").join(path)).expect("it was written")
}

#[test]
fn the_exit_code_never_depends_on_the_format() {
    let root = repository();
    for format in formats() {
        let code = |arguments: &[&str]| {
            run(&root, &[&["--output-format", &format], arguments].concat()).status.code()
        };
        assert_eq!(code(&["bad.yaml"]), Some(1), "{format}");
        assert_eq!(code(&["bad.yaml", "--fail-on", "never"]), Some(0), "{format}");
        assert_eq!(code(&["gone.yaml"]), Some(2), "{format}");
        assert_eq!(code(&["empty"]), Some(0), "{format}");
        assert_eq!(code(&["empty", "--deny-empty"]), Some(3), "{format}");
    }
}

#[test]
fn several_formats_are_written_in_one_run() {
    let root = repository();
    let all: Vec<String> =
        formats().iter().map(|format| format!("--output-format={format}={format}.out")).collect();
    let mut arguments: Vec<&str> = all.iter().map(String::as_str).collect();
    arguments.extend(["--output-format", "concise", "--color", "always"]);
    let output = run(&root, &arguments);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.starts_with("bad.yaml:5:"), "{said}");
    for format in formats() {
        let text = read(&root, &format!("{format}.out"));
        assert!(text.contains("public-client-secret"), "{format}: {text}");
        assert!(!text.contains('\u{1b}'), "{format}: a file has no colours");
    }
    let only = run(&root, &["--output-format", "sarif=only.sarif"]);
    assert!(only.stdout.is_empty(), "what goes to a file goes nowhere else");
}

#[test]
fn paths_are_those_that_the_reader_of_a_format_knows() {
    let root = repository();
    let text = |format: &str| {
        String::from_utf8(run(&root, &["--output-format", format]).stdout).expect("a report is UTF-8")
    };
    for format in ["sarif", "github", "gitlab", "azure"] {
        assert!(text(format).contains("connect/bad.yaml"), "{format} counts from the root of the repository");
    }
    for format in ["full", "concise", "json", "jsonl", "junit", "checkstyle", "rdjson", "markdown"] {
        let text = text(format);
        assert!(!text.contains("connect/bad.yaml") && text.contains("bad.yaml"), "{format}: {text}");
    }
    let log: Value = serde_json::from_str(&text("sarif")).expect("it is JSON");
    assert_eq!(log["runs"][0]["invocations"][0]["exitCode"], 1);
}

#[test]
fn what_cannot_be_written_is_an_error_of_use() {
    let root = repository();
    let cases = [
        (&["--output-format", "full", "--output-format", "json"][..], "only one format"),
        (&["--output-format", "json=a", "--output-format", "sarif=a"], "given twice"),
        (&["--output-format", "html"], "there is no format `html`"),
        (&["--output-format", "json=no/such/folder/out.json"], "cannot be written"),
    ];
    for (arguments, said) in cases {
        let output = run(&root, arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(error.contains(said), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert!(
        !Path::new(root.path()).join("connect/a").exists(),
        "nothing is written before all is known to be right"
    );
}

#[test]
fn a_reader_who_leaves_changes_nothing() {
    let root = repository();
    let many: String = (0..60).map(|_| format!("{BAD}---\n")).collect();
    for file in 0..20 {
        fs::write(root.path().join(format!("connect/many-{file}.yaml")), &many).expect("a file");
    }
    let mut child = command(&root, &["--output-format", "json", "--output-format", "junit=junit.xml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut said).expect("it is text");
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    assert_eq!(said, "");
    assert!(read(&root, "junit.xml").ends_with("</testsuites>\n"), "the file is whole");
}

#[test]
fn the_schema_of_the_output_is_printed() {
    let output = Command::new(env!("CARGO_BIN_EXE_connectlint")).args(["schema", "output"]).output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(0));
    let schema: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let root = repository();
    let whole = run(&root, &["--output-format", "json"]).stdout;
    let value: Value = serde_json::from_slice(&whole).expect("it is JSON");
    assert!(jsonschema::is_valid(&schema, &value), "{value}");
    assert_eq!(whole, run(&root, &["--output-format", "json"]).stdout, "the same on every run");
}

#[test]
fn quiet_says_nothing_about_nothing() {
    let root = repository();
    let good = "template: azure-openai\nname: x\n";
    fs::write(root.path().join("connect/empty/other.yaml"), good).expect("a file");
    for format in ["full", "concise", "markdown", "github", "azure"] {
        let output = run(&root, &["empty", "--quiet", "--output-format", format]);
        assert!(output.stdout.is_empty(), "{format}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
