//! A text is taken for a configuration or is shown its mistakes, and what it switches is switched.

use super::{assert_inside, findings_on_sample, text};
use connectlint::config::{self, Config};
use connectlint::rule::Catalogue;
use std::path::Path;

pub(crate) fn config(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let catalogue = Catalogue::built_in();
    let known = |word: &str| if catalogue.knows(word) { Ok(()) } else { Err(None) };
    for path in ["connectlint.yaml", "connectlint.json", "connectlint.toml"] {
        match config::read(path, text, Path::new("/no/such/folder"), &known) {
            Ok(config) => check(&config),
            Err(wrong) => {
                assert!(!wrong.mistakes.is_empty(), "it is refused without a word");
                for mistake in &wrong.mistakes {
                    assert!(!mistake.message.trim().is_empty());
                    assert_inside(wrong.document.source(), mistake.span, &mistake.message);
                }
            }
        }
    }
}

fn check(config: &Config) {
    let settings = &config.settings;
    for path in ["/no/such/folder/a.yaml", "/no/such/folder/b/é c.json", "sample.yaml", ""] {
        let path = Path::new(path);
        let globs = config.kinds.iter().map(|(globs, _)| globs).chain(&config.exclude);
        globs.for_each(|globs| {
            let _ = globs.matches(path);
        });
    }
    if let Some(release) = settings.connect_version {
        assert_eq!(release.to_string().parse(), Ok(release));
    }
    let found = findings_on_sample(Catalogue::built_in(), settings).expect("the built-in rules can be read");
    for one in found {
        let rule = Catalogue::built_in().find(one.rule).expect("it is a rule");
        assert_eq!(settings.level_of(rule), Some(one.level), "{}", one.rule);
        assert!(!settings.is_ignored_in(rule.id, rule.group, &one.path), "{}", one.rule);
    }
}
