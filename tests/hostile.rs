//! Files that somebody made, or a program broke, to bring a reader down: each is answered by findings with their
//! places, in bounded output, whatever its size.

use connectlint::config::Settings;
use connectlint::lint::lint;
use connectlint::project::{File, How, Project};
use connectlint::report::{Format, Look, Run, View};
use connectlint::rule::Catalogue;
use std::fs;
use std::process::{Command, Output};

/// A definition to which hostile keys are added.
const CUSTOM: &str = "template: custom\nname: Same\ndescription: d\nconfig:\n  client_id: abc\n  client_secret: s3cr3t-value-one\n  \
                      authorization_uri: https://idp.acme.dev/authorize\n  token_uri: https://idp.acme.dev/token\n";

/// The findings on a text as `rule:line`, and how long the report of each format is.
fn found_in(path: &str, text: impl Into<Vec<u8>>) -> (Vec<String>, usize) {
    let how = How { named: true, ..How::default() };
    let file = File::read(path, text.into(), how).expect("it was named");
    let project = Project::new(vec![file]);
    let report = lint(&project, Catalogue::built_in(), &Settings::default()).expect("the rules can be read");
    let run = Run::default();
    let view = View::new(&report, Catalogue::built_in(), &run);
    let mut longest = 0;
    for format in [Format::Full, Format::Concise, Format::Json, Format::Sarif, Format::Github] {
        let mut out = Vec::new();
        view.write(format, Look::default(), &mut out).expect("it is written to memory");
        longest = longest.max(out.len());
    }
    let source = project.files()[0].source();
    let line = |at: u32| source.position(at as usize).line;
    let said = report.diagnostics.iter();
    (said.map(|finding| format!("{}:{}", finding.rule, line(finding.place.span.start))).collect(), longest)
}

/// The findings of one rule, and the longest report in bytes.
fn count(text: &str, rule: &str) -> (usize, usize) {
    let (found, longest) = found_in("a.yaml", text);
    let named = format!("{rule}:");
    (found.iter().filter(|finding| finding.starts_with(&named)).count(), longest)
}

/// Bytes that no report of such a file may exceed.
const LONGEST: usize = 2_000_000;

#[test]
fn nesting_ends_with_a_finding_at_its_depth() {
    let deep = 20_000;
    let flow = format!("{CUSTOM}  scopes: {}{}\n", "[".repeat(deep), "]".repeat(deep));
    assert_eq!(found_in("a.yaml", flow).0, ["too-deep:9"]);
    let blocks: String = (0..3_000).map(|at| format!("{}a:\n", " ".repeat(at + 4))).collect();
    assert_eq!(found_in("a.yaml", format!("{CUSTOM}  scopes:\n{blocks}")).0, ["too-deep:136"]);
    let json =
        format!("{{\"template\": \"custom\", \"config\": {}1{}}}", "{\"a\":".repeat(deep), "}".repeat(deep));
    assert_eq!(found_in("a.json", json).0, ["too-deep:1"]);
    let toml = format!("template = \"custom\"\nconfig = {}{}\n", "[".repeat(deep), "]".repeat(deep));
    assert!(found_in("a.toml", toml).0.contains(&"too-deep:2".to_owned()));
}

#[test]
fn aliases_do_not_expand_without_end() {
    let mut bomb = format!("{CUSTOM}x0: &x0 [1]\n");
    for at in 1..30 {
        let aliases = vec![format!("*x{}", at - 1); 10].join(", ");
        bomb += &format!("x{at}: &x{at} [{aliases}]\n");
    }
    assert_eq!(found_in("a.yaml", bomb).0, ["too-deep:14"]);
    assert_eq!(found_in("a.yaml", format!("{CUSTOM}x: &x [*x, *x]\n")).0, ["too-deep:9"]);
    let merges: String =
        (1..30).map(|at| format!("m{at}: &m{at} {{<<: [*m{0}, *m{0}], k{at}: 1}}\n", at - 1)).collect();
    let (found, longest) = found_in("a.yaml", format!("{CUSTOM}m0: &m0 {{a: 1}}\n{merges}"));
    assert!(!found.is_empty() && longest < LONGEST);
}

#[test]
fn huge_values_are_cut_in_reports() {
    for value in [
        "a".repeat(1_000_000),
        format!("\"{}\"", "openid ".repeat(100_000)),
        format!("|\n{}", "    openid profile\n".repeat(50_000)),
        "9".repeat(100_000),
    ] {
        let (found, longest) =
            found_in("a.yaml", format!("{CUSTOM}  scopes: {value}\n  auth_type: {value}\n"));
        let rules = ["invalid-auth-type:", "value-not-string:"];
        let spoken = found.iter().any(|finding| rules.iter().any(|rule| finding.starts_with(rule)));
        assert!(spoken, "{found:?}");
        assert!(longest < LONGEST, "{longest} bytes");
    }
}

