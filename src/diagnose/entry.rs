//! A runtime error that is known: the page of a rule, or a row of a table.

use super::table::{Row, Table, tables};
use crate::rule::Rule;
use std::borrow::Cow;

/// A page or a row.
#[derive(Clone, Copy, Debug)]
pub enum Entry {
    /// A page of `rules/`; mostly, not always, one of group runtime.
    Page(&'static Rule),
    /// A row of `schemas/errors/`.
    Row(&'static Table, &'static Row),
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Page(one), Self::Page(other)) => std::ptr::eq(*one, *other),
            (Self::Row(_, one), Self::Row(_, other)) => std::ptr::eq(*one, *other),
            _ => false,
        }
    }
}

/// One way in which a page says that an error is recognised.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The code as it is printed.
    pub code: Option<String>,
    /// The symbolic name of a number.
    pub name: Option<String>,
    /// Phrases that all occur, in whatever case.
    #[serde(default)]
    pub words: Vec<String>,
}

impl Entry {
    /// All errors that a log can show: runtime pages and rows, in this order.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let pages = Rule::all().iter().filter(|rule| !rule.matches.is_empty()).map(Self::Page);
        let rows =
            tables().iter().flat_map(|table| table.errors.iter().map(move |row| Self::Row(table, row)));
        pages.chain(rows).collect()
    }

    /// Its name: `wrong-client-secret`, `entra/AADSTS50020`.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Page(rule) => rule.id.to_owned(),
            Self::Row(table, row) => format!("{}/{}", table.id, row.key()),
        }
    }

    /// What has happened, in a clause.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::Page(rule) => rule.title,
            Self::Row(_, row) => &row.meaning,
        }
    }

    /// Whose error it is, where only one service has it.
    #[must_use]
    pub fn service(&self) -> Option<&'static str> {
        match self {
            Self::Page(_) => None,
            Self::Row(table, _) => Some(&table.service),
        }
    }

    /// What `connectlint explain` must be given to show it.
    #[must_use]
    pub fn query(&self) -> String {
        match self {
            Self::Page(rule) => rule.id.to_owned(),
            Self::Row(..) => self.id(),
        }
    }

    /// How a page says it is recognised.
    #[must_use]
    pub fn signs(rule: &Rule) -> Vec<Sign> {
        // A test keeps the heads readable.
        rule.matches.iter().filter_map(|sign| serde_json::from_str(sign).ok()).collect()
    }

    /// The codes by which it is recognised.
    #[must_use]
    pub fn codes(&self) -> Vec<Cow<'static, str>> {
        match self {
            Self::Page(rule) => Self::signs(rule)
                .into_iter()
                .flat_map(|sign| [sign.code, sign.name].into_iter().flatten().map(Cow::Owned))
                .collect(),
            Self::Row(_, row) => row.codes().map(Cow::Borrowed).collect(),
        }
    }

    /// The rules that catch it in a file: those it names, then those that say they prevent one of its codes.
    #[must_use]
    pub fn rules(&self) -> Vec<&'static Rule> {
        let mut found: Vec<&'static Rule> = match self {
            Self::Page(rule) => rule.helpers.iter().filter_map(|id| Rule::find(id)).collect(),
            Self::Row(_, row) => row.rules.iter().filter_map(|id| Rule::find(id)).collect(),
        };
        let codes = self.codes();
        for rule in Rule::all().iter().filter(|rule| rule.group != "runtime") {
            let prevents = |code: &Cow<'_, str>| rule.prevents.iter().any(|text| names_code(text, code));
            // A generic word such as `invalid_scope` would name the rules of every other provider.
            if codes.iter().filter(|code| code.chars().any(|c| c.is_ascii_digit())).any(prevents)
                && !found.iter().any(|known| known.id == rule.id)
            {
                found.push(rule);
            }
        }
        found
    }

    /// The causes, the most likely first.
    #[must_use]
    pub fn causes(&self) -> Vec<String> {
        match self {
            Self::Page(rule) => items_below(rule.body(), "## Causes"),
            Self::Row(_, row) => row.cause.clone(),
        }
    }

    /// What to do.
    #[must_use]
    pub fn mends(&self) -> Vec<String> {
        match self {
            Self::Page(rule) => items_below(rule.body(), "## How to mend it"),
            Self::Row(_, row) => row.mend.clone(),
        }
    }

    /// Texts that lead here.
    #[must_use]
    pub fn examples(&self) -> Vec<&'static str> {
        match self {
            Self::Page(rule) => rule.examples.to_vec(),
            Self::Row(_, row) => row.examples.iter().map(String::as_str).collect(),
        }
    }

    /// Where more of it can be read on the web.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Page(rule) => rule.url(),
            Self::Row(table, _) => {
                format!(
                    "https://github.com/connectlint/connectlint/blob/main/schemas/errors/{}.yaml",
                    table.id
                )
            }
        }
    }
}

/// Whether a text of `prevents` names a code: `228 OAuthTemplateConfig` names `228`.
#[must_use]
pub fn names_code(text: &str, code: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(|c| !part(c)).any(|word| word.eq_ignore_ascii_case(code))
}

/// The list items (or else the paragraphs) of a section of a page, each on one line.
fn items_below(body: &str, heading: &str) -> Vec<String> {
    let mut lines = body.lines().skip_while(|line| *line != heading).skip(1);
    let mut items: Vec<String> = Vec::new();
    let mut fresh = true;
    for line in lines.by_ref().take_while(|line| !line.starts_with('#')) {
        let text = line.trim();
        let numbered = text.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
        let begun = text.strip_prefix("* ").or(numbered.map(|(_, rest)| rest));
        match (begun, text.is_empty(), items.last_mut()) {
            (_, true, _) => fresh = true,
            (Some(begun), ..) => {
                items.push(begun.to_owned());
                fresh = false;
            }
            (None, _, Some(open)) if !fresh => {
                open.push(' ');
                open.push_str(text);
            }
            _ => {
                items.push(text.to_owned());
                fresh = false;
            }
        }
    }
    items
}
