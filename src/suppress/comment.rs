//! Ignore comments: `# connectlint: ignore[rule] reason`, `# connectlint: ignore-file[rule] reason`.

use crate::date::Date;
use crate::document::Document;
use crate::source::Span;

/// The lines that a comment speaks for, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The line that it ends.
    Line(usize),
    /// The line below it, comments between not counted.
    Below(usize),
    /// The whole file.
    File,
    /// Nothing: it is meant for the whole file, but does not stand at its top.
    TooLate,
}

/// When a comment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// After this day.
    Day(Date),
    /// What stands there is no day. It has passed: a comment must not hold for ever by a typing error.
    Unreadable,
}

/// A name in the brackets.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Span,
}

/// One ignore comment.
#[derive(Clone, Debug)]
pub(super) struct Directive {
    pub(super) span: Span,
    pub(super) reach: Reach,
    pub(super) rules: Vec<Name>,
    pub(super) until: Option<Until>,
    pub(super) reason: String,
}

impl Directive {
    /// A date holds through its day.
    pub(super) fn is_expired(&self, today: Date) -> bool {
        match self.until {
            Some(Until::Day(day)) => day < today,
            Some(Until::Unreadable) => true,
            None => false,
        }
    }
}

/// The ignore comments of a document, in order.
pub(super) fn directives(document: &Document) -> Vec<Directive> {
    let source = document.source();
    let first = document.roots().next().map_or(u32::MAX, |(node, _)| node.span().start);
    // From the last to the first: the line below a block of comments is looked for once.
    let mut below = Below::default();
    let mut found: Vec<Directive> = document
        .comments()
        .iter()
        .rev()
        .filter_map(|comment| {
            let text = source.slice(comment.span);
            let said = text.trim_start_matches('#').trim_start().strip_prefix("connectlint:")?.trim_start();
            let (whole_file, rest) = match said.strip_prefix("ignore-file") {
                Some(rest) => (true, rest),
                None => (false, said.strip_prefix("ignore")?),
            };
            if rest.starts_with(|c: char| c.is_alphanumeric() || c == '-') {
                return None;
            }
            let line = source.line_index(comment.span.start as usize);
            let reach = match (whole_file, comment.alone) {
                (true, _) if comment.span.start < first => Reach::File,
                (true, _) => Reach::TooLate,
                (false, false) => Reach::Line(line),
                (false, true) => Reach::Below(below.of(document, line)),
            };
            let (rules, reason) = brackets(rest, comment.span.end as usize - rest.len());
            let (until, reason) = until(reason);
            Some(Directive { span: comment.span, reach, rules, until, reason })
        })
        .collect();
    found.reverse();
    found
}

/// The first line below a comment that holds more than a comment.
#[derive(Default)]
struct Below {
    /// The comment that was asked for last, and the answer.
    known: Option<(usize, usize)>,
}

impl Below {
    fn of(&mut self, document: &Document, line: usize) -> usize {
        let source = document.source();
        let is_comment = |line: usize| {
            let text = source.slice(source.line_span(line)).trim();
            text.is_empty() || text.starts_with('#')
        };
        let mut at = line + 1;
        while at < source.line_count() && is_comment(at) {
            at = match self.known {
                Some((known, below)) if known == at => below,
                _ => at + 1,
            };
        }
        self.known = Some((line, at));
        if at < source.line_count() { at } else { line + 1 }
    }
}

/// The names between the brackets, each with its place, and what follows. `offset` is where the text begins.
fn brackets(text: &str, offset: usize) -> (Vec<Name>, &str) {
    let Some((list, reason)) = text.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']'))
    else {
        return (Vec::new(), text.trim());
    };
    let mut at = offset + (text.len() - text.trim_start().len()) + 1;
    let mut names = Vec::new();
    for part in list.split(',') {
        let start = at + (part.len() - part.trim_start().len());
        let name = part.trim();
        if !name.is_empty() {
            names.push(Name { text: name.to_owned(), span: Span::new(start, start + name.len()) });
        }
        at += part.len() + 1;
    }
    (names, reason.trim())
}

/// `until=2027-01-31` among the words of a reason, and the reason without it.
fn until(reason: &str) -> (Option<Until>, String) {
    let words = || reason.split_whitespace();
    let Some(day) = words().find_map(|word| word.strip_prefix("until=")) else {
        return (None, reason.to_owned());
    };
    let rest: Vec<&str> = words().filter(|word| !word.starts_with("until=")).collect();
    (Some(day.parse().map_or(Until::Unreadable, Until::Day)), rest.join(" "))
}
