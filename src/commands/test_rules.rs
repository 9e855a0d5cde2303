//! `connectlint test-rules`: the examples in the pages of a user's own rules.

use super::{CLEAN, FINDINGS, Failure};
use connectlint::trial;
use connectlint::workspace;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs the command.
pub(super) fn run(folder: &Path, out: &mut dyn Write) -> Result<u8, Failure> {
    if !folder.is_dir() {
        return Err(Failure::Usage(format!("{} is no folder", folder.display())));
    }
    let catalogue = workspace::catalogue(&[PathBuf::from(folder)])?;
    if catalogue.own().is_empty() {
        return Err(format!("{}: there is no page in it", folder.display()).into());
    }
    let (mut rules, mut examples, mut failures) = (0, 0, 0);
    for rule in catalogue.own() {
        let trial = trial::try_rule(rule, &catalogue);
        rules += 1;
        examples += trial.examples;
        failures += trial.failures.len();
        for failure in &trial.failures {
            writeln!(out, "{}: {failure}", rule.id)?;
        }
        if trial.examples == 0 && trial.failures.is_empty() {
            failures += 1;
            writeln!(out, "{}: the page has no example, so nothing shows that the rule works", rule.id)?;
        }
    }
    let count = |many: usize, what: &str| format!("{many} {what}{}", if many == 1 { "" } else { "s" });
    let (rules, examples) = (count(rules, "rule"), count(examples, "example"));
    writeln!(out, "{rules}, {examples}, {}", count(failures, "failure"))?;
    Ok(if failures == 0 { CLEAN } else { FINDINGS })
}
