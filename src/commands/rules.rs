//! `connectlint rules`: the list of all rules, own ones last.

use super::{CLEAN, Failure, rules_here};
use crate::cli::ListFormat;
use connectlint::rule::{Fixable, Rule};
use std::io::{self, Write};

/// Runs the command.
pub(super) fn run(format: ListFormat, out: &mut dyn Write) -> Result<u8, Failure> {
    let catalogue = rules_here()?;
    match format {
        ListFormat::Text => {
            let mut group = "";
            for rule in catalogue.rules() {
                if rule.group != group {
                    writeln!(out, "{}{}", if group.is_empty() { "" } else { "\n" }, rule.group)?;
                    group = rule.group;
                }
                let fix = if rule.fix == Fixable::None { "" } else { " (fix)" };
                writeln!(out, "  {:<34} {:<8} {}{fix}", rule.id, rule.level.name(), rule.title)?;
            }
        }
        ListFormat::Json => {
            let rules: Vec<_> = catalogue.rules().map(as_json).collect();
            serde_json::to_writer_pretty(&mut *out, &rules).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(CLEAN)
}

fn as_json(rule: &Rule) -> serde_json::Value {
    serde_json::json!({
        "id": rule.id, "group": rule.group, "level": rule.level, "title": rule.title,
        "applies": rule.applies.names(), "fix": rule.fix.name(), "prevents": rule.prevents,
        "confidence": rule.confidence.name(), "source": rule.source, "url": rule.url(),
    })
}
