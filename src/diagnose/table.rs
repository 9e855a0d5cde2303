//! The tables of runtime errors that have no page of their own (`schemas/errors/*.yaml`).

use serde::{Deserialize, Deserializer};
use std::sync::OnceLock;

/// The errors of one service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The file's name, such as `entra`.
    pub id: String,
    /// Whose errors these are, as people call it.
    pub service: String,
    /// Templates whose integrations log in there.
    #[serde(default)]
    pub templates: Vec<String>,
    /// Providers (`schemas/providers`) whose endpoints are there.
    #[serde(default)]
    pub providers: Vec<String>,
    /// Words of a log line that name the service.
    #[serde(default)]
    pub named: Vec<String>,
    /// Public sources of the rows that name none of their own.
    pub source: Vec<String>,
    /// How sure the facts of rows are that say nothing else: documented, observed, inferred.
    pub confidence: String,
    /// The errors.
    pub errors: Vec<Row>,
}

/// One error of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The code, as the service prints it.
    pub code: Option<String>,
    /// The symbolic name of a number; for an error without a code a name in kebab-case.
    pub name: Option<String>,
    /// Other codes that mean the same.
    #[serde(default)]
    pub also: Vec<String>,
    /// The code counts only in a text that has one of these words: several services use it.
    #[serde(default)]
    pub near: Vec<String>,
    /// Wordings: all phrases of one of them occur, in whatever case.
    #[serde(default)]
    pub words: Vec<Vec<String>>,
    /// Whether every other match is better, because this code only wraps another error.
    #[serde(default)]
    pub general: bool,
    /// Whether the code is the beginning of codes that no row has.
    #[serde(default)]
    pub prefix: bool,
    /// What the service says with it, as a clause.
    pub meaning: String,
    /// The causes, the most likely first.
    #[serde(deserialize_with = "one_or_many")]
    pub cause: Vec<String>,
    /// What to do; as many as there are causes, or one for all.
    #[serde(deserialize_with = "one_or_many")]
    pub mend: Vec<String>,
    /// The rules that catch a cause in a file.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Public sources, where they are others than the table's.
    #[serde(default, deserialize_with = "one_or_many")]
    pub source: Vec<String>,
    /// How sure the facts are, where it is not as sure as the table.
    pub confidence: Option<String>,
    /// Texts that lead here.
    #[serde(default)]
    pub examples: Vec<String>,
}

impl Row {
    /// The code, or the name where there is no code.
    #[must_use]
    pub fn key(&self) -> &str {
        self.code.as_deref().or(self.name.as_deref()).unwrap_or_default()
    }

    /// All codes and the name of a code.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let name = self.name.as_deref().filter(|_| self.code.is_some());
        self.code.as_deref().into_iter().chain(name).chain(self.also.iter().map(String::as_str))
    }
}

/// A text, or a list of texts.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    match serde_json::Value::deserialize(from)? {
        serde_json::Value::String(one) => Ok(vec![one]),
        serde_json::Value::Array(many) => many
            .into_iter()
            .map(|item| match item {
                serde_json::Value::String(text) => Ok(text),
                other => Err(serde::de::Error::custom(format!("`{other}` is not a text"))),
            })
            .collect(),
        other => Err(serde::de::Error::custom(format!("`{other}` is neither a text nor a list of texts"))),
    }
}

/// Reads the built-in tables.
///
/// # Errors
/// What is wrong with them; a test keeps that from happening.
pub fn read() -> Result<Vec<Table>, String> {
    let json = include_str!(concat!(env!("OUT_DIR"), "/errors.json"));
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// All tables, in the order of their names; read when they are first asked for.
#[must_use]
pub fn tables() -> &'static [Table] {
    static TABLES: OnceLock<Vec<Table>> = OnceLock::new();
    TABLES.get_or_init(|| read().unwrap_or_default())
}
