//! Reads every `schemas/templates/*.json` and `schemas/documents/*.json` and writes them as Rust tables.
//!
//! A new file needs no registration. What a run looks up (names, keys, descriptions) becomes a
//! `static`; what it validates with becomes a short schema without any annotation, compiled when used.

use super::glance;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The keywords that judge; every other one only explains and is not embedded for validation.
const JUDGING: [&str; 8] =
    ["type", "enum", "const", "properties", "required", "additionalProperties", "items", "anyOf"];

/// The keywords that explain, besides those that begin with `x-`.
const EXPLAINING: [&str; 8] =
    ["$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples"];

/// How deep references may lead before they are taken for a circle.
const MAX_REFERENCES: usize = 8;

/// One folder of schemas: file name without ending, and its value.
type Folder = BTreeMap<String, Value>;

/// Writes `schemas.rs` into the build's output folder.
pub(crate) fn write() -> Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let templates = read(&Path::new(&root).join("schemas/templates"))?;
    let documents = read(&Path::new(&root).join("schemas/documents"))?;
    let mut out = Output::default();
    let mut rows = String::new();
    for (name, schema) in &templates {
        rows += &out.template(name, schema, &templates).map_err(|error| format!("{name}.json: {error}"))?;
    }
    writeln!(out.code, "static TEMPLATES: &[Template] = &[\n{rows}];")?;
    let mut shapes = BTreeMap::new();
    for (name, schema) in &documents {
        out.document(name, schema, &documents, &mut shapes)
            .map_err(|error| format!("{name}.json: {error}"))?;
    }
    let row = out.any_config(&templates)?;
    if shapes.insert("any-config".to_owned(), row).is_some() {
        return Err("`any-config` is made of all templates: give the document another name".into());
    }
    let rows: String = shapes.into_values().collect();
    writeln!(out.code, "static DOCUMENTS: &[DocumentShape] = &[\n{rows}];")?;
    writeln!(out.code, "static CONFIG_KEYS: &[&str] = &{:?};", Vec::from_iter(&out.config_keys))?;
    writeln!(out.code, "static SECRET_KEYS: &[&str] = &{:?};", Vec::from_iter(&out.secret_keys))?;
    let rows = out.executions.iter().map(|(word, variant)| format!("({word:?}, Execution::{variant}), "));
    let rows: String = rows.collect();
    writeln!(out.code, "static EXECUTIONS: &[(&str, Execution)] = &[{rows}];")?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("schemas.rs"), out.code)?;
    Ok(())
}

/// All schemas of a folder. Cargo builds again when the folder or a file in it changes.
fn read(folder: &Path) -> Result<Folder> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Folder::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
        if let (Some(name), Some("json")) = (name, path.extension().and_then(|ending| ending.to_str())) {
            let value = serde_json::from_str(&fs::read_to_string(&path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            files.insert(name, value);
        }
    }
    Ok(files)
}

/// The Rust code as it grows, and the names collected on the way.
#[derive(Default)]
struct Output {
    code: String,
    schemas: usize,
    config_keys: BTreeSet<String>,
    secret_keys: BTreeSet<String>,
    executions: BTreeMap<String, &'static str>,
}

impl Output {
    /// One row of the table of templates.
    fn template(&mut self, name: &str, schema: &Value, folder: &Folder) -> Result<String> {
        let full = inline(schema, schema, folder, true, 0)?;
        for (key, value) in object(&full, "properties")? {
            self.config_keys.insert(key.clone());
            if value["x-secret"] == true {
                self.secret_keys.insert(key.clone());
            }
        }
        let mut shapes = String::new();
        for (auth_type, shape) in object(&full, "$defs")? {
            let variant = match auth_type.as_str() {
                "Viewer" => "Viewer",
                "Service Account" => "ServiceAccount",
                "Visitor API Key" => "VisitorApiKey",
                other => return Err(format!("`{other}` is no auth type").into()),
            };
            let forbidden: Vec<&String> = object(shape, "properties")?
                .iter()
                .filter(|(_, value)| **value == Value::Bool(false))
                .map(|(key, _)| key)
                .collect();
            let since = shape["x-since"].as_str().map_or_else(|| text(&full, "x-since"), Ok)?;
            writeln!(
                shapes,
                "Shape {{ auth_type: AuthType::{variant}, since: {since:?}, open: {}, keys: {}, \
                 forbidden: &{forbidden:?}, schema: {} }},",
                is_open(shape),
                keys(shape)?,
                self.schema(shape)?
            )?;
        }
        Ok(format!(
            "Template {{ name: {name:?}, title: {:?}, description: {:?}, family: {:?}, since: {:?}, \
             detailed: {}, public_allowed: {}, single: {}, shapes: &[\n{shapes}], text: {:?} }},\n",
            text(&full, "title")?,
            text(&full, "description")?,
            text(&full, "x-family")?,
            text(&full, "x-since")?,
            full["x-detail"] == true,
            full["x-public"] == true,
            full["x-single"] == true,
            published(schema, folder)?,
        ))
    }

