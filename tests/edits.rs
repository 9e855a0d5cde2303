//! Every edit in every style: what it is about changes, and not one byte besides.

use connectlint::diagnostic::{Diagnostic, Edit, Fix, Level, Place, Safety};
use connectlint::document::{Document, Entry, Format, Node, Style};
use connectlint::fix::{self, edit};
use connectlint::source::{Source, Span};
use std::sync::Arc;

fn parse(path: &str, text: &str) -> Document {
    Document::parse(Source::new(path, text), Format::of_path(path).expect("a known ending"))
}

fn made(text: &str, edits: Vec<Edit>) -> String {
    let fix = edit::fix(Safety::Safe, "test", edits);
    let diagnostic = Diagnostic {
        rule: "test",
        level: Level::Error,
        message: String::new(),
        help: None,
        path: Arc::from("test"),
        place: Place { span: Span::default(), pointer: String::new(), root: 0 },
        about: Arc::default(),
        related: Vec::new(),
        fix,
        silences: Vec::new(),
    };
    fix::apply(text, [&diagnostic], Safety::Safe).text
}

/// The value at a path of keys and indices in the first document.
fn at<'d>(document: &'d Document, path: &str) -> Node<'d> {
    let (mut node, _) = document.roots().next().expect("there is a document");
    for token in path.split('/').filter(|token| !token.is_empty()) {
        node = match token.parse::<usize>() {
            Ok(index) => node.items().nth(index).expect("the item is there"),
            Err(_) => node.get(token).expect("the key is there").value,
        };
    }
    node
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Lets `edits` work on the entry at a path; the outcome must parse.
fn on_entry(
    path: &str,
    text: &str,
    place: &str,
    edits: impl Fn(Node<'_>, Entry<'_>) -> Option<Vec<Edit>>,
) -> Option<String> {
    let document = parse(path, text);
    assert!(document.problems().is_empty(), "the text itself is broken: {:?}\n{text}", document.problems());
    let (outer, key) = split(place);
    let mapping = at(&document, outer);
    let new = made(text, edits(mapping, mapping.get(key).expect("the key is there"))?);
    let after = parse(path, &new);
    assert!(after.problems().is_empty(), "{:?} in\n{new}\nfrom\n{text}", after.problems());
    Some(new)
}

#[track_caller]
fn removes(path: &str, place: &str, text: &str, wanted: &str) {
    let new = on_entry(path, text, place, edit::remove);
    assert_eq!(new.as_deref(), Some(wanted), "removing {place} from\n{text}");
    // The same with other line ends, and behind a byte order mark.
    let crlf = text.replace('\n', "\r\n");
    let new = on_entry(path, &crlf, place, edit::remove);
    assert_eq!(new, Some(wanted.replace('\n', "\r\n")), "with CRLF");
    let bom = format!("\u{feff}{text}");
    let new = on_entry(path, &bom, place, edit::remove);
    assert_eq!(new, Some(format!("\u{feff}{wanted}")), "with a byte order mark");
}

#[track_caller]
fn refuses_to_remove(path: &str, place: &str, text: &str) {
    assert_eq!(on_entry(path, text, place, edit::remove), None, "removing {place} from\n{text}");
}

#[test]
fn what_belongs_to_the_key_before_is_not_repeated() {
    inserts("a.yaml", "a", "null", "a: &x 1\nb: 2\n", "a: &x 1\nnew: null\nb: 2\n");
    inserts("a.yaml", "a", "null", "a:   1\nb: 2\n", "a:   1\nnew: null\nb: 2\n");
    inserts("a.yaml", "a", "null", "a : 1\nb : 2\n", "a : 1\nnew : null\nb : 2\n");
    inserts("a.yaml", "a", "null", "{\"a\":1}\n", "{\"a\":1, \"new\": null}\n");
}

#[test]
fn a_comment_between_a_value_and_its_comma_stays() {
    removes("a.yaml", "b", "{\n  a: 1,\n  b: 2 # two\n  , c: 3}\n", "{\n  a: 1,\n   # two\n   c: 3}\n");
}

#[test]
fn the_first_of_several_lines_in_brackets_goes_with_its_line_break() {
    removes("a.yaml", "a", "{a: 1,\n b: 2}\n", "{b: 2}\n");
    removes("a.json", "a", "{\"a\": 1,\n \"b\": 2}\n", "{\"b\": 2}\n");
}

