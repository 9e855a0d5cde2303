//! What is read from a text: each file of `tests/documents/` holds cases, a text and its tree.
//!
//! A case is `=== name`, the text, `>>>` and what is expected. `UPDATE=1 cargo test` writes it anew.

use connectlint::document::{Defect, Document, Format, Kind, Node};
use connectlint::source::Source;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn parse(text: &str, format: Format) -> Document {
    Document::parse(Source::new("a", text), format)
}

/// The tree with spans as pieces of the source, then comments and problems.
fn dump(document: &Document) -> String {
    let mut out = String::new();
    for (node, root) in document.roots() {
        out.push_str(if root.broken { "broken " } else { "" });
        dump_node(node, 0, &mut out);
    }
    for comment in document.comments() {
        let alone = if comment.alone { " alone" } else { "" };
        let _ = writeln!(out, "comment{alone} {:?}", document.source().slice(comment.span));
    }
    for problem in document.problems() {
        let place = document.source().position(problem.span.start as usize);
        let slice = document.source().slice(problem.span);
        let _ = write!(out, "{:?} in {} at {}:{}", problem.defect, problem.root, place.line, place.column);
        let _ = writeln!(out, " {slice:?}: {}", problem.message);
    }
    out
}

fn dump_node(node: Node<'_>, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth + 1);
    let tag = if node.has_custom_tag() { " tagged" } else { "" };
    let flow = if node.is_flow() { " flow" } else { "" };
    if node.is_alias() {
        let _ = writeln!(out, "alias {:?} of {:?}", node.raw(), node.resolved().raw());
        return;
    }
    match node.kind() {
        Kind::Mapping => {
            let _ = writeln!(out, "mapping{flow}{tag} {:?}", node.raw());
            for entry in node.entries() {
                let merged = if entry.merged { "<< " } else { "" };
                let _ = write!(out, "{pad}{merged}{:?}: ", entry.key.raw());
                dump_node(entry.value, depth + 1, out);
            }
        }
        Kind::Sequence => {
            let _ = writeln!(out, "list{flow}{tag} {:?}", node.raw());
            for item in node.items() {
                let _ = write!(out, "{pad}- ");
                dump_node(item, depth + 1, out);
            }
        }
        kind => {
            let _ = write!(out, "{kind:?}{tag} {:?}", node.raw());
            if node.text_span().is_none() || node.text() != node.raw() {
                let own = if node.text_span().is_none() { "own " } else { "" };
                let _ = write!(out, " {own}= {:?}", node.text());
            }
            if node.span().is_empty() {
                let _ = write!(out, " @{}", node.span().start);
            }
            out.push('\n');
        }
    }
}

/// Every span lies in the text, every slice is what it says, every parent covers its own children.
fn check(document: &Document) {
    let length = document.source().text().len();
    fn visit(node: Node<'_>, length: usize) {
        let source = node.document().source();
        assert!(node.span().end as usize <= length);
        assert!(source.text().get(node.span().range()).is_some(), "a span cuts a character");
        if let Some(span) = node.text_span() {
            assert_eq!(source.slice(span), node.text());
        }
        if node.is_alias() {
            return;
        }
        for item in node.items() {
            assert!(node.span().covers(item.span()), "{:?} in {:?}", item.raw(), node.raw());
            visit(item, length);
        }
        for entry in node.entries().filter(|entry| !entry.merged) {
            assert!(node.span().covers(entry.key.span()) && node.span().covers(entry.value.span()));
            visit(entry.key, length);
            visit(entry.value, length);
        }
    }
    for (node, _) in document.roots() {
        visit(node, length);
    }
    let roots = document.roots().len();
    for problem in document.problems() {
        assert!(document.source().text().get(problem.span.range()).is_some(), "{}", problem.message);
        assert!(problem.root <= roots);
    }
    assert!(document.comments().is_sorted_by_key(|comment| comment.span));
}

fn unescape(text: &str) -> String {
    text.replace("«TAB»", "\t")
        .replace("«CR»", "\r")
        .replace("«BOM»", "\u{feff}")
        .replace("«NUL»", "\0")
        .replace("«END»\n", "")
}