    /// The row of a `config` whose template is not known: every key with all its words.
    fn any_config(&mut self, templates: &Folder) -> Result<String> {
        let mut all: Map<String, Value> = Map::new();
        // The texts of a key are those of the most general template that has it.
        for (name, schema) in templates.get_key_value("custom").into_iter().chain(templates) {
            for (key, value) in object(&inline(schema, schema, templates, true, 0)?, "properties")? {
                let known = all.entry(key.clone()).or_insert_with(|| value.clone());
                if known["type"] != value["type"] {
                    return Err(format!("{name}.json: `{key}` has another type than elsewhere").into());
                }
                let more = value["enum"].as_array().into_iter().flatten();
                if let Some(words) = known.get_mut("enum").and_then(Value::as_array_mut) {
                    let more: Vec<Value> = more.filter(|word| !words.contains(word)).cloned().collect();
                    words.extend(more);
                }
                if known["default"] != value["default"] {
                    known.as_object_mut().and_then(|known| known.remove("default"));
                }
            }
        }
        let shape = serde_json::json!({ "type": "object", "properties": all });
        let (keys, schema) = (keys(&shape)?, self.schema(&shape)?);
        Ok(format!(
            "DocumentShape {{ name: \"any-config\", open: true, keys: {keys}, schema: {schema}, text: \"\" }},\n"
        ))
    }

    /// The rows of one kind of document and of the parts that it defines under `$defs`.
    fn document(
        &mut self,
        name: &str,
        schema: &Value,
        folder: &Folder,
        rows: &mut BTreeMap<String, String>,
    ) -> Result<()> {
        let text = published(schema, folder)?;
        if schema["x-text-only"] == true {
            // For others to read: nothing here is judged by it, so every keyword is welcome in it.
            let schema = self.schema(&Value::Object(Map::new()))?;
            let row = format!(
                "DocumentShape {{ name: {name:?}, open: true, keys: &[], schema: {schema}, text: {text:?} }},\n"
            );
            rows.insert(name.to_owned(), row);
            return Ok(());
        }
        let full = inline(schema, schema, folder, true, 0)?;
        let parts = full["$defs"].as_object().into_iter().flatten();
        for (name, shape) in std::iter::once((&name.to_owned(), &full)).chain(parts) {
            let row = format!(
                "DocumentShape {{ name: {name:?}, open: {}, keys: {}, schema: {}, text: {:?} }},\n",
                is_open(shape),
                keys(shape)?,
                self.schema(shape)?,
                if std::ptr::eq(shape, &full) { text.as_str() } else { "" },
            );
            for value in shape["properties"].as_object().into_iter().flat_map(Map::values) {
                self.executions(value);
            }
            if rows.insert(name.clone(), row).is_some() {
                return Err(format!("two document shapes are named `{name}`").into());
            }
        }
        Ok(())
    }

    /// Notes the words for which a key says how such content is run.
    fn executions(&mut self, key: &Value) {
        for (list, variant) in
            [("x-interactive", "Interactive"), ("x-rendered", "Rendered"), ("x-static", "Static")]
        {
            self.executions.extend(words(&key[list]).into_iter().map(|word| (word, variant)));
        }
    }

    /// Writes a shape as a `static` for validation and returns the reference to it.
    fn schema(&mut self, shape: &Value) -> Result<String> {
        let (at, schema) = (self.schemas, judging(shape)?);
        let (text, glance) = (serde_json::to_string(&schema)?, glance::code(&schema));
        self.schemas += 1;
        writeln!(self.code, "static SCHEMA_{at}: Schema = Schema::embedded({text:?}, &{glance});")?;
        Ok(format!("&SCHEMA_{at}"))
    }
}

/// Whether keys are allowed that the shape does not name.
fn is_open(shape: &Value) -> bool {
    shape["additionalProperties"] != false
}

