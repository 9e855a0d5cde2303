//! Every format: what it looks like, whether those who read it could, and whether text of a file stays text.
//!
//! `UPDATE=1 cargo test --test formats` writes the files under `tests/formats/expected` anew.

#[path = "formats/made.rs"]
mod made;

use clap::ValueEnum;
use connectlint::config::Settings;
use connectlint::diagnostic::{Diagnostic, Related};
use connectlint::lint::Report;
use connectlint::report::{Format, Look};
use connectlint::rule::Catalogue;
use connectlint::source::Span;
use connectlint::template::documents;
use made::{HOSTILE, ODD_PATH, SECRET, catalogue, project, report, whole, written};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn plain(report: &Report<'_>, catalogue: &Catalogue, format: Format) -> String {
    written(report, catalogue, format, Look::default())
}

/// The report with everything in it, in a format.
fn example(format: Format) -> String {
    let (project, catalogue) = (project(), catalogue());
    plain(&whole(&project, &catalogue), &catalogue, format)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Fails with every place where a value does not keep to a schema.
fn keeps_to(value: &Value, schema: &Value) {
    let schema = jsonschema::validator_for(schema).expect("the schema is valid");
    let wrong: Vec<String> =
        schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn schema(name: &str) -> Value {
    json(&fs::read_to_string(format!("tests/formats/schemas/{name}.json")).expect("it is there"))
}

/// The standard's schema. Its pattern for languages has a bracket too many, which some readers of patterns refuse;
/// it is about texts that we do not write.
fn sarif_schema() -> Value {
    let mut schema = schema("sarif-2.1.0");
    for part in ["run", "toolComponent"] {
        let language = schema["definitions"][part]["properties"]["language"].as_object_mut();
        language.and_then(|language| language.remove("pattern")).expect("it has one");
    }
    schema
}

fn output_schema() -> Value {
    json(documents::document("output").expect("it is there").text)
}

#[test]
fn every_format_looks_as_expected() {
    let (project, catalogue) = (project(), catalogue());
    let report = whole(&project, &catalogue);
    let mut texts: Vec<(String, String)> = Format::value_variants()
        .iter()
        .map(|format| (format!("{format:?}").to_lowercase(), plain(&report, &catalogue, *format)))
        .collect();
    let color = Look { color: true, ascii: true, ..Look::default() };
    texts.push(("full-color".to_owned(), written(&report, &catalogue, Format::Full, color)));
    let mut wrong = Vec::new();
    for (name, text) in texts {
        // A version of the program is no change of a format.
        let text = text.replace(env!("CARGO_PKG_VERSION"), "0.0.0");
        let path = Path::new("tests/formats/expected").join(format!("{name}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).expect("it can be written");
        } else if fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n") != text {
            wrong.push(format!("{} is not what is written now:\n{text}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn json_keeps_to_its_schema() {
    let value = json(&example(Format::Json));
    keeps_to(&value, &output_schema());
    let secret = value["diagnostics"].as_array().expect("a list").iter().find(|finding| {
        finding["path"] == "deploy/apps.yaml" && finding["message"] == "this secret must not be here"
    });
    assert!(secret.is_some_and(|finding| finding["fix"].is_null()), "its fix would show a secret");
    let many = value["diagnostics"].as_array().map_or(0, Vec::len);
    assert_eq!(many, 7);
}

#[test]
fn every_line_of_jsonl_is_a_value_of_the_same_schema() {
    let mut schema = output_schema();
    let text = example(Format::Jsonl);
    let lines: Vec<Value> = text.lines().map(json).collect();
    for (line, what) in [("diagnostic", "diagnostic"), ("summary", "summary")] {
        schema["$ref"] = format!("#/$defs/{what}").into();
        for key in ["type", "required", "properties"] {
            schema.as_object_mut().expect("an object").remove(key);
        }
        let of_kind: Vec<&Value> = lines.iter().filter(|value| value["type"] == line).collect();
        assert!(!of_kind.is_empty());
        for value in of_kind {
            keeps_to(if line == "summary" { &value["summary"] } else { value }, &schema);
        }
    }
    assert_eq!(lines.last().map(|line| &line["type"]), Some(&Value::from("summary")));
}

#[test]
fn findings_of_the_fixtures_keep_to_the_schema() {
    let mut found = connectlint::discover::discover(
        &connectlint::discover::Request {
            paths: vec!["fixtures".into()],
            no_gitignore: true,
            ..Default::default()
        },
        &mut |_| connectlint::discover::Treatment::default(),
    )
    .expect("the fixtures can be read");
    let project = connectlint::project::Project::new(std::mem::take(&mut found.files));
    let catalogue = Catalogue::built_in();
    let report =
        connectlint::lint::lint(&project, catalogue, &Settings::default()).expect("the rules can be read");
    assert!(!report.diagnostics.is_empty());
    keeps_to(&json(&plain(&report, catalogue, Format::Json)), &output_schema());
    keeps_to(&json(&plain(&report, catalogue, Format::Sarif)), &sarif_schema());
}

#[test]
fn sarif_keeps_to_the_standard() {
    let log = json(&example(Format::Sarif));
    keeps_to(&log, &sarif_schema());
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    let results = run["results"].as_array().expect("a list");
    for result in results {
        let at = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("a small one");
        assert_eq!(rules[at]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        assert!(
            place["uri"].as_str().is_some_and(|uri| uri.starts_with("connect/deploy/") && !uri.contains(':'))
        );
    }
    assert_eq!(results.iter().filter(|result| result["suppressions"].is_array()).count(), 2);
    assert_eq!(
        results.iter().filter(|result| result["fixes"].is_array()).count(),
        1,
        "one would show a secret"
    );
    let help = rules.iter().find(|rule| rule["id"] == "odd-thing").expect("it has a result");
    let help = help["help"]["markdown"].as_str().expect("a text");
    assert!(!help.contains("{{join}}") && !help.contains("ghp_"), "{help}");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "a path could not be read");
}

#[test]
fn rdjson_and_gitlab_keep_to_their_schemas() {
    let review = json(&example(Format::Rdjson));
    keeps_to(&review, &schema("rdjson"));
    let issues = json(&example(Format::Gitlab));
    keeps_to(&issues, &schema("gitlab"));
    let issues = issues.as_array().expect("a list");
    let mut fingerprints: Vec<&str> =
        issues.iter().filter_map(|issue| issue["fingerprint"].as_str()).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), issues.len(), "GitLab takes equal ones for one issue");
    assert!(
        issues
            .iter()
            .all(|issue| issue["location"]["path"].as_str().is_some_and(|path| path.starts_with("connect/")))
    );
}

#[test]
fn xml_is_well_formed_and_text_is_text() {
    for format in [Format::Junit, Format::Checkstyle] {
        let text = example(format);
        let tree =
            roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{format:?}: {error}\n{text}"));
        let messages: Vec<&str> = tree.descendants().filter_map(|node| node.attribute("message")).collect();
        assert!(
            messages.iter().any(|message| message.contains("\"<script>\" & ']]>' | ]; 100%, a:b")),
            "{text}"
        );
        assert!(messages.iter().all(|message| !message.contains(char::is_control)));
        let names = tree.descendants().filter_map(|node| node.attribute("name"));
        assert!(names.filter(|name| *name == ODD_PATH).count() == 1, "{text}");
    }
    let text = example(Format::Junit);
    let tree = roxmltree::Document::parse(&text).expect("it is well-formed");
    let count = |name: &str| tree.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
    let root = tree.root_element();
    assert_eq!(root.attribute("tests"), Some(&*count("testcase")));
    assert_eq!(root.attribute("failures"), Some(&*count("failure")));
}

/// What a runner decodes from a property or a message.
fn decoded(text: &str, percent: &str) -> String {
    [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%5D", "]"), ("%3B", ";"), (percent, "%")]
        .iter()
        .fold(text.to_owned(), |text, (code, c)| text.replace(code, c))
}

#[test]
fn commands_of_runners_are_one_a_line_and_ours() {
    let github = example(Format::Github);
    assert_eq!(github.lines().count(), 7);
    for line in github.lines() {
        let (properties, _) = line[2..].split_once("::").expect("a command");
        let (name, properties) = properties.split_once(' ').expect("properties");
        assert!(line.starts_with("::") && ["error", "warning", "notice"].contains(&name), "{line}");
        let path = properties.split(',').find_map(|property| property.strip_prefix("file="));
        assert!(decoded(path.expect("a path"), "%25").starts_with("connect/deploy/"), "{line}");
    }
    assert!(github.lines().any(|line| decoded(line, "%25").contains(ODD_PATH)));
    let azure = example(Format::Azure);
    assert_eq!(azure.lines().count(), 7);
    for line in azure.lines() {
        assert!(line.match_indices("##vso[").count() <= 1, "{line}");
        assert_eq!(line.find("##vso[").unwrap_or(0), 0, "{line}");
        assert!(!line.trim_start().starts_with("::"), "{line}");
    }
    let odd = azure.lines().find(|line| line.contains("odd,name")).expect("it has a finding");
    let (command, _) = odd.split_once(']').expect("a command");
    assert!(decoded(command, "%AZP25").contains(ODD_PATH), "{odd}");
}

#[test]
fn a_log_obeys_no_text_of_a_file() {
    for format in [Format::Full, Format::Concise] {
        let text = example(format);
        for command in ["##[", "##vso[", "\u{1b}", "\u{202e}"] {
            assert!(!text.contains(command), "{format:?}: {command:?} in {text}");
        }
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
    }
}

#[test]
fn markdown_has_no_markup_but_ours() {
    let text = example(Format::Markdown);
    for markup in ["<script", "<b>", "@team", "#77", "www.evil", "::error::"] {
        assert!(!text.contains(markup), "{markup}: {text}");
    }
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    assert!(rows.iter().all(|row| row.matches('|').count() == 5), "{text}");
}

#[test]
fn no_format_shows_the_secret() {
    for format in Format::value_variants() {
        let text = example(*format);
        assert!(!text.contains(SECRET) && !text.contains(&SECRET[8..]), "{format:?}: {text}");
    }
}

/// 1,000 findings of one rule in one file and two of another.
fn many() -> impl Fn(&Catalogue, &connectlint::project::Project) -> Vec<Diagnostic> {
    |catalogue, project| {
        let one = made::finding(project, catalogue, "deploy/apps.yaml", "odd-thing", "client_id: abc");
        let other = made::finding(project, catalogue, "deploy/crlf.yaml", "doubtful-thing", "name: Windows");
        let mut all = vec![one; 1000];
        all.extend(vec![other; 2]);
        all
    }
}

#[test]
fn every_format_is_bounded_and_says_what_it_leaves_out() {
    let (project, catalogue) = (project(), catalogue());
    let report = report(&project, many()(&catalogue, &project));
    for format in Format::value_variants() {
        let text = plain(&report, &catalogue, *format);
        assert!(text.contains("950"), "{format:?} does not say how many it leaves out");
        let written = match format {
            Format::Json | Format::Jsonl => text.matches("\"fingerprint\"").count(),
            Format::Sarif => text.matches("\"ruleId\"").count(),
            Format::Gitlab | Format::Checkstyle | Format::Rdjson | Format::Junit => {
                text.matches("client_id` is a thing").count() + 2
            }
            Format::Markdown => text.matches("</code> is a thing").count(),
            _ => text.matches("` is a thing").count(),
        };
        let expected = if *format == Format::Junit { 102 } else { 52 };
        assert_eq!(written, expected, "{format:?}");
        if matches!(format, Format::Full | Format::Concise | Format::Junit | Format::Markdown) {
            assert!(text.contains("1000 errors, 2 warnings"), "{format:?} counts what it writes only");
        }
    }
    let value = json(&plain(&report, &catalogue, Format::Json));
    keeps_to(&value, &output_schema());
    assert_eq!(value["omitted"][0]["count"], 950);
    assert_eq!(value["summary"]["errors"], 1000);
}

#[test]
fn ten_thousand_findings_are_enough() {
    let how = connectlint::project::How { named: true, ..Default::default() };
    let files = (0..250).map(|number| {
        let text = b"template: custom\nconfig: {client_id: abc}\n".to_vec();
        connectlint::project::File::read(format!("{number:03}.yaml"), text, how).expect("it is ours")
    });
    let (project, catalogue) = (connectlint::project::Project::new(files.collect()), catalogue());
    let findings = project.files().iter().flat_map(|file| {
        vec![made::finding(&project, &catalogue, file.path(), "odd-thing", "client_id: abc"); 60]
    });
    let report = report(&project, findings.collect());
    let value = json(&plain(&report, &catalogue, Format::Json));
    keeps_to(&value, &output_schema());
    let count = |key: &str| value[key].as_array().map_or(0, Vec::len);
    assert_eq!((count("diagnostics"), count("omitted")), (10_000, 201));
    let left: u64 =
        value["omitted"].as_array().into_iter().flatten().filter_map(|more| more["count"].as_u64()).sum();
    assert_eq!(left, 5_000, "every finding is either written or counted");
    let markdown = plain(&report, &catalogue, Format::Markdown);
    assert!(markdown.len() <= 60_000, "{}", markdown.len());
    assert!(markdown.contains(" more, in the full report."), "{}", &markdown[markdown.len() - 300..]);
    assert_eq!(markdown.matches("<details>").count(), markdown.matches("</details>").count());
}

#[test]
fn a_message_of_any_length_is_cut() {
    let (project, catalogue) = (project(), catalogue());
    let mut finding = made::finding(&project, &catalogue, "deploy/apps.yaml", "odd-thing", "client_id: abc");
    finding.message = format!("{HOSTILE}{}", "é".repeat(1_000_000));
    let report = report(&project, vec![finding]);
    for format in Format::value_variants() {
        let text = plain(&report, &catalogue, *format);
        assert!(text.len() < 40_000 && text.contains('…'), "{format:?}: {}", text.len());
    }
}

#[test]
fn nothing_found_is_nothing_said_where_quiet() {
    let (project, catalogue) = (project(), catalogue());
    let report = report(&project, Vec::new());
    for format in Format::value_variants() {
        let quiet = written(&report, &catalogue, *format, Look { quiet: true, ..Look::default() });
        let whole = matches!(
            format,
            Format::Json
                | Format::Jsonl
                | Format::Sarif
                | Format::Gitlab
                | Format::Junit
                | Format::Checkstyle
                | Format::Rdjson
        );
        assert_eq!(!quiet.is_empty(), whole, "{format:?}: a file that is parsed is never empty");
    }
    let junit = plain(&report, &catalogue, Format::Junit);
    assert!(junit.contains("<testcase"), "a report without cases is taken for a failure");
}

#[test]
fn no_place_makes_a_format_fail() {
    let (project, catalogue) = (project(), catalogue());
    for file in project.files() {
        let length = u32::try_from(file.source().text().len()).expect("a small file");
        let mut made = made::finding(&project, &catalogue, file.path(), "odd-thing", "custom");
        let other = Arc::clone(&made.path);
        let findings =
            (0..=length).flat_map(|start| [0, 1, 7, 600].map(|more| (start, (start + more).min(length))));
        let findings: Vec<Diagnostic> = findings
            .map(|(start, end)| {
                made.place.span = Span { start, end };
                made.related = vec![Related {
                    path: Arc::clone(&other),
                    span: Span { start: end, end: length },
                    message: "x".to_owned(),
                }];
                made.clone()
            })
            .collect();
        for chunk in findings.chunks(50) {
            let report = report(&project, chunk.to_vec());
            for format in [Format::Full, Format::Rdjson, Format::Github] {
                assert!(!plain(&report, &catalogue, format).is_empty());
            }
        }
    }
}
