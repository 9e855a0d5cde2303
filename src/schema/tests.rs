//! What schemas refuse, and where in the tree.

use super::{Fault, Nulls, Schema, Violation, validate};
use crate::document::{Document, Format, Kind};
use crate::source::Source;
use serde_json::{Value, json};

/// The tree of a text.
fn read(text: &str, format: Format) -> Document {
    Document::parse(Source::new("test", text), format)
}

/// The tree of a value, by way of its JSON text.
pub(crate) fn tree(value: &Value) -> Document {
    read(&value.to_string(), Format::Json)
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
    let document = read("a: &list [1]\nb: *list\n", Format::Yaml);
    let (root, _) = document.roots().next().expect("it has one");
    let entry = root.get("b").expect("it is there");
    let found = refused(&schema(&json!({"properties": {"b": {"type": "string"}}})), &document);
    let fault = Fault::WrongType { expected: Kind::String, found: Kind::Sequence };
    let (node, key) = (entry.value.id(), Some(entry.key.id()));
    assert_eq!(found, [Violation { node, key, pointer: "/b".to_owned(), fault }]);
}

#[test]
fn the_second_of_two_equal_keys_counts() {
    let document = read(r#"{"a": 1, "a": "x"}"#, Format::Json);
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
        let document = read(&format!("n = {text}"), Format::Toml);
        let (root, _) = document.roots().next().expect("it has one");
        let node = root.get("n").expect("it is there").value;
        assert_eq!(validate(&whole, node), [], "{text}");
    }
}

#[test]
fn a_schema_that_is_none_is_refused() {
    assert!(Schema::new(&json!({"type": "text"}), Nulls::Absent).is_err());
    assert!(Schema::new(&json!({"$ref": "https://example.com/other.json"}), Nulls::Absent).is_err());
}