#[test]
fn many_keys_of_one_mapping_are_counted() {
    let unknown: String = (0..20_000).map(|at| format!("  unknown_key_{at}: x\n")).collect();
    let (keys, longest) = count(&format!("{CUSTOM}{unknown}"), "unknown-key");
    assert_eq!(keys, 20_000);
    assert!(longest < LONGEST, "{longest} bytes");
    let (found, longest) = found_in("a.yaml", format!("{CUSTOM}{}", "  same_key: x\n".repeat(20_000)));
    assert!(found.contains(&"duplicate-key:10".to_owned()) && longest < LONGEST);
    let above: String = (0..20_000).map(|at| format!("descripton{at}: x\n")).collect();
    assert_eq!(count(&format!("{CUSTOM}{above}"), "unknown-key").0, 20_000);
}

#[test]
fn many_documents_and_items_cost_no_more_than_their_number() {
    let many = 3_000;
    let stream = vec![CUSTOM; many].join("---\n");
    let (same, longest) = count(&stream, "duplicate-integration");
    assert_eq!(same, many - 1);
    assert!(longest < LONGEST, "{longest} bytes");
    let item = format!("- {}\n", CUSTOM.trim_end().replace('\n', "\n  "));
    assert_eq!(count(&item.repeat(many), "duplicate-integration").0, many - 1);
    let secrets: String =
        (0..many).map(|at| format!("---\n{}", CUSTOM.replace("one", &at.to_string()))).collect();
    assert_eq!(count(&secrets, "duplicate-integration").0, many - 1);
    assert_eq!(count(&format!("{}---\n{CUSTOM}", "---\na: 1\n".repeat(10_000)), "syntax-error").0, 0);
}

/// An Entra definition with so many scopes.
fn entra(scopes: &str) -> String {
    format!(
        "template: azure\nname: Same\ndescription: d\nconfig:\n  tenant_id: 3f2a9c1e-7b4d-4e8a-9c55-0d1f6b7a2e90\n  client_id: \
         8c1e3f2a-7b4d-4e8a-9c55-0d1f6b7a2e90\n  client_secret: ${{SECRET}}\n  scopes: {scopes}\n"
    )
}

#[test]
fn many_words_in_one_value_cost_no_more_than_their_number() {
    let many = 30_000;
    let custom = |key: &str, value: &str| {
        let kept: String =
            CUSTOM.lines().filter(|line| !line.contains(key)).map(|line| format!("{line}\n")).collect();
        format!("{kept}  {key}: {value}\n")
    };
    let permissions =
        CUSTOM.replace("config:", &format!("permissions:\n{}config:", "  - user: x\n".repeat(many / 6)));
    let associations = "- oauth_integration_guid: 3f2a9c1e-7b4d-4e8a-9c55-0d1f6b7a2e90\n".repeat(many / 3);
    let secrets = |at: usize| format!("token=vXy{at}&");
    for (what, text, rule) in [
        ("misspelt words", custom("scopes", &"opneid ".repeat(many)), "misspelled-scope"),
        ("malformed words", entra(&"graph.microsoft.com/User.Read ".repeat(many)), "malformed-entra-scope"),
        ("words with placeholders", entra(&"a${A},".repeat(many)), "comma-separated-scopes"),
        ("a long secret", custom("client_secret", &"ab1-".repeat(many)), "committed-secret"),
        (
            "signs of user names",
            custom("token_uri", &format!("https://{}", "a@".repeat(many))),
            "credentials-in-endpoint",
        ),
        ("schemes", custom("token_uri", &format!("\"{}\"", "https://".repeat(many))), "missing-scopes"),
        (
            "secrets in one address",
            custom(
                "token_uri",
                &format!("https://idp.acme.dev/t?{}", (0..many).map(secrets).collect::<String>()),
            ),
            "credentials-in-endpoint",
        ),
        ("permissions", permissions, "unknown-key"),
        ("associations", associations, "duplicate-association"),
    ] {
        let (found, longest) = found_in("a.yaml", text);
        assert!(found.iter().any(|finding| finding.starts_with(rule)), "{what}: {:?}", found.first());
        assert!(longest < LONGEST, "{what}: {longest} bytes");
    }
}

