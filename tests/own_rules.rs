//! Rules of a user's own: the two examples of the documentation, and what happens to wrong pages.

mod sandbox;

use connectlint::config::Settings;
use connectlint::diagnostic::Diagnostic;
use connectlint::lint::lint;
use connectlint::project::{File, How, Project};
use connectlint::rule::{Catalogue, Rule};
use sandbox::Sandbox;
use std::path::{Path, PathBuf};

const TENANT: &str = "template: azure\nname: Lakehouse\ndescription: Query the lakehouse as yourself.\nconfig:\n  \
    tenant_id: 8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012\n  client_id: 8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa013\n  \
    client_secret: ${AZURE_CLIENT_SECRET}\n  scopes: 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default offline_access\n";

fn examples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/own-rules")
}

fn page(name: &str) -> String {
    std::fs::read_to_string(examples().join("company").join(name)).expect("it is there")
}

fn with_rules() -> Sandbox {
    Sandbox::new(&[
        ("rules/company/unregistered-name.md", &page("unregistered-name.md")),
        ("rules/company/foreign-tenant.md", &page("foreign-tenant.md")),
        ("connectlint.yaml", "rules: [rules]\n"),
        ("connect/a.yaml", TENANT),
    ])
}

#[test]
fn the_examples_show_what_their_pages_say() {
    let box_ = Sandbox::new(&[]);
    let folder = examples();
    let ran = box_.run(&["test-rules", folder.to_str().expect("it is text")]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn the_documentation_shows_the_heads_as_they_are() {
    let docs = include_str!("../docs/own-rules.md");
    for name in ["unregistered-name.md", "foreign-tenant.md"] {
        let page = page(name);
        let head = page.split("---\n").nth(1).expect("it has a head");
        let check = &head[head.find("check:").expect("it has words")..];
        assert!(docs.contains(check), "{name} has changed:\n{check}");
    }
}

#[test]
fn own_rules_run_and_are_switched_like_others() {
    let box_ = with_rules();
    let found = ["connect/a.yaml:2 unregistered-name", "connect/a.yaml:5 foreign-tenant"];
    assert_eq!(box_.check(&[]).found(), found);
    assert_eq!(box_.check(&["--ignore", "company"]).code, 0);
    assert_eq!(box_.check(&["--select", "foreign-tenant"]).found(), &found[1..]);
    assert_eq!(box_.check(&["--isolated"]).code, 0);
    box_.write("connectlint.yaml", "rules: [rules]\nlevels: {company: info}\n");
    let ran = box_.check(&[]);
    assert_eq!((ran.code, ran.found().len()), (0, 2), "{}", ran.err);
    box_.write(
        "connect/a.yaml",
        &TENANT.replace("name: Lakehouse", "name: Lakehouse # connectlint: ignore[unregistered-name] old"),
    );
    assert_eq!(box_.check(&[]).found(), &found[1..]);
    let sarif = box_.run(&["check", "--output-format", "sarif"]).out;
    assert!(sarif.contains("none of Acme"), "the page comes along: {sarif}");
}

#[test]
fn a_wrong_page_is_an_error_of_the_run() {
    let box_ = with_rules();
    let right = page("foreign-tenant.md");
    for (wrong, said) in [
        (right.replace("one-of:", "one-fo:"), "one-fo"),
        (right.replace("level: error", "level: fatal"), "fatal"),
        (right.replace("check:\n", "chekc:\n"), "foreign-tenant.md"),
        (String::new(), "foreign-tenant.md"),
    ] {
        box_.write("rules/company/foreign-tenant.md", &wrong);
        let ran = box_.check(&[]);
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(ran.err.contains(said) && ran.err.contains("foreign-tenant"), "{}", ran.err);
        // The trial names the page, and does not blame the others.
        let ran = box_.run(&["test-rules", "rules"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains("rules/company/foreign-tenant.md"), "{}", ran.err);
    }
    // An example that does not show what it should fails the trial.
    box_.write("rules/company/foreign-tenant.md", &right.replacen("  # <--", "", 1));
    let ran = box_.run(&["test-rules", "rules"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
}

#[test]
fn own_rules_are_listed_and_explained() {
    let box_ = with_rules();
    let list = box_.run(&["rules"]).out;
    assert!(list.contains("\ncompany\n") && list.contains("  foreign-tenant "), "{list}");
    let ran = box_.run(&["explain", "foreign-tenant"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("foreign-tenant (error, group company)"), "{}", ran.out);
    let ran = box_.run(&["explain", "foreign-tenannt"]);
    assert!(ran.code == 2 && ran.err.contains("did you mean `foreign-tenant`?"), "{}", ran.err);
    // A configuration that cannot be used hides no page of ours.
    box_.write("connectlint.yaml", "rules: [nowhere]\n");
    assert_eq!(box_.run(&["explain", "pkce-disabled"]).code, 0);
}

#[test]
fn a_trial_says_why_an_example_fails() {
    let head = "---\nlevel: error\napplies: [create]\nprevents: [\"a wrong login\"]\nconfidence: documented\n\
        source: [Acme handbook]\nfix: safe\ncheck: {at: /config/tenant_id, must: {equal: acme.example.dev}}\n\
        message: it is wrong\ndo: {replace: acme.example.dev}\n---\n# It is wrong\n\n## Examples\n\n";
    let bad = format!("```yaml bad\n{}```\n", TENANT.replace("e9fa012\n", "e9fa012  # <--\n"));
    let good = format!(
        "```yaml good\n{}```\n",
        TENANT.replace("8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012", "acme.example.dev")
    );
    let moved = bad.replace("  # <--", "").replacen("name: Lakehouse", "name: Lakehouse  # <--", 1);
    for (examples, said) in [
        (format!("{bad}{good}"), "0 failures"),
        (format!("{moved}{good}"), "missing: other-tenant in line 2; too much: other-tenant in line 5"),
        (bad.clone(), "there is no good example behind it that its fix could lead to"),
        (
            format!("{bad}{}", good.replace("Lakehouse", "Lake")),
            "the fix does not lead to the next good example, but to:\ntemplate",
        ),
        (
            format!("{}{good}", bad.replace("yaml bad", "yaml bad unfixable")),
            "it is marked unfixable, and a fix is offered",
        ),
        (
            format!("{bad}{good}").replace("yaml good", "yaml good set=speed=11"),
            "there is no setting `speed=11`",
        ),
    ] {
        let box_ = Sandbox::new(&[("rules/company/other-tenant.md", &format!("{head}{examples}"))]);
        let ran = box_.run(&["test-rules", "rules"]);
        assert!(ran.out.contains(said), "{said}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_trial_of_nothing_is_no_success() {
    let box_ = Sandbox::new(&[("empty/readme.txt", "")]);
    assert_eq!(box_.run(&["test-rules", "empty"]).code, 2);
}

/// What a rule of these words, at this path, finds in a text; or what is wrong with the words.
fn judged(at: &str, must: &str, more: &str, text: &str) -> Result<Vec<Diagnostic>, String> {
    let (when, doing) = if more.starts_with("when:") { (more, "") } else { ("", more) };
    let page = format!(
        "---\nlevel: error\napplies: [create, update]\nprevents: [\"a wrong login\"]\nconfidence: documented\n\
         source: [Acme handbook]\nfix: safe\ncheck:\n  at: {at}\n  must: {must}\n  {when}\nmessage: it is wrong\n\
         {doing}\n---\n# It is wrong\n"
    );
    let rule = Rule::from_page(Path::new("company/made-up.md"), &page)?;
    let how = How { named: true, ..How::default() };
    let file = File::read("a.yaml", text.as_bytes().to_vec(), how).expect("it is named");
    let project = Project::new(vec![file]);
    let report = lint(&project, &Catalogue::with(vec![rule]), &Settings::default())?;
    Ok(report.diagnostics.into_iter().filter(|found| found.rule == "made-up").collect())
}

#[test]
fn every_word_judges_what_it_says() {
    let lines = |at: &str, must: &str, more: &str, text: &str| -> Vec<usize> {
        let found = judged(at, must, more, text).unwrap_or_else(|error| panic!("{must} {more}: {error}"));
        let start = |found: &Diagnostic| found.place.span.start as usize;
        found.iter().map(|found| text[..start(found)].lines().count().max(1)).collect()
    };
    let whole = ["", "when: {template: [azure]}"];
    for (must, wrong) in [
        ("{equal: x}", true),
        ("{equal: 1}", false),
        ("{one-of: [x, y]}", true),
        ("{one-of: [1, true]}", false),
        ("{match: ^offline}", true),
        ("{match: offline}", false),
        ("{not-match: offline}", true),
        ("{not-match: ^offline}", false),
        ("{schema: {maxLength: 3}}", true),
        ("{schema: {minLength: 3}}", false),
        ("{absent: true}", true),
        ("{present: true}", false),
    ] {
        for more in whole {
            let wanted: &[usize] = if wrong { &[8] } else { &[] };
            assert_eq!(lines("/config/scopes", must, more, TENANT), wanted, "{must} {more}");
        }
        let placeholder = lines("/config/client_secret", must, whole[0], TENANT);
        assert!(placeholder.is_empty() || must.contains("absent") || must.contains("schema"), "{must}");
    }
    for (guard, holds) in [
        ("template: [msgraph]", false),
        ("auth_type: Viewer", true),
        ("auth_type: [Service Account]", false),
        ("auth_mode: [Confidential]", true),
        ("auth_mode: Public", false),
        ("/config/scopes: {match: offline}", true),
        ("/config/scopes: {match: ^offline}", false),
        ("/config/none: {absent: true}", true),
        ("/config/scopes: {absent: true}", false),
        ("/config/none: {match: offline}", false),
    ] {
        let more = format!("when: {{{guard}}}");
        let wanted: &[usize] = if holds { &[8] } else { &[] };
        assert_eq!(lines("/config/scopes", "{equal: x}", &more, TENANT), wanted, "{guard}");
    }
    assert_eq!(lines("/config/*", "{unique: true}", whole[0], TENANT), [0; 0]);
    let twice = TENANT.replace("e9fa013", "e9fa012");
    assert_eq!(lines("/config/*", "{unique: true}", whole[0], &twice), [6]);
}

#[test]
fn a_rule_mends_what_it_names() {
    let edits = |doing: &str| -> Vec<String> {
        let more = format!("do: {doing}");
        let found = judged("/config/scopes", "{equal: x}", &more, TENANT).expect("the words are right");
        let fix = found[0].fix.as_ref().expect("there is a fix");
        fix.edits.iter().map(|edit| edit.text.clone()).collect()
    };
    assert_eq!(edits("{replace: sql}"), ["sql"]);
    assert_eq!(edits("remove"), [""]);
}

#[test]
fn a_wrong_word_is_named() {
    let scopes = "/config/scopes";
    for (at, must, more, said) in [
        ("config", "{equal: x}", "", "begins with `/`"),
        (scopes, "{equals: x}", "", "there is no word `equals`"),
        (scopes, "{unique: false}", "", "write `unique: true`"),
        (scopes, "{match: 1}", "", "wants a regular expression"),
        (scopes, "{match: '('}", "", "`match`"),
        (scopes, "{one-of: x}", "", "wants a list"),
        (scopes, "{schema: {type: nonsense}}", "", "nonsense"),
        (scopes, "{equal: x}", "when: {template: 1}", "wants a word"),
        (scopes, "{equal: x}", "when: {name: x}", "there is no guard `name`"),
        (scopes, "{equal: x}", "when: {/config/scopes: x}", "wants words"),
        (scopes, "{equal: x}", "when: {/config/scopes: {equals: x}}", "there is no word `equals`"),
        (scopes, "{equal: x}", "do: drop", "do: write"),
        (scopes, "{equal: x}", "do: {replace: 1}", "wants a text"),
    ] {
        let error = judged(at, must, more, TENANT).expect_err(said);
        assert!(error.contains(said), "{error}");
    }
}
