//! A secret never leaves its file: no report, in whatever format, shows any of a file full of invented ones.

use clap::ValueEnum;
use connectlint::config::Settings;
use connectlint::diagnostic::{Diagnostic, Level, Place};
use connectlint::lint;
use connectlint::project::{File, How, Project};
use connectlint::report::{self, Format, Look, Run};
use connectlint::rule::Catalogue;
use connectlint::source::Span;
use std::sync::Arc;

/// Invented, each with the marker that parts it from its shape for other scanners.
const SECRETS: [&str; 12] = [
    "Xq7mKpLw2Zr9Tn4Bv",
    "dose{{join}}7c1e94b05fa2d83e6b4c9071d5e8a23f",
    "kR2{{join}}8Q~vN4pT7xL1mZ9cB6wD3gJ5hF0sK2yQ8eA",
    "ghp_{{join}}R7tK2mX9vB4nQ8wL1cZ6yD3fH5jG0sP7aE2u",
    "AKIA{{join}}Q4R7TK2MX5VB3NZL",
    "GOCSPX-{{join}}m4Xq8RtV2kLw7ZpN9sYbH3jD5cF1",
    "Pw8vYt3RkQ1n",
    "Hu6cJd0WsE5x",
    "Ga2fLb9TiM7o",
    "908172635445362718",
    "Vn5zUy1CoA8q",
    "Bk3wNj6XeG4d",
];

/// Each secret where people put it, right and wrong, so that as many rules as possible speak about it.
const YAML: &str = "\
template: databricks
name: Databricks {3}
description: \"Fallback: {3}\"
guid: {1}
client_secret: {0}
config:
  auth_mode: Public
  client_id: {2}
  client_secret: \"{1} \"
  clientSecret: {0}
  client_secrte: {6}
  api_key: {9}
  workspace_host: https://me:{6}@dbc-4f1a2b3c-9d8e.cloud.databricks.com # old client_secret: {7}
  scopes: all-apis, {4}
  token_uri: https://login.microsoftonlne.us//oauth2/token/?client_secret={8}&password={10}#x
  authorization_uri: https://acme.okta.com/oauth2/default/v1/token?client_id=a&token={8}
---
template: azure
name: Azure
config:
  tenant_id: {5}
  client_id: {5}
  client_secret: {5}
  scopes: [offline_access]
---
template: custom
config:
  auth_type: Service Account
  auth_mode: Public
  client_secret: |
    {0}
  password: [{6}, {7}]
  private_key: {value: {11}}
  {3}: x
";

const JSON: &str = r#"{
  "template": "sheets",
  "name": "Sheets {5}",
  "config": {
    "client_id": "{5}",
    "client_secret": "{0}\n",
    "client_secret": "{6}"
    "scopes": "offline_access {3}",
    "token_uri": "https:\/\/me:{8}@accounts.google.com\/o\/oauth2\/auth",
    "api_key": {9}
  }
}
"#;

const TOML: &str = r#"
# AWS: {4}
template = "snowflake"
name = "Snowflake {1}"
[config]
auth_mode = "Public"
client_secret = '{0}'
account_url = "http://app.snowflake.com/eu/{2}?password={10}"
password = """{7}"""
"#;

/// A text with the secrets in their places.
fn filled(text: &str) -> String {
    SECRETS.iter().enumerate().fold(text.to_owned(), |text, (number, secret)| {
        text.replace(&format!("{{{number}}}"), &secret.replace("{{join}}", ""))
    })
}

fn project() -> Project {
    let how = How { named: true, ..How::default() };
    let files = [("a.yaml", YAML), ("b.json", JSON), ("c.toml", TOML), ("broken.json", &JSON[2..])];
    let read =
        |(path, text): (&str, &str)| File::read(path, filled(text).into_bytes(), how).expect("it is ours");
    let latin = filled(YAML).replace("Databricks", "Datenbänke").chars().map(|c| c as u8).collect();
    let wide = filled(JSON).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut files: Vec<File> = files.map(read).into();
    files.push(File::read("latin.yaml", latin, how).expect("it is named"));
    files.push(File::read("wide.json", wide, how).expect("it is named"));
    Project::new(files)
}

/// The report in every format.
fn reports(report: &lint::Report<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for format in Format::value_variants() {
        for look in [Look::default(), Look { color: true, ascii: true, ..Look::default() }] {
            let mut out = Vec::new();
            report::write(report, Catalogue::built_in(), &Run::default(), *format, look, &mut out)
                .expect("memory takes it");
            all.push((format!("{format:?}"), String::from_utf8(out).expect("it is text")));
        }
    }
    all
}

fn assert_no_secret(report: &lint::Report<'_>) {
    for (format, text) in reports(report) {
        assert!(!text.is_empty());
        for secret in SECRETS {
            let secret = secret.replace("{{join}}", "");
            // A part of it is too much as well.
            let part = &secret[secret.len() / 2..];
            if let Some(at) = text.find(part) {
                let from = text[..at].rfind('\n').map_or(0, |line| line + 1);
                let line = text[from..].lines().next().unwrap_or_default();
                panic!("{format} shows {secret} in: {line}");
            }
        }
    }
}

#[test]
fn no_finding_shows_a_secret() {
    let project = project();
    let report =
        lint::lint(&project, Catalogue::built_in(), &Settings::default()).expect("the rules are right");
    assert!(report.diagnostics.len() > 20, "the fixture is full of defects: {}", report.diagnostics.len());
    assert_no_secret(&report);
}

#[test]
fn no_line_of_a_file_shows_a_secret() {
    let project = project();
    let mut report =
        lint::lint(&project, Catalogue::built_in(), &Settings::default()).expect("the rules are right");
    report.diagnostics.clear();
    for file in project.files() {
        for line in 0..file.source().line_count() {
            let span = file.source().line_span(line);
            let text = file.source().slice(span).trim_end().len();
            report
                .diagnostics
                .push(finding(file, Span::new(span.start as usize, span.start as usize + text)));
        }
    }
    assert_no_secret(&report);
}

fn finding(file: &File, span: Span) -> Diagnostic {
    Diagnostic {
        rule: "committed-secret",
        level: Level::Error,
        message: "a line".to_owned(),
        help: None,
        path: Arc::clone(file.path()),
        place: Place { span, pointer: String::new(), root: 0 },
        about: Arc::default(),
        related: Vec::new(),
        fix: None,
        silences: Vec::new(),
    }
}
