//! Ignore comments and the baseline, sentence by sentence.

mod sandbox;

use connectlint::config::Settings;
use connectlint::lint;
use connectlint::project::{File, How, Project};
use connectlint::rule::Catalogue;
use connectlint::suppress;
use sandbox::{PKCE_OFF, Sandbox};

/// Rules and lines of what is found in a text.
fn found(path: &str, text: &str, settings: &Settings) -> Vec<String> {
    let how = How { named: true, ..How::default() };
    let project = Project::new(vec![File::read(path, text.as_bytes().to_vec(), how).expect("it is named")]);
    let report = lint::lint(&project, Catalogue::built_in(), settings).expect("the rules can be read");
    let line = |at: u32| project.files()[0].source().position(at as usize).line;
    report.diagnostics.iter().map(|one| format!("{} {}", line(one.place.span.start), one.rule)).collect()
}

fn on(day: &str) -> Settings {
    Settings { today: Some(day.parse().expect("it is a day")), ..Settings::default() }
}

fn with_comment(comment: &str) -> String {
    PKCE_OFF.replace("use_pkce: false", &format!("use_pkce: false # connectlint: {comment}"))
}

fn yaml(text: &str) -> Vec<String> {
    found("a.yaml", text, &on("2026-06-01"))
}

const NONE: [&str; 0] = [];

#[test]
fn a_comment_silences_its_line_or_the_one_below() {
    assert_eq!(yaml(PKCE_OFF), ["11 pkce-disabled"]);
    assert_eq!(yaml(&with_comment("ignore[pkce-disabled] the gateway drops it")), NONE);
    let above = "  # connectlint: ignore[pkce-disabled] the gateway drops it\n  use_pkce: false";
    assert_eq!(yaml(&PKCE_OFF.replace("  use_pkce: false", above)), NONE);
    let further = "  # connectlint: ignore[pkce-disabled] why\n\n  # another comment\n  use_pkce: false";
    assert_eq!(yaml(&PKCE_OFF.replace("  use_pkce: false", further)), NONE);
    // Each looks for the line below itself, whatever another one found.
    let two = format!(
        "# connectlint: ignore[missing-scopes] why\n# another\n{}",
        PKCE_OFF.replace("  use_pkce: false", above)
    );
    assert_eq!(yaml(&two), ["1 unused-suppression"]);
    let first = "# connectlint: ignore[misspelled-template] why\n# another\n";
    let wrong = PKCE_OFF.replace("template: custom", "template: kustom").replace("  use_pkce: false", above);
    let left = yaml(&format!("{first}{wrong}"));
    assert!(left.iter().all(|one| !one.contains("misspelled") && !one.starts_with("1 ")), "{left:?}");
    // One line up is another line.
    let wrong = PKCE_OFF.replace("offline_access", "offline_access # connectlint: ignore[pkce-disabled] why");
    assert_eq!(yaml(&wrong), ["10 unused-suppression", "11 pkce-disabled"]);
}

#[test]
fn a_comment_names_rules_or_groups() {
    assert_eq!(yaml(&with_comment("ignore[missing-scopes, pkce-disabled] why")), ["11 unused-suppression"]);
    let group = Catalogue::built_in().find("pkce-disabled").expect("it is there").group;
    assert_eq!(yaml(&with_comment(&format!("ignore[{group}] why"))), NONE);
    assert_eq!(yaml(&with_comment("ignore why")), ["11 pkce-disabled", "11 unknown-suppression"]);
    assert_eq!(yaml(&with_comment("ignore[] why")), ["11 pkce-disabled", "11 unknown-suppression"]);
    assert_eq!(
        yaml(&with_comment("ignore[pkce-disabled, pkce-disable] why")),
        ["11 unknown-suppression"],
        "a wrong name is said, the right one counts"
    );
    assert_eq!(
        yaml(&with_comment("ignoring[pkce-disabled]")),
        ["11 pkce-disabled"],
        "that is just a comment"
    );
}

#[test]
fn a_comment_at_the_top_silences_for_the_whole_file() {
    let text = format!("# connectlint: ignore-file[pkce-disabled] a test server\n{PKCE_OFF}---\n{PKCE_OFF}");
    assert!(yaml(&text).iter().all(|found| !found.contains("pkce")), "{:?}", yaml(&text));
}

#[test]
fn a_file_comment_further_down_is_said_and_silences_nothing() {
    let text = with_comment("ignore-file[pkce-disabled] a test server");
    assert_eq!(yaml(&text), ["11 pkce-disabled", "11 unused-suppression"]);
}

