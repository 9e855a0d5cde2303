//! A server's own rules for its templates: the export of `GET /v1/oauth/templates`.

use crate::pattern;
use regex::Regex;
use serde_json::Value;

/// The templates of a server.
#[derive(Debug)]
pub struct ServerTemplates {
    list: Vec<ServerTemplate>,
}

/// One template.
#[derive(Debug)]
pub struct ServerTemplate {
    /// The value of `template`.
    pub id: String,
    /// The keys of its `config`, in the order of the export.
    pub keys: Vec<ServerKey>,
}

/// One key of its `config`.
#[derive(Debug)]
pub struct ServerKey {
    /// Its name.
    pub name: String,
    /// What its value may be.
    pub kind: KeyKind,
    /// Whether no output may show its value.
    pub secret: bool,
    /// What counts if it is absent.
    pub default: Option<String>,
    /// When it may be there; always, if there is no condition.
    pub visible: Option<Condition>,
}

/// What the value of a key may be.
#[derive(Debug)]
pub enum KeyKind {
    /// A boolean.
    Switch,
    /// One of these words.
    Choice(Vec<String>),
    /// A text.
    Text {
        /// What must be found in it.
        validation: Option<Regex>,
        /// The same in the server's words.
        described: Option<String>,
    },
}

/// When a key may be there.
#[derive(Debug, PartialEq, Eq)]
pub enum Condition {
    /// A key has a value.
    Is {
        /// The key.
        key: String,
        /// The value, as text.
        value: String,
    },
    /// All of them hold.
    All(Vec<Condition>),
    /// One of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// Something that is not understood here: nothing is said about the key.
    Unknown,
}

impl Condition {
    /// Whether it holds; `None` if that depends on something unknown. `value` gives the text under a key.
    #[must_use]
    pub fn holds(&self, value: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
        match self {
            Self::Is { key, value: wanted } => value(key).map(|own| own == *wanted),
            Self::All(parts) => join(parts, value, false),
            Self::Any(parts) => join(parts, value, true),
            Self::Not(part) => part.holds(value).map(|holds| !holds),
            Self::Unknown => None,
        }
    }

    /// It in words: ``` `auth_type` is Viewer```.
    #[must_use]
    pub fn in_words(&self) -> String {
        let list =
            |parts: &[Self], word: &str| parts.iter().map(Self::in_words).collect::<Vec<_>>().join(word);
        match self {
            Self::Is { key, value } => format!("`{key}` is {value}"),
            Self::All(parts) => list(parts, " and "),
            Self::Any(parts) => list(parts, " or "),
            Self::Not(part) => format!("not ({})", part.in_words()),
            Self::Unknown => "a condition holds".to_owned(),
        }
    }

    fn read(value: &Value) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            _ => None,
        };
        if let Some(operator) = value["operator"].as_str() {
            let mut parts: Vec<Self> =
                value["operands"].as_array().into_iter().flatten().map(Self::read).collect();
            return match operator.to_ascii_lowercase().as_str() {
                // Of nothing there is nothing to say.
                _ if parts.is_empty() => Self::Unknown,
                "and" | "all" | "&&" => Self::All(parts),
                "or" | "any" | "||" => Self::Any(parts),
                "not" | "!" if parts.len() == 1 => {
                    parts.pop().map_or(Self::Unknown, |part| Self::Not(Box::new(part)))
                }
                _ => Self::Unknown,
            };
        }
        match (value["name"].as_str(), text(&value["value"])) {
            (Some(key), Some(value)) => Self::Is { key: key.to_owned(), value },
            _ => Self::Unknown,
        }
    }
}

/// Reads a file that a server's answer was written to: JSON, or YAML by the ending of its name.
///
/// # Errors
/// A sentence without the file's name.
pub fn parse(path: &str, text: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err("the file is empty".to_owned());
    }
    let yaml = path
        .rsplit('.')
        .next()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml"));
    if yaml {
        return serde_yaml::from_str(text).map_err(|error| {
            let place = error.location().map_or(String::new(), |at| format!(" at line {}", at.line()));
            format!("it is not valid YAML{place}")
        });
    }
    serde_json::from_str(text)
        .map_err(|error| format!("it is not valid JSON (line {}, column {})", error.line(), error.column()))
}

