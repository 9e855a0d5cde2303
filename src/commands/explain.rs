//! `connectlint explain`: the page of a rule, of an error code, or of the text of an error.

use super::{CLEAN, Failure, known, rules_here};
use connectlint::diagnose::{self, Answer, Entry};
use connectlint::report::{Sheet, render};
use connectlint::rule::Catalogue;
use std::io::{self, IsTerminal, Write};

/// Runs the command.
pub(super) fn run(question: &[String], color: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    let question = question.join(" ");
    // A configuration that cannot be used must not stand between a user and a page.
    let here = rules_here().unwrap_or_else(|_| Catalogue::with(Vec::new()));
    if let Some(rule) = here.own().iter().find(|rule| rule.id == question) {
        write!(out, "{}", render(&diagnose::own_page(rule), sheet(color)))?;
        return Ok(CLEAN);
    }
    let answer = diagnose::look_up(&question)?;
    if answer.is_empty() {
        return Err(unknown(&question, &here));
    }
    write!(out, "{}", render(&markdown(&answer), sheet(color)))?;
    Ok(CLEAN)
}

fn markdown(answer: &Answer) -> String {
    let list = |entries: &[Entry]| entries.iter().map(diagnose::line).collect::<Vec<_>>().join("\n");
    match &answer.sure {
        Some(entry) if answer.others.is_empty() => diagnose::page(entry),
        Some(entry) => {
            let see = "\n## See also\n\n";
            format!("{}{see}{}\n", diagnose::page(entry), list(&answer.others))
        }
        None => format!(
            "It may be one of these; `connectlint explain` shows each by its name:\n\n{}\n",
            list(&answer.others)
        ),
    }
}

fn unknown(question: &str, catalogue: &Catalogue) -> Failure {
    if !question.is_empty() && question.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("there is no page for the code {question}; try the text of the error").into();
    }
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if question.chars().all(is_word) {
        return match known(question, catalogue) {
            Ok(()) => format!("`{question}` is a group; `connectlint rules` lists its rules").into(),
            Err(sentence) => sentence.into(),
        };
    }
    "no page fits this text; try the error's code, or its most telling words alone".to_owned().into()
}

/// The sheet that standard output is.
pub(super) fn sheet(color: bool) -> Sheet {
    Sheet { width: width(), color }
}

/// How wide a page is: as wide as the terminal, but lines longer than these are hard to read.
fn width() -> usize {
    const WIDEST: usize = 100;
    if !io::stdout().is_terminal() {
        return WIDEST;
    }
    terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0).min(WIDEST))
}