#[test]
fn toml_has_comments_too() {
    let text = |comment: &str| {
        format!(
            "type = \"quarto\"\nentrypoint = \"report.qmd\"\n\n[[integration_requests]]\ntype = \"databricks\"\n\
             auth_type = \"Viewer\" {comment}\n"
        )
    };
    let toml = |comment: &str| found(".posit/publish/report.toml", &text(comment), &on("2026-06-01"));
    assert_eq!(toml(""), ["6 viewer-on-rendered-content"]);
    assert_eq!(toml("# connectlint: ignore[viewer-on-rendered-content] becomes an application"), NONE);
}

#[test]
fn json_has_no_comments() {
    let text = "{\"template\": \"custom\", \"name\": \"# connectlint: ignore[pkce-disabled] x\", \"config\": {\"use_pkce\": false}}";
    let found = found("a.json", text, &Settings::default());
    assert!(found.contains(&"1 pkce-disabled".to_owned()), "{found:?}");
}

#[test]
fn a_text_that_looks_like_a_comment_is_none() {
    let quoted = PKCE_OFF
        .replace("Read the report archive as yourself.", "\"x # connectlint: ignore-file[pkce-disabled] y\"");
    assert_eq!(yaml(&quoted), ["11 pkce-disabled"]);
}

#[test]
fn a_date_ends_a_comment() {
    let text = with_comment("ignore[pkce-disabled] until=2027-01-31 the new gateway comes");
    assert_eq!(found("a.yaml", &text, &on("2027-01-31")), NONE, "it holds through the day");
    assert_eq!(found("a.yaml", &text, &on("2027-02-01")), ["11 pkce-disabled", "11 expired-suppression"]);
    let wrong = with_comment("ignore[pkce-disabled] until=2027-13-31 the new gateway comes");
    assert_eq!(found("a.yaml", &wrong, &on("2026-01-01")), ["11 pkce-disabled", "11 expired-suppression"]);
    let behind = with_comment("ignore[pkce-disabled] the new gateway comes until=2027-01-31");
    assert_eq!(found("a.yaml", &behind, &on("2027-01-31")), NONE, "it may stand behind the reason");
    assert_eq!(found("a.yaml", &behind, &on("2027-02-01")), ["11 pkce-disabled", "11 expired-suppression"]);
}

#[test]
fn a_date_that_cannot_be_read_is_called_that() {
    let box_ = Sandbox::new(&[("a.yaml", &with_comment("ignore[pkce-disabled] until=31.1.2027 why"))]);
    let ran = box_.check(&[]);
    assert!(ran.out.contains("behind `until=` stands no date"), "{}", ran.out);
}

#[test]
fn a_comment_that_silences_nothing_is_a_finding() {
    let mended = with_comment("ignore[pkce-disabled] why").replace("use_pkce: false", "use_pkce: true");
    assert_eq!(yaml(&mended), ["11 unused-suppression"]);
    // Of a rule that is switched off nobody knows whether the comment is of use.
    let settings = Settings { ignore: vec!["pkce-disabled".to_owned()], ..on("2026-01-01") };
    assert_eq!(found("a.yaml", &mended, &settings), NONE);
}

#[test]
fn a_reason_can_be_required() {
    let settings = Settings { require_reason: true, ..on("2026-06-01") };
    let bare = with_comment("ignore[pkce-disabled]");
    assert_eq!(found("a.yaml", &bare, &on("2026-06-01")), NONE);
    assert_eq!(found("a.yaml", &bare, &settings), ["11 pkce-disabled", "11 unused-suppression"]);
    let only_a_date = with_comment("ignore[pkce-disabled] until=2099-01-01");
    assert_eq!(found("a.yaml", &only_a_date, &settings), ["11 pkce-disabled", "11 unused-suppression"]);
    assert_eq!(found("a.yaml", &with_comment("ignore[pkce-disabled] why"), &settings), NONE);
    let box_ = Sandbox::new(&[("a.yaml", &bare)]);
    assert_eq!(box_.check(&[]).code, 0);
    assert_eq!(box_.check(&["--require-reason"]).code, 1);
    box_.write("connectlint.yaml", "require-reason: true\n");
    assert_eq!(box_.check(&[]).code, 1);
}

