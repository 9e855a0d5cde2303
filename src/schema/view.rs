//! The validator's view of our tree: it reads nodes in place, nothing is copied.

use crate::document::{Entry, Kind, Node};
use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node as JsonNode, NodeIdentity, Object, cmp, unique};
use serde_json::{Number, Value};
use std::borrow::Cow;

/// Our tree as a JSON representation.
pub(super) struct Tree;

/// What an entry with the value null counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// As if the entry were not there, which is how Connect takes it.
    Absent,
    /// As an entry like any other.
    Present,
}

/// A value to be judged.
#[derive(Clone, Copy)]
pub(super) enum View<'a> {
    /// A node of the tree.
    Node(Node<'a>, Nulls),
    /// The name of a key.
    Name(&'a str),
}

impl<'a> View<'a> {
    fn node(&self) -> Option<Node<'a>> {
        match *self {
            Self::Node(node, _) => Some(node),
            Self::Name(_) => None,
        }
    }

    fn kind(&self) -> Kind {
        self.node().map_or(Kind::String, Node::kind)
    }

    /// The value for a comparison of lists and mappings, which only a rule's own schema may ask for.
    fn copied(&self) -> Value {
        let items = || self.as_array().into_iter().flat_map(|items| items.elements());
        let members = || self.as_object().into_iter().flat_map(|members| members.members());
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.as_boolean() == Some(true)),
            Kind::Number => self.as_number().map_or(Value::Null, |digits| Value::Number(digits.number())),
            Kind::String => Value::String(self.as_string().unwrap_or_default().into_owned()),
            Kind::Sequence => items().map(|item| item.copied()).collect(),
            Kind::Mapping => members().map(|(name, value)| (name.to_owned(), value.copied())).collect(),
        }
    }
}

impl Json for Tree {
    type Node<'a> = View<'a>;
    type PreparedKey = Box<str>;
    type StringBuffer = String;
    // A lookup passes over all keys, so a few lookups cost as much as one pass.
    const KEYS_PER_LOOKUP: usize = 4;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>(buffer: &mut String, string: &str, f: impl FnOnce(View<'_>) -> T) -> T {
        buffer.clear();
        buffer.push_str(string);
        f(View::Name(buffer))
    }
}

impl<'a> JsonNode<'a, Tree> for View<'a> {
    type Object = Members<'a>;
    type Array = Items<'a>;
    type Number = Digits<'a>;

    fn as_object(&self) -> Option<Members<'a>> {
        match *self {
            Self::Node(node, nulls) if node.kind() == Kind::Mapping => Some(Members { node, nulls }),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Items<'a>> {
        match *self {
            Self::Node(node, nulls) if node.kind() == Kind::Sequence => Some(Items { node, nulls }),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match *self {
            Self::Node(node, _) => node.as_str().map(Cow::Borrowed),
            Self::Name(name) => Some(Cow::Borrowed(name)),
        }
    }

    fn as_number(&self) -> Option<Digits<'a>> {
        self.node().filter(|node| node.kind() == Kind::Number).map(|node| Digits(node.text()))
    }

    fn as_boolean(&self) -> Option<bool> {
        self.node().and_then(Node::as_bool)
    }

    fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    fn is_number(&self) -> bool {
        self.kind() == Kind::Number
    }

    fn json_type(&self) -> JsonType {
        match self.kind() {
            Kind::Null => JsonType::Null,
            Kind::Bool => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Sequence => JsonType::Array,
            Kind::Mapping => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.as_string(), expected) {
            (Some(text), Value::String(expected)) => text == expected.as_str(),
            (Some(_), _) | (None, Value::String(_)) => false,
            (None, _) => cmp::equal(&self.copied(), expected),
        }
    }

    /// Nothing: the validator puts this into its errors, and an error must not carry a value, which
    /// may be a secret. What compares values does not go through here.
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(Value::Null)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        self.node().map(|node| {
            let node = node.resolved();
            NodeIdentity::new(std::ptr::from_ref(node.document().data(node.id())).addr())
        })
    }
}

/// The entries of a mapping.
pub(super) struct Members<'a> {
    node: Node<'a>,
    nulls: Nulls,
}

impl<'a> Members<'a> {
    fn shown(nulls: Nulls, entry: &Entry<'a>) -> bool {
        nulls == Nulls::Present || entry.value.kind() != Kind::Null
    }
}

impl<'a> Object<'a, Tree> for Members<'a> {
    type Node = View<'a>;
    type MemberName = &'a str;
    type MembersIter = Box<dyn Iterator<Item = (&'a str, View<'a>)> + 'a>;

    fn len(&self) -> usize {
        self.node.entries().filter(|entry| Self::shown(self.nulls, entry)).count()
    }

    fn get(&self, key: &Box<str>) -> Option<View<'a>> {
        let entry = self.node.get(key).filter(|entry| Self::shown(self.nulls, entry));
        entry.map(|entry| View::Node(entry.value, self.nulls))
    }

    fn members(&self) -> Self::MembersIter {
        let nulls = self.nulls;
        let shown = self.node.entries().filter(move |entry| Self::shown(nulls, entry));
        Box::new(shown.map(move |entry| (entry.name(), View::Node(entry.value, nulls))))
    }
}

/// The items of a list.
pub(super) struct Items<'a> {
    node: Node<'a>,
    nulls: Nulls,
}

impl<'a> Array<'a, Tree> for Items<'a> {
    type Node = View<'a>;
    type ElementsIter = Box<dyn Iterator<Item = View<'a>> + 'a>;

    fn len(&self) -> usize {
        self.node.items().len()
    }

    fn elements(&self) -> Self::ElementsIter {
        let nulls = self.nulls;
        Box::new(self.node.items().map(move |item| View::Node(item, nulls)))
    }

    fn is_unique(&self) -> bool {
        let values: Vec<Value> = self.elements().map(|item| item.copied()).collect();
        unique::is_unique(&values)
    }
}

/// The text of a number, with the signs, bases and separators that YAML and TOML allow.
pub(super) struct Digits<'a>(&'a str);

impl Digits<'_> {
    fn integer(&self) -> Option<i128> {
        let text = self.0.replace('_', "");
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text.as_str()),
        };
        let value = match digits.get(..2) {
            Some("0x") => i128::from_str_radix(&digits[2..], 16),
            Some("0o") => i128::from_str_radix(&digits[2..], 8),
            Some("0b") => i128::from_str_radix(&digits[2..], 2),
            _ => digits.parse(),
        };
        value.ok().map(|value| if negative { -value } else { value })
    }

    fn float(&self) -> Option<f64> {
        self.0.replace('_', "").parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// The number as JSON has it; infinities and the like, which JSON has not, are 0.
    fn number(&self) -> Number {
        let integer = self.integer().and_then(Number::from_i128);
        let float = || self.float().and_then(Number::from_f64);
        integer.or_else(float).unwrap_or_else(|| Number::from(0))
    }
}

impl JsonNumber for Digits<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.number().as_u64()
    }

    fn as_i64(&self) -> Option<i64> {
        self.number().as_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        self.number().as_f64()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.number().to_string())
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(self.number())
    }
}
