//! `connectlint diagnose`: invented logs, and the invented repository that is to blame for them.

use connectlint::diagnose::{self, Case, Index, Known, Tally};
use connectlint::discover::{self, Treatment};
use connectlint::lint::{self, Report};
use connectlint::project::Project;
use connectlint::rule::Catalogue;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn project() -> Project {
    let request = discover::Request {
        paths: vec![PathBuf::from("tests/diagnose/repository")],
        ..discover::Request::default()
    };
    let found = discover::discover(&request, &mut |_| Treatment::default()).expect("there is no glob");
    Project::new(found.files)
}

fn lint(project: &Project) -> Report<'_> {
    lint::lint(project, Catalogue::built_in(), &Default::default()).expect("there are no own rules")
}

/// What is found in a text: the ids of the errors with their counts.
fn counts(text: &[u8]) -> Vec<(String, u64)> {
    let project = Project::default();
    let report = lint(&project);
    let known = Known::new(&report);
    let tally = diagnose::read_log(&mut &*text, &known).expect("it can be read");
    summary(&cases(&tally, &known))
}

fn cases<'t>(tally: &'t Tally, known: &Known<'_>) -> Vec<Case<'t>> {
    diagnose::cases(tally, Index::built_in().expect("it can be built"), known)
}

fn summary(cases: &[Case<'_>]) -> Vec<(String, u64)> {
    cases.iter().map(|case| (case.entry.id(), case.group.count)).collect()
}

fn ours(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_connectlint"))
        .arg("diagnose")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs")
}

#[test]
fn a_log_leads_to_the_definitions_that_are_to_blame() {
    let project = project();
    let report = lint(&project);
    let known = Known::new(&report);
    let mut log = std::fs::File::open("tests/diagnose/connect.log").expect("it is there");
    let tally = diagnose::read_log(&mut log, &known).expect("it can be read");
    assert_eq!(tally.lines, 13);
    let cases = cases(&tally, &known);
    let found: Vec<(String, u64, Vec<String>)> = cases
        .iter()
        .map(|case| {
            let names = case
                .suspects
                .iter()
                .map(|suspect| known.definitions[suspect.definition].name.clone().unwrap_or_default());
            (case.entry.id(), case.group.count, names.collect())
        })
        .collect();
    let expected = [
        ("wrong-client-secret", 2, vec!["Azure production"]),
        ("blocked-snowflake-login", 1, vec!["Snowflake analytics"]),
        ("keycloak/keycloak-pkce", 1, vec!["Reports API"]),
        ("stale-subject-token", 1, vec![]),
        ("withheld-refresh-token", 1, vec!["Databricks production"]),
    ];
    let expected: Vec<(String, u64, Vec<String>)> = expected
        .into_iter()
        .map(|(id, count, names)| (id.to_owned(), count, names.into_iter().map(str::to_owned).collect()))
        .collect();
    assert_eq!(found, expected);
    let secret = &cases[0];
    let times = (&secret.group.first, &secret.group.last);
    let text = |stamp: &Option<diagnose::time::Stamp>| stamp.as_ref().map(|stamp| stamp.text.clone());
    assert_eq!(text(times.0).as_deref(), Some("2025-11-04 09:12:31"));
    assert_eq!(text(times.1).as_deref(), Some("2025-11-04 09:12:40"));
    let rule = report.diagnostics[secret.suspects[0].findings[0]].rule;
    assert_eq!(rule, "entra-secret-id", "the finding that tells the cause comes first");
}

#[test]
fn json_lines_are_read_through_their_escapes() {
    let text = std::fs::read("tests/diagnose/connect.jsonl").expect("it is there");
    let mut found = counts(&text);
    found.sort();
    let expected = [("entra/AADSTS", 1), ("expired-client-secret", 1), ("missing-association", 1)];
    assert_eq!(found, expected.map(|(id, count)| (id.to_owned(), count)));
}

#[test]
fn exit_codes_say_whether_somebody_is_to_blame() {
    let repository = "tests/diagnose/repository";
    let code = |arguments: &[&str]| ours(arguments).status.code();
    assert_eq!(code(&["tests/diagnose/connect.log", "--in", repository]), Some(1));
    assert_eq!(code(&["-", "--in", repository]), Some(0));
    assert_eq!(code(&["tests/diagnose/no-such.log"]), Some(2));
    assert_eq!(code(&["tests/diagnose"]), Some(2));
    assert_eq!(code(&["-", "--in", "tests/no-such-folder"]), Some(2));
}

#[test]
fn no_format_shows_people_or_secrets() {
    for format in ["text", "json"] {
        let repository = "tests/diagnose/repository";
        let output = ours(&["tests/diagnose/connect.log", "--in", repository, "--output-format", format]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012"), "the own client id is kept: {text}");
        for secret in ["jane.doe", "john.roe", "1b7e4c90", "2c86f7a1", "9a3e51c8", "Zk3JvQ9x1pL8"] {
            assert!(!text.contains(secret), "{secret} is in the output:\n{text}");
        }
    }
}

#[test]
fn json_has_all_that_is_known() {
    let output = ours(&[
        "tests/diagnose/connect.jsonl",
        "--in",
        "tests/diagnose/repository",
        "--output-format",
        "json",
    ]);
    let whole: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(whole["version"], 1);
    assert_eq!(whole["log"]["lines"], 4);
    let errors = whole["errors"].as_array().expect("a list");
    let expired = errors.iter().find(|error| error["error"] == "expired-client-secret").expect("it is there");
    assert_eq!(expired["code"], "AADSTS7000222");
    assert_eq!(expired["first"], "2025-11-04T09:12:41Z");
    let suspect = &expired["suspects"][0];
    assert_eq!(suspect["path"], "tests/diagnose/repository/entra.yaml");
    assert_eq!(suspect["because"][0]["by"], "log");
    assert!(!expired["causes"].as_array().expect("a list").is_empty());
    assert!(!expired["mend"].as_array().expect("a list").is_empty());
}

#[test]
fn ordinary_lines_are_no_errors() {
    for line in [
        "POST /__api__/v1/oauth/integrations status=204 code=204 error=null",
        r#"{"path":"/__api__/v1/oauth/integrations","code":201,"level":"info"}"#,
        "wrote 7000215 rows and 251001 bytes in 228 ms",
        "mysql: error 237: table is full",
        "s3: access_denied by bucket policy",
        "the exit code 212 of the child",
        "INFO: project billing was updated",
    ] {
        assert_eq!(counts(line.as_bytes()), [], "{line}");
    }
}

#[test]
fn a_message_over_several_lines_is_one_error() {
    let text = b"2025-11-04 09:00:00 ! OAuth failure [invalid_request]\n2025-11-04 09:00:00 * Invalid subject_token\n";
    assert_eq!(counts(text), [("stale-subject-token".to_owned(), 1)]);
    // Far apart in time these are two.
    let text = b"2025-11-04 09:00:00 ! OAuth failure [invalid_request]\n2025-11-04 09:30:00 * Invalid subject_token\n";
    assert_eq!(counts(text), [("oauth/invalid_request".to_owned(), 1)]);
}

/// A log that is made while it is read.
struct Endless<'t> {
    line: &'t [u8],
    left: usize,
    at: usize,
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = buffer.len().min(self.left);
        for byte in &mut buffer[..size] {
            *byte = self.line[self.at];
            self.at = (self.at + 1) % self.line.len();
        }
        self.left -= size;
        Ok(size)
    }
}

