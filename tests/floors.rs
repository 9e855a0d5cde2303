//! The house stays straight: every room of `src/` imports only from the floors below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The rooms from the top floor down. A new room needs a place here.
const FLOORS: &[&str] = &[
    "main",
    "commands",
    "cli",
    "lsp",
    "trial",
    "graph",
    "diagnose",
    "init",
    "receipt",
    "since",
    "report",
    "workspace",
    "lint",
    "discover",
    "check",
    "suppress",
    "fix",
    "project",
    "config",
    "inventory",
    "summary",
    "model",
    "kind",
    "rule",
    "gate",
    "secret",
    "server_template",
    "pattern",
    "template",
    "schema",
    "provider",
    "opaque",
    "document",
    "diagnostic",
    "source",
    "date",
    "cores",
    "path",
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|name| *name == room)
}

/// Each room's files: `check.rs` and all below `check/` are one room.
fn rooms() -> BTreeMap<String, Vec<(String, String)>> {
    let mut rooms: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for entry in walkdir::WalkDir::new("src").into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let below: Vec<_> = path.strip_prefix("src").expect("it is below").components().collect();
            let first = Path::new(below[0].as_os_str());
            let room = first.file_stem().expect("it has a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(path).expect("it can be read");
            rooms.entry(room).or_default().push((path.display().to_string(), text));
        }
    }
    rooms
}

/// The rooms that a text names: `crate::room` in code, not in comments.
fn named(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for prefix in ["crate::", "connectlint::"] {
            for (at, _) in code.match_indices(prefix) {
                let rest = &code[at + prefix.len()..];
                let list = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(list, _)| list);
                for part in list.unwrap_or(rest).split(',').take(if list.is_some() { usize::MAX } else { 1 })
                {
                    let word: String =
                        part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    found.push((number + 1, word));
                }
            }
        }
    }
    found
}

#[test]
fn imports_run_downward() {
    let mut wrong = Vec::new();
    for (room, files) in rooms() {
        if matches!(room.as_str(), "build" | "lib") {
            continue;
        }
        let Some(own) = floor(&room) else {
            wrong.push(format!("the room `{room}` has no floor"));
            continue;
        };
        for (path, text) in files {
            for (line, other) in named(&text) {
                if let Some(below) = floor(&other).filter(|_| other != room)
                    && below < own
                {
                    wrong.push(format!("{path}:{line}: `{room}` imports `{other}`, which is above it"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_in_a_sentence_what_it_is() {
    for (_, files) in rooms() {
        for (path, text) in files {
            assert!(text.starts_with("//! "), "{path} begins without a `//!` sentence");
        }
    }
}