fn run(file: &str, format: Format) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents").join(file);
    let cases = std::fs::read_to_string(&path).expect("the cases are there").replace("\r\n", "\n");
    let mut anew = String::new();
    for case in cases.split("=== ").skip(1) {
        let (name, rest) = case.split_once('\n').expect("a case has a name");
        let (text, _) = rest.split_once(">>>\n").expect("a case has an expectation");
        let document = parse(&unescape(text), format);
        check(&document);
        let _ = write!(anew, "=== {name}\n{text}>>>\n{}\n", dump(&document));
    }
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(&path, anew.trim_end().to_owned() + "\n").expect("the cases can be written");
    }
    let (anew, cases) = (anew.trim_end(), cases.trim_end());
    let line = anew.lines().zip(cases.lines()).position(|(new, old)| new != old);
    assert!(anew == cases, "{file} differs from line {:?} on; the tree is now:\n{anew}", line.map(|l| l + 1));
}

#[test]
fn yaml_is_read() {
    run("yaml.txt", Format::Yaml);
}

#[test]
fn yaml_with_errors_is_read_on() {
    run("recovery.txt", Format::Yaml);
}

#[test]
fn templates_in_yaml_are_opaque() {
    run("template.txt", Format::Yaml);
}

#[test]
fn json_is_read() {
    run("json.txt", Format::Json);
}

#[test]
fn toml_is_read() {
    run("toml.txt", Format::Toml);
}

/// No text, however it is cut, makes a reader stumble, and every span stays inside it.
#[test]
fn every_beginning_of_every_sample_is_read() {
    for (file, format) in [
        ("yaml.txt", Format::Yaml),
        ("recovery.txt", Format::Yaml),
        ("template.txt", Format::Yaml),
        ("json.txt", Format::Json),
        ("toml.txt", Format::Toml),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents").join(file);
        let cases = std::fs::read_to_string(path).expect("the cases are there");
        for case in cases.split("=== ").skip(1) {
            let (_, rest) = case.split_once('\n').expect("a case has a name");
            let text = unescape(rest.split(">>>\n").next().unwrap_or_default());
            for (at, _) in text.char_indices() {
                check(&parse(&text[..at], format));
                check(&parse(&text[at..], format));
                let without: String = text[..at].chars().chain(text[at..].chars().skip(1)).collect();
                check(&parse(&without, format));
            }
        }
    }
}

fn only_problem(document: &Document) -> Defect {
    let problems = document.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].defect
}

#[test]
fn deep_nesting_is_a_problem_and_not_a_crash() {
    for (unit, format) in [
        ("[", Format::Yaml),
        ("{", Format::Yaml),
        ("{a: ", Format::Yaml),
        ("- ", Format::Yaml),
        ("? ", Format::Yaml),
        ("[", Format::Json),
        ("{\"a\":", Format::Json),
        ("[{\"a\":", Format::Json),
    ] {
        let document = parse(&unit.repeat(100_000), format);
        assert_eq!(only_problem(&document), Defect::TooDeep, "{unit:?} in {format:?}");
        assert_eq!(document.roots().len(), 0);
    }
    for text in [format!("a = {}", "[".repeat(100_000)), format!("a = {}", "{a = ".repeat(100_000))] {
        let document = parse(&text, Format::Toml);
        assert_eq!(document.problems().last().map(|p| p.defect), Some(Defect::TooDeep));
        assert_eq!(document.roots().len(), 0);
    }
    for text in [format!("[{}a]\n", "a.".repeat(100_000)), format!("{}a = 1\n", "a.".repeat(100_000))] {
        assert_eq!(only_problem(&parse(&text, Format::Toml)), Defect::TooDeep);
    }
    parse(&"[".repeat(100_000), Format::Toml);
    let document = parse(&format!("{}1{}", "[".repeat(128), "]".repeat(128)), Format::Json);
    assert!(document.problems().is_empty(), "128 levels are allowed");
}

#[test]
fn aliases_cannot_blow_up_the_tree() {
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let item = format!("*a{}", level - 1);
        let _ = writeln!(laughs, "a{level}: &a{level} [{}]", vec![item; 9].join(", "));
    }
    let document = parse(&laughs, Format::Yaml);
    assert_eq!(only_problem(&document), Defect::TooDeep);
    assert_eq!(document.roots().len(), 0);

    let mut chain = "a0: &a0 [x]\n".to_owned();
    for level in 1..1000 {
        let _ = writeln!(chain, "a{level}: &a{level} [*a{}]", level - 1);
    }
    assert_eq!(only_problem(&parse(&chain, Format::Yaml)), Defect::TooDeep, "deep by aliases");

    let document = parse("a: 1\n---\na: &a\n  b: [*a]\n", Format::Yaml);
    assert_eq!(only_problem(&document), Defect::TooDeep);
    assert_eq!(document.roots().len(), 1, "the document before it is kept");
}

