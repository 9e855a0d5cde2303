//! Values of the wrong type, and plain YAML values whose type depends on the reader.

use super::super::{Findings, quoted};
use crate::diagnostic::{Fix, Place, Safety};
use crate::document::{Entry, Format, Kind, Node, Style};
use crate::fix::edit::{self, fix};
use crate::model::{Attachments, Integration, Owner, Part, Subject, refused, span_of};
use crate::schema::{Fault, Violation};
use crate::template::documents;

/// A number, a boolean, a list or a mapping where Connect's API wants a string.
pub(in crate::check) fn value_not_string(it: &Integration<'_>, out: &mut Findings<'_>) {
    for violation in it.violations() {
        let Fault::WrongType { expected: Kind::String, found } = violation.fault else { continue };
        let pointer = violation.pointer.as_str();
        let in_config = pointer.starts_with("/config/");
        // A list of scopes has a rule of its own, and what is no GUID as well.
        if (pointer == "/config/scopes" && found == Kind::Sequence)
            || (!in_config && pointer.matches('/').count() > 1)
        {
            continue;
        }
        let node = it.document().node(violation.node);
        let name = pointer.rsplit('/').next().unwrap_or_default();
        let finding = out.add(
            it.at_violation(violation),
            format!("`{name}` must be a string, and this is {}: Connect refuses it", found.described()),
        );
        if matches!(found, Kind::Number | Kind::Bool) {
            finding
                .help("put the value in double quotes, exactly as it is written")
                .fix(edit::quote(node).and_then(|edits| fix(Safety::Safe, "quote the value", edits)));
        } else {
            finding.help("write one string");
        }
    }
}

/// `use_pkce` as a text or a number.
pub(in crate::check) fn value_not_boolean(it: &Integration<'_>, out: &mut Findings<'_>) {
    for violation in it.violations() {
        let Fault::WrongType { expected: Kind::Bool, found } = violation.fault else { continue };
        let node = it.document().node(violation.node);
        if is_plain_yaml(node) && boolean_of_yaml_1_1(node.text()).is_some() {
            continue;
        }
        let name = violation.pointer.rsplit('/').next().unwrap_or_default();
        let word = node.text().trim().to_ascii_lowercase();
        let mend = (found == Kind::String && matches!(word.as_str(), "true" | "false"))
            .then(|| edit::replace_raw(node, word.as_str()))
            .flatten()
            .and_then(|edits| fix(Safety::Safe, format!("write `{word}`"), edits));
        out.add(
            it.at_violation(violation),
            format!("`{name}` must be a boolean, and this is {}: Connect refuses it", found.described()),
        )
        .help("write `true` or `false` without quotes")
        .fix(mend);
    }
}

/// A plain value that YAML 1.1 takes for a boolean, a number or a date, and YAML 1.2 for a text.
pub(in crate::check) fn ambiguous_scalar(it: &Integration<'_>, out: &mut Findings<'_>) {
    let top = [it.top("name"), it.top("description")];
    for field in top.iter().chain(it.fields()) {
        let Some(node) = field.node().filter(|node| is_plain_yaml(*node)) else { continue };
        let boolean = boolean_of_yaml_1_1(node.text());
        let Some(read) = boolean.map(|_| "a boolean").or_else(|| other_type_in_yaml_1_1(node.text())) else {
            continue;
        };
        let name = field.name();
        let key = documents::document("any-config").and_then(|shape| shape.key(name));
        if field.in_config() && key.is_none() {
            continue;
        }
        let (help, mend) = match boolean.filter(|_| key.is_some_and(|key| key.kind == Kind::Bool)) {
            Some(value) => (
                format!("write `{value}`"),
                edit::replace_raw(node, value.to_string())
                    .and_then(|edits| fix(Safety::Safe, format!("write `{value}`"), edits)),
            ),
            // Of the wrong type for every reader: `value-not-boolean` says it.
            None if key.is_some_and(|key| key.kind == Kind::Bool) => continue,
            None => ("put it in double quotes".to_owned(), quote(node)),
        };
        out.add(
            it.at(field),
            format!(
                "`{name}` is {read} in YAML 1.1 and text in YAML 1.2: what Connect gets depends on the reader"
            ),
        )
        .help(help)
        .fix(mend);
    }
}

fn quote(node: Node<'_>) -> Option<Fix> {
    edit::quote(node).and_then(|edits| fix(Safety::Safe, "put it in double quotes", edits))
}

/// A text without quotes in YAML, where readers may see something else in it.
fn is_plain_yaml(node: Node<'_>) -> bool {
    node.document().format() == Format::Yaml
        && node.style() == Some(Style::Plain)
        && node.kind() == Kind::String
        && !node.has_custom_tag()
}

/// The booleans of YAML 1.1 (type repository, `bool`) that are texts in YAML 1.2.
fn boolean_of_yaml_1_1(text: &str) -> Option<bool> {
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match text.len() {
        1..=3 if is(["yes", "on", "y"]) => Some(true),
        1..=3 if is(["no", "off", "n"]) => Some(false),
        _ => None,
    }
}

