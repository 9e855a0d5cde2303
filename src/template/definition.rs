//! One JSON Schema for definitions of every template, for editors that know schemas and nothing of Connect.
//!
//! It is draft 7 without references to other files, and switches by `template` and `auth_type`, since that is
//! what `yaml-language-server` understands.

use super::documents;
use super::{AuthType, Key, Kind, Need, Shape, Template, all};
use serde_json::{Map, Value, json};

/// What a reference or placeholder looks like, wherever another type than text is wanted.
const REFERENCE: &str = r"[$<{]|^[a-z]+://";

/// The schema of a definition, or of a list of them.
#[must_use]
pub fn definition() -> Value {
    let mut definitions = Map::new();
    definitions.insert("integration".to_owned(), integration());
    definitions.insert("permission".to_owned(), object(documents::keys("permission"), false));
    for template in all().iter().filter(|template| template.detailed) {
        definitions.insert(template.name.to_owned(), config(template));
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Posit Connect OAuth integration",
        "description": "What is posted to /v1/oauth/integrations to create an OAuth integration, or a list of such definitions.",
        "if": { "type": "array" },
        "then": { "items": { "$ref": "#/definitions/integration" } },
        "else": { "$ref": "#/definitions/integration" },
        "definitions": definitions,
    })
}

fn integration() -> Value {
    let mut whole = object(documents::keys("create"), false);
    let templates = all().iter();
    let described = |template: &Template| format!("**{}**: {}", template.title, template.description);
    whole["properties"]["template"]["enum"] = templates.clone().map(|it| it.name).collect();
    whole["properties"]["template"]["markdownEnumDescriptions"] = templates.clone().map(described).collect();
    whole["properties"]["permissions"]["items"] = json!({ "$ref": "#/definitions/permission" });
    let switch = templates.filter(|template| template.detailed).map(|template| {
        let config = json!({ "$ref": format!("#/definitions/{}", template.name) });
        json!({
            "if": { "properties": { "template": { "const": template.name } }, "required": ["template"] },
            "then": { "properties": { "config": config } },
        })
    });
    whole["allOf"] = switch.collect();
    whole
}

/// The `config` of a template, by its auth type.
fn config(template: &Template) -> Value {
    let types: Vec<&str> = template.auth_types().map(AuthType::name).collect();
    let default = template.default_auth_type();
    let switch = template.shapes.iter().map(|shape| {
        let is = json!({ "properties": { "auth_type": { "const": shape.auth_type.name() } } });
        let when = if shape.auth_type == default {
            is
        } else {
            json!({ "allOf": [is, { "required": ["auth_type"] }] })
        };
        json!({ "if": when, "then": of_shape(shape) })
    });
    json!({
        "type": "object",
        "title": template.title,
        "markdownDescription": format!("{}\n\nsince Connect {}", template.description, template.since),
        "properties": { "auth_type": { "enum": types, "default": default.name() } },
        "allOf": switch.collect::<Vec<_>>(),
    })
}

fn of_shape(shape: &Shape) -> Value {
    let mut value = object(shape.keys, shape.open);
    // A Public client must not have a secret; whoever writes none is not told of two mistakes.
    let unless_public: Vec<&str> =
        shape.keys.iter().filter(|key| key.need == Need::UnlessPublic).map(|key| key.name).collect();
    if !unless_public.is_empty() {
        let not: Vec<Value> = unless_public.iter().map(|key| json!({ "required": [key] })).collect();
        value["if"] = json!({
            "properties": { "auth_mode": { "const": "Public" } }, "required": ["auth_mode"]
        });
        value["then"] = json!({ "not": { "anyOf": not } });
    }
    value
}

fn object(keys: &'static [Key], open: bool) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> =
        keys.iter().filter(|key| key.need == Need::Required).map(|key| key.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": open })
}

fn property(key: &Key) -> Value {
    let kind = match key.kind {
        Kind::Bool => "boolean",
        Kind::Number => "number",
        Kind::Sequence => "array",
        Kind::Mapping => "object",
        Kind::String | Kind::Null => "string",
    };
    let mut value = json!({ "description": key.description, "markdownDescription": markdown(key) });
    let reference = json!({ "type": "string", "pattern": REFERENCE });
    if !key.values.is_empty() {
        value["anyOf"] = json!([{ "enum": key.values }, reference, { "type": "null" }]);
    } else if matches!(key.kind, Kind::Bool | Kind::Number) {
        value["anyOf"] = json!([{ "type": kind }, reference, { "type": "null" }]);
    } else {
        value["type"] = json!([kind, "null"]);
    }
    if let Some(default) = key.default {
        value["default"] = match (key.kind, default) {
            (Kind::Bool, "true") => json!(true),
            (Kind::Bool, "false") => json!(false),
            _ => json!(default),
        };
    }
    if !key.examples.is_empty() {
        value["examples"] = json!(key.examples);
    }
    value
}

fn markdown(key: &Key) -> String {
    let mut text = key.description.to_owned();
    if let Some(default) = key.default {
        text.push_str(&format!("\n\ndefault: `{default}`"));
    }
    if let Some(since) = key.since {
        text.push_str(&format!("\n\nsince Connect {since}"));
    }
    if !key.source.is_empty() {
        text.push_str(&format!("\n\nsource: {}", key.source));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> bool {
        let value: Value = serde_yaml::from_str(text).expect("it is YAML");
        let validator = jsonschema::validator_for(&definition()).expect("it is a schema");
        !validator.is_valid(&value)
    }

    #[test]
    fn it_takes_what_is_right_and_refuses_what_no_template_has() {
        let good =
            "template: github\nname: GitHub\nconfig:\n  client_id: Iv23example\n  client_secret: ${SECRET}\n";
        assert!(!refused(good));
        assert!(!refused(&format!("- {}", good.replace('\n', "\n  "))), "a list of them");
        assert!(refused(&good.replace("github", "githbu")));
        assert!(refused(&good.replace("name:", "nmae:")));
        assert!(refused(&format!("{good}  auth_mode: Public\n")), "GitHub has no Public clients");
        let custom = "template: databricks\nname: x\nconfig:\n  workspace_host: a.example.com\n  client_id: y\n  scopes: all-apis\n";
        assert!(refused(&format!("{custom}  tenant_id: z\n")), "the key of another template");
        assert!(refused(&format!("{custom}  auth_mode: Public\n  client_secret: s\n")));
        assert!(!refused(&format!("{custom}  auth_mode: Public\n")));
        assert!(!refused(&format!("{custom}  auth_mode: ${{MODE}}\n")), "a reference may be anything");
    }

    #[test]
    fn every_key_says_what_it_is() {
        let schema = definition();
        let templates = schema["definitions"].as_object().expect("it has some");
        assert!(templates.len() > 10);
        for (name, template) in templates {
            for shape in template["allOf"].as_array().into_iter().flatten() {
                for (key, property) in shape["then"]["properties"].as_object().into_iter().flatten() {
                    let text = property["description"].as_str().unwrap_or_default();
                    assert!(!text.is_empty() || name == "integration", "{name}: {key}");
                }
            }
        }
    }
}