#[test]
fn large_texts_are_read() {
    // Without optimisation the parser takes seconds for what it else does in the blink of an eye.
    let size = if cfg!(debug_assertions) { 2_000_000 } else { 20_000_000 };
    let scalar = format!("a: \"{}\"\nb: 1\n", "x".repeat(size));
    let document = parse(&scalar, Format::Yaml);
    assert!(document.problems().is_empty());
    let entry = document.roots().next().and_then(|(root, _)| root.get("a")).expect("it is there");
    assert_eq!(entry.value.text().len(), size);

    let line = format!("[{}1]", "1, ".repeat(5_000_000 / 3));
    for format in [Format::Yaml, Format::Json] {
        assert!(parse(&line, format).problems().is_empty());
    }
    let keys: String = (0..100_000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "k{at}: 1");
        text
    });
    assert!(parse(&keys, Format::Yaml).problems().is_empty());
    assert!(parse(&keys.replace(':', " ="), Format::Toml).problems().is_empty());
    assert_eq!(parse(&"---\na: 1\n".repeat(10_000), Format::Yaml).roots().len(), 10_000);
}

fn syntax_errors(document: &Document) -> usize {
    document.problems().iter().filter(|problem| problem.defect != Defect::DuplicateKey).count()
}

/// Errors on every line are capped, and cost no more than some passes over the text.
#[test]
fn many_errors_end_soon() {
    let yaml =
        ["a: b: c\n", "a: [\n", "a: \"\n", "\ta: 1\n", "}\n", "a: {{ x\n", "- a\nb: 1\n", "a: 'x' y\n"];
    let json = ["{\"a\": \"\n", "'", "{{ ", "}", "1 2\n", "\"a\" ", "[1 2] {\"a\" 3}\n", "/* "];
    let toml = ["a = b c\n", "a = [\n", "]\n", "a = \"\n", "[a\n", "= \n", "{{ \n", "''' "];
    for (lines, format) in [(yaml, Format::Yaml), (json, Format::Json), (toml, Format::Toml)] {
        for line in lines {
            let document = parse(&line.repeat(20_000), format);
            assert!((1..=21).contains(&syntax_errors(&document)), "{line:?} in {format:?}");
            check(&document);
        }
    }
    parse(&"{{ ".repeat(1_000_000), Format::Yaml);
}

/// No message shows a value: it may be a secret.
#[test]
fn messages_show_no_values() {
    let secret = "S3CR3T";
    for text in [
        "{\"client_secret\": \"S3CR3T\" \"b\": 1}",
        "{\"client_secret\": \"S3CR3T\" \"S3CR3T\"}",
        "{\"client_secret\" \"S3CR3T\"}",
        "{\"client_secret\": S3CR3T}",
        "{\"client_secret\", \"S3CR3T\"}",
        "{\"client_secret\": 'S3CR3T}",
        "[\"S3CR3T\" \"S3CR3T\"]",
    ] {
        let document = parse(text, Format::Json);
        assert!(!document.problems().is_empty(), "{text}");
        assert!(document.problems().iter().all(|problem| !problem.message.contains(secret)), "{text}");
    }
    for text in [
        "a: S3CR3T: b\n",
        "client_secret S3CR3T\na: 1\n",
        "a: 1\nclient_secret:S3CR3T\n",
        "a: \"S3CR3T\" x\n",
        "a: @S3CR3T",
    ] {
        let document = parse(text, Format::Yaml);
        assert!(!document.problems().is_empty(), "{text}");
        assert!(document.problems().iter().all(|problem| !problem.message.contains(secret)), "{text}");
    }
    for text in ["a = S3CR3T\n", "a = \"S3CR3T\n", "S3CR3T\n"] {
        let document = parse(text, Format::Toml);
        assert!(!document.problems().is_empty(), "{text}");
        assert!(document.problems().iter().all(|problem| !problem.message.contains(secret)), "{text}");
    }
}
