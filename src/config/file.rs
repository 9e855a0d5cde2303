//! `connectlint.yaml`: read with places, so that a mistake in it is shown under the guilty word.

use super::{Config, Globs, Release};
use crate::diagnostic::Level;
use crate::document::{Document, Entry, Format, Kind as Value, Node};
use crate::kind;
use crate::schema::Fault;
use crate::source::{Source, Span};
use crate::template::{self, documents};
use std::path::Path;

/// The names under which a configuration is found, in this order.
pub const NAMES: [&str; 2] = ["connectlint.yaml", ".connectlint.yaml"];

/// Something wrong in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// A configuration that cannot be used.
#[derive(Debug)]
pub struct Wrong {
    /// Its text.
    pub document: Box<Document>,
    /// All that is wrong with it, in order.
    pub mistakes: Vec<Mistake>,
}

/// Reads a configuration; `folder` is the absolute path of the folder it is in, `known` tells rule names.
///
/// # Errors
/// What is wrong with it.
pub fn read(
    path: &str,
    text: &str,
    folder: &Path,
    known: &dyn Fn(&str) -> Result<(), Option<String>>,
) -> Result<Config, Wrong> {
    let format = Format::of_path(path).unwrap_or(Format::Yaml);
    let document = Document::parse(Source::new(path, text), format);
    let mut mistakes: Vec<Mistake> = document
        .problems()
        .iter()
        .map(|problem| Mistake {
            span: problem.span,
            message: problem.message.clone(),
            help: problem.help.clone(),
        })
        .collect();
    let mut config = Config { folder: folder.to_owned(), ..Config::default() };
    if let Some((second, _)) = document.roots().nth(1) {
        let message = "a configuration is one document: this second one would not be read".to_owned();
        mistakes.push(Mistake { span: second.span(), message, help: None });
    }
    if mistakes.is_empty()
        && let Some((root, _)) = document.roots().next()
    {
        mistakes.extend(shape(root));
        if mistakes.is_empty() {
            let mut reader = Reader { config: &mut config, folder, known, mistakes: &mut mistakes };
            for entry in root.entries() {
                reader.entry(entry);
            }
        }
    }
    if mistakes.is_empty() { Ok(config) } else { Err(Wrong { document: Box::new(document), mistakes }) }
}

/// What the schema has against it, in words of our own.
fn shape(root: Node<'_>) -> Vec<Mistake> {
    let Some(shape) = documents::document("config") else { return Vec::new() };
    let violations = shape.schema().validate(root);
    let mistakes = violations.into_iter().map(|violation| {
        let node = root.document().node(violation.node);
        let key = violation.key.map(|key| root.document().node(key));
        match violation.fault {
            Fault::UnknownKey => {
                let name = key.map_or("", Node::text);
                let near =
                    template::nearest(name, shape.keys.iter().map(|key| key.name), 3.min(name.len() / 3));
                Mistake {
                    span: key.unwrap_or(node).span(),
                    message: format!("there is no setting `{name}`"),
                    help: Some(near.map_or_else(
                        || format!("the settings are {}", list(shape.keys.iter().map(|key| key.name))),
                        |near| format!("did you mean `{}`?", near.name),
                    )),
                }
            }
            Fault::WrongType { expected, found } => Mistake {
                span: node.span(),
                message: format!("{} is wanted here, this is {}", expected.described(), found.described()),
                help: None,
            },
            Fault::NotOneOf(words) => Mistake {
                span: node.span(),
                message: format!("`{}` is not known here", node.text()),
                help: Some(format!("write one of {}", list(words.iter().map(String::as_str)))),
            },
            Fault::MissingKey(name) => {
                Mistake { span: node.span(), message: format!("`{name}` is missing"), help: None }
            }
            Fault::Other(keyword) => Mistake {
                span: node.span(),
                message: format!("this breaks the schema's `{keyword}`"),
                help: None,
            },
        }
    });
    mistakes.collect()
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Puts the settings into a [`Config`], and finds what a schema cannot see.
struct Reader<'r> {
    config: &'r mut Config,
    folder: &'r Path,
    known: &'r dyn Fn(&str) -> Result<(), Option<String>>,
    mistakes: &'r mut Vec<Mistake>,
}

