//! Whole new integrations to fill in, one for each template and auth type, made of the schemas.

use super::actions::escape;
use crate::document::Format;
use crate::template::{self, AuthType, Key, Need, Shape, Template};

/// A text with places to fill in.
#[derive(Debug)]
pub(super) struct Snippet {
    pub(super) label: String,
    pub(super) detail: String,
    /// As the protocol has it.
    pub(super) text: String,
    /// The same with the examples in the places.
    pub(super) plain: String,
}

/// One snippet for each template and auth type whose keys are known.
pub(super) fn all(format: Format) -> Vec<Snippet> {
    let shapes = template::all()
        .iter()
        .filter(|template| template.detailed)
        .flat_map(|template| template.shapes.iter().map(move |shape| (template, shape)));
    shapes.map(|(template, shape)| snippet(template, shape, format)).collect()
}

fn snippet(template: &Template, shape: &Shape, format: Format) -> Snippet {
    let mut writer = Writer { format, text: String::new(), plain: String::new(), places: 0 };
    writer.begin();
    writer.fixed(0, "template", template.name);
    writer.place(0, "name", template.title);
    writer.place(0, "description", "What it is for");
    writer.open_config();
    writer.fixed(1, "auth_type", shape.auth_type.name());
    let wanted: Vec<&Key> = shape
        .keys
        .iter()
        .filter(|key| key.need != Need::Optional && !matches!(key.name, "auth_type" | "auth_mode"))
        .collect();
    for key in wanted {
        let upper = format!("{}_{}", template.name, key.name).to_uppercase().replace('-', "_");
        let example = if key.secret {
            format!("${{{upper}}}")
        } else {
            let word = key.default.or(key.values.first().copied()).or(key.examples.first().copied());
            word.map_or_else(|| format!("<{}>", key.name), str::to_owned)
        };
        writer.place(1, key.name, &example);
    }
    writer.end();
    let kind = if shape.auth_type == AuthType::Viewer { "" } else { " as " };
    let kind = format!("{kind}{}", if kind.is_empty() { "" } else { shape.auth_type.name() });
    Snippet {
        label: format!("new {} integration{kind}", template.name),
        detail: format!("{}, {}", template.title, shape.auth_type.name()),
        text: writer.text,
        plain: writer.plain,
    }
}

struct Writer {
    format: Format,
    text: String,
    plain: String,
    places: usize,
}

impl Writer {
    fn raw(&mut self, text: &str) {
        self.text.push_str(&escape(text));
        self.plain.push_str(text);
    }

    fn begin(&mut self) {
        if self.format == Format::Json {
            self.raw("\"");
        }
    }

    fn key(&mut self, depth: usize, key: &str) {
        let first = self.plain.is_empty() || self.plain == "\"";
        match self.format {
            Format::Yaml => self.raw(&format!("{}{key}: ", "  ".repeat(depth))),
            Format::Toml => self.raw(&format!("{key} = ")),
            Format::Json if first => self.raw(&format!("{key}\": ")),
            Format::Json => self.raw(&format!("{}\"{key}\": ", "  ".repeat(depth + 1))),
        }
    }

    fn quote(&self, value: &str) -> &'static str {
        let odd =
            value.starts_with(['<', '$', '{', '[', '*', '&', '!', '%', '@', '`']) || value.contains(": ");
        if self.format == Format::Yaml && !odd { "" } else { "\"" }
    }

    fn line_end(&mut self) {
        self.raw(if self.format == Format::Json { ",\n" } else { "\n" });
    }

    fn fixed(&mut self, depth: usize, key: &str, value: &str) {
        self.key(depth, key);
        let quote = self.quote(value);
        self.raw(&format!("{quote}{value}{quote}"));
        self.line_end();
    }

    fn place(&mut self, depth: usize, key: &str, value: &str) {
        self.key(depth, key);
        self.places += 1;
        let quote = self.quote(value);
        self.text.push_str(&format!("{quote}${{{}:{}}}{quote}", self.places, escape(value)));
        self.plain.push_str(&format!("{quote}{value}{quote}"));
        self.line_end();
    }

    fn open_config(&mut self) {
        match self.format {
            Format::Yaml => self.raw("config:\n"),
            Format::Toml => self.raw("\n[config]\n"),
            Format::Json => self.raw("  \"config\": {\n"),
        }
    }

    fn end(&mut self) {
        for text in [&mut self.text, &mut self.plain] {
            text.truncate(text.trim_end_matches([',', '\n']).len());
        }
        if self.format == Format::Json {
            self.raw("\n  }");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::diagnostic::Level;
    use crate::lint::lint;
    use crate::project::{File, How, Project};
    use crate::rule::Catalogue;

    #[test]
    fn what_a_snippet_writes_is_a_definition_without_wrong_shapes() {
        for (format, path) in [(Format::Yaml, "a.yaml"), (Format::Toml, "a.toml"), (Format::Json, "a.json")] {
            for snippet in all(format) {
                let text = match format {
                    Format::Json => format!("{{{}}}", snippet.plain),
                    _ => snippet.plain.clone(),
                };
                let how = How { named: true, forced: None, format: None };
                let file = File::read(path, text.clone().into_bytes(), how).expect("it is one of ours");
                let project = Project::new(vec![file]);
                let report =
                    lint(&project, Catalogue::built_in(), &Settings::default()).expect("the rules are right");
                let wrong: Vec<String> = report
                    .diagnostics
                    .iter()
                    .filter(|it| it.level == Level::Error)
                    .map(|it| format!("{}: {}", it.rule, it.message))
                    .collect();
                assert!(wrong.is_empty(), "{}: {wrong:#?}\n{text}", snippet.label);
            }
        }
    }
}
