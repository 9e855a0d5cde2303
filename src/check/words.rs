//! The few words in which a page can say its own check. No loops, no arithmetic, no string building:
//! what needs those is a Rust function.

use crate::diagnostic::{Fix, Place, Safety};
use crate::document::{Entry, Kind, Node};
use crate::fix::edit;
use crate::model::State;
use crate::model::{Integration, Part, Subject, escape, state_of_text, value_or_key};
use crate::rule::{Fixable, Rule};
use crate::template::documents;
use regex::Regex;
use serde_json::Value;
use std::sync::OnceLock;

use super::{Findings, Judge};

mod read;

use read::{Raw, parse_edit, parse_word, strings, tokens};

/// What must hold at a place.
enum Word {
    Present,
    Absent,
    Equal(Value),
    OneOf(Vec<Value>),
    Match(Pattern),
    NotMatch(Pattern),
    Unique,
    Schema(Box<crate::schema::Schema>),
}

/// A regular expression that is made ready for the first text it is held against: most files have none.
struct Pattern {
    text: String,
    regex: OnceLock<Result<Regex, String>>,
}

impl Pattern {
    fn regex(&self) -> Result<&Regex, &str> {
        let regex = || Regex::new(&self.text).map_err(|error| error.to_string());
        self.regex.get_or_init(regex).as_ref().map_err(String::as_str)
    }

    /// Whether it is found in a text. One that cannot be read is found nowhere: [`Check::verify`] says so before.
    fn is_match(&self, text: &str) -> bool {
        self.regex().is_ok_and(|regex| regex.is_match(text))
    }
}

/// When a check applies at all.
#[derive(Default)]
struct Guard {
    template: Vec<String>,
    auth_type: Vec<String>,
    auth_mode: Vec<String>,
    places: Vec<(Vec<String>, Vec<Word>)>,
}

/// A check in words, ready to run.
pub(super) struct Check {
    path: Vec<String>,
    must: Vec<Word>,
    when: Guard,
    message: &'static str,
    help: Option<&'static str>,
    edit: Option<(Safety, Doing)>,
}

enum Doing {
    Remove,
    Replace(String),
}

/// A value that a pointer leads to.
#[derive(Clone, Copy, PartialEq)]
struct Target<'a> {
    parent: Node<'a>,
    entry: Option<Entry<'a>>,
    node: Node<'a>,
}

impl Check {
    /// Reads the check of a rule.
    ///
    /// # Errors
    /// A sentence that says which word is wrong.
    pub(super) fn new(rule: &Rule) -> Result<Self, String> {
        let raw: Raw =
            serde_json::from_str(rule.check.unwrap_or("null")).map_err(|error| format!("check: {error}"))?;
        let mut when = Guard::default();
        for (key, value) in raw.when {
            let texts =
                || strings(&value).ok_or_else(|| format!("when: `{key}` wants a word or a list of words"));
            match key.as_str() {
                "template" => when.template = texts()?,
                "auth_type" => when.auth_type = texts()?,
                "auth_mode" => when.auth_mode = texts()?,
                pointer if pointer.starts_with('/') => {
                    let Value::Object(words) = &value else {
                        return Err(format!("when: `{pointer}` wants words"));
                    };
                    let words = words
                        .iter()
                        .map(|(word, value)| parse_word(word, value))
                        .collect::<Result<_, _>>()?;
                    when.places.push((tokens(pointer), words));
                }
                other => return Err(format!("when: there is no guard `{other}`")),
            }
        }
        if !raw.at.starts_with('/') {
            return Err("at: a JSON Pointer begins with `/`".to_owned());
        }
        let safety = if rule.fix == Fixable::Safe { Safety::Safe } else { Safety::Unsafe };
        let edit = rule.edit.map(parse_edit).transpose()?.map(|doing| (safety, doing));
        Ok(Self {
            path: tokens(&raw.at),
            must: raw.must.iter().map(|(word, value)| parse_word(word, value)).collect::<Result<_, _>>()?,
            when,
            message: rule.message.unwrap_or(rule.title),
            help: rule.help,
            edit,
        })
    }

