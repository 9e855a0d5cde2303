//! What `connectlint explain` shows for a rule's id, a code, or the text of an error.

use super::entry::{Entry, names_code};
use super::index::{Index, Tier};
use crate::rule::Rule;
use std::collections::{HashMap, HashSet};

/// How many are offered when none is certain.
const FEW: usize = 5;

/// The part of a question's distinctive words that a page must have to be offered at all.
const ENOUGH: f64 = 0.34;

/// What was found for a question.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The one that it certainly is.
    pub sure: Option<Entry>,
    /// Others that it may be, or that belong to it, the best first.
    pub others: Vec<Entry>,
}

impl Answer {
    /// The first is certain if it is better than the second.
    fn ranked<R: PartialOrd>(found: Vec<(R, Entry)>) -> Self {
        let certain = match found.as_slice() {
            [] => false,
            [_] => true,
            [first, second, ..] => first.0 > second.0,
        };
        let mut entries = found.into_iter().map(|(_, entry)| entry);
        let sure = if certain { entries.next() } else { None };
        Self { sure, others: entries.take(FEW).collect() }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sure.is_none() && self.others.is_empty()
    }
}

/// Finds what a question is about: a rule's or a row's id, then a code, then the text of an error.
///
/// # Errors
/// If the built-in errors cannot be read.
pub fn look_up(question: &str) -> Result<Answer, String> {
    let question = tidy(question);
    if let Some(rule) = Rule::find(&question) {
        return Ok(Answer { sure: Some(Entry::Page(rule)), others: Vec::new() });
    }
    let index = Index::built_in()?;
    if let Some(entry) = index.entries().iter().find(|entry| entry.id().eq_ignore_ascii_case(&question)) {
        return Ok(Answer { sure: Some(*entry), others: Vec::new() });
    }
    let by_code = by_code(index, &question);
    if !by_code.is_empty() {
        return Ok(by_code);
    }
    let by_text = by_text(index, &question);
    if by_text.sure.is_some() || by_text.others.len() > 1 {
        return Ok(by_text);
    }
    // A single word in kebab-case is a mistyped name, not a message.
    let is_name = question.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    Ok(if is_name { by_text } else { by_words(index, &question) })
}

/// One line, one kind of quotes, no blanks around.
fn tidy(question: &str) -> String {
    let plain: String = question
        .chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            other => other,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How directly an entry answers a code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Directness {
    /// A rule that says it prevents it.
    Prevents,
    /// A row that only says that something else has failed.
    Wraps,
    /// A runtime page that names it among what it prevents.
    Named,
    /// Its own.
    Own,
}

/// The entries of a code: `AADSTS7000215`, `7000215`, `228`, `error 228`, `invalid_scope`.
fn by_code(index: &Index, question: &str) -> Answer {
    let word = ["error code ", "error ", "code "]
        .iter()
        .find_map(|lead| {
            let (head, rest) = question.split_at_checked(lead.len())?;
            head.eq_ignore_ascii_case(lead).then_some(rest)
        })
        .unwrap_or(question);
    if word.is_empty() || !word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        return Answer::default();
    }
    let spellings = [word.to_owned(), format!("AADSTS{word}")];
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    let codes = if digits { &spellings[..] } else { &spellings[..1] };
    let is = |code: &str| codes.iter().any(|asked| asked.eq_ignore_ascii_case(code));
    let named =
        |rule: &Rule| codes.iter().any(|code| rule.prevents.iter().any(|text| names_code(text, code)));
    let mut found: Vec<(Directness, Entry)> = Vec::new();
    for entry in index.entries() {
        let directness = match entry {
            _ if entry.codes().iter().any(|code| is(code)) => match entry {
                Entry::Row(_, row) if row.general => Some(Directness::Wraps),
                Entry::Row(_, row) if row.prefix => None,
                _ => Some(Directness::Own),
            },
            Entry::Page(rule) if named(rule) => Some(Directness::Named),
            _ => None,
        };
        found.extend(directness.map(|directness| (directness, *entry)));
    }
    if found.is_empty() && word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_') {
        let rules = Rule::all().iter().filter(|rule| named(rule));
        found.extend(rules.map(|rule| (Directness::Prevents, Entry::Page(rule))));
    }
    found.sort_by_key(|(directness, _)| std::cmp::Reverse(*directness));
    Answer::ranked(found)
}

/// The entries whose codes or phrases stand in a text.
fn by_text(index: &Index, question: &str) -> Answer {
    let found = index.matches(question.as_bytes(), false);
    let best = found.first().map_or(Tier::Common, |best| best.tier);
    // Once something telling is there, the wrapping codes beside it say nothing more.
    let telling = found.iter().filter(|hit| best < Tier::Words || hit.tier >= Tier::Words);
    Answer::ranked(telling.map(|hit| (hit.strength(), index.entries()[hit.entry])).collect())
}

/// The entries that share the distinctive words of a text: wording changes from release to release.
fn by_words(index: &Index, question: &str) -> Answer {
    let mut pages: Vec<Entry> = index.entries().to_vec();
    pages.extend(Rule::all().iter().filter(|rule| rule.matches.is_empty()).map(Entry::Page));
    let bags: Vec<HashSet<String>> = pages.iter().map(bag).collect();
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    for word in bags.iter().flatten() {
        *frequency.entry(word).or_default() += 1;
    }
    let asked = words(question);
    // How rare a word is; one that no page has tells half as much as one that a single page has.
    let total = bags.len() as f64;
    let weight = |word: &str| match frequency.get(word) {
        Some(&count) => (total / count as f64).ln(),
        None => total.ln() / 2.0,
    };
    let whole: f64 = asked.iter().map(|word| weight(word)).sum();
    let mut scored: Vec<(f64, Entry)> = bags
        .iter()
        .zip(pages)
        .map(|(bag, entry)| {
            let shared: f64 = asked.iter().filter(|word| bag.contains(*word)).map(|word| weight(word)).sum();
            (if whole > 0.0 { shared / whole } else { 0.0 }, entry)
        })
        .filter(|(score, _)| *score >= ENOUGH)
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    scored.truncate(FEW);
    let certain = match scored.as_slice() {
        [(score, _)] => *score > 0.6,
        [(first, _), (second, _), ..] => *first > 0.6 && *first > second * 1.3,
        [] => false,
    };
    let mut entries = scored.into_iter().map(|(_, entry)| entry);
    let sure = if certain { entries.next() } else { None };
    Answer { sure, others: entries.collect() }
}

/// The words by which a page can be recognised.
fn bag(entry: &Entry) -> HashSet<String> {
    let mut bag = words(entry.title());
    bag.extend(words(&entry.id()));
    entry.examples().iter().for_each(|example| bag.extend(words(example)));
    if let Entry::Page(rule) = entry {
        rule.prevents.iter().for_each(|text| bag.extend(words(text)));
    }
    bag
}

/// The words of a text in lower case; short ones, ids and times are left out.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map(str::to_lowercase)
        .filter(|word| word.len() > 2 && !word.bytes().all(|byte| byte.is_ascii_hexdigit() && byte != b'e'))
        .collect()
}
