//! How the rules read `scopes`: whose words they are, which of them another rule has taken, and how a word
//! is taken out or replaced without touching the others.

use crate::diagnostic::{Edit, Place};
use crate::document::{Kind, Node, Style};
use crate::fix::edit;
use crate::model::{Integration, Scopes, Word};
use crate::source::Span;
use crate::template::Usage;
use std::borrow::Cow;

/// Whether a key of `config` means something here. Where a template has no such key, `inapplicable-key` says
/// so, and nobody reads the value.
pub(in crate::check) fn applies(it: &Integration<'_>, key: &str) -> bool {
    let Some(template) = it.template() else { return true };
    let usable = |auth_type| matches!(template.usage(auth_type, key), Usage::Required | Usage::Optional);
    match it.auth_type() {
        Some(auth_type) => usable(auth_type),
        None => template.auth_types().any(usable),
    }
}

/// The words of `scopes`, if there are any and they mean something here.
pub(in crate::check) fn words_of<'i, 'a>(it: &'i Integration<'a>) -> Option<&'i Scopes<'a>> {
    let scopes = it.scopes();
    (scopes.has_words() && applies(it, "scopes")).then_some(scopes)
}

/// The place of `scopes`.
pub(in crate::check) fn at_scopes(it: &Integration<'_>) -> Place {
    it.at(it.scopes().field())
}

/// The place of one word.
pub(in crate::check) fn at_word<'a>(it: &Integration<'a>, word: &Word<'a>) -> Place {
    match it.scopes().span(word) {
        Some(span) => it.place(span, "/config/scopes"),
        None => at_scopes(it),
    }
}

/// A word as messages name it.
pub(in crate::check) fn shown(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// Whether one of these words is there, be it glued to another by a wrong separator: then it is not missing,
/// and `malformed-scopes` says what is wrong.
pub(in crate::check) fn asks_for<S: AsRef<str>>(scopes: &Scopes<'_>, wanted: &[S]) -> bool {
    let wanted = |part: &str| wanted.iter().any(|word| word.as_ref().eq_ignore_ascii_case(part));
    scopes.literals().any(|word| word.text.split([';', '|', '+']).any(wanted))
}

/// The common word that a word is probably meant to be.
pub(in crate::check) fn misspelling(it: &Integration<'_>, word: &Word<'_>) -> Option<&'static str> {
    it.reading(word)?.misspelling
}

/// Whether a misspelled word is among the scopes that is meant to be one of these.
pub(in crate::check) fn is_misspelled<S: AsRef<str>>(it: &Integration<'_>, meant: &[S]) -> bool {
    it.scopes()
        .words()
        .filter_map(|word| misspelling(it, word))
        .any(|found| meant.iter().any(|word| word.as_ref() == found))
}

/// Whether the server certainly refuses a word although others want it.
pub(in crate::check) fn is_rejected(it: &Integration<'_>, word: &Word<'_>) -> bool {
    it.reading(word).is_some_and(|read| read.rejected.is_some())
}

/// Whether a word certainly belongs to another provider.
pub(in crate::check) fn is_foreign(it: &Integration<'_>, word: &Word<'_>) -> bool {
    it.reading(word).is_some_and(|read| read.foreign.is_some())
}

/// The words that ask for something of the product: those that only log a user in are left out, and those that
/// another rule has spoken about.
pub(in crate::check) fn product_words<'i, 'a>(
    it: &'i Integration<'a>,
) -> impl Iterator<Item = &'i Word<'a>> + Clone {
    it.scopes().words().zip(it.readings()).filter(|(_, read)| read.product).map(|(word, _)| word)
}

/// What becomes of a word.
pub(in crate::check) enum Change {
    /// It stays.
    Keep,
    /// It goes, with one separator beside it.
    Drop,
    /// Another takes its place.
    Write(String),
}

/// Edits that change words and leave all others, their order and the quotes alone. `None` if no word would be
/// left, or if the words do not stand in one text.
pub(in crate::check) fn change_words<'a>(
    scopes: &Scopes<'a>,
    change: impl Fn(&Word<'a>) -> Change,
) -> Option<Vec<Edit>> {
    let node = scopes.field().node().filter(|node| node.kind() == Kind::String && !node.is_alias())?;
    let words: Vec<(&Word<'a>, Change)> = scopes.words().map(|word| (word, change(word))).collect();
    if words.iter().all(|(_, change)| matches!(change, Change::Drop)) {
        return None;
    }
    let Some(spans) = word_spans(node, scopes) else { return rewritten(node, &words) };
    let mut edits = Vec::new();
    let mut kept = false;
    for (at, (_, change)) in words.iter().enumerate() {
        match change {
            Change::Keep => kept = true,
            Change::Write(text) => {
                kept = true;
                edits.push(Edit { span: spans[at], text: text.clone() });
            }
            Change::Drop if kept => {
                let span = Span { start: spans[at - 1].end, end: spans[at].end };
                edits.push(Edit { span, text: String::new() });
            }
            Change::Drop => {
                let span = Span { start: spans[at].start, end: spans.get(at + 1)?.start };
                edits.push(Edit { span, text: String::new() });
            }
        }
    }
    Some(edits)
}

/// Where the words stand in the file, letter for letter.
fn word_spans(node: Node<'_>, scopes: &Scopes<'_>) -> Option<Vec<Span>> {
    if let Some(whole) = node.text_span() {
        return Some(scopes.words().map(|word| whole.slice(word.range.clone())).collect());
    }
    // A text on several lines: the words stand in it in their order, with other blanks between them.
    if !matches!(node.style()?, Style::Literal | Style::Folded | Style::Multiline) {
        return None;
    }
    let raw = node.raw();
    let mut from = if matches!(node.style()?, Style::Multiline) { 0 } else { raw.find('\n')? };
    let mut spans = Vec::new();
    for word in scopes.words() {
        let text = node.text().get(word.range.clone())?;
        let start = from + raw[from..].find(text)?;
        from = start + text.len();
        let base = node.span().start as usize;
        spans.push(Span::new(base + start, base + from));
    }
    Some(spans)
}

/// The whole value anew, where its source holds escapes.
fn rewritten(node: Node<'_>, words: &[(&Word<'_>, Change)]) -> Option<Vec<Edit>> {
    let text = node.text();
    let kept: Option<Vec<Cow<'_, str>>> = words
        .iter()
        .filter_map(|(word, change)| match change {
            Change::Keep => Some(text.get(word.range.clone()).map(Cow::Borrowed)),
            Change::Write(text) => Some(Some(Cow::Owned(text.clone()))),
            Change::Drop => None,
        })
        .collect();
    edit::replace(node, &kept?.join(" "))
}
