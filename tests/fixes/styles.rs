//! Whatever the style: fixing ends, a second time changes nothing, the text stays valid, and comments stay.

use super::pages::{fixable, with_example};
use connectlint::diagnostic::Safety;
use connectlint::fix::{self, Outcome};
use connectlint::project::{File, How};
use connectlint::rule::example::Example;
use proptest::prelude::*;
use std::sync::OnceLock;

/// How an example is written down.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    AsIs,
    JsonPretty,
    JsonCompact,
    /// JSON is YAML's flow style.
    Flow,
    FlowLines,
    List,
    Documents,
    TomlInline,
}

#[derive(Clone, Debug)]
struct Variant {
    at: usize,
    style: Style,
    crlf: bool,
    mark: bool,
    /// Which lines get a comment behind them, and whether there is a line break at the end.
    comments: Vec<bool>,
    open_end: bool,
    safety: Safety,
}

fn all() -> &'static [Example] {
    static ALL: OnceLock<Vec<Example>> = OnceLock::new();
    ALL.get_or_init(|| fixable().map(|(_, example, _)| example).collect())
}

fn variant() -> impl Strategy<Value = Variant> {
    let style = prop_oneof![
        4 => Just(Style::AsIs),
        1 => Just(Style::JsonPretty),
        1 => Just(Style::JsonCompact),
        1 => Just(Style::Flow),
        1 => Just(Style::FlowLines),
        1 => Just(Style::List),
        1 => Just(Style::Documents),
        1 => Just(Style::TomlInline),
    ];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (0..all().len(), style, flags, prop::collection::vec(any::<bool>(), 16)).prop_map(
        |(at, style, (crlf, mark, open_end, safe), comments)| {
            let safety = if safe { Safety::Safe } else { Safety::Unsafe };
            Variant { at, style, crlf, mark, comments, open_end, safety }
        },
    )
}

/// TOML of one line for a value; `None` where TOML has no such value.
fn toml(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(toml).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        serde_json::Value::Object(map) => {
            let entries: Option<Vec<String>> =
                map.iter().map(|(key, value)| Some(format!("{} = {}", bare(key), toml(value)?))).collect();
            Some(format!("{{{}}}", entries?.join(", ")))
        }
        scalar => Some(scalar.to_string()),
    }
}

fn bare(key: &str) -> String {
    let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if plain && !key.is_empty() { key.to_owned() } else { serde_json::Value::from(key).to_string() }
}

/// The example in a style; `None` where it cannot be written so.
fn written(variant: &Variant) -> Option<Example> {
    let mut example = all()[variant.at].clone();
    let (stem, ending) = example.path.rsplit_once('.')?;
    let stem = stem.to_owned();
    let yaml = matches!(ending, "yaml" | "yml");
    let value = || -> Option<serde_json::Value> {
        let value: serde_json::Value =
            serde_yaml::from_str(&example.text).ok().filter(|_| ending != "toml")?;
        value.is_object().then_some(value)
    };
    let (text, ending) = match variant.style {
        Style::AsIs => (example.text.clone(), ending.to_owned()),
        Style::JsonPretty => (serde_json::to_string_pretty(&value()?).ok()? + "\n", "json".to_owned()),
        Style::JsonCompact => (value()?.to_string(), "json".to_owned()),
        Style::Flow => (value()?.to_string().replace("\":", "\": ") + "\n", "yaml".to_owned()),
        Style::FlowLines => (serde_json::to_string_pretty(&value()?).ok()? + "\n", "yaml".to_owned()),
        Style::List if yaml && value().is_some() && !example.text.starts_with("---") => {
            let lines: Vec<String> = example.text.lines().map(|line| format!("  {line}")).collect();
            (format!("- {}\n", lines.join("\n").trim_start()), "yaml".to_owned())
        }
        Style::Documents if yaml && !example.text.starts_with("---") => {
            (format!("---\n{0}\n---\n{0}", example.text), "yaml".to_owned())
        }
        Style::TomlInline => {
            let value = value()?;
            let lines: Option<Vec<String>> = value
                .as_object()?
                .iter()
                .map(|(key, value)| Some(format!("{} = {}\n", bare(key), toml(value)?)))
                .collect();
            (lines?.concat(), "toml".to_owned())
        }
        _ => return None,
    };
    let commentable = ending != "json" && !text.contains(['|', '>', '\'']) && !text.contains("\"\"\"");
    let lines = text.lines().enumerate().map(|(number, line)| {
        let ends = line.ends_with(['"', ',', '{', '}']) || line.ends_with(|c: char| c.is_alphanumeric());
        if commentable && ends && variant.comments[number % variant.comments.len()] && !line.contains('#') {
            format!("{line} # note {number}\n")
        } else {
            format!("{line}\n")
        }
    });
    let mut text: String = lines.collect();
    if variant.open_end {
        text.truncate(text.trim_end().len());
    }
    if variant.crlf {
        text = text.replace('\n', "\r\n");
    }
    if variant.mark && ending != "json" {
        text.insert(0, '\u{feff}');
    }
    example.path = format!("{stem}.{ending}");
    example.text = text;
    Some(example)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixing_is_sound_in_every_style(variant in variant()) {
        let Some(example) = written(&variant) else { return Ok(()) };
        // Not every kind of document may stand in a list.
        let how = How { named: true, forced: None, format: None };
        if File::read(example.path.as_str(), example.text.clone().into_bytes(), how).is_err() {
            return Ok(());
        }
        let (before, outcome, again) = with_example(&example, |file, lint| {
            let before = file.document().problems().len();
            let outcome = fix::fix_file(file, lint, variant.safety);
            let again = match &outcome.file {
                Some(new) => fix::fix_file(new, lint, variant.safety),
                None => Outcome::default(),
            };
            (before, outcome, again)
        });
        let Some(new) = &outcome.file else { return Ok(()) };
        let text = new.source().text();
        prop_assert!(new.document().problems().len() <= before, "{text}");
        prop_assert!(again.file.is_none(), "not the same again:\n{text}\nbecomes\n{}",
            again.file.as_ref().map_or("", |file| file.source().text()));
        // A text of two lines may have become one of one line, without an end.
        prop_assert_eq!(variant.crlf && text.contains('\n'), text.contains("\r\n"), "{}", text);
        prop_assert_eq!(text.replace("\r\n", "").contains('\n'), !variant.crlf && text.contains('\n'));
        prop_assert_eq!(example.text.starts_with("\u{feff}"), text.starts_with("\u{feff}"), "{:?} became {:?}", example.text, text);
        // A comment goes with its line or not at all: no line of the old text stands there without it.
        for line in example.text.lines().filter(|line| line.contains(" # note ")) {
            let bare = line.split(" # note ").next().unwrap_or_default();
            let count = |text: &str| text.lines().filter(|line| *line == bare).count();
            prop_assert!(count(text) <= count(&example.text), "a comment is lost in\n{}\nbecame\n{text}", example.text);
        }
    }
}
