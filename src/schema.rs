//! JSON Schema over our own tree: which values have a shape that a schema refuses, and how.
//!
//! Messages are written by the callers from [`Fault`]; the validator's own text is never used,
//! since it prints values, and a value may be a secret.

pub(crate) mod glance;
mod view;

#[cfg(test)]
pub(crate) mod tests;

pub use view::Nulls;

use crate::document::{Entry, Kind, Node, NodeId};
use glance::Glance;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, JsonType, ValidationError, Validator};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;
use view::{Tree, View};

/// A schema, compiled when it first has to judge what does not pass at a glance.
pub struct Schema {
    text: &'static str,
    glance: &'static Glance,
    nulls: Nulls,
    validator: OnceLock<Option<Box<Validator<Tree>>>>,
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schema").field("nulls", &self.nulls).finish_non_exhaustive()
    }
}

/// A value that a schema refuses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Violation {
    /// The value, or the mapping in which a key is missing or unknown.
    pub node: NodeId,
    /// The key of that value, or the unknown key; `None` for a list item, the outermost value and
    /// a missing key.
    pub key: Option<NodeId>,
    /// The JSON Pointer from the outermost value to the value, or to the unknown key.
    pub pointer: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What a schema has against a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The schema does not have this key, or says that it must not be there.
    UnknownKey,
    /// This key is required.
    MissingKey(String),
    /// The value is of another type.
    WrongType {
        /// The type it has to be; null is never meant.
        expected: Kind,
        /// The type it is.
        found: Kind,
    },
    /// The value is none of these words.
    NotOneOf(Vec<String>),
    /// It breaks another keyword of JSON Schema, named here.
    Other(String),
}

impl Schema {
    /// A schema of our own, as the build wrote it: without annotations, and judging with no keyword
    /// that came after draft 6; and the table for it. In it null counts as absent.
    #[must_use]
    pub(crate) const fn embedded(text: &'static str, glance: &'static Glance) -> Self {
        Self { text, glance, nulls: Nulls::Absent, validator: OnceLock::new() }
    }

    /// A schema from elsewhere, such as a rule's own, in draft 2020-12 unless it names another.
    ///
    /// # Errors
    /// In words, if it is not a valid schema or refers to something outside itself.
    pub fn new(schema: &Value, nulls: Nulls) -> Result<Self, String> {
        let options = jsonschema::options_for::<Tree>();
        let validator = options.build(schema).map_err(|error| error.to_string())?;
        Ok(Self {
            text: "",
            glance: &glance::NONE,
            nulls,
            validator: OnceLock::from(Some(Box::new(validator))),
        })
    }

    /// The compiled schema; `None` if it does not compile, which the tests rule out for our own.
    fn validator(&self) -> Option<&Validator<Tree>> {
        let compile = || {
            let schema = serde_json::from_str(self.text).ok()?;
            // The crate checks every schema against its draft's meta-schema, which it has to compile
            // for that. Draft 6 has every keyword used here with the same meaning, and its
            // meta-schema takes a quarter of the time of 2020-12.
            let options = jsonschema::options_for::<Tree>().with_draft(Draft::Draft6);
            options.should_validate_formats(false).build(&schema).ok().map(Box::new)
        };
        self.validator.get_or_init(compile).as_deref()
    }

    /// Everything that it refuses in a value, in order of place. Values that are placeholders are
    /// judged like others: the caller knows better.
    #[must_use]
    pub fn validate(&self, node: Node<'_>) -> Vec<Violation> {
        if self.glance.passes(node, self.nulls) {
            return Vec::new();
        }
        let Some(validator) = self.validator() else { return Vec::new() };
        let view = View::Node(node, self.nulls);
        if validator.is_valid(view) {
            return Vec::new();
        }
        let mut found: Vec<Violation> =
            validator.iter_errors(view).flat_map(|error| translate(node, &error)).collect();
        let place = |violation: &Violation| {
            let id = violation.key.unwrap_or(violation.node);
            (node.document().node(id).span(), id)
        };
        found.sort_by_key(place);
        let mut seen = HashSet::new();
        found.retain(|violation| seen.insert(violation.clone()));
        found
    }

    /// Whether it refuses nothing in a value.
    #[must_use]
    pub fn is_valid(&self, node: Node<'_>) -> bool {
        self.glance.passes(node, self.nulls)
            || self.validator().is_none_or(|validator| validator.is_valid(View::Node(node, self.nulls)))
    }
}

#[cfg(test)]
impl Schema {
    /// Whether a value passes at a glance, and whether it is valid.
    pub(crate) fn judgements(&self, node: Node<'_>) -> (bool, bool) {
        let validator = self.validator().expect("the schema compiles");
        (self.glance.passes(node, self.nulls), validator.is_valid(View::Node(node, self.nulls)))
    }
}

/// Everything that a schema refuses in a value: [`Schema::validate`].
#[must_use]
pub fn validate(schema: &Schema, node: Node<'_>) -> Vec<Violation> {
    schema.validate(node)
}