impl Reader<'_> {
    fn entry(&mut self, entry: Entry<'_>) {
        let value = entry.value;
        if value.kind() == Value::Null {
            return;
        }
        match entry.name() {
            "connect" => match value.text().parse::<Release>() {
                Ok(release) => self.config.settings.connect_version = Some(release),
                Err(error) => self.wrong(value, error),
            },
            "secrets" => self.config.settings.secrets_injected = value.text() == "injected",
            "fail-on" => self.config.fail_on = Some(level(value.text())),
            "select" => self.config.settings.select = self.rules(value),
            "ignore" => self.config.settings.ignore = self.rules(value),
            "levels" => {
                for entry in value.entries() {
                    self.check_rule(entry.key);
                    self.config.settings.levels.insert(entry.name().to_owned(), level(entry.value.text()));
                }
            }
            "ignore-in" => {
                for entry in value.entries() {
                    let rules = self.rules(entry.value);
                    if let Some(globs) = self.globs(entry.key, [entry.name()]) {
                        self.config.settings.ignored_in.push((globs, rules));
                    }
                }
            }
            "kinds" => {
                for entry in value.entries() {
                    if let (Some(globs), Some(kind)) =
                        (self.globs(entry.key, [entry.name()]), kind::kind_named(entry.value.text()))
                    {
                        self.config.kinds.push((globs, kind));
                    }
                }
            }
            "exclude" => self.config.exclude = self.globs(value, value.items().map(Node::text)),
            "inventory" => self.config.inventory = self.paths(value.items()),
            "templates" => self.config.templates = self.paths([value]).pop(),
            "rules" => self.config.rules = self.paths(value.items()),
            // It may not be there yet: `--write-baseline` makes it.
            "baseline" => self.config.baseline = Some(self.folder.join(value.text())),
            "require-reason" => self.config.settings.require_reason = value.as_bool() == Some(true),
            "allow-secret-suppressions" => {
                self.config.settings.allow_secret_suppressions = value.as_bool() == Some(true);
            }
            _ => {}
        }
    }

    fn rules(&mut self, list: Node<'_>) -> Vec<String> {
        list.items().inspect(|item| self.check_rule(*item)).map(|item| item.text().to_owned()).collect()
    }

    fn check_rule(&mut self, name: Node<'_>) {
        if let Err(near) = (self.known)(name.text()) {
            self.mistakes.push(Mistake {
                span: name.span(),
                message: format!("there is no rule or group `{}`", name.text()),
                help: Some(near.map_or_else(
                    || "`connectlint rules` lists them".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                )),
            });
        }
    }

    fn globs<'a>(&mut self, place: Node<'_>, globs: impl IntoIterator<Item = &'a str>) -> Option<Globs> {
        Globs::new(self.folder, globs).map_err(|error| self.wrong(place, error)).ok()
    }

    fn paths<'a>(&mut self, items: impl IntoIterator<Item = Node<'a>>) -> Vec<std::path::PathBuf> {
        let mut paths = Vec::new();
        for item in items {
            let path = self.folder.join(item.text());
            if !path.exists() {
                self.wrong(item, format!("there is no `{}` beside this configuration", item.text()));
            }
            paths.push(path);
        }
        paths
    }

    fn wrong(&mut self, node: Node<'_>, message: String) {
        self.mistakes.push(Mistake { span: node.span(), message, help: None });
    }
}

/// The level of a word; `off` and `never` are none.
fn level(word: &str) -> Option<Level> {
    match word {
        "error" => Some(Level::Error),
        "warning" => Some(Level::Warning),
        "info" => Some(Level::Info),
        _ => None,
    }
}