/// Numbers and dates of YAML 1.1 (`int`, `float`, `timestamp`) that are texts in YAML 1.2.
fn other_type_in_yaml_1_1(text: &str) -> Option<&'static str> {
    let first = text.bytes().next()?;
    if !first.is_ascii_digit() && !matches!(first, b'+' | b'-' | b'.') {
        return None;
    }
    if is_date(text) {
        return Some("a date");
    }
    let digits = text.trim_start_matches(['+', '-']);
    (is_number(digits) || is_sexagesimal(digits)).then_some("a number")
}

/// `2026-03-01`, and that followed by a time.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let year = parts.next().is_some_and(|part| part.len() == 4 && all_digits(part));
    let month = parts.next().is_some_and(|part| matches!(part.len(), 1 | 2) && all_digits(part));
    let Some(rest) = parts.next().filter(|_| year && month) else { return false };
    let day = rest.bytes().take_while(u8::is_ascii_digit).count();
    let time = rest[day..].trim_start_matches(['T', 't', ' ', '\t']);
    (day == 2 && rest.len() == 2) || (matches!(day, 1 | 2) && rest.len() > day + time.len() && is_time(time))
}

/// `09:14:22`, with a fraction and a zone or without.
fn is_time(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let two = |part: Option<&str>| part.is_some_and(|part| matches!(part.len(), 1 | 2) && all_digits(part));
    two(parts.next())
        && two(parts.next())
        && parts.next().is_some_and(|rest| {
            rest.len() >= 2
                && all_digits(&rest[..2])
                && rest[2..].bytes().all(|byte| {
                    byte.is_ascii_digit() || matches!(byte, b'.' | b':' | b'+' | b'-' | b' ' | b'Z')
                })
        })
}

/// `1_000`, `0b101`, `0x1_f`, `1_000.5`: what YAML 1.2 has is a number for both.
fn is_number(digits: &str) -> bool {
    let (digits, letter): (&str, fn(&u8) -> bool) = match digits.get(..2) {
        Some("0b") => (&digits[2..], |byte| matches!(byte, b'0' | b'1')),
        Some("0x") => (&digits[2..], u8::is_ascii_hexdigit),
        _ => (digits, |byte| byte.is_ascii_digit() || *byte == b'.'),
    };
    digits.bytes().all(|byte| letter(&byte) || byte == b'_')
        && digits.bytes().any(|byte| letter(&byte) && byte != b'.')
        && digits.matches('.').count() <= 1
        && !digits.starts_with('_')
}

/// `12:30:00`: base 60.
fn is_sexagesimal(digits: &str) -> bool {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts = whole.split(':');
    let first = parts.next().is_some_and(|part| {
        part.starts_with(|c: char| c.is_ascii_digit() && (c != '0' || digits.contains('.')))
            && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
    });
    let mut rest = parts.peekable();
    first
        && rest.peek().is_some()
        && rest.all(|part| {
            matches!(part.len(), 1 | 2) && all_digits(part) && part.parse::<u8>().is_ok_and(|part| part < 60)
        })
        && fraction.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What becomes of a value of the wrong shape.
const REFUSED: &str = "Connect refuses it";
const FAILS: &str = "the deployment fails";

/// A list where a mapping is wanted, or the other way round.
pub(in crate::check) fn wrong_shape(subject: &Subject<'_>, out: &mut Findings<'_>) {
    let (node, part) = subject.part();
    let said = |ours: &'static [&'static str], base: &'static str, outcome: &'static str| Said {
        part,
        base: if base.is_empty() { part.pointer.clone() } else { base.to_owned() },
        ours,
        outcome,
    };
    match subject {
        Subject::Integration(it) => {
            said(&["/config", "/permissions"], "", REFUSED).say(node, it.violations(), out);
        }
        Subject::Content(..) => {
            said(&["/integrations"], "", REFUSED).say(node, &refused("content", node, ""), out);
        }
        Subject::Bundle(..) => {
            let ours = &["/integrations", "/content"];
            said(ours, "", "nothing in it is read").say(node, &refused("bundle", node, ""), out);
        }
        Subject::Attachments(list) => attachments(list, part, out),
        Subject::Registration(_) => {}
    }
}

fn attachments(list: &Attachments<'_>, part: &Part, out: &mut Findings<'_>) {
    let base = |of: &str| part.pointer.strip_suffix(of).unwrap_or_default().to_owned();
    let (kind, node, ours, outcome): (_, _, &[&str], _) = match list.owner() {
        Some((Owner::Manifest, owner)) => ("manifest", owner, &["/integration_requests"], FAILS),
        Some((Owner::Publisher, owner)) => ("publisher", owner, &["/integration_requests"], FAILS),
        Some((Owner::Named, owner)) => ("associations", owner, &["/associations"], REFUSED),
        // The content itself is a part of its own.
        Some((Owner::Content, owner)) => ("content", owner, &[], REFUSED),
        Some((Owner::Document, _)) | None => ("associations", list.node(), &[""], REFUSED),
    };
    if let Some(own) = ours.first() {
        let mut found = refused(kind, node, "");
        // One association alone has a rule of its own.
        found.retain(|violation| {
            !(kind == "associations"
                && matches!(violation.fault, Fault::WrongType { found: Kind::Mapping, .. }))
        });
        Said { part, base: base(own), ours, outcome }.say(node, &found, out);
    }
    for request in list.requests() {
        let said = Said { part, base: request.pointer.clone(), ours: &["/config"], outcome: FAILS };
        said.say(request.node, &refused("request", request.node, ""), out);
    }
}