/// A place in the tree, and how one gets there from its parent.
#[derive(Clone, Copy)]
struct Place<'a> {
    node: Node<'a>,
    parent: Node<'a>,
    entry: Option<Entry<'a>>,
}

/// Follows a JSON Pointer. The crate's own segments are not used: they drop empty keys and take
/// the key `01` for the number 1.
fn follow<'a>(root: Node<'a>, pointer: &str) -> Option<Place<'a>> {
    let mut place = Place { node: root, parent: root, entry: None };
    for segment in pointer.split('/').skip(1) {
        let parent = place.node;
        place = if parent.kind() == Kind::Sequence {
            Place { node: parent.item(segment.parse().ok()?)?, parent, entry: None }
        } else {
            let entry = parent.get(&segment.replace("~1", "/").replace("~0", "~"))?;
            Place { node: entry.value, parent, entry: Some(entry) }
        };
    }
    Some(place)
}

/// One error of the validator in our own terms: none if our tree has no such place, several for
/// several unknown keys.
fn translate(root: Node<'_>, error: &ValidationError<'_>) -> Vec<Violation> {
    let Some(place) = follow(root, error.instance_path().as_str()) else { return Vec::new() };
    let key = place.entry.map(|entry| entry.key.id());
    let pointer = || error.instance_path().as_str().to_owned();
    let here = |fault| vec![Violation { node: place.node.id(), key, pointer: pointer(), fault }];
    let unknown = |mapping: Node<'_>, key: NodeId, pointer: String| {
        (!is_annotation(mapping.document().node(key).text())).then(|| Violation {
            node: mapping.id(),
            key: Some(key),
            pointer,
            fault: Fault::UnknownKey,
        })
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let entries = by_name(place.node, unexpected.len());
            let entry = |name: &String| match &entries {
                Some(entries) => entries.get(name.as_str()).copied(),
                None => place.node.get(name),
            };
            let keys = unexpected.iter().filter_map(entry);
            let below = |entry: &Entry<'_>| format!("{}/{}", pointer(), escape(entry.name()));
            keys.filter_map(|entry| unknown(place.node, entry.key.id(), below(&entry))).collect()
        }
        ValidationErrorKind::FalseSchema if place.entry.is_some() => {
            key.and_then(|key| unknown(place.parent, key, pointer())).into_iter().collect()
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default().to_owned();
            let fault = Fault::MissingKey(name);
            vec![Violation { node: place.node.id(), key: None, pointer: pointer(), fault }]
        }
        ValidationErrorKind::Type { kind } => {
            let found = place.node.kind();
            // Of two equal keys the first may be meant; the tree answers with the second.
            let expected = expected(kind).filter(|&expected| expected != found);
            expected.map_or_else(Vec::new, |expected| here(Fault::WrongType { expected, found }))
        }
        ValidationErrorKind::Enum { options } => here(Fault::NotOneOf(words(options))),
        ValidationErrorKind::Constant { expected_value } => here(Fault::NotOneOf(vec![word(expected_value)])),
        other => here(Fault::Other(other.keyword().to_owned())),
    }
}

/// The entries of a mapping by name, where so many of them are asked for that looking for each costs more.
/// Of equal names the one that [`Node::get`] answers with.
fn by_name(mapping: Node<'_>, asked: usize) -> Option<HashMap<&str, Entry<'_>>> {
    (asked > 16).then(|| {
        let mut entries = HashMap::with_capacity(mapping.entries().len());
        for entry in mapping.entries() {
            if !entry.merged || !entries.contains_key(entry.name()) {
                entries.insert(entry.name(), entry);
            }
        }
        entries
    })
}

/// A key as a token of a JSON Pointer (RFC 6901 §3).
#[must_use]
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Whether a key is a remark of the file's author or of a tool, which no schema is asked about:
/// `sops`, `$schema`, and what begins with `x-`, `_`, `.` or `//`.
#[must_use]
pub fn is_annotation(key: &str) -> bool {
    matches!(key, "sops" | "$schema") || ["x-", "_", ".", "//"].iter().any(|start| key.starts_with(start))
}

/// The type that is wanted; of several the first that is not null.
fn expected(kind: &TypeKind) -> Option<Kind> {
    let kind_of = |kind: JsonType| match kind {
        JsonType::Null => Kind::Null,
        JsonType::Boolean => Kind::Bool,
        JsonType::Number | JsonType::Integer => Kind::Number,
        JsonType::String => Kind::String,
        JsonType::Array => Kind::Sequence,
        JsonType::Object => Kind::Mapping,
    };
    match kind {
        TypeKind::Single(kind) => Some(kind_of(*kind)),
        TypeKind::Multiple(kinds) => kinds.iter().map(kind_of).find(|kind| *kind != Kind::Null),
    }
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The words of an `enum`. Null stands among them where it counts as absent; nobody writes it.
fn words(options: &Value) -> Vec<String> {
    let options = options.as_array().map_or(std::slice::from_ref(options), Vec::as_slice);
    options.iter().filter(|option| !option.is_null()).map(word).collect()
}
