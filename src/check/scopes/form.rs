//! How `scopes` is written: one string, one blank between the words.

use super::reading::{applies, at_scopes};
use crate::check::Findings;
use crate::diagnostic::{Edit, Place, Safety};
use crate::document::{Kind, Node};
use crate::fix::edit::{self, fix};
use crate::model::{Integration, State};
use crate::opaque;
use crate::provider::{Comma, scopes::is_login_word};

/// A list where one string is wanted.
pub(in crate::check) fn scopes_list(it: &Integration<'_>, out: &mut Findings<'_>) {
    let field = it.field("scopes");
    let State::Other(Kind::Sequence) = field.state() else { return };
    let Some(entry) = field.entry() else { return };
    let edits = edit::join_list(entry);
    out.add(it.at_key(&field), "`scopes` is a list: Connect takes one string and refuses the integration")
        .help("write one string with a blank between the scopes")
        .fix(edits.and_then(|edits| fix(Safety::Safe, "join the scopes", edits)));
}

/// Commas at a server that is known to want blanks.
pub(in crate::check) fn comma_separated_scopes(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(text) = text_of(it, |text| text.contains(',')).filter(has_comma) else { return };
    let Some(provider) = it.sure_provider().filter(|provider| provider.scopes.comma == Comma::Rejected)
    else {
        return;
    };
    let edits = respell(it.field("scopes").node(), &respelled(text.value, |c| c == ',', false));
    out.add(
        place(it, &text, |c| c == ','),
        format!(
            "{} takes scopes with a comma between them for one long scope, which it refuses",
            provider.label
        ),
    )
    .help("write one blank between the scopes")
    .fix(edits.and_then(|edits| fix(Safety::Safe, "put blanks between the scopes", edits)));
}

/// Other breaches of the grammar (RFC 6749 §3.3).
pub(in crate::check) fn malformed_scopes(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(text) = text_of(it, |text| !is_tidy(text)) else { return };
    let whole = text.value;
    let comma = has_comma(&text) && !comma_has_its_rule(it);
    let plus = text.has_plus();
    let sign = |c: char| matches!(c, ';' | '|') || (c == ',' && comma) || (c == '+' && plus);
    let signs = text.literal().any(|(_, c)| sign(c));
    let encoded = text.first_encoded();
    let message = if let Some((_, c)) = text.literal().find(|&(_, c)| sign(c)) {
        format!(
            "`{c}` stands between scopes, where most servers read blanks only: they see one unknown scope"
        )
    } else if let Some(code) = encoded {
        format!(
            "`{code}` stands in `scopes`: Connect encodes the value itself, so the server will not decode it"
        )
    } else if let Some(blank) = superfluous_blank(whole) {
        format!("`scopes` has {blank}: strict servers read an empty scope and refuse it")
    } else {
        return;
    };
    let safety = if signs || encoded.is_some() { Safety::Unsafe } else { Safety::Safe };
    let edits = respell(it.field("scopes").node(), &respelled(whole, sign, encoded.is_some()));
    let place = if signs { place(it, &text, sign) } else { at_scopes(it) };
    out.add(place, message)
        .help("write one blank between the scopes, nothing before and after them, and nothing encoded")
        .fix(edits.and_then(|edits| fix(safety, "put single blanks between the scopes", edits)));
}

/// Whether there are words with single blanks between them, and nothing that could be a mistake: most texts are so.
fn is_tidy(text: &str) -> bool {
    let mut before = b' ';
    let tidy = text.bytes().all(|byte| {
        let double = byte == b' ' && before == b' ';
        before = byte;
        !double && !matches!(byte, b'\t' | b'\n' | b'\r' | b';' | b'|' | b',' | b'+' | b'%')
    });
    tidy && before != b' '
}

/// The whole text of `scopes`, blanks at its ends included, and the placeholders in it.
struct ScopeText<'a> {
    value: &'a str,
    hidden: Vec<std::ops::Range<usize>>,
}

impl ScopeText<'_> {
    /// The characters that are no part of a placeholder.
    fn literal(&self) -> impl Iterator<Item = (usize, char)> + '_ {
        let mut hidden = self.hidden.iter().peekable();
        self.value.char_indices().filter(move |(at, _)| {
            while hidden.next_if(|range| range.end <= *at).is_some() {}
            !hidden.peek().is_some_and(|range| range.contains(at))
        })
    }

    /// Whether `+` parts words, as in a form-encoded URL: nothing else does, and a common word stands alone then.
    fn has_plus(&self) -> bool {
        let parts = || self.value.split('+');
        !self.value.contains(char::is_whitespace) && parts().count() > 1 && parts().any(is_login_word)
    }

    /// The first `%20`, `%2F` or `%3A`. A role of Snowflake may hold an encoded blank.
    fn first_encoded(&self) -> Option<&str> {
        let mut from = 0;
        while let Some(at) = self.value[from..].find('%').map(|at| from + at) {
            let code = self.value.get(at..at + 3).unwrap_or_default();
            let known = ["%20", "%2f", "%3a", "%2c"].iter().any(|known| code.eq_ignore_ascii_case(known));
            let hidden = self.hidden.iter().any(|range| range.contains(&at));
            let start = self.value[..at].rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
            if known && !hidden && !self.value[start..].starts_with("session:role") {
                return Some(code);
            }
            from = at + 1;
        }
        None
    }
}

