//! Every page under `rules/` is its own test: its examples are linted and must show what it says.

use connectlint::diagnostic::Level;
use connectlint::rule::{Catalogue, Confidence, Rule};
use connectlint::trial::try_rule;
use std::collections::HashSet;

/// Pages whose defect cannot stand in a page: a rule that fails, and text that is not UTF-8.
const WITHOUT_BAD_EXAMPLE: [&str; 2] = ["internal-error", "unreadable-text"];

/// `RULES=entra cargo test --test rules` runs one group or rule.
fn wanted(rule: &Rule) -> bool {
    std::env::var("RULES")
        .map_or(true, |list| list.split(',').any(|word| word == rule.id || word == rule.group))
}

#[test]
fn examples_show_what_their_page_says() {
    let catalogue = Catalogue::built_in();
    let mut failures = Vec::new();
    for rule in catalogue.rules().filter(|rule| rule.level != Level::Page && wanted(rule)) {
        let trial = try_rule(rule, catalogue);
        if trial.examples == 0 && !WITHOUT_BAD_EXAMPLE.contains(&rule.id) {
            failures.push(format!("{}/{}: there is no example", rule.group, rule.id));
        }
        failures
            .extend(trial.failures.iter().map(|failure| format!("{}/{}: {failure}", rule.group, rule.id)));
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn ids_are_unique_and_heads_name_rules_that_exist() {
    let mut seen = HashSet::new();
    for rule in Rule::all() {
        assert!(seen.insert(rule.id), "{} is there twice", rule.id);
        for other in rule.silences.iter().chain(rule.helpers) {
            assert!(Rule::find(other).is_some(), "{} names `{other}`, which does not exist", rule.id);
        }
        assert!(!rule.source.is_empty(), "{} names no source", rule.id);
    }
}

#[test]
fn nothing_inferred_is_an_error() {
    for rule in Rule::all().iter().filter(|rule| rule.level == Level::Error) {
        assert_ne!(rule.confidence, Confidence::Inferred, "{} is an error", rule.id);
    }
}

#[test]
fn the_list_of_changes_links_pages_that_exist() {
    let changes = std::fs::read_to_string("CHANGELOG.md").expect("it can be read");
    for link in changes.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(std::path::Path::new(link).exists(), "CHANGELOG.md links {link}");
    }
}
