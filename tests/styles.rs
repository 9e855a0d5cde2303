//! How a definition is written changes no finding: comments, key order, quotes, indentation, line ends, YAML or JSON.

use connectlint::config::Settings;
use connectlint::lint::lint;
use connectlint::project::{File, How, Project};
use connectlint::rule::Catalogue;
use proptest::prelude::*;
use serde_json::{Map, Value};
use std::fs;
use std::path::PathBuf;

/// A way to write a definition down.
#[derive(Clone, Debug)]
struct Style {
    language: Language,
    indent: usize,
    /// For each key in turn: how its value is quoted, and whether a comment stands there.
    choices: Vec<(u8, bool)>,
    order: Vec<usize>,
    crlf: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Language {
    Block,
    Flow,
    JsonPretty,
    JsonCompact,
}

fn style() -> impl Strategy<Value = Style> {
    let language = prop_oneof![
        3 => Just(Language::Block),
        1 => Just(Language::Flow),
        1 => Just(Language::JsonPretty),
        1 => Just(Language::JsonCompact),
    ];
    (
        language,
        1_usize..7,
        prop::collection::vec((0_u8..3, any::<bool>()), 24),
        prop::collection::vec(any::<usize>(), 24),
        any::<bool>(),
    )
        .prop_map(|(language, indent, choices, order, crlf)| Style {
            language,
            indent,
            choices,
            order,
            crlf,
        })
}

/// Writes a value down in a style.
struct Writer<'s> {
    style: &'s Style,
    at: usize,
}

impl Writer<'_> {
    fn choice(&mut self) -> (u8, bool) {
        self.at += 1;
        self.style.choices[self.at % self.style.choices.len()]
    }

    /// The entries in the style's order.
    fn shuffled<'v>(&self, map: &'v Map<String, Value>) -> Vec<(&'v String, &'v Value)> {
        let mut entries: Vec<_> = map.iter().collect();
        for at in (1..entries.len()).rev() {
            entries.swap(at, self.style.order[at % self.style.order.len()] % (at + 1));
        }
        entries
    }

    fn scalar(&mut self, value: &Value) -> String {
        let Some(text) = value.as_str() else { return value.to_string() };
        let plain = !text.is_empty()
            && text.trim() == text
            && !text.contains([',', '#', '{', '[', ']', '}', '\''])
            && !text.contains(": ")
            && text.parse::<f64>().is_err()
            && text.starts_with(|c: char| c.is_ascii_alphabetic() || c.is_ascii_digit());
        match self.choice().0 {
            0 if plain => text.to_owned(),
            1 => format!("'{}'", text.replace('\'', "''")),
            _ => value.to_string(),
        }
    }

    fn block(&mut self, map: &Map<String, Value>, depth: usize, out: &mut String) {
        let indent = " ".repeat(depth * self.style.indent);
        for (key, value) in self.shuffled(map) {
            let (_, comment) = self.choice();
            if comment {
                out.push_str(&format!("{indent}# about the next key\n\n"));
            }
            match value {
                Value::Object(inner) => {
                    out.push_str(&format!("{indent}{key}:\n"));
                    self.block(inner, depth + 1, out);
                }
                Value::Array(items) => {
                    out.push_str(&format!("{indent}{key}:\n"));
                    for item in items {
                        let item = self.scalar(item);
                        out.push_str(&format!("{indent}{}- {item}\n", " ".repeat(self.style.indent)));
                    }
                }
                scalar => {
                    let scalar = self.scalar(scalar);
                    let behind = if comment { "  # said" } else { "" };
                    out.push_str(&format!("{indent}{key}: {scalar}{behind}\n"));
                }
            }
        }
    }

    fn flow(&mut self, value: &Value) -> String {
        match value {
            Value::Object(map) => {
                let entries: Vec<String> = self
                    .shuffled(map)
                    .into_iter()
                    .map(|(key, value)| format!("{key}: {}", self.flow(value)))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(", "))
            }
            scalar if scalar.is_string() => scalar.to_string(),
            scalar => scalar.to_string(),
        }
    }

    fn reordered(&self, value: &Value) -> Value {
        match value {
            Value::Object(map) => Value::Object(
                self.shuffled(map)
                    .into_iter()
                    .map(|(key, value)| (key.clone(), self.reordered(value)))
                    .collect(),
            ),
            other => other.clone(),
        }
    }

    fn write(mut self, value: &Value) -> (String, &'static str) {
        let Value::Object(map) = value else { panic!("a definition is a mapping") };
        let (text, name) = match self.style.language {
            Language::Block => {
                let mut out = String::new();
                self.block(map, 0, &mut out);
                (out, "integration.yaml")
            }
            Language::Flow => (self.flow(value) + "\n", "integration.yaml"),
            Language::JsonPretty => (
                serde_json::to_string_pretty(&self.reordered(value)).expect("it is JSON"),
                "integration.json",
            ),
            Language::JsonCompact => (self.reordered(value).to_string(), "integration.json"),
        };
        (if self.style.crlf { text.replace('\n', "\r\n") } else { text }, name)
    }
}

/// What is found, whatever the lines: rule, pointer and message.
fn findings(text: &str, name: &str) -> Vec<(&'static str, String)> {
    let how = How { named: true, ..How::default() };
    let file = File::read(name, text.as_bytes().to_vec(), how).expect("it is a definition");
    let project = Project::new(vec![file]);
    let report = lint(&project, Catalogue::built_in(), &Settings::default()).expect("the rules can be read");
    let mut found: Vec<_> =
        report.diagnostics.into_iter().map(|diagnostic| (diagnostic.rule, diagnostic.message)).collect();
    found.sort();
    found
}

fn definitions() -> Vec<(PathBuf, Value)> {
    walkdir::WalkDir::new("fixtures/templates")
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("it can be read");
            let value = serde_json::from_str(&text).expect("it is JSON");
            (path, value)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn style_changes_no_finding(style in style()) {
        for (path, value) in definitions() {
            let expected = findings(&value.to_string(), "integration.json");
            let (text, name) = Writer { style: &style, at: 0 }.write(&value);
            prop_assert_eq!(&findings(&text, name), &expected, "{}\n{}", path.display(), text);
        }
    }
}
