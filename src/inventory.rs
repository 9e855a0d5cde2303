//! What the server holds: exports of `GET /v1/oauth/integrations`, of contents and of associations.
//!
//! They are read as data, not as documents: nothing in them is linted.

use crate::server_template::parse;
use crate::summary::{Content, Definition, Mention, Setting, Summary, Text, Texts};
use crate::template::{self, AuthType};
use serde_json::Value;
use std::sync::Arc;

/// One export.
#[derive(Clone, Debug)]
pub struct Export {
    /// It in short, as the index takes it.
    pub summary: Arc<Summary>,
    /// The keys and values of the `config` of each definition, without secrets.
    configs: Vec<Vec<(Box<str>, Box<str>)>>,
}

impl Export {
    /// What the `config` of one of its definitions holds under a key.
    #[must_use]
    pub fn value(&self, definition: usize, key: &str) -> Option<&str> {
        let config = self.configs.get(definition)?;
        config.iter().find(|(name, _)| **name == *key).map(|(_, value)| &**value)
    }

    /// The keys of the `config` of one of its definitions.
    pub fn keys(&self, definition: usize) -> impl Iterator<Item = &str> {
        self.configs.get(definition).into_iter().flatten().map(|(name, _)| &**name)
    }
}

/// All exports of a run, in order.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    exports: Vec<Export>,
}

impl Inventory {
    /// The exports.
    #[must_use]
    pub fn exports(&self) -> &[Export] {
        &self.exports
    }

    /// Adds an export: a list of integrations, contents and associations, or one of them, or a mapping that
    /// holds such lists.
    ///
    /// # Errors
    /// A sentence without the file's name that says why it is no such export.
    pub fn add(&mut self, path: &str, text: &str) -> Result<(), String> {
        let value = parse(path, text)?;
        let mut reader = Reader { summary: Summary::empty(path.into()), configs: Vec::new() };
        reader.any(&value, "")?;
        self.exports.push(Export { summary: Arc::new(reader.summary), configs: reader.configs });
        Ok(())
    }
}

struct Reader {
    summary: Summary,
    configs: Vec<Vec<(Box<str>, Box<str>)>>,
}

impl Reader {
    fn any(&mut self, value: &Value, place: &str) -> Result<(), String> {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.any(item, &format!("{place}/{index}"))?;
                }
                Ok(())
            }
            Value::Object(_) => self.item(value, place),
            _ => Err(format!("{} is no list and no mapping", named(place))),
        }
    }

    fn item(&mut self, value: &Value, place: &str) -> Result<(), String> {
        let has = |key: &str| value.get(key).is_some();
        if has("oauth_integration_guid") {
            self.association(value);
        } else if has("template") && (has("guid") || has("config") || has("name")) {
            self.integration(value);
        } else if has("app_mode") || has("access_type") {
            self.summary.rare_mut().contents.push(Content {
                guid: Text::from_server(value.get("guid")).as_guid(),
                name: Text::from_server(value.get("name")),
                access: Text::from_server(value.get("access_type")),
                ..Content::of_app_mode(value["app_mode"].as_str().unwrap_or_default())
            });
        } else if has("fields") || has("options") {
            return Err("this is a server's list of templates: give it with --templates".to_owned());
        } else if has("code") && has("error") {
            return Err(format!("this is an error that the server answered, with code {}", value["code"]));
        } else {
            let lists = ["integrations", "content", "contents", "associations", "results"];
            let found: Vec<&str> = lists.into_iter().filter(|list| value[list].is_array()).collect();
            if found.is_empty() {
                return Err(format!(
                    "{} is neither an integration nor a content nor an association as a server returns them",
                    named(place)
                ));
            }
            for list in found {
                self.any(&value[list], &format!("{place}/{list}"))?;
            }
        }
        Ok(())
    }

    fn association(&mut self, value: &Value) {
        self.summary.rare_mut().associations += 1;
        let Text::Known(guid) = Text::from_server(value.get("oauth_integration_guid")).as_guid() else {
            return;
        };
        self.summary.rare_mut().mentions.push(Mention {
            guid,
            template: Text::from_server(value.get("oauth_integration_template")),
            auth_type: value["oauth_integration_auth_type"].as_str().and_then(AuthType::parse),
        });
    }

    fn integration(&mut self, value: &Value) {
        self.summary.integrations += 1;
        let template = Text::from_server(value.get("template"));
        let default = template
            .known()
            .and_then(template::template)
            .map_or(AuthType::Viewer, template::Template::default_auth_type);
        // The top-level key is the server's own word; older servers have it in `config` only, or not at all.
        let written = value["auth_type"].as_str().or_else(|| value["config"]["auth_type"].as_str());
        let mut config = Vec::new();
        let mut settings = Vec::new();
        for (name, value) in value["config"].as_object().into_iter().flatten() {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Bool(_) | Value::Number(_) => value.to_string(),
                _ => continue,
            };
            if !template::is_secret_key(name) {
                settings.push(Setting::new(name, Some(&text)));
                config.push((name.as_str().into(), text.into()));
            }
        }
        let texts = Texts {
            name: Text::from_server(value.get("name")),
            guid: Text::from_server(value.get("guid")).as_guid(),
            template,
            description: Text::from_server(value.get("description")),
        };
        let auth_type = written.map_or(Some(default), AuthType::parse);
        self.summary.definitions.push(Definition::new(&texts, auth_type, settings.into()));
        self.configs.push(config);
    }
}

fn named(place: &str) -> String {
    if place.is_empty() { "what is in it".to_owned() } else { format!("its entry {place}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Inventory, String> {
        let mut inventory = Inventory::default();
        inventory.add("server.json", text).map(|()| inventory)
    }

    #[test]
    fn every_export_of_a_server_is_read() {
        let inventory = read(
            r#"{"integrations": [
                 {"guid": "AB", "template": "connect", "name": "Me", "config": {"max_role": "Viewer", "client_secret": "no"}},
                 {"guid": "cd", "template": "databricks", "auth_type": "Service Account", "config": null}],
                "content": [{"guid": "ef", "app_mode": "quarto-static", "access_type": "all"}],
                "associations": [{"oauth_integration_guid": "gh", "oauth_integration_auth_type": "Viewer"}]}"#,
        )
        .expect("it is an export");
        let export = &inventory.exports()[0];
        let [me, bricks] = &export.summary.definitions[..] else { panic!("two are in it") };
        assert_eq!((me.guid().known(), me.auth_type), (Some("ab"), Some(AuthType::VisitorApiKey)));
        assert_eq!(bricks.auth_type, Some(AuthType::ServiceAccount));
        assert_eq!(export.value(0, "max_role"), Some("Viewer"));
        assert_eq!(export.keys(0).collect::<Vec<_>>(), ["max_role"], "no secret is kept");
        assert_eq!(
            export.summary.rare().contents[0].execution,
            Some(template::documents::Execution::Rendered)
        );
        assert_eq!(export.summary.rare().mentions[0].auth_type, Some(AuthType::Viewer));
        assert!(read("[]").expect("a server may hold nothing").exports()[0].summary.definitions.is_empty());
    }

    #[test]
    fn what_is_no_export_is_refused_in_words() {
        for (text, word) in [
            ("", "empty"),
            ("[1]", "entry /0"),
            ("{", "line 1"),
            (r#"[{"id": "azure", "fields": []}]"#, "--templates"),
            (r#"{"code": 3, "error": "no key"}"#, "code 3"),
            (r#"{"name": "x"}"#, "neither"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(word), "{text}: {error}");
        }
    }
}