#[test]
fn many_comments_each_say_what_they_silence() {
    let many = 10_000;
    let comments = "# connectlint: ignore[missing-description] why\n".repeat(many);
    let (unused, longest) = count(&format!("{CUSTOM}{comments}"), "unused-suppression");
    assert_eq!(unused, many);
    assert!(longest < LONGEST, "{longest} bytes");
    let bare = CUSTOM.replace("description: d\n", "");
    let above = format!("{comments}{bare}");
    assert_eq!(count(&above, "missing-description").0, 0, "a block of comments speaks for the line below it");
    assert_eq!(count(&above, "unused-suppression").0, 0);
    let unknown: String = (0..many).map(|at| format!("# connectlint: ignore[pkce-disable{at}]\n")).collect();
    assert_eq!(count(&format!("{CUSTOM}{unknown}"), "unknown-suppression").0, many);
}

#[test]
fn bytes_that_are_no_text_are_found_wherever_they_stand() {
    for at in 0..CUSTOM.len() {
        for bytes in [&[0xFF][..], &[0xC0, 0xAF], &[0xED, 0xA0, 0x80]] {
            let mut text = CUSTOM.as_bytes().to_vec();
            text.splice(at..at, bytes.iter().copied());
            let line = CUSTOM[..at].matches('\n').count() + 1;
            assert_eq!(found_in("a.yaml", text).0, [format!("unreadable-text:{line}")], "{bytes:?} at {at}");
        }
    }
    let surrogate = "{\"template\": \"custom\", \"name\": \"\\ud800\", \"config\": {\"client_id\": \"c\"}}";
    let (found, longest) = found_in("a.json", surrogate);
    assert!(!found.is_empty() && longest < LONGEST);
}

#[test]
fn patterns_that_backtrack_elsewhere_are_judged_at_once() {
    let request = "name: c\napp_mode: quarto-shiny\nintegrations:\n";
    let patterns = ["(a+)+$", "(a|a)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*x", "a{1000}{1000}"];
    let items: String = patterns.iter().map(|one| format!("- {{type: custom, name: \"{one}\"}}\n")).collect();
    let name = format!("{CUSTOM}---\n").replace("Same", &"a".repeat(5_000));
    let (found, longest) = found_in("a.yaml", format!("{name}{request}{items}"));
    assert!(!found.is_empty() && longest < LONGEST);
}

fn check(root: &std::path::Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connectlint"));
    command.current_dir(root).args(["check", "--isolated"]).args(arguments).output().expect("it runs")
}

/// Whether a byte of an output can steer a terminal; line ends cannot.
fn steers(text: &str) -> bool {
    let bidi = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    text.chars().any(|c| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || bidi(c))
}

#[test]
fn nothing_in_a_file_or_its_name_reaches_a_terminal_raw() {
    let root = tempfile::tempdir().expect("a folder");
    let evil = "\\e]0;title\\a\\e[2J\\u202Egnp\\x9b31m";
    let text = format!(
        "template: \"custom{evil}\"\nname: \"n{evil}\"\nconfig:\n  client_id: \"c{evil}\"\n  \"key{evil}\": \"v{evil}\"\n  \
         auth_type: \"Viewer{evil}\"\n  token_uri: \"https://idp.acme.dev/{evil}\"\n  raw\u{202e}key: \u{202e}x\n"
    );
    fs::write(root.path().join("a.yaml"), &text).expect("a file");
    fs::write(root.path().join("b\u{1b}[2J\u{202e}\n'\".yaml"), &text).expect("a file");
    // Some ask a viewer for it, but a terminal may be shown each.
    for format in [
        "full",
        "concise",
        "json",
        "jsonl",
        "sarif",
        "github",
        "gitlab",
        "junit",
        "checkstyle",
        "rdjson",
        "azure",
        "markdown",
    ] {
        let out = check(root.path(), &["--output-format", format, "."]);
        assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
        for said in [&out.stdout, &out.stderr] {
            let said = String::from_utf8(said.clone()).expect("it writes text");
            assert!(!steers(&said), "{format}: {said:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn circles_of_links_and_lost_files_end() {
    let root = tempfile::tempdir().expect("a folder");
    let below = root.path().join("a/b");
    fs::create_dir_all(&below).expect("a folder");
    fs::write(below.join("c.yaml"), CUSTOM).expect("a file");
    std::os::unix::fs::symlink(root.path(), below.join("up")).expect("a link");
    std::os::unix::fs::symlink("self.yaml", below.join("self.yaml")).expect("a link");
    std::os::unix::fs::symlink("gone.yaml", below.join("lost.yaml")).expect("a link");
    let out = check(root.path(), &["--output-format", "json", "."]);
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).expect("it is JSON");
    assert_eq!(report["summary"]["integrations"], 1, "{}", String::from_utf8_lossy(&out.stderr));
    let out = check(root.path(), &["a/b/gone.yaml"]);
    assert_eq!(out.status.code(), Some(2), "a file that is named must be there");
}