#[test]
fn everything_can_be_shown() {
    let text = with_comment("ignore[pkce-disabled] why");
    let settings = Settings { no_suppressions: true, ..on("2026-06-01") };
    assert_eq!(found("a.yaml", &text, &settings), ["11 pkce-disabled"]);
    let box_ = Sandbox::new(&[("a.yaml", &text)]);
    assert_eq!(box_.check(&["--no-suppressions"]).found(), ["a.yaml:11 pkce-disabled"]);
}

#[test]
fn a_secret_cannot_be_silenced_by_a_comment() {
    let text = PKCE_OFF.replace("  use_pkce: false\n", "").replace(
        "${KEYCLOAK_CLIENT_SECRET}",
        "Zk8vQw3rTn5Lm2Xp # connectlint: ignore[committed-secret] only a test",
    );
    assert_eq!(yaml(&text), ["7 committed-secret", "7 unused-suppression"]);
    let group = Catalogue::built_in().find("committed-secret").expect("it is there").group;
    let by_group = text.replace("ignore[committed-secret]", &format!("ignore[{group}]"));
    assert!(yaml(&by_group).contains(&"7 committed-secret".to_owned()));
    let box_ = Sandbox::new(&[("a.yaml", &text)]);
    assert_eq!(box_.check(&[]).code, 1);
    box_.write("connectlint.yaml", "allow-secret-suppressions: true\n");
    let ran = box_.check(&[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn a_word_like_ignore_is_none() {
    for comment in ["ignored[pkce-disabled] x", "ignore-next[pkce-disabled] x"] {
        assert_eq!(yaml(&with_comment(comment)), ["11 pkce-disabled"], "{comment}");
    }
}

#[test]
fn a_comment_at_the_end_silences_nothing() {
    let text = format!("{PKCE_OFF}  # connectlint: ignore[pkce-disabled] why\n");
    assert_eq!(yaml(&text), ["11 pkce-disabled", "12 unused-suppression"]);
    let two = format!("{text}  # another comment\n");
    assert_eq!(yaml(&two), ["11 pkce-disabled", "12 unused-suppression"]);
}

#[test]
fn a_wrong_name_is_underlined_wherever_it_stands() {
    for comment in [
        "ignore[wrong-name] x",
        "ignore [wrong-name] x",
        "ignore[ wrong-name ] x",
        "ignore[pkce-disabled,  wrong-name] x",
        "ignore[pkce-disabled, missing-scopes,wrong-name] x",
    ] {
        let text = with_comment(comment);
        let how = How { named: true, ..How::default() };
        let file = File::read("a.yaml", text.into_bytes(), how).expect("it is named");
        let project = Project::new(vec![file]);
        let report = lint::lint(&project, Catalogue::built_in(), &on("2026-06-01")).expect("it runs");
        let unknown: Vec<&str> = report
            .diagnostics
            .iter()
            .filter(|one| one.rule == "unknown-suppression")
            .map(|one| project.files()[0].source().slice(one.place.span))
            .collect();
        assert_eq!(unknown, ["wrong-name"], "{comment}");
    }
}

#[test]
fn it_is_said_why_a_comment_about_a_secret_silences_nothing() {
    let text = with_comment("ignore[committed-secret] why").replace("use_pkce: false", "use_pkce: true");
    let box_ = Sandbox::new(&[("a.yaml", &text)]);
    let ran = box_.check(&[]);
    assert!(ran.out.contains("a comment cannot silence `committed-secret`"), "{}", ran.out);
    box_.write("connectlint.yaml", "allow-secret-suppressions: true\n");
    let ran = box_.check(&[]);
    assert!(ran.out.contains("nothing here breaks `committed-secret`"), "{}", ran.out);
}

#[test]
fn a_wrong_name_gets_the_right_one_if_it_is_near_and_they_are_few() {
    let meant = |name: &str, times: usize| {
        let names = vec![name; times].join(", ");
        let text = with_comment(&format!("ignore[{names}] why"));
        let how = How { named: true, ..How::default() };
        let file = File::read("a.yaml", text.into_bytes(), how).expect("it is named");
        let project = Project::new(vec![file]);
        let report = lint::lint(&project, Catalogue::built_in(), &on("2026-06-01")).expect("it runs");
        let unknown = report.diagnostics.iter().filter(|one| one.rule == "unknown-suppression");
        let fixes: Vec<bool> = unknown.map(|one| one.fix.is_some()).collect();
        (fixes.len(), fixes.iter().filter(|fix| **fix).count())
    };
    assert_eq!(meant("pkce-disable", 1), (1, 1));
    assert_eq!(meant("pkce-enabled", 1), (1, 1), "two letters away");
    assert_eq!(meant("aw", 1), (1, 0), "of so short a word a letter says too much");
    assert_eq!(meant("pkce-disable", 51), (51, 50), "nobody reads more");
}

#[test]
fn what_no_comment_can_silence_is_counted() {
    let all = |name: &str, text: &str| {
        let how = How { named: true, ..How::default() };
        let file = File::read(name, text.as_bytes().to_vec(), how).expect("it is named");
        let project = Project::new(vec![file]);
        let settings = on("2026-06-01");
        let report = lint::lint(&project, Catalogue::built_in(), &settings).expect("it runs");
        let (edits, left) =
            suppress::comments_for(&project.files()[0], &report.diagnostics, "later", &settings);
        (report.diagnostics.len(), edits.len(), left)
    };
    let json = "{\"template\": \"custom\", \"name\": \"Lake\", \"config\": {\"use_pkce\": false}}";
    let (found, edits, left) = all("a.json", json);
    assert!(found > 1);
    assert_eq!((edits, left), (0, found), "JSON has no comments");
    let secret = PKCE_OFF.replace("${KEYCLOAK_CLIENT_SECRET}", "Zk8vQw3rTn5Lm2Xp");
    assert_eq!(all("a.yaml", PKCE_OFF), (1, 1, 0));
    assert_eq!(all("a.yaml", &secret), (2, 1, 1), "secrets are not silenced");
    assert_eq!(all("a.yaml", &format!("{PKCE_OFF}---\n{secret}---\n{secret}")).2, 2);
}

#[test]
fn findings_about_comments_cannot_be_silenced_by_comments() {
    let text = format!("# connectlint: ignore-file[unused-suppression, tool] x\n{PKCE_OFF}");
    assert!(yaml(&text).contains(&"12 pkce-disabled".to_owned()));
    let text = with_comment("ignore[missing-scopes] why # connectlint: ignore[unused-suppression]");
    assert!(yaml(&text).contains(&"11 unused-suppression".to_owned()));
}

#[test]
fn a_baseline_survives_moved_lines_and_reordered_documents() {
    let other = PKCE_OFF.replace("name: Reports", "name: Archive");
    let box_ = Sandbox::new(&[("a.yaml", &format!("{PKCE_OFF}---\n{other}"))]);
    assert_eq!(box_.check(&[]).found().len(), 2);
    let written = box_.check(&["--baseline", "b.json", "--write-baseline"]);
    assert_eq!(written.code, 0, "{}", written.err);
    let again = box_.check(&["--baseline", "b.json"]);
    assert_eq!((again.code, again.found().len()), (0, 0), "{}", again.out);
    // Other lines, another order, another quoting.
    let moved =
        other.replace("config:", "\n# a comment\nconfig:").replace("name: Archive", "name: \"Archive\"");
    box_.write("a.yaml", &format!("{moved}---\n{PKCE_OFF}"));
    let ran = box_.check(&["--baseline", "b.json"]);
    assert_eq!((ran.code, ran.found().len()), (0, 0), "{}", ran.out);
    // So is the very same once more.
    box_.write("a.yaml", &format!("{PKCE_OFF}---\n{other}---\n{PKCE_OFF}"));
    let ran = box_.check(&["--baseline", "b.json"]);
    assert_eq!(ran.found(), ["a.yaml:26 duplicate-integration", "a.yaml:35 pkce-disabled"]);
    // One more of the same is new.
    let third = PKCE_OFF.replace("name: Reports", "name: Third");
    box_.write("a.yaml", &format!("{moved}---\n{PKCE_OFF}---\n{third}"));
    assert_eq!(box_.check(&["--baseline", "b.json"]).found(), ["a.yaml:37 pkce-disabled"]);
}

#[test]
fn stale_entries_are_said_and_pruned() {
    let box_ = Sandbox::new(&[("a.yaml", PKCE_OFF), ("connectlint.yaml", "baseline: b.json\n")]);
    assert_eq!(box_.check(&["--write-baseline"]).code, 0, "the configuration says where");
    box_.write("a.yaml", &PKCE_OFF.replace("  use_pkce: false\n", ""));
    let ran = box_.check(&[]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("1 of the findings in") && ran.err.contains("occur no more"), "{}", ran.err);
    assert_eq!(box_.check(&["--write-baseline"]).code, 0);
    assert!(!box_.read("b.json").contains("pkce-disabled"));
    assert!(!box_.check(&[]).err.contains("no more"));
}

#[test]
fn a_baseline_means_the_same_from_every_folder() {
    let box_ = Sandbox::new(&[("sub/a.yaml", PKCE_OFF), ("connectlint.yaml", "baseline: b.json\n")]);
    assert_eq!(box_.check(&["--write-baseline"]).code, 0);
    assert!(box_.read("b.json").contains("\"sub/a.yaml\""), "{}", box_.read("b.json"));
    for folder in ["", "sub", "sub/deeper"] {
        std::fs::create_dir_all(box_.path(folder)).expect("it is writable");
        for path in [box_.path("sub"), box_.path("sub/a.yaml"), box_.path("sub/../sub")] {
            let mut command = box_.command();
            let output = command.current_dir(box_.path(folder)).arg("check").arg(&path).output();
            let output = output.expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{folder} {}", path.display());
        }
    }
}

#[test]
fn a_look_at_a_part_leaves_the_rest_of_a_baseline_alone() {
    let other = PKCE_OFF.replace("name: Reports", "name: Archive");
    let files = [("a.yaml", PKCE_OFF), ("sub/b.yaml", &other), ("connectlint.yaml", "baseline: b.json\n")];
    let box_ = Sandbox::new(&files);
    assert_eq!(box_.check(&["--write-baseline"]).code, 0);
    let whole = box_.read("b.json");
    for part in [["sub", "--quiet"], ["--select", "structure"]] {
        let ran = box_.check(&part);
        assert_eq!((ran.code, ran.err.contains("no more")), (0, false), "{part:?}: {}", ran.err);
        let ran = box_.check(&[part[0], part[1], "--write-baseline"]);
        assert_eq!(box_.read("b.json"), whole, "{part:?}");
        assert!(ran.err.contains("2 findings are in the baseline"), "{}", ran.err);
    }
    // A file that is gone is gone for everybody.
    std::fs::remove_file(box_.path("a.yaml")).expect("it is there");
    assert!(box_.check(&["sub"]).err.contains("1 of the findings in b.json occur no more"));
    assert_eq!(box_.check(&["sub", "--write-baseline"]).code, 0);
    assert!(!box_.read("b.json").contains("\"a.yaml\""));
}

#[test]
fn a_baseline_of_nothing_is_empty() {
    let report = |text: &str| {
        let how = How { named: true, ..How::default() };
        let file = File::read("a.yaml", text.as_bytes().to_vec(), how).expect("it is named");
        let project = Project::new(vec![file]);
        lint::lint(&project, Catalogue::built_in(), &Settings::default()).expect("it runs").diagnostics
    };
    let of = |text: &str| suppress::Baseline::of(std::path::Path::new("b.json"), &report(text));
    assert!(of(&PKCE_OFF.replace("use_pkce: false", "use_pkce: true")).is_empty());
    assert!(!of(PKCE_OFF).is_empty());
}

#[test]
fn a_wrong_baseline_is_said() {
    let box_ = Sandbox::new(&[("a.yaml", PKCE_OFF)]);
    for (text, said) in [
        ("{", "is no baseline"),
        ("{\"version\": 9, \"findings\": []}", "version 9"),
        ("[]", "is no baseline"),
    ] {
        box_.write("b.json", text);
        let ran = box_.check(&["--baseline", "b.json"]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    assert_eq!(box_.check(&["--baseline", "none.json"]).code, 2);
    let ran = box_.check(&["--write-baseline"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--baseline FILE"), "{}", ran.err);
    // A rule that is gone.
    box_.write(
        "b.json",
        "{\"version\": 1, \"findings\": [{\"path\": \"a.yaml\", \"rule\": \"no-such-rule\", \"fingerprint\": \"x\", \"count\": 1}]}",
    );
    let ran = box_.check(&["--baseline", "b.json"]);
    assert_eq!(ran.code, 1, "the findings decide");
    assert!(ran.err.contains("no rule `no-such-rule`"), "{}", ran.err);
}

#[test]
fn a_baseline_shows_no_value() {
    let text = PKCE_OFF.replace("${KEYCLOAK_CLIENT_SECRET}", "Zk8vQw3rTn5Lm2Xp");
    let box_ = Sandbox::new(&[("a.yaml", &text)]);
    assert_eq!(box_.check(&["--baseline", "b.json", "--write-baseline"]).code, 0);
    assert!(box_.read("b.json").contains("committed-secret"));
    assert!(!box_.read("b.json").contains("Zk8v"));
}
