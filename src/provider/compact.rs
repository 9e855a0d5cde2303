//! From a provider's YAML file to the compact JSON that is built in; used by the build script too.

use serde_json::{Map, Value, json};

/// Keys for readers of the file, which the program does not need.
const FOR_READERS: [&str; 4] = ["source", "confidence", "note", "examples"];

/// Lists whose items carry errors of their own, so that it is kept which of them are only inferred.
const JUDGED: [&str; 5] = ["hosts", "endpoints", "wrong", "resources", "uris"];

/// Reads a file and drops what is for readers only.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let value: Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    Ok(strip(value, false))
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

fn strip(value: Value, judged: bool) -> Value {
    match value {
        Value::Object(map) => {
            let inferred = judged && map.get("confidence").is_some_and(|word| word == "inferred");
            let wanted = map.into_iter().filter(|(key, _)| !FOR_READERS.contains(&key.as_str()));
            let mark = inferred.then(|| ("inferred".to_owned(), Value::Bool(true)));
            let kept = wanted.map(|(key, value)| {
                let judged = JUDGED.contains(&key.as_str());
                (key, strip(value, judged))
            });
            Value::Object(kept.chain(mark).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| strip(item, judged)).collect()),
        other => other,
    }
}