/// The table of a shape's keys.
fn keys(shape: &Value) -> Result<String> {
    let required: Vec<&str> =
        shape["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut rows = String::new();
    for (name, key) in shape["properties"].as_object().into_iter().flatten() {
        // `false` names a key that must not be there.
        if let Value::Object(_) = key {
            let row = row(name, key, required.contains(&name.as_str()));
            rows += &row.map_err(|error| format!("key `{name}`: {error}"))?;
        }
    }
    Ok(format!("&[\n{rows}]"))
}

fn row(name: &str, key: &Value, required: bool) -> Result<String> {
    let need = if required || key["x-required"] == true {
        "Required"
    } else if key["x-required-unless"] == "Public" {
        "UnlessPublic"
    } else {
        "Optional"
    };
    let kinds: Vec<&str> = match &key["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let kind = match kinds.iter().find(|kind| **kind != "null") {
        Some(&"string") => "String",
        Some(&"boolean") => "Bool",
        Some(&("number" | "integer")) => "Number",
        Some(&"array") => "Sequence",
        Some(&"object") => "Mapping",
        _ => return Err("it has no `type`".into()),
    };
    Ok(format!(
        "Key {{ name: {name:?}, description: {:?}, source: {:?}, secret: {}, read_only: {}, since: {:?}, \
         need: Need::{need}, kind: Kind::{kind}, values: &{:?}, default: {:?}, examples: &{:?} }},\n",
        text(key, "description")?,
        text(key, "x-source")?,
        key["x-secret"] == true,
        key["x-read-only"] == true,
        key["x-since"].as_str(),
        words(&key["enum"]),
        key.get("default").map(word),
        words(&key["examples"]),
    ))
}

/// A value as the words of a message have it.
fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter(|value| !value.is_null()).map(word).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value[key].as_str().ok_or_else(|| format!("`{key}` is missing").into())
}

fn object<'a>(value: &'a Value, key: &str) -> Result<&'a Map<String, Value>> {
    value[key].as_object().ok_or_else(|| format!("`{key}` is missing").into())
}

/// The file as others may read it: with everything it takes from other files.
fn published(schema: &Value, folder: &Folder) -> Result<String> {
    Ok(serde_json::to_string_pretty(&inline(schema, schema, folder, false, 0)?)?)
}

/// Puts the target in the place of every `$ref`; keywords beside the `$ref` win. References into
/// the file itself stay unless `local`.
fn inline(value: &Value, file: &Value, folder: &Folder, local: bool, depth: usize) -> Result<Value> {
    if depth > MAX_REFERENCES {
        return Err("its references lead in a circle".into());
    }
    match value {
        Value::Object(map) => {
            let mut out = Map::new();
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                let (name, pointer) = reference.split_once('#').unwrap_or((reference, ""));
                if name.is_empty() && !local {
                    return Ok(value.clone());
                }
                let target = match name.strip_suffix(".json") {
                    Some(other) => folder.get(other),
                    None => Some(file),
                };
                let found = target.and_then(|target| Some((target, target.pointer(pointer)?)));
                let (file, found) = found.ok_or_else(|| format!("`{reference}` leads nowhere"))?;
                // Inside another file even its local references have to be followed.
                let local = local || !name.is_empty();
                if let Value::Object(found) = inline(found, file, folder, local, depth + 1)? {
                    out = found;
                    out.retain(|key, _| !matches!(key.as_str(), "$schema" | "$id" | "$defs"));
                }
            }
            for (key, child) in map.iter().filter(|(key, _)| *key != "$ref") {
                out.insert(key.clone(), inline(child, file, folder, local, depth)?);
            }
            Ok(Value::Object(out))
        }
        Value::Array(items) => items.iter().map(|item| inline(item, file, folder, local, depth)).collect(),
        _ => Ok(value.clone()),
    }
}

/// A schema with nothing in it but what judges. A part with `x-part` is a document of its own and
/// is judged as such: here only its type counts.
fn judging(schema: &Value) -> Result<Value> {
    let Value::Object(map) = schema else { return Ok(schema.clone()) };
    let part = map.contains_key("x-part");
    let mut judged = Map::new();
    for (key, value) in map.iter().filter(|(key, _)| !part || *key == "type") {
        if key.starts_with("x-") || EXPLAINING.contains(&key.as_str()) {
            continue;
        }
        if !JUDGING.contains(&key.as_str()) {
            // Better no build than a keyword that is written down and never judged.
            return Err(format!("the keyword `{key}` is not known to the build").into());
        }
        let value = match (key.as_str(), value) {
            ("properties", Value::Object(all)) => {
                let all = all.iter().map(|(name, key)| Ok((name.clone(), judging(key)?)));
                Value::Object(all.collect::<Result<_>>()?)
            }
            ("anyOf", Value::Array(all)) => Value::Array(all.iter().map(judging).collect::<Result<_>>()?),
            ("items" | "additionalProperties", _) => judging(value)?,
            _ => value.clone(),
        };
        judged.insert(key.clone(), value);
    }
    Ok(Value::Object(judged))
}
