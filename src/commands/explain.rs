//! `connectlint explain`: the page of a rule.

use super::{CLEAN, Failure, known};
use connectlint::report;
use connectlint::rule::Catalogue;
use std::io::Write;

/// Runs the command.
pub(super) fn run(id: &str, out: &mut dyn Write) -> Result<u8, Failure> {
    let catalogue = Catalogue::built_in();
    let Some(rule) = catalogue.find(id) else {
        known(id, catalogue)?;
        return Err(Failure::Usage(format!("`{id}` is a group; `connectlint rules` lists its rules")));
    };
    write!(out, "{}", report::explain(rule))?;
    Ok(CLEAN)
}
