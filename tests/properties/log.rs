//! A log of any bytes is read to its end: every line counts, what is kept of it is small, and neither a secret of
//! the repository nor a token that stands in a line is shown.

use super::{SAMPLES, SECRET};
use connectlint::config::Settings;
use connectlint::diagnose::write::Diagnosis;
use connectlint::diagnose::{Index, Known, cases, read_log};
use connectlint::lint::{self, Report};
use connectlint::report::Sheet;
use connectlint::rule::Catalogue;
use std::sync::LazyLock;

/// Invented; what stands before each makes it one.
const TOKENS: [(&str, &str); 4] = [
    ("", SECRET),
    ("client_secret=", "Hu6cJd0WsE5xPq8w"),
    ("Authorization: Bearer ", "Pw8vYt3RkQ1nZb6m"),
    (concat!("gh", "p_"), "R7tK2mX9vB4nQ8wL1cZ6yD3fH5jG0sP7aE2u"),
];
/// The most characters that are kept of a line; one that steers a terminal is shown with ten.
const LONGEST: usize = 4000;

static REPORT: LazyLock<Report<'static>> = LazyLock::new(|| {
    lint::lint(&SAMPLES, Catalogue::built_in(), &Settings::default()).expect("the rules can be read")
});
static KNOWN: LazyLock<Known<'static>> = LazyLock::new(|| Known::new(&REPORT));

pub(crate) fn log(data: &[u8]) {
    let log = planted(data);
    let index = Index::built_in().expect("the errors can be read");
    let tally = match read_log(&mut log.as_slice(), &KNOWN) {
        Ok(tally) => tally,
        Err(why) => return assert!(why.to_string().contains("UTF-16"), "{why}"),
    };
    let ends = log.iter().filter(|byte| **byte == b'\n').count();
    let open = log.last().is_some_and(|byte| *byte != b'\n');
    assert_eq!((tally.bytes, tally.lines), (log.len() as u64, ends as u64 + u64::from(open)));
    for group in tally.groups.values() {
        assert!((1..=tally.lines).contains(&group.count));
        assert!(group.example.chars().count() <= LONGEST, "{} is kept", group.example);
        assert!(group.first <= group.last);
    }
    let cases = cases(&tally, index, &KNOWN);
    assert_eq!(cases.len(), tally.groups.len());
    let diagnosis = Diagnosis { tally: &tally, cases: &cases, known: &KNOWN };
    let mut out = Vec::new();
    diagnosis.write_text(Sheet::default(), &mut out).expect("memory takes it");
    let text = out.len();
    diagnosis.write_json(&mut out).expect("memory takes it");
    let json: Result<serde_json::Value, _> = serde_json::from_slice(&out[text..]);
    assert!(json.is_ok());
    let out = String::from_utf8(out).expect("it writes text");
    for (_, token) in TOKENS {
        assert!(!out.contains(token), "{token} is shown: {out}");
    }
}

/// The log with tokens in the place of the first control characters.
fn planted(data: &[u8]) -> Vec<u8> {
    let mut log = Vec::with_capacity(data.len());
    for byte in data {
        match usize::from(*byte).checked_sub(1).and_then(|at| TOKENS.get(at)) {
            Some((before, token)) => log.extend_from_slice(format!(" {before}{token} ").as_bytes()),
            None => log.push(*byte),
        }
    }
    log
}