/// Three-valued "and" (`decisive` false) and "or" (`decisive` true).
fn join(parts: &[Condition], value: &dyn Fn(&str) -> Option<String>, decisive: bool) -> Option<bool> {
    let mut unknown = false;
    for part in parts {
        match part.holds(value) {
            Some(holds) if holds == decisive => return Some(decisive),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(!decisive)
}

impl ServerTemplates {
    /// Reads an export: the list, or one template of it.
    ///
    /// # Errors
    /// A sentence without the file's name that says why it is none.
    pub fn read(path: &str, text: &str) -> Result<Self, String> {
        let value = parse(path, text)?;
        let value = if value["results"].is_array() { &value["results"] } else { &value };
        let items = match value {
            Value::Array(items) => items.iter().collect(),
            Value::Object(_) => vec![value],
            _ => return Err("it is no list of templates".to_owned()),
        };
        let list = items
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                ServerTemplate::read(item).map_err(|why| format!("its entry /{index} {why}"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        if list.is_empty() {
            return Err("there is no template in it".to_owned());
        }
        Ok(Self { list })
    }

    /// The template of exactly this name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&ServerTemplate> {
        self.list.iter().find(|template| template.id == id)
    }

    /// Whether a template that is not in the list is none that the server has. Every server has `custom`, so a
    /// list with it is taken for the whole one.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.get("custom").is_some() && self.list.len() > 1
    }

    /// The names of all templates.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|template| template.id.as_str())
    }

    /// Whether a config key of any of them is a secret; of a name that a template has twice, one of the two is enough.
    #[must_use]
    pub fn is_secret(&self, key: &str) -> bool {
        self.list.iter().flat_map(|template| &template.keys).any(|own| own.secret && own.name == key)
    }
}

impl ServerTemplate {
    /// The key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&ServerKey> {
        self.keys.iter().find(|key| key.name == name)
    }

    fn read(value: &Value) -> Result<Self, String> {
        let Some(id) = value["id"].as_str() else {
            let hint =
                ["config", "oauth_integration_guid", "app_mode"].iter().any(|key| value.get(key).is_some());
            let hint = if hint { ": give what a server holds with --inventory" } else { "" };
            return Err(format!("has no `id`, so it is no template{hint}"));
        };
        if value.get("config").is_some() {
            return Err("is an integration, not a template: give it with --inventory".to_owned());
        }
        if !value["options"].is_array() && !value["fields"].is_array() {
            return Err("has neither `options` nor `fields`, so it is no template".to_owned());
        }
        let list = |name: &str| value[name].as_array().map_or(&[][..], Vec::as_slice);
        let mut keys: Vec<ServerKey> =
            list("options").iter().filter_map(|item| ServerKey::read(item, option)).collect();
        keys.extend(list("fields").iter().filter_map(|item| ServerKey::read(item, field)));
        Ok(Self { id: id.to_owned(), keys })
    }
}

impl ServerKey {
    fn read(value: &Value, kind: fn(&Value) -> KeyKind) -> Option<Self> {
        let default = match &value["default"] {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value["default"].to_string()),
            _ => None,
        };
        Some(Self {
            name: value["name"].as_str()?.to_owned(),
            kind: kind(value),
            secret: value["secret"] == true,
            default,
            visible: value["visibility_expression"]
                .is_object()
                .then(|| Condition::read(&value["visibility_expression"])),
        })
    }
}

fn option(value: &Value) -> KeyKind {
    let word = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(_) => value["value"].as_str().or_else(|| value["name"].as_str()).map(str::to_owned),
        _ => None,
    };
    let words: Vec<String> = value["values"].as_array().into_iter().flatten().filter_map(word).collect();
    match value["type"].as_str() {
        Some("bool" | "boolean") => KeyKind::Switch,
        None if value["default"].is_boolean() => KeyKind::Switch,
        _ if words.is_empty() => KeyKind::Text { validation: None, described: None },
        _ => KeyKind::Choice(words),
    }
}

fn field(value: &Value) -> KeyKind {
    let text = |key: &str| value[key].as_str().filter(|text| !text.is_empty());
    KeyKind::Text {
        validation: text("validation").and_then(pattern::compile),
        described: text("validation_description").map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn conditions_have_three_values() {
        let is = |key: &str| json!({"name": key, "value": "x"});
        let value = |key: &str| match key {
            "yes" => Some("x".to_owned()),
            "no" => Some("y".to_owned()),
            _ => None,
        };
        let holds = |value_: Value| Condition::read(&value_).holds(&value);
        let node = |operator: &str, keys: [&str; 2]| json!({"operator": operator, "operands": keys.map(is)});
        assert_eq!(holds(node("and", ["yes", "yes"])), Some(true));
        assert_eq!(holds(node("and", ["no", "unknown"])), Some(false));
        assert_eq!(holds(node("AND", ["yes", "unknown"])), None);
        assert_eq!(holds(node("or", ["yes", "unknown"])), Some(true));
        assert_eq!(holds(node("or", ["no", "no"])), Some(false));
        assert_eq!(holds(node("xor", ["yes", "no"])), None);
        assert_eq!(holds(json!({"operator": "not", "operands": [is("no")]})), Some(true));
        assert_eq!(holds(json!({"name": "flag", "value": true})), None);
        assert_eq!(Condition::read(&json!({"operator": "or", "operands": []})), Condition::Unknown);
    }

    #[test]
    fn an_export_is_read_and_anything_else_refused() {
        let text = r#"[{"id": "custom", "options": [
              {"name": "use_pkce", "type": "bool", "default": true},
              {"name": "auth_mode", "type": "select", "values": ["Confidential", "Public"]}],
            "fields": [{"name": "client_id", "validation": "^.+$", "validation_description": "Give one."},
                       {"name": "client_secret", "secret": true, "validation": "(?<="}]}]"#;
        let templates = ServerTemplates::read("t.json", text).expect("it is an export");
        let custom = templates.get("custom").expect("it is in it");
        assert!(matches!(custom.key("use_pkce").map(|key| &key.kind), Some(KeyKind::Switch)));
        assert_eq!(custom.key("use_pkce").and_then(|key| key.default.as_deref()), Some("true"));
        assert!(templates.is_secret("client_secret") && !templates.is_secret("client_id"));
        assert!(!templates.is_complete());
        for (text, word) in [
            ("[]", "no template"),
            ("3", "no list"),
            (r#"[{"guid": "x", "template": "custom", "config": {}}]"#, "--inventory"),
            (r#"[{"id": "1", "template": "custom", "config": {}}]"#, "--inventory"),
        ] {
            let error = ServerTemplates::read("t.json", text).expect_err(text);
            assert!(error.contains(word), "{error}");
        }
    }
}
