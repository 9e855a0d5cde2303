//! A rule that fails costs one finding, not the run; and the checks of the built-in pages can be read.

mod in_words;
mod server;

use super::*;
use crate::project::How;
use crate::source::Span;

#[test]
fn a_panic_costs_one_finding_which_shows_no_text_of_the_file() {
    let text = "template: custom\nname: n\nconfig:\n  client_secret: 7Vq~swordfish\n---\ntemplate: custom\nname: m\n";
    let how = How { named: true, ..How::default() };
    let file = File::read("a.yaml", text.as_bytes().to_vec(), how).expect("it is ours");
    let project = Project::new(vec![file]);
    let settings = Settings::default();
    let mut checker = Checker::new(Catalogue::built_in(), &settings).expect("the rules can be read");
    let failing = |active: &Active| active.rule.id == "missing-description";
    let at = checker.active.iter().position(failing).expect("there is such a rule");
    checker.active[at].judge = judge(|it: &Integration<'_>, out: &mut Findings<'_>| {
        let secret = it.field("client_secret").literal().map(str::to_owned);
        out.add(it.at_start(), "said before it failed");
        if let Some(secret) = secret {
            panic!("{secret}");
        }
    });
    let cx = Context { settings: &settings, project: &project, index: project.index() };
    let found = checker.check(&project.files()[0], &cx);
    let failed: Vec<_> = found.iter().filter(|finding| finding.rule == "internal-error").collect();
    assert_eq!(failed.len(), 1, "{found:?}");
    assert_eq!((failed[0].level, failed[0].place.span.start), (Level::Error, 0));
    assert!(found.iter().all(|finding| !finding.message.contains("swordfish")), "{found:?}");
    let said = found.iter().filter(|finding| finding.message == "said before it failed");
    assert_eq!(said.map(|finding| finding.place.root).collect::<Vec<_>>(), [1], "the other one is checked");
    assert!(found.iter().any(|finding| finding.rule != "internal-error" && finding.place.root == 0));
}

#[test]
fn every_check_in_words_can_be_made_ready() {
    for rule in Rule::all().iter().filter(|rule| rule.check.is_some()) {
        let check = words::Check::new(rule).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
        check.verify().unwrap_or_else(|error| panic!("{}: {error}", rule.id));
    }
}

/// What all rules find in a text, under a name.
fn found(name: &str, text: &str, settings: &Settings) -> Vec<Diagnostic> {
    let how = How { named: true, ..How::default() };
    let file = File::read(name, text.as_bytes().to_vec(), how).expect("it is ours");
    let project = Project::new(vec![file]);
    let checker = Checker::new(Catalogue::built_in(), settings).expect("the rules can be read");
    checker.check(&project.files()[0], &Context { settings, project: &project, index: project.index() })
}

#[test]
fn findings_say_which_integration_they_are_about() {
    let text = "template: databricks\nname: Nightly\nconfig:\n  scopes: all-apis\n";
    let found = found("a.yaml", text, &Settings::default());
    assert!(found.len() > 1);
    for finding in found {
        assert_eq!(finding.about.template.as_deref(), Some("databricks"), "{}", finding.rule);
        assert_eq!(finding.about.integration.as_deref(), Some("Nightly"), "{}", finding.rule);
    }
}

#[test]
fn a_rule_judges_where_what_it_compares_with_is_given() {
    let bare = Settings::default();
    let release = Settings { connect_version: "2025.01.0".parse().ok(), ..Settings::default() };
    let inventory = Settings { inventory: Some(Arc::default()), ..Settings::default() };
    let templates = server::settings();
    let deploy = Settings { deploy: true, ..Settings::default() };
    let checker = Checker::new(Catalogue::built_in(), &bare).expect("the rules can be read");
    for (rule, with) in [
        ("feature-newer-than-server", &release),
        ("too-many-associations", &release),
        ("inventory-drift", &inventory),
        ("template-violation", &templates),
        ("unresolved-placeholder", &deploy),
    ] {
        assert!(!checker.judges(rule, &bare), "{rule}");
        assert!(checker.judges(rule, with), "{rule}");
    }
    assert!(checker.judges("pkce-disabled", &bare));
    assert!(!checker.judges("no-such-rule", &bare));
    let other = Settings { ignore: vec!["pkce-disabled".to_owned()], ..Settings::default() };
    let checker = Checker::new(Catalogue::built_in(), &other).expect("the rules can be read");
    assert!(!checker.judges("pkce-disabled", &bare));
}

#[test]
fn a_check_in_words_that_cannot_be_read_is_refused() {
    let known = Rule::all().iter().find(|rule| rule.check.is_some()).expect("there is one");
    assert!(understand(known).is_ok());
    for check in [
        r#"{"at": "/name", "must": {"match": "("}}"#,
        r#"{"at": "/name", "must": {"not-match": "("}}"#,
        r#"{"at": "/name", "must": {"alike": "x"}}"#,
    ] {
        let wrong = Rule { check: Some(check), ..known.clone() };
        assert!(understand(&wrong).is_err(), "{check}");
    }
    for (edit, good) in [
        (r#"{"replace": "x"}"#, true),
        (r#"{"replace": "x", "remove": "y"}"#, false),
        (r#""remove""#, true),
        (r#""replace""#, false),
    ] {
        let rule = Rule { edit: Some(edit), ..known.clone() };
        assert_eq!(understand(&rule).is_ok(), good, "{edit}");
    }
}

#[test]
fn of_equal_findings_on_one_key_the_first_is_kept() {
    let finding = |start: usize, pointer: &str| Diagnostic {
        rule: "pkce-disabled",
        level: Level::Warning,
        message: String::new(),
        help: None,
        path: Arc::from("a.yaml"),
        place: Place { span: Span::new(start, start + 1), pointer: pointer.to_owned(), root: 0 },
        about: Arc::default(),
        related: Vec::new(),
        fix: None,
        silences: Vec::new(),
    };
    for (second, kept) in [((4, "/b"), 2), ((4, "/a"), 1), ((0, "/b"), 1), ((0, "/a"), 1), ((4, ""), 2)] {
        let mut found = vec![finding(0, "/a"), finding(second.0, second.1)];
        settle(&mut found, 0, &HashMap::new());
        assert_eq!(found.len(), kept, "{second:?}");
        assert_eq!(found[0].place.span.start, 0);
    }
}

#[test]
fn a_quoted_word_is_cut_where_it_is_too_long() {
    assert_eq!(quoted(&"a".repeat(60)), format!("`{}`", "a".repeat(60)));
    assert_eq!(quoted(&"a".repeat(61)), format!("`{}…`", "a".repeat(60)));
    assert_eq!(quoted("a`b\nc"), "`a'b c`");
}
