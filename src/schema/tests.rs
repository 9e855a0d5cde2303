//! What schemas refuse, and where in the tree.

use super::{Fault, Nulls, Schema, Violation, validate};
use crate::document::{Data, Document, Format, Kind, NodeId, Pair, Root, Style, Text};
use crate::source::{Source, Span};
use serde_json::{Value, json};

/// A tree with true spans over the compact JSON text of a value, built without the parser.
pub(crate) fn tree(value: &Value) -> Document {
    let mut document = Document::parse(Source::new("test.json", value.to_string()), Format::Json);
    document.nodes.clear();
    document.roots.clear();
    let node = push(&mut document, value, &mut 0);
    document.roots.push(Root { node, broken: false });
    document
}

fn scalar(document: &mut Document, value: &Value, at: &mut usize) -> NodeId {
    let text = value.to_string();
    let span = Span::new(*at, *at + text.len());
    *at += text.len();
    let (kind, style) = match value {
        Value::Null => (Kind::Null, Style::Plain),
        Value::Bool(_) => (Kind::Bool, Style::Plain),
        Value::Number(_) => (Kind::Number, Style::Plain),
        _ => (Kind::String, Style::DoubleQuoted),
    };
    let text = value.as_str().map_or(text, str::to_owned);
    document.push_scalar(span, kind, style, Text::Owned(text.into()))
}

fn push(document: &mut Document, value: &Value, at: &mut usize) -> NodeId {
    let start = *at;
    let data = match value {
        Value::Array(all) => {
            let items = all.iter().map(|item| {
                *at += 1;
                push(document, item, at)
            });
            Data::Sequence { items: items.collect(), flow: true }
        }
        Value::Object(all) => {
            let pairs = all.iter().map(|(key, value)| {
                *at += 1;
                let key = scalar(document, &Value::from(key.as_str()), at);
                *at += 1;
                Pair { key, value: push(document, value, at), merged: false }
            });
            Data::Mapping { pairs: pairs.collect(), flow: true }
        }
        _ => return scalar(document, value, at),
    };
    *at = if *at == start { start + 2 } else { *at + 1 };
    document.push(Span::new(start, *at), data)
}

/// The outermost value of [`tree`].
pub(crate) fn refused(schema: &Schema, document: &Document) -> Vec<Violation> {
    let (node, _) = document.roots().next().expect("a test tree has a root");
    validate(schema, node)
}

/// Each violation as `the bytes of the key, or of the value: the fault`.
fn said(schema: &Schema, value: &Value) -> Vec<String> {
    let document = tree(value);
    let place = |violation: &Violation| document.node(violation.key.unwrap_or(violation.node)).raw();
    let all = refused(schema, &document);
    all.iter().map(|violation| format!("{}: {:?}", place(violation), violation.fault)).collect()
}

fn schema(value: &Value) -> Schema {
    Schema::new(value, Nulls::Absent).expect("the test's schema is valid")
}