#[test]
fn a_key_goes_with_its_line_and_its_comment() {
    for (place, text, wanted) in [
        ("b", "a: 1\nb: 2\nc: 3\n", "a: 1\nc: 3\n"),
        ("a", "a: 1\nb: 2\n", "b: 2\n"),
        ("b", "a: 1\nb: 2\n", "a: 1\n"),
        ("b", "a: 1\nb: 2", "a: 1\n"),
        ("b", "a: 1\nb: 2 # why\nc: 3 # stays\n", "a: 1\nc: 3 # stays\n"),
        ("b", "a: 1\n# stays\nb: 2\n\n# stays\nc: 3\n", "a: 1\n# stays\n\n# stays\nc: 3\n"),
        ("k/b", "k:\n    a: 1\n    b: >-\n      x\n      y\n\n    c: 3\n", "k:\n    a: 1\n\n    c: 3\n"),
        ("k/b", "k:\n  a: 1\n  b:\n  - x\n  - y # z\nl: 1\n", "k:\n  a: 1\nl: 1\n"),
        ("k/b", "k:\n  a: 1\n  b:\n    # inside\n    x: {y: z}\nl: 1\n", "k:\n  a: 1\nl: 1\n"),
        ("k/b", "k:\n  a: 1\n  b: x\n    y\n    z\nl: 1\n", "k:\n  a: 1\nl: 1\n"),
        ("b", "a: 1\n\"b\": \"2\"\n'c': 3\n", "a: 1\n'c': 3\n"),
        ("b", "a: 1\nb:\nc: 3\n", "a: 1\nc: 3\n"),
        ("b", "a: 1\nb: !vault |\n  x\nc: 3\n", "a: 1\nc: 3\n"),
        ("b", "a: &x 1\nb: *x\nc: 3\n", "a: &x 1\nc: 3\n"),
        ("b", "---\na: 1\nb: 2\n---\na: 1\nb: 2\n", "---\na: 1\n---\na: 1\nb: 2\n"),
        ("0/b", "- a: 1\n  b: 2\n- c: 3\n", "- a: 1\n- c: 3\n"),
        ("0/a", "- a: 1\n  b: 2\n- c: 3\n", "- b: 2\n- c: 3\n"),
        ("0/a", "- a: 1 # why\n  # about b\n  b: 2\n", "- # about b\n  b: 2\n"),
        ("0/a", "- a: 1\n  <<: {c: 3}\n", "- <<: {c: 3}\n"),
        ("0/a", "-   a:\n      x: 1\n    b: 2\n", "-   b: 2\n"),
        ("0/a", "- a: 1\n- c: 3\n", "- {}\n- c: 3\n"),
        ("k/0/a", "k:\n- a: 1 # why\n- c: 3\n", "k:\n- {} # why\n- c: 3\n"),
        ("k/a", "k:\n  a: 1\nl: 2\n", "k: {}\nl: 2\n"),
        ("k/a", "k: # here\n  # there\n  a: 1 # gone\nl: 2\n", "k: {} # here\n  # there\nl: 2\n"),
        ("k/a", "k:\n  a: 1", "k: {}"),
        ("k/a", "k:\n  <<: {b: 1}\n  a: 1\n", "k:\n  <<: {b: 1}\n"),
        ("a", "a: 1\n", "{}\n"),
    ] {
        removes("a.yaml", place, text, wanted);
    }
    refuses_to_remove("a.yaml", "b", "a: 1\n? b\n: 2\n? c\n: 3\n");
    refuses_to_remove("a.yaml", "0/b", "- &x b: 1\n  c: 2\n");
}

