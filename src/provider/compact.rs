//! From a provider's YAML file to the compact JSON that is built in; used by the build script too.

use serde_json::{Map, Value};

/// Keys for readers of the file, which the program does not need.
const FOR_READERS: [&str; 4] = ["source", "confidence", "note", "examples"];

/// Reads a file and drops what is for readers only.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let value: Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    Ok(strip(value))
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
