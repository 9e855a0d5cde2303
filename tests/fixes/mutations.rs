//! Texts that are broken here and there: fixing ends, makes nothing worse, and is done at once.
//!
//! `CASES=100000 cargo test --test fixes mutations` looks longer.

use super::pages::fixable;
use super::with_lint;
use connectlint::config::Settings;
use connectlint::diagnostic::Safety;
use connectlint::fix;
use connectlint::project::{File, How};
use proptest::prelude::*;
use std::sync::OnceLock;

fn all() -> &'static [(String, String)] {
    static ALL: OnceLock<Vec<(String, String)>> = OnceLock::new();
    ALL.get_or_init(|| fixable().map(|(_, example, _)| (example.path, example.text)).collect())
}

/// A change of a text: which, where, and what with.
type Mutation = (u8, prop::sample::Index, prop::sample::Index);

const PIECES: [&str; 24] = [
    " ",
    "\n",
    "\t",
    "#",
    " # c\n",
    ":",
    ": ",
    ",",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "- ",
    "&a ",
    "*a",
    "<<: *a",
    "|\n",
    ">-\n",
    "!t ",
    "null",
    "\r\n",
    "é\u{2028}",
];

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    let mut text = text.to_owned();
    for (kind, one, other) in mutations {
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        if lines.is_empty() {
            return text;
        }
        let (at, from) = (one.index(lines.len()), other.index(lines.len()));
        match kind % 6 {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[from].clone()),
            2 => lines.swap(at, from),
            3 => lines[at] = format!("  {}", lines[at]),
            _ => {
                let places: Vec<usize> = lines[at].char_indices().map(|(at, _)| at).collect();
                let place = places.get(other.index(places.len().max(1))).copied().unwrap_or(0);
                let piece = PIECES[(one.index(1 << 16) ^ other.index(1 << 16)) % PIECES.len()];
                lines[at].insert_str(place, piece);
            }
        }
        text = lines.concat();
    }
    text
}

fn cases() -> u32 {
    std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_gets_worse(
        at in 0..all().len(),
        mutations in prop::collection::vec(any::<Mutation>(), 0..5),
        safe in any::<bool>(),
    ) {
        let (path, text) = &all()[at];
        let text = mutated(text, &mutations);
        let how = How { named: true, forced: None, format: None };
        let Ok(file) = File::read(path.as_str(), text.clone().into_bytes(), how) else { return Ok(()) };
        let safety = if safe { Safety::Safe } else { Safety::Unsafe };
        let before = file.document().problems().len();
        let (outcome, again) = with_lint(Settings::default(), vec![file], |project, lint| {
            let outcome = fix::fix_file(&project.files()[0], lint, safety);
            let again = outcome.file.as_ref().map(|new| fix::fix_file(new, lint, safety));
            (outcome, again)
        });
        let Some(new) = &outcome.file else { return Ok(()) };
        prop_assert!(new.document().problems().len() <= before);
        let again = again.and_then(|again| again.file);
        prop_assert!(again.is_none(), "{text}\nbecomes\n{}\nbecomes\n{}", new.source().text(),
            again.as_ref().map_or("", |again| again.source().text()));
    }
}