#[test]
fn nothing_is_lost_or_counted_twice_between_pieces() {
    let filler = "x".repeat(997);
    let line = format!("2025-11-04 09:00:00 AADSTS50011 {filler}\n");
    let times = 5_000;
    let mut log = Endless { line: line.as_bytes(), left: line.len() * times, at: 0 };
    let project = Project::default();
    let report = lint(&project);
    let known = Known::new(&report);
    let tally = diagnose::read_log(&mut log, &known).expect("it can be read");
    assert_eq!(tally.lines, times as u64);
    assert_eq!(summary(&cases(&tally, &known)), [("unregistered-redirect-uri".to_owned(), times as u64)]);
}

#[test]
fn one_line_without_an_end_is_read_too() {
    let object =
        format!(r#"{{"time":"2025-11-04T09:00:00Z","pad":"{}","error":"AADSTS50011: x"}},"#, "y".repeat(900));
    let times = 5_000;
    let mut log = Endless { line: object.as_bytes(), left: object.len() * times, at: 0 };
    let project = Project::default();
    let report = lint(&project);
    let known = Known::new(&report);
    let tally = diagnose::read_log(&mut log, &known).expect("it can be read");
    assert_eq!(tally.lines, 1);
    let found = summary(&cases(&tally, &known));
    assert_eq!(found, [("unregistered-redirect-uri".to_owned(), times as u64)]);
}

#[test]
fn a_log_in_utf_16_is_refused_with_advice() {
    let output = {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("wide.log");
        std::fs::write(&path, [0xFF, 0xFE, b'A', 0]).expect("it can be written");
        ours(&[path.to_str().expect("it is text"), "--in", "tests/diagnose/repository"])
    };
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("UTF-8"), "{output:?}");
}

#[test]
fn broken_bytes_do_no_harm() {
    let mut text = b"\xff\xfe\x00 AADSTS50011 \xc3\x28 \\u12 \\".to_vec();
    text.insert(0, b' ');
    assert_eq!(counts(&text), [("unregistered-redirect-uri".to_owned(), 1)]);
    assert_eq!(counts(b""), []);
    assert_eq!(counts(b"\n\n\n"), []);
}
