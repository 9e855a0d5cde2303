//! Turns every page under `rules/` into a static, so that starting costs nothing.

#[allow(dead_code, reason = "the program reads more of a head than the build script")]
#[path = "../rule/head.rs"]
mod head;

use head::{HeadConfidence, HeadFix, HeadLevel, Page};
use std::fmt::Write as _;
use std::path::Path;

/// Groups whose findings come from the tool's own parts (suppressions, panics) or, for pages, from nothing.
const WITHOUT_FUNCTION: [&str; 2] = ["tool", "runtime"];

/// Writes `rules.rs` (the statics) and `judges.rs` (which function is which rule's).
pub(crate) fn embed() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/build");
    println!("cargo:rerun-if-changed=src/check");
    println!("cargo:rerun-if-changed=src/rule/head.rs");
    let mut statics = String::from("&[\n");
    let mut judges = String::from("match id {\n");
    let pages = walkdir::WalkDir::new("rules").min_depth(2).max_depth(2).sort_by_file_name();
    for entry in pages {
        let entry = entry.expect("rules/ can be read");
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(path).expect("a page is UTF-8 text");
        let group = name(path.parent().expect("a page stands in its group's folder"));
        let id = name(path);
        let page = head::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if page.head.check.is_none() && !WITHOUT_FUNCTION.contains(&group.as_str()) {
            // A page without words for its check needs a function of its name: without one this does not compile.
            let function = id.replace('-', "_");
            writeln!(judges, "{id:?} => Some(judge({group}::{function})),").expect("a String takes it");
        }
        write_static(&mut statics, &group, &id, path, &page);
    }
    statics.push_str("]\n");
    judges.push_str("_ => None,\n}\n");
    write("rules.rs", &statics);
    write("judges.rs", &judges);
}

fn write_static(out: &mut String, group: &str, id: &str, path: &Path, page: &Page<'_>) {
    let head = &page.head;
    let level = match head.level {
        HeadLevel::Error => "Error",
        HeadLevel::Warning => "Warning",
        HeadLevel::Info => "Info",
        HeadLevel::Page => "Page",
    };
    let confidence = match head.confidence {
        HeadConfidence::Documented => "Documented",
        HeadConfidence::Observed => "Observed",
        HeadConfidence::Inferred => "Inferred",
    };
    let fix = match head.fix {
        HeadFix::None => "None",
        HeadFix::Safe => "Safe",
        HeadFix::Unsafe => "Unsafe",
        HeadFix::Mixed => "Mixed",
    };
    let applies = head.applies.iter().fold(0, |bits, kind| bits | kind.bits());
    let json = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string);
    let matches: Vec<String> = head.matches.iter().map(ToString::to_string).collect();
    let path = path.canonicalize().expect("the page is there");
    writeln!(
        out,
        "Rule {{ id: {id:?}, group: {group:?}, level: Level::{level}, applies: Applies({applies}), \
         prevents: &{:?}, confidence: Confidence::{confidence}, source: &{:?}, fix: Fixable::{fix}, \
         silences: &{:?}, check: {:?}, message: {:?}, help: {:?}, edit: {:?}, helpers: &{:?}, \
         matches: &{matches:?}, examples: &{:?}, title: {:?}, page: include_str!({path:?}) }},",
        head.prevents,
        head.source,
        head.silences,
        json(&head.check),
        head.message,
        head.help,
        json(&head.edit),
        head.rules,
        head.examples,
        page.title,
    )
    .expect("a String takes it");
}

fn name(path: &Path) -> String {
    path.file_stem().expect("a page has a name").to_string_lossy().into_owned()
}

fn write(name: &str, text: &str) {
    let folder = std::env::var_os("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&folder).join(name), text).expect("OUT_DIR can be written");
}