#[test]
fn the_tree_of_the_tests_has_true_spans() {
    let value = json!({"a": [1, {"b": null}], "c": {}, "d": "x\ny", "e": []});
    let document = tree(&value);
    let (root, _) = document.roots().next().expect("it has one");
    assert_eq!(root.raw(), value.to_string());
    assert_eq!(root.get("d").map(|entry| (entry.key.raw(), entry.value.raw())), Some(("\"d\"", r#""x\ny""#)));
    assert_eq!(root.get("e").map(|entry| entry.value.raw()), Some("[]"));
}

#[test]
fn every_fault_is_found_at_its_own_place() {
    let schema = schema(&json!({
        "type": "object",
        "properties": {
            "word": {"enum": ["x", "y"]},
            "text": {"type": ["string", "null"]},
            "gone": false,
            "list": {"items": {"type": "object", "properties": {"n": {"type": "number"}}, "required": ["n"]}},
            "one": {"const": "1"},
            "short": {"maxLength": 2}
        },
        "required": ["must"],
        "additionalProperties": false
    }));
    let value = json!({
        "word": "z", "text": 1, "gone": "secret", "list": [{"n": "2"}, {}, [], {"n": 1.5}],
        "one": "2", "short": "long", "new": "secret"
    });
    assert_eq!(
        said(&schema, &value),
        [
            format!("{value}: MissingKey(\"must\")"),
            "\"word\": NotOneOf([\"x\", \"y\"])".to_owned(),
            "\"text\": WrongType { expected: String, found: Number }".to_owned(),
            "\"gone\": UnknownKey".to_owned(),
            "\"n\": WrongType { expected: Number, found: String }".to_owned(),
            "{}: MissingKey(\"n\")".to_owned(),
            "[]: WrongType { expected: Mapping, found: Sequence }".to_owned(),
            "\"one\": NotOneOf([\"1\"])".to_owned(),
            "\"short\": Other(\"maxLength\")".to_owned(),
            "\"new\": UnknownKey".to_owned(),
        ]
    );
}

#[test]
fn the_node_of_a_violation_is_the_value_or_the_mapping_of_the_key() {
    let schema = schema(&json!({
        "properties": {"a": {"properties": {"b": {"type": "string"}}, "additionalProperties": false}}
    }));
    let document = tree(&json!({"a": {"b": 1, "c": 2}}));
    let all = refused(&schema, &document);
    let raw: Vec<&str> = all.iter().map(|violation| document.node(violation.node).raw()).collect();
    assert_eq!(raw, ["1", r#"{"b":1,"c":2}"#]);
}

#[test]
fn null_counts_as_absent_only_where_told_so() {
    let rules = json!({
        "properties": {"a": {"type": "string"}}, "required": ["a"], "maxProperties": 1, "additionalProperties": false
    });
    let value = json!({"a": null, "b": null});
    assert_eq!(said(&schema(&rules), &value), [format!("{value}: MissingKey(\"a\")")]);
    let strict = Schema::new(&rules, Nulls::Present).expect("it is valid");
    assert_eq!(
        said(&strict, &value),
        [
            format!("{value}: Other(\"maxProperties\")"),
            "\"a\": WrongType { expected: String, found: Null }".to_owned(),
            "\"b\": UnknownKey".to_owned()
        ]
    );
    assert_eq!(
        said(&schema(&json!({"items": {"type": "object"}})), &json!([null])).len(),
        1,
        "an item is there"
    );
}

#[test]
fn keys_that_look_like_pointers_or_numbers_are_found_again() {
    let schema = schema(&json!({"additionalProperties": {"additionalProperties": {"type": "string"}}}));
    for key in ["", "a/b", "a~b", "~1", "01", "7"] {
        let found = said(&schema, &json!({"other": {}, key: {key: 1}}));
        let key = Value::from(key);
        assert_eq!(found, [format!("{key}: WrongType {{ expected: String, found: Number }}")]);
    }
}

#[test]
fn remarks_of_authors_and_tools_are_not_unknown() {
    let schema = schema(&json!({"properties": {"no": false}, "additionalProperties": false}));
    let value = json!({"$schema": 1, "sops": 1, "x-owner": 1, "_comment": 1, ".anchor": 1, "//": 1});
    assert_eq!(said(&schema, &value), Vec::<String>::new());
    assert_eq!(
        said(&schema, &json!({"_c": 1, "no": 1, "more": 1})),
        ["\"no\": UnknownKey", "\"more\": UnknownKey"]
    );
}

#[test]
fn aliases_are_judged_where_they_stand() {
    let mut document = tree(&json!({"a": [1]}));
    let (root, _) = document.roots().next().expect("it has one");
    let (root, list) = (root.id(), root.get("a").map(|entry| entry.value.id()).expect("it is there"));
    let key = document.push_scalar(Span::empty(0), Kind::String, Style::Plain, Text::Owned("b".into()));
    let alias = document.push(Span::empty(1), Data::Alias(list));
    if let Data::Mapping { pairs, .. } = &mut document.data_mut(root).data {
        pairs.push(Pair { key, value: alias, merged: false });
    }
    let found = refused(&schema(&json!({"properties": {"b": {"type": "string"}}})), &document);
    let fault = Fault::WrongType { expected: Kind::String, found: Kind::Sequence };
    assert_eq!(found, [Violation { node: alias, key: Some(key), fault }]);
}

#[test]
fn the_second_of_two_equal_keys_counts() {
    let mut document = tree(&json!({"a": 1, "b": "x"}));
    let (root, _) = document.roots().next().expect("it has one");
    let (root, second) = (root.id(), root.get("b").map(|entry| entry.key.id()).expect("it is there"));
    if let Data::Scalar { text, .. } = &mut document.data_mut(second).data {
        *text = Text::Owned("a".into());
    }
    assert_eq!(document.node(root).entries().filter(|entry| entry.name() == "a").count(), 2);
    assert_eq!(refused(&schema(&json!({"properties": {"a": {"type": "string"}}})), &document), []);
}

#[test]
fn lists_numbers_and_mappings_compare_by_value() {
    let schema = schema(&json!({
        "properties": {
            "u": {"uniqueItems": true}, "c": {"const": {"a": [1, true, null]}}, "e": {"enum": [1.0, "1"]},
            "m": {"maximum": 43200, "multipleOf": 2}
        }
    }));
    let good = json!({"u": [1, "1", [], {}], "c": {"a": [1, true, null]}, "e": 1, "m": 900});
    assert_eq!(said(&schema, &good), Vec::<String>::new());
    let bad = json!({"u": [{"a": 1}, {"a": 1.0}], "c": {"a": [1, false, null]}, "e": 2, "m": 50001});
    assert_eq!(said(&schema, &bad).len(), 5);
}

#[test]
fn numbers_are_read_in_every_notation() {
    let whole = schema(&json!({"enum": [26]}));
    for text in ["26", "+26", "0x1a", "0o32", "0b11010", "2_6", "26.0", "2.6e1"] {
        let mut document = tree(&json!(26));
        let (root, _) = document.roots().next().expect("it has one");
        let id = root.id();
        if let Data::Scalar { text: own, .. } = &mut document.data_mut(id).data {
            *own = Text::Owned(text.into());
        }
        assert_eq!(refused(&whole, &document), [], "{text}");
    }
}

#[test]
fn a_schema_that_is_none_is_refused() {
    assert!(Schema::new(&json!({"type": "text"}), Nulls::Absent).is_err());
    assert!(Schema::new(&json!({"$ref": "https://example.com/other.json"}), Nulls::Absent).is_err());
}