#[test]
fn commas_stay_right_between_brackets() {
    for (place, text, wanted) in [
        ("b", "{a: 1, b: 2, c: 3}\n", "{a: 1, c: 3}\n"),
        ("a", "{a: 1, b: 2}\n", "{b: 2}\n"),
        ("b", "{a: 1, b: 2}\n", "{a: 1}\n"),
        ("b", "{a: 1, b: 2,}\n", "{a: 1,}\n"),
        ("a", "{a: 1}\n", "{}\n"),
        ("a", "{ a: 1 }\n", "{}\n"),
        ("a", "{a: 1,}\n", "{}\n"),
        ("k/b", "k: {a: 1, b: [x, {y: z}]}\nl: 1\n", "k: {a: 1}\nl: 1\n"),
        (
            "k/b",
            "k: {\n  a: 1, # one\n  b: 2, # two\n  c: 3 # three\n}\n",
            "k: {\n  a: 1, # one\n  c: 3 # three\n}\n",
        ),
        ("k/c", "k: {\n  a: 1, # one\n  c: 3 # three\n}\n", "k: {\n  a: 1 # one\n}\n"),
        ("k/a", "k: {\n  # lone\n  a: 1\n}\n", "k: {\n  # lone\n}\n"),
        ("k/b", "k: {a: 1, b: 2,\n  c: 3}\n", "k: {a: 1,\n  c: 3}\n"),
        ("k/b", "k: {<<: {z: 1}, b: 2}\n", "k: {<<: {z: 1}}\n"),
        ("0/0/b", "- [{a: 1, b: 2}]\n", "- [{a: 1}]\n"),
    ] {
        removes("a.yaml", place, text, wanted);
    }
    for (place, text, wanted) in [
        ("b", "{\"a\":1,\"b\":2,\"c\":3}", "{\"a\":1,\"c\":3}"),
        ("c", "{\"a\":1,\"b\":2,\"c\":3}", "{\"a\":1,\"b\":2}"),
        ("a", "{\"a\":1}", "{}"),
        ("b", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n", "{\n  \"a\": 1,\n  \"c\": 3\n}\n"),
        ("c", "{\n  \"a\": 1,\n  \"c\": [\n    3\n  ]\n}\n", "{\n  \"a\": 1\n}\n"),
        ("a", "{\n  \"a\": 1\n}\n", "{}\n"),
        ("b", "{ \"a\": 1\n, \"b\": 2\n, \"c\": 3\n}\n", "{ \"a\": 1\n, \"c\": 3\n}\n"),
        ("c", "{ \"a\": 1\n, \"c\": 3\n}\n", "{ \"a\": 1\n}\n"),
        ("a", "{ \"a\": 1\n, \"c\": 3\n}\n", "{ \"c\": 3\n}\n"),
        ("k/b", "{\"k\": {\"a\": 1,\n\t\"b\": 2}, \"l\": 1}\n", "{\"k\": {\"a\": 1}, \"l\": 1}\n"),
        ("k/a", "{\"k\": {\"a\": {\"x\": \",}\"}\n  }\n}\n", "{\"k\": {}\n}\n"),
    ] {
        removes("a.json", place, text, wanted);
    }
}

#[test]
fn a_toml_key_goes_with_its_line() {
    for (place, text, wanted) in [
        ("b", "a = 1\nb = 2 # why\nc = 3\n", "a = 1\nc = 3\n"),
        ("k/b", "[k]\na = 1\n  b = '''\nx\n'''\n[l]\nb = 1\n", "[k]\na = 1\n[l]\nb = 1\n"),
        ("k/b", "[k]\nb = 1\n", "[k]\n"),
        ("k/b", "k.a = 1\nk.b = 2\n", "k.a = 1\n"),
        ("k/b", "k = {a = 1, b = 2}\n", "k = {a = 1}\n"),
        ("k/a", "k = { a = 1, b = 2 }\n", "k = { b = 2 }\n"),
        ("k/a", "k = { a = 1 }\n", "k = {}\n"),
        ("k/0/b", "[[k]]\na = 1\nb = [\n  2, # two\n]\n\n[[k]]\na = 2\n", "[[k]]\na = 1\n\n[[k]]\na = 2\n"),
    ] {
        removes("a.toml", place, text, wanted);
    }
    refuses_to_remove("a.toml", "k", "k.a = 1\nl = 2\nk.b = 3\n");
    refuses_to_remove("a.toml", "k", "[k]\na = 1\n[l]\nb = 2\n[k.m]\nc = 3\n");
}

#[test]
fn several_keys_go_at_once() {
    for (path, text, wanted) in [
        ("a.json", "{\"a\": 1, \"b\": 2, \"c\": 3, \"d\": 4}", "{\"b\": 2}"),
        ("a.yaml", "{a: 1, b: 2, c: 3, d: 4}\n", "{b: 2}\n"),
        ("a.yaml", "a: 1\nb: 2\nc: 3\nd: 4\n", "b: 2\n"),
        ("a.json", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3,\n  \"d\": 4\n}\n", "{\n  \"b\": 2\n}\n"),
    ] {
        let new = on_entry(path, text, "a", |mapping, _| {
            let gone: Vec<Entry<'_>> = mapping.entries().filter(|entry| entry.name() != "b").collect();
            edit::remove_all(mapping, &gone)
        });
        assert_eq!(new.as_deref(), Some(wanted));
    }
}

#[track_caller]
fn inserts(path: &str, after: &str, raw: &str, text: &str, wanted: &str) {
    let insert = |mapping: Node<'_>, entry: Entry<'_>| edit::insert_after(mapping, entry, "new", raw);
    assert_eq!(on_entry(path, text, after, insert).as_deref(), Some(wanted), "behind {after} in\n{text}");
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(on_entry(path, &crlf, after, insert), Some(wanted.replace('\n', "\r\n")), "with CRLF");
}

#[test]
fn a_new_key_looks_like_its_neighbours() {
    for (after, text, wanted) in [
        (
            "k/b",
            "k:\n    a: 1\n    b: 2 # two\n# end\n",
            "k:\n    a: 1\n    b: 2 # two\n    new: null\n# end\n",
        ),
        ("b", "a: 1\nb: 2", "a: 1\nb: 2\nnew: null"),
        ("0/a", "- a: 1\n- b: 2\n", "- a: 1\n  new: null\n- b: 2\n"),
        ("k/a", "k:\n  \"a\": 1\nl: 1\n", "k:\n  \"a\": 1\n  \"new\": null\nl: 1\n"),
        ("k/a", "k:\n  'a': 1\n", "k:\n  'a': 1\n  'new': null\n"),
        ("k/a", "k:\n  a: |\n    x\n\n    y\n\nl: 1\n", "k:\n  a: |\n    x\n\n    y\n  new: null\n\nl: 1\n"),
        ("k/a", "k:\n  a:\n    - x\n  # end\nl: 1\n", "k:\n  a:\n    - x\n  new: null\n  # end\nl: 1\n"),
        ("k/a", "k:\n  a:       1\n  bbb:     2\n", "k:\n  a:       1\n  new: null\n  bbb:     2\n"),
        ("k/a", "k: {a: 1, b: 2}\n", "k: {a: 1, new: null, b: 2}\n"),
        ("k/a", "k: {a: 1}\n", "k: {a: 1, new: null}\n"),
        ("k/a", "k: {\n  a: 1, # one\n  b: 2\n}\n", "k: {\n  a: 1, # one\n  new: null,\n  b: 2\n}\n"),
        ("k/a", "k: {\n  a: 1 # one\n}\n", "k: {\n  a: 1, # one\n  new: null\n}\n"),
        ("k/a", "k:\n  a:\n  b: 2\n", "k:\n  a:\n  new: null\n  b: 2\n"),
    ] {
        inserts("a.yaml", after, "null", text, wanted);
    }
    for (after, text, wanted) in [
        ("a", "{\"a\":1,\"b\":2}", "{\"a\":1,\"new\":null,\"b\":2}"),
        ("a", "{\"a\":1}", "{\"a\":1,\"new\":null}"),
        ("a", "{\"a\": 1}", "{\"a\": 1, \"new\": null}"),
        ("a", "{\"a\" : 1}", "{\"a\" : 1, \"new\" : null}"),
        ("a", "{\"a\":1,  \"b\":2}", "{\"a\":1,  \"new\":null,  \"b\":2}"),
        ("b", "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n", "{\n\t\"a\": 1,\n\t\"b\": 2,\n\t\"new\": null\n}\n"),
        ("a", "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n", "{\n\t\"a\": 1,\n\t\"new\": null,\n\t\"b\": 2\n}\n"),
    ] {
        inserts("a.json", after, "null", text, wanted);
    }
    for (after, text, wanted) in [
        ("k/a", "[k]\na = 1 # one\nb = 2\n", "[k]\na = 1 # one\nnew = true\nb = 2\n"),
        ("k/a", "[k]\na=1\n[l]\n", "[k]\na=1\nnew=true\n[l]\n"),
        ("k/a", "k = {a = 1}\n", "k = {a = 1, new = true}\n"),
        ("k/a", "k.a = 1\nl = 2\n", "k.a = 1\nk.new = true\nl = 2\n"),
    ] {
        inserts("a.toml", after, "true", text, wanted);
    }
    let into_subtable = |mapping: Node<'_>, entry: Entry<'_>| edit::insert_after(mapping, entry, "new", "1");
    assert_eq!(on_entry("a.toml", "[k]\na = 1\n[k.l]\nb = 2\n", "k/l", into_subtable), None);
}

#[track_caller]
fn appends(path: &str, text: &str, wanted: &str) {
    let new = on_entry(path, text, "k", |_, entry| edit::append_word(entry.value, "new"));
    assert_eq!(new.as_deref(), Some(wanted), "in\n{text}");
    let words = |text: &str| -> Vec<String> {
        at(&parse(path, text), "k").text().split_whitespace().map(str::to_owned).collect()
    };
    assert_eq!(words(&new.expect("there is an edit")), [words(text), vec!["new".to_owned()]].concat());
}

#[test]
fn a_word_is_appended_in_the_style_of_the_scalar() {
    for (text, wanted) in [
        ("k: a b\nl: 1\n", "k: a b new\nl: 1\n"),
        ("k: a b # why\n", "k: a b new # why\n"),
        ("k: 'a b'\n", "k: 'a b new'\n"),
        ("k: \"a\\u0062\"\n", "k: \"a\\u0062 new\"\n"),
        ("k: 'it''s '\n", "k: 'it''s new '\n"),
        ("k: a\n  b\nl: 1\n", "k: a\n  b new\nl: 1\n"),
        ("k: >-\n  a\n  b\nl: 1\n", "k: >-\n  a\n  b new\nl: 1\n"),
        ("k: >\n  a\n\n\nl: 1\n", "k: >\n  a new\n\n\nl: 1\n"),
        ("k: |  # why\n  a\n  b  \nl: 1\n", "k: |  # why\n  a\n  b new  \nl: 1\n"),
        ("{k: a, l: 1}\n", "{k: a new, l: 1}\n"),
        ("k: \"\"\n", "k: \"new\"\n"),
        ("k: \"a \\\n  b\\\n  \"\n", "k: \"a b new\"\n"),
    ] {
        appends("a.yaml", text, wanted);
    }
    appends("a.json", "{\"k\": \"a\\tb\"}\n", "{\"k\": \"a\\tb new\"}\n");
    appends("a.toml", "k = 'a b' # why\n", "k = 'a b new' # why\n");
    appends("a.toml", "k = \"\"\"\na\nb\n\"\"\"\n", "k = \"\"\"\na\nb new\n\"\"\"\n");
    appends("a.toml", "k = \"\"\"a\\\n  b\"\"\"\n", "k = \"\"\"a\\\n  b new\"\"\"\n");
}

#[test]
fn a_text_is_replaced_in_the_style_of_the_scalar() {
    for (path, text, new, wanted) in [
        ("a.yaml", "k: a # why\n", "b c", "k: b c # why\n"),
        ("a.yaml", "k: a\n", "b: c", "k: \"b: c\"\n"),
        ("a.yaml", "k: 'a'\n", "it's", "k: 'it''s'\n"),
        ("a.yaml", "k:\nl: 1\n", "b", "k: b\nl: 1\n"),
        ("a.yaml", "k: >- # why\n  a\n  b\nl: 1\n", "c d", "k: >- # why\n  c d\nl: 1\n"),
        ("a.yaml", "k: |\n  a\nl: 1\n", "c d", "k: |-\n  c d\nl: 1\n"),
        ("a.yaml", "k: |+\n  a\n\nl: 1\n", "c", "k: |-\n  c\n\nl: 1\n"),
        ("a.yaml", "k: |\n  a\nl: 1\n", "c\n", "k: |\n  c\nl: 1\n"),
        ("a.yaml", "k: |2 # why\n   a\nl: 1\n", "c", "k: \"c\" # why\nl: 1\n"),
        ("a.yaml", "[{k: a}]\n", "b", "[{k: b}]\n"),
        ("a.yaml", "k: |\n  a\nl: 1\n", "", "k: \"\"\nl: 1\n"),
        ("a.yaml", "k: |\n  a\nl: 1\n", " c", "k: \" c\"\nl: 1\n"),
        ("a.yaml", "k: |\n  a\nl: 1\n", "b\tc", "k: \"b\\tc\"\nl: 1\n"),
        ("a.json", "{\"k\": \"a\"}", "\"\n", "{\"k\": \"\\\"\\n\"}"),
        ("a.toml", "k = 'a'\n", "it's", "k = \"it's\"\n"),
        ("a.toml", "k = 1\n", "a", "k = \"a\"\n"),
    ] {
        let place = if text.starts_with('[') { "0/k" } else { "k" };
        let done = on_entry(path, text, place, |_, entry| edit::replace(entry.value, new));
        assert_eq!(done.as_deref(), Some(wanted), "in {text}");
        assert_eq!(at(&parse(path, wanted), place).text(), new);
    }
}

#[test]
fn a_part_is_replaced_only_where_the_rest_can_stay() {
    for (path, text, part, new, wanted) in [
        ("a.yaml", "k: a,b # why\n", ",", " ", "k: a b # why\n"),
        ("a.yaml", "k: http://x/y#z\n", "#z", "", "k: http://x/y\n"),
        ("a.yaml", "k: a b\n", "b", "#b", "k: \"a #b\"\n"),
        ("a.yaml", "k: a1\n", "a", "", "k: \"1\"\n"),
        ("a.yaml", "{k: a b}\n", " ", ",", "{k: \"a,b\"}\n"),
        ("a.yaml", "k: 'a b'\n", "b", "it's", "k: 'a it''s'\n"),
        ("a.yaml", "k: \"a b\"\n", "b", "\"", "k: \"a \\\"\"\n"),
        ("a.yaml", "k: |\n  a,b\nl: 1\n", ",", " ", "k: |\n  a b\nl: 1\n"),
        ("a.yaml", "k: |\n  a,b\nl: 1\n", ",", "\n", "k: \"a\\nb\\n\"\nl: 1\n"),
        ("a.yaml", "k: |\n  a,b\nl: 1\n", "b\n", "c", "k: |-\n  a,c\nl: 1\n"),
        ("a.yaml", "k: |\n  a,b\nl: 1\n", "a", " x", "k: \" x,b\\n\"\nl: 1\n"),
        ("a.yaml", "k: 'a b'\n", "b", "\t", "k: \"a \\t\"\n"),
        ("a.yaml", "k: \"a b\"\n", "b", "\t", "k: \"a \\t\"\n"),
        ("a.yaml", "k: \"a\\u002cb\"\n", ",", " ", "k: \"a b\"\n"),
        ("a.yaml", "k: a\n  b,c\n", ",", " ", "k: a b c\n"),
        ("a.json", "{\"k\": \"a,b\"}", ",", " ", "{\"k\": \"a b\"}"),
        ("a.toml", "k = 'a,b'\n", ",", " ", "k = 'a b'\n"),
        ("a.toml", "k = \"\"\"a,b\"\"\"\n", ",", " ", "k = \"\"\"a b\"\"\"\n"),
        ("a.toml", "k = \"\"\"a b\"\"\"\n", "b", "\\", "k = \"a \\\\\"\n"),
        ("a.toml", "k = '''a b'''\n", "b", "'", "k = \"a '\"\n"),
    ] {
        let expected = {
            let document = parse(path, text);
            at(&document, "k").text().replacen(part, new, 1)
        };
        let done = on_entry(path, text, "k", |_, entry| {
            let start = entry.value.text().find(part).expect("the part is there");
            edit::replace_part(entry.value, start..start + part.len(), new)
        });
        assert_eq!(done.as_deref(), Some(wanted), "in {text}");
        assert_eq!(at(&parse(path, wanted), "k").text(), expected);
    }
}

#[test]
fn raw_text_takes_the_place_of_any_value() {
    for (text, wanted) in [
        ("k: abc # why\n", "k: null # why\n"),
        ("k: | # why\n  abc\nl: 1\n", "k: null # why\nl: 1\n"),
        ("k:\nl: 1\n", "k: null\nl: 1\n"),
        ("k: \"a\n  b\"\n", "k: null\n"),
        ("{k: a, l: 1}\n", "{k: null, l: 1}\n"),
    ] {
        let done = on_entry("a.yaml", text, "k", |_, entry| edit::replace_raw(entry.value, "null"));
        assert_eq!(done.as_deref(), Some(wanted), "in {text}");
    }
}

#[test]
fn quoting_repeats_nothing() {
    for (path, text, wanted) in [
        ("a.yaml", "k: 3600 # s\n", "k: \"3600\" # s\n"),
        ("a.yaml", "{k: 0x1F, l: 1}\n", "{k: \"0x1F\", l: 1}\n"),
        ("a.yaml", "k: a\\b\n", "k: 'a\\b'\n"),
        ("a.json", "{\"k\":1.50}", "{\"k\":\"1.50\"}"),
        ("a.toml", "k = 1_000\n", "k = \"1000\"\n"),
    ] {
        let document = parse(path, text);
        let edits = edit::quote(at(&document, "k")).expect("there is an edit");
        assert!(edits.iter().all(|edit| edit.text.len() <= 1), "the value is not in the edit");
        assert_eq!(made(text, edits), wanted);
    }
}

#[test]
fn what_is_no_plain_scalar_is_not_quoted() {
    for (path, text) in [
        ("a.yaml", "a: &x 1\nk: *x\n"),
        ("a.yaml", "k:\n"),
        ("a.yaml", "k: '1'\n"),
        ("a.yaml", "k: {a: 1}\n"),
        ("a.json", "{\"k\": \"1\"}"),
    ] {
        assert!(edit::quote(at(&parse(path, text), "k")).is_none(), "{text}");
    }
}

#[test]
fn a_scalar_is_cut_down_without_being_repeated() {
    for (path, text, keep, wanted) in [
        ("a.yaml", "k: \" abc \"\n", "abc", "k: \"abc\"\n"),
        ("a.yaml", "k: \" 1\"\n", "1", "k: \"1\"\n"),
        ("a.yaml", "k: abc/v2 # why\n", "abc", "k: abc # why\n"),
        ("a.yaml", "k: '\"abc\"' # why\n", "abc", "k: 'abc' # why\n"),
        ("a.yaml", "k: |\n  abc\nl: 1\n", "abc", "k: |-\n  abc\nl: 1\n"),
        ("a.yaml", "k: >+ # why\n  abc\n\nl: 1\n", "abc", "k: >- # why\n  abc\n\nl: 1\n"),
        ("a.json", "{\"k\": \"abc \"}", "abc", "{\"k\": \"abc\"}"),
        ("a.toml", "k = ' abc'\n", "abc", "k = 'abc'\n"),
    ] {
        let document = parse(path, text);
        let node = at(&document, "k");
        let start = node.text().find(keep).expect("it is there");
        let edits = edit::keep_part(node, start..start + keep.len()).expect("there is an edit");
        assert!(edits.iter().all(|edit| !edit.text.contains(keep)));
        assert_eq!(made(text, edits), wanted);
        assert_eq!(at(&parse(path, wanted), "k").text(), keep);
    }
}

#[test]
fn of_a_block_only_its_last_line_end_is_cut_off() {
    for (text, range) in
        [("k: |\n  abc\n", 1..3), ("k: |\n  abc\n", 0..1), ("k: |-\n  abc\n", 0..3), ("k: |-\n  abc\n", 0..2)]
    {
        assert!(edit::keep_part(at(&parse("a.yaml", text), "k"), range).is_none(), "{text}");
    }
}

#[test]
fn keys_are_renamed_in_their_style() {
    for (path, text, wanted) in [
        ("a.yaml", "k: 1\n", "new_key: 1\n"),
        ("a.yaml", "\"k\": 1\n", "\"new_key\": 1\n"),
        ("a.yaml", "'k' : 1\n", "'new_key' : 1\n"),
        ("a.yaml", "{k: 1}\n", "{new_key: 1}\n"),
        ("a.json", "{\"k\":1}", "{\"new_key\":1}"),
        ("a.toml", "k = 1\n", "new_key = 1\n"),
        ("a.toml", "\"k\" = 1\n", "\"new_key\" = 1\n"),
    ] {
        let done = on_entry(path, text, "k", |_, entry| edit::rename(entry, "new_key"));
        assert_eq!(done.as_deref(), Some(wanted));
    }
}

#[test]
fn a_list_of_words_becomes_one_text() {
    for (path, text, wanted) in [
        ("a.yaml", "k:\n  - a\n  - b\nl: 1\n", "k: a b\nl: 1\n"),
        ("a.yaml", "k: # why\n- a\n- 'b'\nl: 1\n", "k: a b # why\nl: 1\n"),
        ("a.yaml", "k: [a, \"b\"] # why\n", "k: a b # why\n"),
        ("a.yaml", "k:\n  [\n    a,\n    b,\n  ]\n", "k:\n  a b\n"),
        ("a.yaml", "k:\n  - a\n  - b", "k: a b"),
        ("a.json", "{\"k\": [\n  \"a\",\n  \"b\"\n]}", "{\"k\": \"a b\"}"),
        ("a.toml", "k = [\n  'a',\n  'b',\n]\n", "k = \"a b\"\n"),
        ("a.toml", "k = ['a', 'b']# why\n", "k = \"a b\"# why\n"),
    ] {
        let done = on_entry(path, text, "k", |_, entry| edit::join_list(entry));
        assert_eq!(done.as_deref(), Some(wanted), "in {text}");
    }
    for text in [
        "k:\n  - a # one\n  - b\n",
        "k:\n  - a\n  - b # two\n",
        "k:\n  # one\n  - a\n",
        "k: &x\n  - a\n",
        "k: [a, 1]\n",
        "k: []\n",
        "l: &x [a, b]\nk: *x\n",
    ] {
        assert_eq!(on_entry("a.yaml", text, "k", |_, entry| edit::join_list(entry)), None, "in {text}");
    }
}

#[test]
fn one_mapping_becomes_a_list() {
    for (path, text, wanted) in [
        (
            "a.yaml",
            "k:\n  a: 1\n  b: |\n    x\n\n    y\nl: 1\n",
            "k:\n  - a: 1\n    b: |\n      x\n\n      y\nl: 1\n",
        ),
        ("a.yaml", "k: {a: 1}\n", "k: [{a: 1}]\n"),
        ("a.json", "{\"k\": {\"a\": 1}}", "{\"k\": [{\"a\": 1}]}"),
        ("a.toml", "k = {a = 1}\n", "k = [{a = 1}]\n"),
    ] {
        let done = on_entry(path, text, "k", |_, entry| edit::wrap_in_list(entry.value));
        assert_eq!(done.as_deref(), Some(wanted));
    }
    let table = "[ k ] # why\na = 1\n";
    let done = on_entry("a.toml", table, "k", |_, entry| edit::wrap_table(entry));
    assert_eq!(done.as_deref(), Some("[[ k ]] # why\na = 1\n"));
    let second = "l = 1\n  [k]\na = 1\n";
    let done = on_entry("a.toml", second, "k", |_, entry| edit::wrap_table(entry));
    assert_eq!(done.as_deref(), Some("l = 1\n  [[k]]\na = 1\n"));
    for (place, text) in [("k/l", "[k.l]\na = 1\n"), ("k", "[k.l]\na = 1\n"), ("k", "k = {a = 1}\n")] {
        let done = on_entry("a.toml", text, place, |_, entry| edit::wrap_table(entry));
        assert_eq!(done, None, "{place} of {text}");
    }
}

#[test]
fn one_key_stays_and_no_comment_is_lost() {
    let keep = |path: &str, place: &str, text: &str| on_entry(path, text, place, edit::keep_only);
    for (path, place, text, wanted) in [
        ("a.yaml", "a", "a: 1\nb: 2\nc: 3\n", "a: 1\n"),
        ("a.yaml", "b", "a: 1\nb: 2\nc: 3\n", "b: 2\n"),
        ("a.yaml", "c", "a: 1\nb: 2\nc: 3\n", "c: 3\n"),
        ("a.yaml", "a", "a: 1\n", "a: 1\n"),
        ("a.yaml", "a", "a: 1 # stays\nb: 2 # goes\n", "a: 1 # stays\n"),
        ("a.yaml", "0/a", "- a: 1\n  b: |\n    x\n# stays\n- c: 3\n", "- a: 1\n# stays\n- c: 3\n"),
        ("a.yaml", "b", "{a: 1, b: 2, c: 3}\n", "{b: 2}\n"),
        ("a.json", "a", "{\"a\": 1, \"b\": 2}", "{\"a\": 1}"),
    ] {
        assert_eq!(keep(path, place, text).as_deref(), Some(wanted), "{place} of\n{text}");
    }
    for (path, place, text) in [
        ("a.yaml", "a", "a: 1\n# would be lost\nb: 2\n"),
        ("a.yaml", "b", "a: 1\n# would be lost\nb: 2\n"),
        ("a.yaml", "a", "{a: 1, # would be lost\n  b: 2}\n"),
        ("a.yaml", "a", "a: 1\n<<: {b: 2}\n"),
        ("a.toml", "a", "a = 1\nb = 2\n"),
    ] {
        assert_eq!(keep(path, place, text), None, "{place} of\n{text}");
    }
}

#[test]
fn an_item_goes_with_its_line_or_its_comma() {
    for (path, text, index, wanted) in [
        ("a.yaml", "k:\n  - a\n  - b # why\n  - c\n", 1, "k:\n  - a\n  - c\n"),
        ("a.yaml", "k:\n- a: 1\n  b: 2\n- c: 3\n", 0, "k:\n- c: 3\n"),
        ("a.yaml", "k: [a, b, c]\n", 1, "k: [a, c]\n"),
        ("a.yaml", "k: [a, b]\n", 1, "k: [a]\n"),
        ("a.yaml", "k: [a]\n", 0, "k: []\n"),
        ("a.yaml", "k: [\n  a, # one\n  b # two\n]\n", 1, "k: [\n  a # one\n]\n"),
        ("a.json", "{\"k\": [{\"a\": 1}, {\"b\": 2}]}", 0, "{\"k\": [{\"b\": 2}]}"),
        ("a.json", "{\"k\": [\n  1,\n  2\n]}", 1, "{\"k\": [\n  1\n]}"),
        ("a.toml", "k = ['a', 'b']\n", 0, "k = ['b']\n"),
        ("a.toml", "[[k]]\na = 1\n[[k]]\na = 2\n[[k]]\na = 3\n", 1, "[[k]]\na = 1\n[[k]]\na = 3\n"),
    ] {
        let done = on_entry(path, text, "k", |_, entry| edit::remove_item(entry.value, index));
        assert_eq!(done.as_deref(), Some(wanted), "in {text}");
    }
    assert_eq!(on_entry("a.yaml", "k:\n- a\n", "k", |_, entry| edit::remove_item(entry.value, 0)), None);
}

#[test]
fn two_scalars_change_places() {
    for (path, text, wanted) in [
        ("a.yaml", "k: a # one\nl: 'b' # two\n", "k: 'b' # one\nl: a # two\n"),
        ("a.json", "{\"k\": \"a\", \"l\": \"b\"}", "{\"k\": \"b\", \"l\": \"a\"}"),
    ] {
        let done = on_entry(path, text, "k", |mapping, entry| {
            edit::exchange(entry.value, mapping.get("l").expect("it is there").value)
        });
        assert_eq!(done.as_deref(), Some(wanted));
    }
    let block = on_entry("a.yaml", "k: a\nl: |\n  b\n", "k", |mapping, entry| {
        edit::exchange(entry.value, mapping.get("l").expect("it is there").value)
    });
    assert_eq!(block, None);
    for text in ["k: |\n  b\nl: a\n", "k: a\n  b\nl: c\n", "k: !t a\nl: b\n", "k:\nl: b\n"] {
        let document = parse("a.yaml", text);
        let (one, other) = (at(&document, "k"), at(&document, "l"));
        assert!(edit::exchange(one, other).is_none() && edit::exchange(other, one).is_none(), "{text}");
        assert!(edit::exchange(other, other).is_none(), "{text}");
    }
}

#[test]
fn a_key_moves_to_another_mapping_but_never_a_secret() {
    let moved = |path: &str, text: &str| {
        let mut document = parse(path, text);
        let value = at(&document, "m").span();
        if text.contains("hidden") {
            document.source_mut().hide([value]);
        }
        let root = at(&document, "");
        let config = at(&document, "k");
        let last = config.entries().last().expect("it has keys");
        edit::move_behind(root, root.get("m").expect("it is there"), config, last, "m")
            .map(|edits| made(text, edits))
    };
    assert_eq!(
        moved("a.yaml", "m: 'x' # why\nk:\n  a: 1\n").as_deref(),
        Some("k:\n  a: 1\n  m: 'x' # why\n")
    );
    assert_eq!(moved("a.yaml", "m: x # why\nk: {a: 1}\n"), None, "the comment would hide the bracket");
    assert_eq!(moved("a.yaml", "m: x\nk: {a: 1}\n").as_deref(), Some("k: {a: 1, m: x}\n"));
    assert_eq!(
        moved("a.json", "{\"m\":\"x\",\"k\":{\"a\":1}}").as_deref(),
        Some("{\"k\":{\"a\":1,\"m\":\"x\"}}")
    );
    assert_eq!(moved("a.toml", "m = 'x'\n[k]\na = 1\n").as_deref(), Some("[k]\na = 1\nm = 'x'\n"));
    assert_eq!(moved("a.yaml", "m: hidden\nk:\n  a: 1\n"), None);
    for value in ["*x", "!env x", "'one\n  two'", "|\n  one", "[one]"] {
        assert_eq!(moved("a.yaml", &format!("l: &x y\nm: {value}\nk:\n  a: 1\n")), None, "{value}");
    }
    let mut document = parse("a.yaml", "s: secret\nm: x\nt: secret\nk:\n  a: 1\n");
    let secrets = ["s", "t"].map(|key| at(&document, key).span());
    document.source_mut().hide(secrets);
    let (root, config) = (at(&document, ""), at(&document, "k"));
    let last = config.entries().last().expect("it has keys");
    let edits = edit::move_behind(root, root.get("m").expect("it is there"), config, last, "m");
    assert!(edits.is_some(), "secrets before and behind it stay where they are");
}

#[test]
fn what_comes_through_an_alias_or_a_merge_key_is_left_alone() {
    let text = "base: &b\n  a: x y\n  l: [p, q]\nk:\n  <<: *b\n  c: 3\nm: *b\n";
    for (place, edits) in [
        ("k/a", edit::remove as fn(Node<'_>, Entry<'_>) -> Option<Vec<Edit>>),
        ("m/a", edit::remove),
        ("k/a", |mapping, entry| edit::insert_after(mapping, entry, "n", "1")),
        ("m/a", |mapping, entry| edit::insert_after(mapping, entry, "n", "1")),
        ("k/a", |_, entry| edit::rename(entry, "n")),
        ("k/l", |_, entry| edit::join_list(entry)),
        ("m", |_, entry| edit::wrap_in_list(entry.value)),
        ("m", |_, entry| edit::replace_raw(entry.value, "n")),
    ] {
        assert_eq!(on_entry("a.yaml", text, place, edits), None, "{place}");
    }
}

#[test]
fn a_new_key_in_brackets_has_its_place_before_what_follows() {
    inserts("a.yaml", "a", "null", "{\n  a: 1, b: 2\n}\n", "{\n  a: 1,\n  new: null, b: 2\n}\n");
    inserts("a.yaml", "a", "null", "{\n  a: 1 }\n", "{\n  a: 1,\n  new: null }\n");
    inserts("a.yaml", "a", "null", "{a: 1,\n b: 2}\n", "{a: 1, new: null,\n b: 2}\n");
    inserts("a.toml", "a", "1", "a = [1]\nb = 2\n", "a = [1]\nnew = 1\nb = 2\n");
    let table = on_entry("a.toml", "[a]\nb = 1\n", "a", |mapping, entry| {
        edit::insert_after(mapping, entry, "new", "1")
    });
    assert_eq!(table, None, "it would belong to the table");
}

#[test]
fn keys_that_would_be_misread_get_quotes() {
    for (path, text, name, wanted) in [
        ("a.yaml", "k: 1\n", "new key", "new key: 1\n"),
        ("a.yaml", "k: 1\n", "a: b", "\"a: b\": 1\n"),
        ("a.yaml", "k: 1\n", "yes", "\"yes\": 1\n"),
        ("a.toml", "k = 1\n", "new key", "\"new key\" = 1\n"),
        ("a.toml", "k = 1\n", "", "\"\" = 1\n"),
    ] {
        let done = on_entry(path, text, "k", |_, entry| edit::rename(entry, name));
        assert_eq!(done.as_deref(), Some(wanted));
    }
}

#[test]
fn a_comma_is_text_outside_brackets() {
    for (place, text, wanted) in [
        ("k", "k: a b\n", "k: a,b\n"),
        ("k", "l: [1]\nk: a b\n", "l: [1]\nk: a,b\n"),
        ("m/k", "m: {k: a b}\n", "m: {k: \"a,b\"}\n"),
        ("m/0/k", "m: [{k: a b}]\n", "m: [{k: \"a,b\"}]\n"),
    ] {
        let done = on_entry("a.yaml", text, place, |_, entry| edit::replace_part(entry.value, 1..2, ","));
        assert_eq!(done.as_deref(), Some(wanted));
    }
    let mark =
        on_entry("a.yaml", "k: a b\n", "k", |_, entry| edit::replace_part(entry.value, 2..3, "\u{feff}"));
    assert_eq!(mark.as_deref(), Some("k: \"a \\ufeff\"\n"), "nobody would see it");
}

#[test]
fn what_does_not_have_its_line_for_itself_stays() {
    removes("a.yaml", "k/a", "k:\n  a: 1 # why\nl: 1\n", "k: {}\nl: 1\n");
    removes("a.yaml", "k/a", "k:\n  a: 1 # why\nl: 1", "k: {}\nl: 1");
    refuses_to_remove("a.yaml", "0/a", "- a: 1\n\n  b: 2\n");
    refuses_to_remove("a.yaml", "a", "&x a: 1\nb: 2\n");
    refuses_to_remove("a.yaml", "k/a", "k: !t\n  a: 1\n");
    refuses_to_remove("a.yaml", "k/0/a", "k: [a: 1, b: 2]\n");
    removes("a.yaml", "b", "{a: 1 # one\n , b: 2}\n", "{a: 1 # one\n }\n");
    let nested = parse("a.yaml", "k:\n  - - a\n    - b\n");
    assert!(edit::remove_item(at(&nested, "k/0"), 0).is_none());
    let alias = parse("a.yaml", "k: &x\n  a: 1\n  b: 2\n  c: 3\nm: *x\n");
    let mapping = at(&alias, "m");
    let entries: Vec<Entry<'_>> = mapping.entries().take(2).collect();
    assert!(edit::remove_all(mapping, &entries).is_none());
    let merged = parse("a.yaml", "k: &x\n  a: 1\nm:\n  <<: *x\n  b: 2\n  c: 3\n");
    let mapping = at(&merged, "m");
    let entries: Vec<Entry<'_>> = mapping.entries().filter(|entry| entry.name() != "c").collect();
    assert!(edit::remove_all(mapping, &entries).is_none());
}

#[test]
fn styles_are_told_apart() {
    assert_eq!(edit::encode("a", Style::Plain, Format::Yaml), "a");
    assert_eq!(edit::encode("a", Style::Plain, Format::Json), "\"a\"");
    assert_eq!(edit::encode("a", Style::SingleQuoted, Format::Toml), "'a'");
}

#[test]
fn of_two_fixes_that_touch_the_first_is_made() {
    let fix = |start, end, text: &str| Fix {
        safety: Safety::Safe,
        title: String::new(),
        edits: vec![Edit { span: Span::new(start, end), text: text.to_owned() }],
    };
    let all: Vec<Diagnostic> = [fix(0, 1, "x"), fix(0, 1, "x"), fix(0, 2, "y"), fix(2, 2, "z")]
        .into_iter()
        .map(|fix| Diagnostic {
            rule: "test",
            level: Level::Error,
            message: String::new(),
            help: None,
            path: Arc::from("test"),
            place: Place { span: Span::default(), pointer: String::new(), root: 0 },
            about: Arc::default(),
            related: Vec::new(),
            fix: Some(fix),
            silences: Vec::new(),
        })
        .collect();
    let applied = fix::apply("ab", &all, Safety::Safe);
    assert_eq!((applied.text.as_str(), applied.applied, applied.conflicts), ("xbz", 3, 1));
}