/// The text, where it is one, may be wrong at a first look and means something here.
fn text_of<'a>(it: &Integration<'a>, may_be_wrong: impl Fn(&str) -> bool) -> Option<ScopeText<'a>> {
    let field = it.field("scopes");
    field.pieces()?;
    let value = field.node().map(Node::text).filter(|value| may_be_wrong(value) && applies(it, "scopes"))?;
    let hidden = opaque::placeholders(value).map(|(range, _)| range).collect();
    Some(ScopeText { value, hidden })
}

fn has_comma(text: &ScopeText<'_>) -> bool {
    text.value.contains(',') && text.literal().any(|(_, c)| c == ',')
}

/// Whether a comma is right here, or said to be wrong by a rule of its own.
fn comma_has_its_rule(it: &Integration<'_>) -> bool {
    match it.provider().map(|provider| provider.scopes.comma) {
        Some(Comma::Accepted | Comma::Required) => true,
        Some(Comma::Rejected) => it.servers().sure,
        // Two servers that contradict each other have a rule of their own.
        Some(Comma::Unknown) => false,
        None => it.servers().disputed,
    }
}

/// The place of the first such character.
fn place<'a>(it: &Integration<'a>, text: &ScopeText<'a>, wrong: impl Fn(char) -> bool) -> Place {
    let field = it.field("scopes");
    let judged = field.pieces().unwrap_or_default();
    let shift = (judged.as_ptr() as usize).wrapping_sub(text.value.as_ptr() as usize);
    match text.literal().find(|&(_, c)| wrong(c)) {
        Some((at, c)) if at >= shift => it.at_part(&field, at - shift..at - shift + c.len_utf8()),
        _ => at_scopes(it),
    }
}

fn superfluous_blank(text: &str) -> Option<&'static str> {
    if text.contains(['\n', '\r']) {
        Some("a line break in it")
    } else if text.contains('\t') {
        Some("a tab in it")
    } else if text.starts_with(' ') {
        Some("a blank at its start")
    } else if text.ends_with(' ') {
        Some("a blank at its end")
    } else if text.contains("  ") {
        Some("two blanks in a row")
    } else {
        None
    }
}

/// The text with single blanks for separators; placeholders stay as they are.
fn respelled(text: &str, separator: impl Fn(char) -> bool, decode: bool) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    let mut placeholders = opaque::placeholders(text).map(|(range, _)| range).peekable();
    while let Some(c) = text[at..].chars().next() {
        if let Some(range) = placeholders.next_if(|range| range.start == at) {
            new.push_str(&text[range.clone()]);
            at = range.end;
            continue;
        }
        let code = text.get(at..at + 3).filter(|_| decode && c == '%').map(str::to_ascii_lowercase);
        let (letter, length) = match code.as_deref() {
            Some("%20" | "%2c") => (' ', 3),
            Some("%2f") => ('/', 3),
            Some("%3a") => (':', 3),
            _ if separator(c) || c.is_whitespace() => (' ', c.len_utf8()),
            _ => (c, c.len_utf8()),
        };
        if letter != ' ' || !(new.is_empty() || new.ends_with(' ')) {
            new.push(letter);
        }
        at += length;
    }
    new.truncate(new.trim_end().len());
    new
}

/// Writes another text with as few bytes changed as can be; a text on several lines becomes one line.
fn respell(node: Option<Node<'_>>, new: &str) -> Option<Vec<Edit>> {
    let node = node.filter(|_| !new.is_empty())?;
    let old = node.text();
    if node.text_span().is_none() {
        return edit::replace(node, new);
    }
    let same = old.chars().zip(new.chars()).take_while(|(one, other)| one == other);
    let start: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let same =
        old[start..].chars().rev().zip(new[start..].chars().rev()).take_while(|(one, other)| one == other);
    let end: usize = same.map(|(c, _)| c.len_utf8()).sum();
    edit::replace_part(node, start..old.len() - end, &new[start..new.len() - end])
}
