//! The page of an error as Markdown: that of a rule, or one made of a row; then the rules that catch it in a file.

use super::entry::Entry;
use super::table::{Row, Table};
use crate::rule::{Fixable, Rule};
use std::fmt::Write as _;

/// The whole page of an error.
#[must_use]
pub fn page(entry: &Entry) -> String {
    match entry {
        Entry::Page(rule) => of_rule(rule, Some(entry)),
        Entry::Row(table, row) => of_row(table, row, entry),
    }
}

/// The whole page of a user's own rule.
#[must_use]
pub fn own_page(rule: &Rule) -> String {
    of_rule(rule, None)
}

fn of_rule(rule: &Rule, entry: Option<&Entry>) -> String {
    let body = rule.body().replace("{{join}}", "");
    let (title, rest) = body.split_once('\n').unwrap_or((&body, ""));
    let mut text = format!("{title}\n\n**{}** ({}, group {})\n", rule.id, rule.level.name(), rule.group);
    if !rule.prevents.is_empty() {
        let said: Vec<String> = rule.prevents.iter().map(|said| format!("`{said}`")).collect();
        say(&mut text, &format!("\nAt run time: {}\n", said.join("; ")));
    }
    say(&mut text, rest);
    if let Some(entry) = entry {
        catchers(&mut text, entry);
    }
    let mut facts = Vec::new();
    if !rule.applies.names().is_empty() {
        facts.push(format!("Applies to: {}.", rule.applies.names().join(", ")));
    }
    if rule.fix != Fixable::None {
        facts.push(format!("Fix: {}.", rule.fix.name()));
    }
    facts.push(format!("Source ({}): {}.", rule.confidence.name(), rule.source.join("; ")));
    say(&mut text, &format!("\n{}\n", facts.join(" ")));
    text
}

fn of_row(table: &Table, row: &Row, entry: &Entry) -> String {
    let mut text = format!("# {}\n\n**{}**", row.meaning, row.key());
    let codes: Vec<&str> = row.codes().skip(1).collect();
    if !codes.is_empty() {
        say(&mut text, &format!(" ({})", codes.join(", ")));
    }
    say(&mut text, &format!(", {}\n\n## Causes\n\n", table.service));
    for (at, cause) in row.cause.iter().enumerate() {
        say(&mut text, &format!("{}. {cause}\n", at + 1));
    }
    text.push_str("\n## How to mend it\n\n");
    match row.mend.as_slice() {
        [one] => say(&mut text, &format!("{one}\n")),
        many => {
            many.iter().enumerate().for_each(|(at, mend)| say(&mut text, &format!("{}. {mend}\n", at + 1)))
        }
    }
    catchers(&mut text, entry);
    let confidence = row.confidence.as_ref().unwrap_or(&table.confidence);
    let source = if row.source.is_empty() { &table.source } else { &row.source };
    say(&mut text, &format!("\nSource ({confidence}): {}.\n", source.join("; ")));
    text
}

/// The rules that catch a cause in a file.
fn catchers(text: &mut String, entry: &Entry) {
    let own = match entry {
        Entry::Page(rule) => rule.id,
        Entry::Row(..) => "",
    };
    let is_plain_rule = matches!(entry, Entry::Page(rule) if rule.matches.is_empty());
    let rules: Vec<_> = entry.rules().into_iter().filter(|rule| rule.id != own).collect();
    if is_plain_rule || rules.is_empty() {
        return;
    }
    text.push_str("\n## Rules that catch it\n\n");
    for rule in rules {
        say(text, &format!("* `{}` ({}): {}\n", rule.id, rule.level.name(), rule.title));
    }
}

/// One line about an error, for lists.
#[must_use]
pub fn line(entry: &Entry) -> String {
    let service = entry.service().map(|service| format!(" ({service})")).unwrap_or_default();
    format!("* `{}`: {}{service}", entry.query(), entry.title())
}

fn say(text: &mut String, more: &str) {
    // Writing into a String cannot fail.
    let _ = text.write_str(more);
}
