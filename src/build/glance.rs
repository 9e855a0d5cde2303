//! Writes a schema as the table that passes most values without a validator (`src/schema/glance.rs`).

use serde_json::{Map, Value};

/// The keywords that the table has a place for.
const KEYWORDS: [&str; 6] = ["type", "enum", "properties", "required", "additionalProperties", "items"];

/// The code of a table for a schema without annotations. Where the table has no place for a keyword it passes
/// nothing, so that the validator has to look.
pub(crate) fn code(schema: &Value) -> String {
    match schema {
        Value::Bool(true) => table(&Map::new()),
        Value::Object(map) if is_told(map) => table(map),
        _ => "glance::NONE".to_owned(),
    }
}

fn is_told(map: &Map<String, Value>) -> bool {
    let words = map.get("enum").and_then(Value::as_array).into_iter().flatten();
    map.keys().all(|key| KEYWORDS.contains(&key.as_str()))
        && words.clone().all(|word| word.is_string() || word.is_null())
        && (!map.contains_key("enum") || words.clone().any(Value::is_string))
}

fn table(map: &Map<String, Value>) -> String {
    let list = |key: &str| map.get(key).and_then(Value::as_array).into_iter().flatten();
    let words: Vec<&str> = list("enum").filter_map(Value::as_str).collect();
    let required: Vec<&str> = list("required").filter_map(Value::as_str).collect();
    let one = map.get("type").and_then(Value::as_str).into_iter();
    let types: Vec<&str> = one.chain(list("type").filter_map(Value::as_str)).collect();
    let kinds = types.iter().filter_map(|word| match *word {
        "null" => Some("Kind::Null"),
        "boolean" => Some("Kind::Bool"),
        "number" | "integer" => Some("Kind::Number"),
        "string" => Some("Kind::String"),
        "array" => Some("Kind::Sequence"),
        "object" => Some("Kind::Mapping"),
        _ => None,
    });
    let kinds: Vec<&str> = kinds.collect();
    let kinds = if map.contains_key("type") {
        format!("glance::kinds(&[{}])", kinds.join(", "))
    } else {
        "u8::MAX".to_owned()
    };
    let whole = types.contains(&"integer") && !types.contains(&"number");
    let keys = map.get("properties").and_then(Value::as_object).into_iter().flatten();
    let keys: String = keys.map(|(name, value)| format!("({name:?}, {}), ", code(value))).collect();
    let below = |key: &str| match map.get(key) {
        None | Some(Value::Bool(true)) => "Some(&glance::ANY)".to_owned(),
        Some(Value::Bool(false)) => "None".to_owned(),
        Some(schema) => format!("Some(&{})", code(schema)),
    };
    format!(
        "Glance {{ kinds: {kinds}, whole: {whole}, words: &{words:?}, keys: &[{keys}], required: &{required:?}, \
         others: {}, items: {} }}",
        below("additionalProperties"),
        below("items"),
    )
}
