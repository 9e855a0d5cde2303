//! Values that are not the real ones yet: stand-ins, and in deploy mode placeholders.

use super::super::{Context, Findings, quoted};
use crate::diagnostic::Place;
use crate::document::{Kind, Node};
use crate::model::{
    Attachments, Integration, Part, State, Subject, escape, item_start, state_of, value_or_key,
};
use crate::opaque::{self, Family, Opacity};
use crate::schema::is_annotation;
use crate::source::{Span, Variable};
use crate::template::{self, documents};

/// A literal that stands for the real value.
pub(in crate::check) fn dummy_value(it: &Integration<'_>, out: &mut Findings<'_>) {
    for field in it.fields() {
        let State::Dummy(text) = field.state() else { continue };
        let name = field.name();
        let secret = template::is_secret_key(name);
        let boolean = documents::document("any-config")
            .and_then(|shape| shape.key(name))
            .is_some_and(|key| key.kind != Kind::String);
        let stray = it.strays().iter().any(|stray| stray.at == "/config" && stray.entry.name() == name);
        if boolean || (stray && !secret) {
            continue;
        }
        let value = if secret { "the value".to_owned() } else { quoted(text) };
        out.add(it.at(field), format!("{value} is a stand-in: a login with it fails"))
            .help(format!("put the real value of `{name}`, or a reference that your deployment resolves"));
    }
}

/// In deploy mode: a placeholder that a template step should have filled in.
pub(in crate::check) fn unresolved_placeholder(
    subject: &Subject<'_>,
    cx: &Context<'_>,
    out: &mut Findings<'_>,
) {
    if !cx.settings.deploy {
        return;
    }
    let (node, part) = subject.part();
    let mut reader = Reader { part, out };
    match subject {
        Subject::Integration(it) => reader.integration(it),
        Subject::Attachments(list) => reader.attachments(list),
        Subject::Content(..) => {
            for key in documents::keys("content").iter().filter(|key| key.name != "integrations") {
                reader.key(node, key.name, &part.pointer);
            }
        }
        Subject::Registration(it) => {
            for (uri, place) in it.uris() {
                reader.value(uri, place.span, &place.pointer, Belief::Any);
            }
        }
        Subject::Bundle(..) => {}
    }
}

/// Which marks are believed to be a placeholder's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Belief {
    /// All of them.
    Any,
    /// In a secret `<…>` or `{…}` may be a part of it: only as the whole value.
    Secret,
    /// In a text for people, and in a pattern, `[Draft]` or `<team>` are just what they say.
    Text,
}

impl Belief {
    fn of(key: &str) -> Self {
        match key {
            "name" | "description" | "title" => Self::Text,
            _ if template::is_secret_key(key) => Self::Secret,
            _ => Self::Any,
        }
    }

    /// The placeholder that is to be filled in, if there is one in the text.
    fn find(self, text: &str, whole: Option<Family>) -> Option<(&str, Family)> {
        if let Some(family) = whole
            && self != Self::Text
        {
            return family.template().then_some((text, family));
        }
        let mut found = opaque::placeholders(text);
        found.find_map(|(range, family)| {
            let mark = &text[range];
            let certain = match family {
                Family::Variable => mark.starts_with("${"),
                Family::Actions | Family::Template | Family::Erb => true,
                _ => false,
            };
            (family.template() && (certain || self == Self::Any)).then_some((mark, family))
        })
    }
}

struct Reader<'r, 'o, 'f> {
    part: &'r Part,
    out: &'o mut Findings<'f>,
}