/// How it is said, and of which keys.
struct Said<'p> {
    part: &'p Part,
    /// The pointer of the value that was validated.
    base: String,
    /// The keys with a shape of ours, below that value.
    ours: &'p [&'p str],
    outcome: &'p str,
}

impl Said<'_> {
    /// Says it of every value of the wrong shape under one of our keys, and of their items.
    fn say(&self, validated: Node<'_>, violations: &[Violation], out: &mut Findings<'_>) {
        let document = validated.document();
        for violation in violations {
            let Fault::WrongType { expected, found } = violation.fault else { continue };
            let below = self.ours.iter().find_map(|own| violation.pointer.strip_prefix(own));
            let item = below
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|index| index.parse::<usize>().is_ok());
            if !matches!(expected, Kind::Sequence | Kind::Mapping) || (below != Some("") && !item) {
                continue;
            }
            let node = document.node(violation.node);
            let entry =
                violation.key.map(|key| Entry { key: document.node(key), value: node, merged: false });
            let span = entry.map_or_else(|| span_of(document, violation), |entry| entry.key.span());
            let pointer = format!("{}{}", self.base, violation.pointer);
            let name_of = entry.map_or("", |entry| entry.name());
            let name = entry.map_or_else(|| "an item of this list".to_owned(), |entry| quoted(entry.name()));
            let (found, expected) = (found.described(), expected.described());
            let message = format!("{name} must be {expected}, and this is {found}: {}", self.outcome);
            out.add(Place { span, pointer, root: self.part.root }, message)
                .help(help(violation, name_of, document.format()))
                .fix(mend(violation, entry, node));
        }
    }
}

fn help(violation: &Violation, name: &str, format: Format) -> String {
    match (&violation.fault, format) {
        (Fault::WrongType { expected: Kind::Sequence, found: Kind::Mapping }, Format::Yaml) => {
            "make it a list of one item: write `- ` before its first key, and indent the others".to_owned()
        }
        (Fault::WrongType { expected: Kind::Sequence, found: Kind::Mapping }, Format::Json) => {
            "make it a list of one item: put it in `[…]`".to_owned()
        }
        (Fault::WrongType { expected: Kind::Sequence, found: Kind::Mapping }, Format::Toml) => {
            format!("make it a list of one item: write `[[{name}]]`")
        }
        (Fault::WrongType { expected: Kind::Sequence, .. }, _) => "write a list of mappings".to_owned(),
        _ => "write a mapping: keys with their values".to_owned(),
    }
}

/// One mapping where a list is wanted is the list's only item.
fn mend(violation: &Violation, entry: Option<Entry<'_>>, node: Node<'_>) -> Option<Fix> {
    let Fault::WrongType { expected: Kind::Sequence, found: Kind::Mapping } = violation.fault else {
        return None;
    };
    let edits = entry.and_then(edit::wrap_table).or_else(|| edit::wrap_in_list(node))?;
    fix(Safety::Safe, "make it a list of one item", edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_types_are_those_of_the_type_repository() {
        for text in
            ["1_000", "-1_000", "+12", "0b1010", "0x1_f", "685_230.15", "190:20:30", "190:20:30.15", "0:59.5"]
        {
            assert_eq!(other_type_in_yaml_1_1(text), Some("a number"), "{text}");
        }
        for text in [
            "2001-12-14",
            "2001-12-15T02:59:43.1Z",
            "2001-12-14t21:59:43.10-05:00",
            "2001-12-14 21:59:43.10 -5",
            "2001-1-2T2:09:43",
        ] {
            assert_eq!(other_type_in_yaml_1_1(text), Some("a date"), "{text}");
        }
        for text in [
            "",
            "v1",
            "1.2.3",
            "10.0.0.1",
            "-_1",
            "0b102",
            "0b",
            "0x",
            ".",
            "12:",
            "12:60",
            "1:2x",
            "1:200",
            "0:59",
            "190:20:30.x",
            "a:20",
            "2001-1-2",
            "2001-12",
            "2001-12-1",
            "201-12-14",
            "2001-123-14",
            "2001-12-14x",
            "2001-12-14T",
            "2001-12-14T02:59",
            "2001-12-14T02:59:4",
            "2001-12-14T02:59:43 and so on",
            "2001-12-14T123:59:43",
            "2001-12-1402:59:43",
            "x001-12-14",
        ] {
            assert_eq!(other_type_in_yaml_1_1(text), None, "{text}");
        }
    }
}