    /// Makes everything ready that is otherwise made when it is first needed.
    ///
    /// # Errors
    /// A sentence that says which regular expression cannot be read.
    pub(super) fn verify(&self) -> Result<(), String> {
        let words = self.must.iter().chain(self.when.places.iter().flat_map(|(_, words)| words));
        words.filter_map(Word::pattern).try_for_each(|(word, pattern)| {
            pattern.regex().map(|_| ()).map_err(|error| format!("`{word}`: {error}"))
        })
    }

    /// The check as a judge.
    pub(super) fn judge(self) -> Judge {
        Judge::Words(Box::new(self))
    }

    /// Runs it on a part.
    pub(super) fn run(&self, subject: &Subject<'_>, out: &mut Findings<'_>) {
        let (node, part) = subject.part();
        if !self.when.holds(subject, node) {
            return;
        }
        for word in &self.must {
            self.word(word, subject, node, part, out);
        }
    }

    fn word<'a>(
        &self,
        word: &Word,
        subject: &Subject<'a>,
        node: Node<'a>,
        part: &Part,
        out: &mut Findings<'_>,
    ) {
        let targets = resolve(node, &self.path);
        let place = |target: &Target<'a>| {
            let span = target.entry.as_ref().map_or(target.node.span(), value_or_key);
            let pointer =
                format!("{}{}", part.pointer, pointer_to(target, node, &self.path).unwrap_or_default());
            Place { span, pointer, root: part.root }
        };
        match word {
            Word::Present => {
                if let Some(place) = missing(subject, node, part, &self.path, &targets) {
                    self.report(place, None, out);
                }
            }
            Word::Unique => {
                let mut seen: Vec<&str> = Vec::new();
                for target in &targets {
                    match literal(target.node) {
                        Some(text) if seen.contains(&text) => self.report(place(target), Some(target), out),
                        Some(text) => seen.push(text),
                        None => {}
                    }
                }
            }
            word => {
                for target in targets.iter().filter(|target| !word.holds(target.node)) {
                    self.report(place(target), Some(target), out);
                }
            }
        }
    }

    fn report(&self, place: Place, target: Option<&Target<'_>>, out: &mut Findings<'_>) {
        let fix = target.and_then(|target| self.fix(target));
        let finding = out.add(place, self.message);
        finding.help = self.help.map(str::to_owned);
        finding.fix(fix);
    }

    fn fix(&self, target: &Target<'_>) -> Option<Fix> {
        let (safety, doing) = self.edit.as_ref()?;
        let entry = target.entry?;
        match doing {
            Doing::Remove => {
                edit::fix(*safety, format!("remove `{}`", entry.name()), edit::remove(target.parent, entry)?)
            }
            Doing::Replace(text) => {
                edit::fix(*safety, format!("write `{text}`"), edit::replace(entry.value, text)?)
            }
        }
    }
}

impl Word {
    /// Its regular expression, if it has one, with the name of the word.
    fn pattern(&self) -> Option<(&'static str, &Pattern)> {
        match self {
            Self::Match(pattern) => Some(("match", pattern)),
            Self::NotMatch(pattern) => Some(("not-match", pattern)),
            _ => None,
        }
    }

    /// Whether it holds for a value. Placeholders, `null` and blanks are never judged.
    fn holds(&self, node: Node<'_>) -> bool {
        match self {
            Self::Absent => node.kind() == Kind::Null,
            Self::Equal(value) => scalar(node).is_none_or(|scalar| is_or_differs(&scalar, value)),
            Self::OneOf(values) => scalar(node).is_none_or(|scalar| {
                values.contains(&scalar) || values.iter().all(|value| is_or_differs(&scalar, value))
            }),
            Self::Match(pattern) => literal(node).is_none_or(|text| pattern.is_match(text)),
            Self::NotMatch(pattern) => literal(node).is_none_or(|text| !pattern.is_match(text)),
            Self::Schema(schema) => schema.is_valid(node),
            Self::Present => {
                !matches!(node.kind(), Kind::Null)
                    && !(node.kind() == Kind::String && node.text().trim().is_empty())
            }
            Self::Unique => true,
        }
    }
}

