//! A page becomes a rule or is told why not; its examples are found; the rule finds places in a file, shows no
//! secret, and its fixes leave the file as valid as it was.

use super::{SAMPLES, assert_found, findings_on_sample, text};
use connectlint::config::Settings;
use connectlint::diagnostic::Safety;
use connectlint::fix::{self, Linted};
use connectlint::lint::{Linter, Profile};
use connectlint::project::File;
use connectlint::rule::example::{Verdict, examples};
use connectlint::rule::{Catalogue, Rule};
use std::path::Path;

pub(crate) fn page(data: &[u8]) {
    let Some(text) = text(data) else { return };
    match examples(text, "made-up") {
        Err(why) => assert!(why.starts_with("line "), "{why}"),
        Ok(all) => {
            for example in all {
                assert_eq!(example.verdict == Verdict::Good, example.marks.is_empty());
                let lines = example.text.lines().count();
                assert!(example.marks.iter().all(|(line, _)| (1..=lines).contains(line)));
            }
        }
    }
    match Rule::from_page(Path::new("own/made-up.md"), text) {
        Err(why) => assert!(!why.trim().is_empty()),
        Ok(rule) => lint(rule),
    }
}

fn lint(rule: Rule) {
    assert_eq!((rule.id, rule.group), ("made-up", "own"));
    // The other rules would only take time.
    let settings = Settings { select: vec!["made-up".to_owned()], ..Settings::default() };
    let catalogue = Catalogue::with(vec![rule]);
    match findings_on_sample(&catalogue, &settings) {
        Err(why) => assert!(!why.trim().is_empty()),
        Ok(found) => {
            assert!(found.iter().all(|one| catalogue.find(one.rule).is_some()));
            mend(Profile { catalogue, settings });
        }
    }
}

fn mend(profile: Profile) {
    let profiles = [profile];
    let linter = Linter::new(&SAMPLES, &profiles, &|_| 0).expect("it was read before");
    let lint = |file: &File| {
        let (found, silenced) = linter.check(file);
        assert_found(file, &found);
        Linted { found, silenced: silenced.into_iter().map(|one| one.diagnostic).collect() }
    };
    let file = &SAMPLES.files()[0];
    if let Some(new) = fix::fix_file(file, &lint, Safety::Unsafe).file {
        assert!(new.document().problems().is_empty());
    }
}