impl Reader<'_, '_, '_> {
    fn integration(&mut self, it: &Integration<'_>) {
        let pointer = self.part.pointer.clone();
        let keys = documents::keys("create").iter().map(|key| key.name);
        keys.for_each(|key| self.key(it.node(), key, &pointer));
    }

    fn attachments(&mut self, list: &Attachments<'_>) {
        if let Some(entry) = list.content_guid() {
            let above = self.part.pointer.rsplit_once('/').map_or("", |(above, _)| above);
            let pointer = format!("{above}/{}", escape(entry.name()));
            self.value(entry.value, value_or_key(&entry), &pointer, Belief::Any);
        }
        for item in list.items() {
            self.value(item.node, item.start().span, &item.pointer, Belief::Any);
        }
    }

    fn key(&mut self, mapping: Node<'_>, key: &str, pointer: &str) {
        if let Some(entry) = mapping.get(key) {
            let pointer = format!("{pointer}/{}", escape(key));
            self.value(entry.value, value_or_key(&entry), &pointer, Belief::of(key));
        }
    }

    /// A value and all below it.
    fn value(&mut self, node: Node<'_>, span: Span, pointer: &str, belief: Belief) {
        if node.is_filled() {
            self.filled(node, span, pointer, belief);
            return;
        }
        match state_of(node) {
            State::Opaque(Some(family)) => self.text(node, Some(family), span, pointer, belief),
            // `__REALM__` in a URL is too common a shape to be believed elsewhere, but nothing that may be sent.
            State::Mixed(_) | State::Literal(_) => self.text(node, None, span, pointer, belief),
            State::Other(Kind::Mapping) => {
                for entry in node.entries().filter(|entry| !is_annotation(entry.name())) {
                    let pointer = format!("{pointer}/{}", escape(entry.name()));
                    self.value(entry.value, value_or_key(&entry), &pointer, Belief::of(entry.name()));
                }
            }
            State::Other(Kind::Sequence) => {
                for (index, item) in node.items().enumerate() {
                    let span = if item.style().is_some() { item.span() } else { item_start(item) };
                    self.value(item, span, &format!("{pointer}/{index}"), belief);
                }
            }
            _ => {}
        }
    }

    /// A value that came from the environment: what stands in the file beside its variables, and whether the
    /// variable has nothing but another placeholder in it. A `$` or a `<` in a real value is one of its letters.
    fn filled(&mut self, node: Node<'_>, span: Span, pointer: &str, belief: Belief) {
        let place = || Place { span, pointer: pointer.to_owned(), root: self.part.root };
        if belief != Belief::Text
            && let Opacity::Opaque(family) = opaque::classify(node.text())
            && family.template()
            && !matches!(family, Family::Bracket | Family::Brace)
            && (family != Family::Variable || node.text().trim().starts_with("${"))
        {
            let message = format!(
                "what the environment gives for this value is still {}: Connect takes it literally",
                family.name()
            );
            self.out
                .add(place(), message)
                .help("give the variable its real value in the job that runs this check");
            return;
        }
        let others = opaque::placeholders(node.raw()).filter(|(_, family)| *family != Family::Variable);
        let certain = |family| matches!(family, Family::Actions | Family::Template | Family::Erb);
        let left = others
            .filter(|(_, family)| family.template() && (belief == Belief::Any || certain(*family)))
            .map(|(range, family)| (&node.raw()[range], family))
            .next();
        if let Some((mark, family)) = left {
            self.add(place(), mark, family);
        }
    }

    fn text(&mut self, node: Node<'_>, whole: Option<Family>, span: Span, pointer: &str, belief: Belief) {
        let text = if node.kind() == Kind::String { node.text() } else { node.raw() };
        let Some((mark, family)) = belief.find(text, whole) else { return };
        // Of several variables the one to blame is one that is not set.
        let source = node.document().source();
        let is_set = |mark: &str| {
            let set = |variable: &&Variable| variable.value.is_some();
            source.variables().iter().filter(set).any(|variable| mark == format!("${{{}}}", variable.name))
        };
        let variables = || opaque::placeholders(text).filter(|(_, family)| *family == Family::Variable);
        let unset = variables().map(|(range, _)| &text[range]).find(|mark| !is_set(mark));
        let mark = if family == Family::Variable { unset.unwrap_or(mark) } else { mark };
        let place = Place { span, pointer: pointer.to_owned(), root: self.part.root };
        self.add(place, mark, family);
    }

    fn add(&mut self, place: Place, mark: &str, family: Family) {
        let message = match shown(mark) {
            Some(mark) => format!("{mark} is not filled in: Connect takes it literally"),
            None => format!("this value is still {}: Connect takes it literally", family.name()),
        };
        self.out.add(place, message).help("fill it in before this check, or set its environment variable");
    }
}

/// A placeholder that is nothing but marks and a name. Others may hold a default value.
fn shown(mark: &str) -> Option<String> {
    const LONGEST: usize = 48;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-${}<>[]%@#/ ".contains(&byte);
    (mark.len() <= LONGEST && mark.bytes().all(plain)).then(|| quoted(mark))
}