impl Guard {
    fn holds(&self, subject: &Subject<'_>, node: Node<'_>) -> bool {
        let word = |list: &[String], value: Option<&str>| {
            list.is_empty() || value.is_some_and(|value| list.iter().any(|word| word == value))
        };
        let integration = subject.integration();
        word(&self.template, integration.and_then(|it| it.template().map(|template| template.name)))
            && word(
                &self.auth_type,
                integration.and_then(|it| it.auth_type()).map(|auth_type| auth_type.name()),
            )
            && word(
                &self.auth_mode,
                integration.and_then(|it| it.auth_mode()).map(|auth_mode| auth_mode.name()),
            )
            && self.places.iter().all(|(path, words)| {
                let targets = resolve(node, path);
                words.iter().all(|word| match word {
                    Word::Absent => targets.iter().all(|target| target.node.kind() == Kind::Null),
                    word => !targets.is_empty() && targets.iter().all(|target| word.holds(target.node)),
                })
            })
    }
}

/// Where to say that nothing stands at a path; `None` where something does, or may.
fn missing<'a>(
    subject: &Subject<'a>,
    node: Node<'a>,
    part: &Part,
    path: &[String],
    targets: &[Target<'a>],
) -> Option<Place> {
    if targets.iter().any(|target| Word::Present.holds(target.node)) {
        return None;
    }
    if let Some(it) = subject.integration() {
        return missing_key(it, path);
    }
    let span = targets.first().and_then(|target| target.entry).map_or_else(
        || node.entries().next().map_or(node.span(), |entry| entry.key.span()),
        |entry| entry.key.span(),
    );
    Some(Place { span, pointer: part.pointer.clone(), root: part.root })
}

/// A key of a definition: the model knows what silences it.
fn missing_key(it: &Integration<'_>, path: &[String]) -> Option<Place> {
    match path {
        [name] => it.lacks_top(documents::document("create")?.key(name)?.name),
        [config, name] if config == "config" => it.lacks(documents::document("any-config")?.key(name)?.name),
        _ => None,
    }
}

/// The values that a pointer with `*` for any key or index leads to.
fn resolve<'a>(node: Node<'a>, path: &[String]) -> Vec<Target<'a>> {
    fn gather<'a>(target: Target<'a>, path: &[String], found: &mut Vec<Target<'a>>) {
        match path.split_first() {
            Some((token, rest)) => below(target.node, token).for_each(|next| gather(next, rest, found)),
            None => found.push(target),
        }
    }
    let mut found = Vec::new();
    gather(Target { parent: node, entry: None, node }, path, &mut found);
    found
}

/// The values below a node that one token of a pointer leads to.
fn below<'a>(parent: Node<'a>, token: &str) -> impl Iterator<Item = Target<'a>> {
    let any = token == "*";
    let entries = parent.entries().filter(move |entry| any || entry.is(token));
    let items = parent.items().enumerate().filter(move |(at, _)| any || token.parse() == Ok(*at));
    entries
        .map(move |entry| Target { parent, entry: Some(entry), node: entry.value })
        .chain(items.map(move |(_, node)| Target { parent, entry: None, node }))
}

/// The JSON Pointer from a node to a value that a path leads to from there. Only findings want it, so it is looked
/// for again rather than kept with every value.
fn pointer_to(wanted: &Target<'_>, from: Node<'_>, path: &[String]) -> Option<String> {
    let (token, rest) = path.split_first()?;
    below(from, token).find_map(|target| {
        let behind = match rest {
            [] => (target == *wanted).then(String::new),
            rest => pointer_to(wanted, target.node, rest),
        }?;
        let step = match target.entry {
            Some(entry) => escape(entry.name()),
            None => from.items().position(|item| item == target.node)?.to_string(),
        };
        Some(format!("/{step}{behind}"))
    })
}

/// Whether a value is the one that is wanted, or of another type, which is the matter of other rules.
fn is_or_differs(scalar: &Value, wanted: &Value) -> bool {
    scalar == wanted || std::mem::discriminant(scalar) != std::mem::discriminant(wanted)
}

/// A text that may be judged.
fn literal(node: Node<'_>) -> Option<&str> {
    match (node.has_custom_tag(), state_of_text(node.as_str()?)) {
        (false, State::Literal(text) | State::Dummy(text)) => Some(text),
        _ => None,
    }
}

/// A scalar that may be judged, as JSON.
fn scalar(node: Node<'_>) -> Option<Value> {
    match node.kind() {
        Kind::Bool => node.as_bool().map(Value::Bool),
        Kind::Number => serde_json::from_str(node.text()).ok(),
        Kind::String => literal(node).map(Value::from),
        _ => None,
    }
}
