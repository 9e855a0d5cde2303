//! The words in which a page can say its own check, one by one: what they report, and where.

use super::super::words;
use super::*;

/// The pointers of what a check in words reports of a text.
fn reported(check: &'static str, text: &str) -> Vec<String> {
    let known = Rule::find("missing-description").expect("it is there");
    let applies = Applies::ANY;
    let rule =
        Rule { check: Some(check), applies, message: Some("as the page says"), edit: None, ..known.clone() };
    let settings = Settings::default();
    let mut checker = Checker::new(Catalogue::built_in(), &settings).expect("the rules can be read");
    let judge = words::Check::new(&rule).expect("it can be read").judge();
    checker.active = vec![Active::new(rule, Level::Info, judge)];
    let how = How { named: true, ..How::default() };
    let file = File::read("a.yaml", text.as_bytes().to_vec(), how).expect("it is ours");
    let project = Project::new(vec![file]);
    let cx = Context { settings: &settings, project: &project, index: project.index() };
    let found = checker.check(&project.files()[0], &cx);
    found.into_iter().map(|finding| finding.place.pointer).collect()
}

#[test]
fn values_are_judged_as_what_they_are() {
    const ON: &str = r#"{"at": "/config/use_pkce", "must": {"equal": true}}"#;
    const THREE: &str = r#"{"at": "/config/n", "must": {"equal": 3}}"#;
    const WORDS: &str = r#"{"at": "/config/n", "must": {"one-of": ["a", "b"]}}"#;
    const NO_BLANK: &str = r#"{"at": "/config/n", "must": {"not-match": " "}}"#;
    for (check, config, wanted) in [
        (ON, "use_pkce: true", false),
        (ON, "use_pkce: false", true),
        (ON, "use_pkce: \"false\"", false),
        (THREE, "n: 3", false),
        (THREE, "n: 4", true),
        (THREE, "n: \"4\"", false),
        (WORDS, "n: b", false),
        (WORDS, "n: c", true),
        (WORDS, "n: ${WORD}", false),
        (NO_BLANK, "n: ab", false),
        (NO_BLANK, "n: a b", true),
    ] {
        let text = format!("template: custom\nname: n\nconfig:\n  {config}\n");
        assert_eq!(!reported(check, &text).is_empty(), wanted, "{config} under {check}");
    }
}

#[test]
fn a_pointer_leads_to_items_by_their_number_or_to_all() {
    const ALL: &str = r#"{"at": "/permissions/*/user_guid", "must": {"absent": true}}"#;
    const SECOND: &str = r#"{"at": "/permissions/1/user_guid", "must": {"absent": true}}"#;
    let text = "template: custom\nname: n\nconfig: {}\npermissions:\n  - user_guid: a\n  - user_guid: b\n";
    assert_eq!(reported(ALL, text), ["/permissions/0/user_guid", "/permissions/1/user_guid"]);
    assert_eq!(reported(SECOND, text), ["/permissions/1/user_guid"]);
}

#[test]
fn what_is_missing_is_said_of_a_definition_and_of_its_config() {
    const NAME: &str = r#"{"at": "/name", "must": {"present": true}}"#;
    const ID: &str = r#"{"at": "/config/client_id", "must": {"present": true}}"#;
    const ELSEWHERE: &str = r#"{"at": "/permissions/client_id", "must": {"present": true}}"#;
    for (check, text, wanted) in [
        (NAME, "template: custom\nname: n\nconfig: {}\n", false),
        (NAME, "template: custom\nname: ' '\nconfig: {}\n", true),
        (NAME, "template: custom\nname:\nconfig: {}\n", true),
        (NAME, "template: custom\nconfig: {}\n", true),
        (ID, "template: custom\nname: n\nconfig: {client_id: x}\n", false),
        (ID, "template: custom\nname: n\nconfig: {}\n", true),
        (ELSEWHERE, "template: custom\nname: n\nconfig: {}\n", false),
    ] {
        assert_eq!(!reported(check, text).is_empty(), wanted, "{check} of\n{text}");
    }
}

#[test]
fn what_is_missing_is_said_of_a_content_too() {
    const TITLE: &str = r#"{"at": "/title", "must": {"present": true}}"#;
    for (title, wanted) in
        [("title: Reports\n", false), ("title: ' '\n", true), ("title:\n", true), ("", true)]
    {
        let text = format!("name: reports\n{title}app_mode: python-shiny\naccess_type: acl\n");
        assert_eq!(!reported(TITLE, &text).is_empty(), wanted, "{text}");
    }
}
