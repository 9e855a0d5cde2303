//! Texts become trees: every place lies in the text, every value in the one around it, and reading a value again
//! gives the same value.

use super::{assert_inside, text};
use connectlint::document::{Defect, Document, Format, Kind, Node, Style};
use connectlint::source::Source;
use serde_json::Value;

/// The most problems that a file has: the limit of the readers, and that of duplicate keys.
const PROBLEMS: usize = 121;
/// How many values of a text are read again.
const AGAIN: usize = 24;

pub(crate) fn yaml(data: &[u8]) {
    if let Some(text) = text(data) {
        check(text, Format::Yaml);
    }
}

pub(crate) fn toml(data: &[u8]) {
    if let Some(text) = text(data) {
        let document = check(text, Format::Toml);
        assert!(document.roots().len() <= 1);
    }
}

/// What is JSON to another reader is JSON here, with the same values, and the other way round.
pub(crate) fn json(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let document = check(text, Format::Json);
    assert!(document.roots().len() <= 1);
    if is_template(text) {
        return;
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let other: Result<Value, _> = serde_json::from_str(text);
    match other {
        Ok(other) => {
            let only_twice = document.problems().iter().all(|it| it.defect == Defect::DuplicateKey);
            assert!(only_twice, "JSON is refused: {:?}", document.problems());
            if document.problems().is_empty() {
                let (root, _) = document.roots().next().expect("JSON has a value");
                assert_same(root, &other);
            }
        }
        Err(error) => {
            // Numbers, depths and halves of characters that the other has no room for are JSON all the same.
            let limit = ["number out of range", "recursion limit", "hex escape"];
            let limited = limit.iter().any(|word| error.to_string().contains(word));
            // Nothing at all may be written yet, or what a program puts in the place of a mark.
            let open = text.trim().is_empty() || has_placeholder(text);
            let said = limited || !document.problems().is_empty() || open;
            assert!(said, "no JSON ({error}), but nothing is said of it");
        }
    }
}

fn assert_same(node: Node<'_>, other: &Value) {
    match (node.kind(), other) {
        (Kind::Null, Value::Null) | (Kind::Number, Value::Number(_)) => {}
        (Kind::Bool, Value::Bool(other)) => assert_eq!(node.as_bool(), Some(*other)),
        (Kind::String, Value::String(other)) => assert_eq!(node.text(), other),
        (Kind::Sequence, Value::Array(others)) => {
            assert_eq!(node.items().len(), others.len());
            node.items().zip(others).for_each(|(item, other)| assert_same(item, other));
        }
        (Kind::Mapping, Value::Object(others)) => {
            assert_eq!(node.entries().len(), others.len());
            for entry in node.entries() {
                assert_same(entry.value, others.get(entry.name()).expect("both have the key"));
            }
        }
        (kind, other) => panic!("{kind:?} is {other}"),
    }
}

/// Whether marks that stand for a value without quotes may be in the text.
fn has_placeholder(text: &str) -> bool {
    ["$", "%", "@", "__"].iter().any(|mark| text.contains(mark))
}

/// Whether the text may be one that a program makes another text of: its marks are values here and nowhere else.
fn is_template(text: &str) -> bool {
    ["{{", "{%", "{#", "<%"].iter().any(|mark| text.contains(mark))
}

fn check(text: &str, format: Format) -> Document {
    let document = Document::parse(Source::new("a", text), format);
    let mut scalars = Vec::new();
    for (root, _) in document.roots() {
        visit(root, &mut scalars);
    }
    let source = document.source();
    assert!(document.problems().len() <= PROBLEMS, "{} problems", document.problems().len());
    for problem in document.problems() {
        assert_inside(source, problem.span, &problem.message);
        assert!(!problem.message.is_empty());
        assert!(problem.root <= document.roots().len());
        if let Some((span, _)) = &problem.related {
            assert_inside(source, *span, &problem.message);
        }
    }
    let mut before = 0;
    for comment in document.comments() {
        assert_inside(source, comment.span, "a comment");
        assert!(comment.span.start >= before, "comments overlap");
        before = comment.span.end;
    }
    if document.problems().is_empty() && !is_template(text) {
        scalars.into_iter().take(AGAIN).for_each(|scalar| read_again(scalar, format));
    }
    document
}

fn visit<'d>(node: Node<'d>, scalars: &mut Vec<Node<'d>>) {
    let source = node.document().source();
    assert_inside(source, node.span(), "a value");
    if node.is_alias() {
        return;
    }
    if let Some(span) = node.text_span() {
        assert_inside(source, span, "a text");
        assert_eq!(source.slice(span), node.text());
        // The line break that ends a block is a part of its text and not of its place.
        let own = span.slice(0..node.text().trim_end_matches(['\n', '\r']).len());
        assert!(own.is_empty() || node.span().covers(own), "{:?} is not in {:?}", node.text(), node.raw());
    }
    if node.style().is_some() && !node.span().is_empty() {
        scalars.push(node);
    }
    let nested = |inner: Node<'_>| {
        let outside = || format!("{:?} is not inside {:?}", inner.raw(), node.raw());
        assert!(node.span().covers(inner.span()), "{}", outside());
    };
    for item in node.items() {
        nested(item);
        visit(item, scalars);
    }
    for entry in node.entries().filter(|entry| !entry.merged) {
        nested(entry.key);
        nested(entry.value);
        visit(entry.key, scalars);
        visit(entry.value, scalars);
    }
}

/// The bytes of a value, read alone, are the same value.
fn read_again(scalar: Node<'_>, format: Format) {
    let raw = scalar.raw();
    let quoted = matches!(scalar.style(), Some(Style::SingleQuoted | Style::DoubleQuoted | Style::Multiline));
    let alone = match format {
        // What a plain or block scalar is depends on the lines and brackets around it.
        Format::Yaml if !quoted || raw.contains(['\n', '\r']) || scalar.has_custom_tag() => return,
        Format::Yaml | Format::Json => raw.to_owned(),
        // A bare key is no value.
        Format::Toml if scalar.kind() == Kind::String && !quoted => return,
        Format::Toml => format!("k = {raw}"),
    };
    let again = Document::parse(Source::new("a", alone), format);
    assert!(again.problems().is_empty(), "{raw:?} alone: {:?}", again.problems());
    let root = again.roots().next().map(|(root, _)| root).expect("it has a value");
    let value = if format == Format::Toml { root.get("k").expect("it is there").value } else { root };
    assert_eq!(value.text(), scalar.text(), "{raw:?} alone");
    if format != Format::Yaml {
        assert_eq!(value.kind(), scalar.kind(), "{raw:?} alone");
    }
}
