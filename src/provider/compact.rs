//! From a provider's YAML file to the compact JSON that is built in; used by the build script too.

use serde_json::{Map, Value, json};

/// Keys for readers of the file, which the program does not need.
const FOR_READERS: [&str; 4] = ["source", "confidence", "note", "examples"];

/// Reads a file and drops what is for readers only.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let value: Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    Ok(strip(value))
}

/// What tells that a provider is wanted, so that the others need not be read: its templates, its hosts, the
/// paths that speak for it, the two ends of its unmistakable client ids.
pub(crate) fn index(provider: &Value) -> Value {
    let list = |key: &str| provider.get(key).and_then(Value::as_array).into_iter().flatten();
    let texts =
        |key: &str, field: &str| list(key).filter_map(|item| item.get(field)).cloned().collect::<Vec<_>>();
    let elsewhere = list("endpoints").chain(list("wrong")).filter(|item| item.get("elsewhere").is_some());
    let shapes = provider.pointer("/client_id/shapes").and_then(Value::as_array).into_iter().flatten();
    let distinctive = shapes.filter(|shape| shape.get("distinctive") == Some(&Value::Bool(true)));
    let end = |shape: &Value, key: &str| shape.get(key).cloned().unwrap_or_else(|| json!(""));
    json!({
        "name": provider.get("name"),
        "templates": texts("templates", "name"),
        "hosts": texts("hosts", "host"),
        "paths": elsewhere.filter_map(|item| item.get("path")).collect::<Vec<_>>(),
        "client_ids": distinctive.map(|shape| [end(shape, "prefix"), end(shape, "suffix")]).collect::<Vec<_>>(),
    })
}

fn strip(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let wanted = map.into_iter().filter(|(key, _)| !FOR_READERS.contains(&key.as_str()));
            Value::Object(wanted.map(|(key, value)| (key, strip(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(strip).collect()),
        other => other,
    }
}
