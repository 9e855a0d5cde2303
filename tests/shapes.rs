//! Every schema file under `schemas/templates` and `schemas/documents` is sound: a new file is
//! tested without a line of code.

use connectlint::schema::{Nulls, Schema};
use connectlint::template::{self, documents};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn files(folder: &str) -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(folder);
    let entries =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("readable").path());
    let read = |path: &Path| fs::read_to_string(path).expect("readable");
    entries
        .map(|path| {
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            let value = serde_json::from_str(&read(&path)).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, value)
        })
        .collect()
}

fn both() -> impl Iterator<Item = (&'static str, String, Value)> {
    ["templates", "documents"]
        .into_iter()
        .flat_map(|folder| files(folder).into_iter().map(move |(name, value)| (folder, name, value)))
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

#[test]
fn every_file_is_valid_2020_12() {
    for (folder, name, schema) in both() {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert_eq!(schema["$id"], format!("https://connectlint.dev/schemas/{folder}/{name}.json"));
        if let Err(error) = jsonschema::meta::validate(&schema) {
            panic!("{folder}/{name}.json: {error}");
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_where_that_comes_from() {
    for (folder, name, schema) in both() {
        for key in ["title", "description", "x-source"] {
            assert!(schema[key].as_str().is_some_and(|text| !text.is_empty()), "{folder}/{name}: {key}");
        }
        if folder == "templates" {
            let since = schema["x-since"].as_str().expect("a release");
            assert!(since.len() == 9 && since.split('.').count() == 3, "{name}: {since}");
            assert!(schema["x-family"].is_string() && schema["x-public"].is_boolean(), "{name}");
            assert!(schema["x-detail"].is_boolean(), "{name}");
        }
    }
}

#[test]
fn every_key_is_described_with_its_source_and_without_secrets() {
    let keys =
        template::all().iter().flat_map(|template| template.shapes.iter().flat_map(|shape| shape.keys));
    let keys = keys.chain(documents::all().iter().flat_map(|shape| shape.keys));
    let mut count = 0;
    for key in keys {
        count += 1;
        assert!(key.description.ends_with('.') && key.description.len() > 12, "{}", key.name);
        assert!(!key.source.is_empty(), "{}", key.name);
        assert!(!key.secret || key.examples.iter().all(|example| example.starts_with("${")), "{}", key.name);
        assert!(key.values.is_empty() || key.default.is_none_or(|default| key.values.contains(&default)));
    }
    assert!(count > 100);
}

#[test]
fn every_file_is_in_the_tables_and_every_shape_names_keys_of_its_file() {
    let templates = files("templates");
    let known: Vec<&str> = template::all().iter().map(|template| template.name).collect();
    assert!(known.is_sorted(), "they are looked up by bisection");
    assert_eq!(known, templates.keys().map(String::as_str).collect::<Vec<_>>());
    for name in files("documents").keys() {
        assert!(documents::document(name).is_some_and(|shape| shape.name == name), "{name}");
    }
    assert!(documents::all().is_sorted_by_key(|shape| shape.name));
    for (name, schema) in &templates {
        let all = object(&schema["properties"]);
        for (auth_type, shape) in object(&schema["$defs"]) {
            for (key, value) in object(&shape["properties"]) {
                let own = value == false || value["$ref"] == format!("#/properties/{key}");
                assert!(own && (value == false || all.contains_key(&key)), "{name}, {auth_type}: {key}");
            }
        }
    }
}

#[test]
fn what_others_read_is_whole() {
    let texts = template::all().iter().map(|template| (template.name, template.text));
    let texts = texts.chain(documents::all().iter().map(|shape| (shape.name, shape.text)));
    for (name, text) in texts.filter(|(_, text)| !text.is_empty()) {
        let schema: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!text.contains(".json#") && !text.contains(".json\"\n"), "{name} refers to another file");
        if let Err(error) = Schema::new(&schema, Nulls::Present) {
            panic!("{name}: {error}");
        }
    }
}

#[test]
fn schemas_stand_on_their_own() {
    for (folder, name, schema) in both() {
        let text = schema.to_string();
        for word in ["shared/", "/work/", "/home/", "connect.md", "catalogue"] {
            assert!(!text.contains(word), "{folder}/{name}: {word}");
        }
    }
}
