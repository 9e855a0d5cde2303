//! The fixes of the examples in the rules' pages stand their trial.

use super::{file, with_lint};
use connectlint::config::Settings;
use connectlint::diagnostic::{Level, Safety};
use connectlint::fix::{self, Linted};
use connectlint::project::File;
use connectlint::rule::example::{Example, Verdict, examples};
use connectlint::rule::{Catalogue, Fixable, Rule};
use connectlint::trial::settings;

/// Every bad example of a rule with fixes, and the good one behind it.
pub(super) fn fixable() -> impl Iterator<Item = (&'static Rule, Example, Option<Example>)> {
    let rules = Catalogue::built_in();
    let rules: Vec<&'static Rule> = Rule::all()
        .iter()
        .filter(|rule| rule.level != Level::Page && rule.fix != Fixable::None)
        .filter(|rule| rules.find(rule.id).is_some())
        .collect();
    rules.into_iter().flat_map(|rule| {
        let all = examples(rule.page, rule.id).expect("the page can be read");
        let good = |from: usize| all[from + 1..].iter().find(|next| next.verdict == Verdict::Good).cloned();
        let bad: Vec<_> = all
            .iter()
            .enumerate()
            .filter(|(_, example)| example.verdict == Verdict::Bad && !example.unfixable)
            .map(|(at, example)| (rule, example.clone(), good(at)))
            .collect();
        bad
    })
}

/// The example as a project under its own settings.
pub(super) fn with_example<T>(
    example: &Example,
    then: impl FnOnce(&File, &dyn Fn(&File) -> Linted) -> T,
) -> T {
    let settings: Settings = settings(example).expect("the settings can be read");
    let mut files = vec![file(&example.path, &example.text)];
    let with = example.companions.iter().filter(|companion| companion.role == "with");
    files.extend(with.map(|companion| file(&companion.path, &companion.text)));
    with_lint(settings, files, |project, lint| then(project.file(&example.path).expect("it is there"), lint))
}

#[test]
fn fixes_lead_to_the_good_example_through_the_rounds() {
    let mut failures = Vec::new();
    for (rule, example, good) in fixable() {
        let of_rule = |linted: Linted| Linted {
            found: linted
                .found
                .into_iter()
                .map(|mut one| {
                    one.fix = one.fix.filter(|_| one.rule == rule.id);
                    one
                })
                .collect(),
            ..linted
        };
        let outcome = with_example(&example, |file, lint| {
            fix::fix_file(file, &|file| of_rule(lint(file)), Safety::Unsafe)
        });
        let text = outcome.file.as_ref().map_or(example.text.as_str(), |file| file.source().text());
        if good.as_ref().is_none_or(|good| good.text != text) || !outcome.dropped.is_empty() {
            let troubles: Vec<_> =
                outcome.dropped.iter().map(|dropped| (dropped.finding.rule, &dropped.trouble)).collect();
            failures.push(format!("{}/{} line {}: {troubles:?}\n{text}", rule.group, rule.id, example.line));
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}
