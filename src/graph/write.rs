//! The picture in the languages of Graphviz and Mermaid.

use super::{Findings, Graph, Line, Shape, Thing};
use crate::diagnostic::Level;
use std::collections::BTreeMap;

/// The language of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// Graphviz: `dot -Tsvg`.
    #[default]
    Dot,
    /// Mermaid: drawn by GitHub and GitLab in Markdown.
    Mermaid,
}

/// A folder, if it is one, and the things in it, each with its number.
type Folder<'g> = (Option<&'g str>, Vec<(usize, &'g Thing)>);

/// The things by the folder they are in; last those that are in none.
fn by_folder(graph: &Graph) -> Vec<Folder<'_>> {
    let mut folders: BTreeMap<(bool, &str), Vec<(usize, &Thing)>> = BTreeMap::new();
    for (at, thing) in graph.things.iter().enumerate() {
        let folder = thing.folder.as_deref();
        folders.entry((folder.is_none(), folder.unwrap_or_default())).or_default().push((at, thing));
    }
    folders.into_iter().map(|((none, folder), things)| ((!none).then_some(folder), things)).collect()
}

/// The whole picture.
pub(super) fn graph(graph: &Graph, language: Language) -> String {
    match language {
        Language::Dot => dot(graph),
        Language::Mermaid => mermaid(graph),
    }
}

/// What a thing says: its own lines, then the rules that it breaks.
fn said(thing: &Thing) -> Vec<&str> {
    let lines = thing.lines.iter().map(String::as_str).filter(|line| !line.is_empty());
    lines.chain(thing.findings.rules.iter().copied()).collect()
}

fn rules(findings: &Findings) -> Vec<&str> {
    findings.rules.iter().copied().collect()
}

fn colour(level: Level) -> &'static str {
    match level {
        Level::Error => "#f8d7da",
        Level::Warning => "#fff3cd",
        Level::Info | Level::Page => "#d1ecf1",
    }
}

fn dot(graph: &Graph) -> String {
    let mut out = String::from(
        "digraph connectlint {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", style=\"filled\", fillcolor=\"white\"];\n  \
         edge [fontname=\"sans-serif\"];\n",
    );
    for (number, (folder, things)) in by_folder(graph).into_iter().enumerate() {
        if let Some(folder) = folder {
            let label = if folder.is_empty() { "." } else { folder };
            out.push_str(&format!("  subgraph cluster_{number} {{\n    label={};\n", quoted(&[label])));
        }
        for (at, thing) in things {
            let indent = if folder.is_some() { "    " } else { "  " };
            out.push_str(&format!("{indent}n{at} [{}];\n", dot_look(thing)));
        }
        if folder.is_some() {
            out.push_str("  }\n");
        }
    }
    for line in &graph.lines {
        let mut look = Vec::new();
        if line.request {
            look.push("style=\"dashed\"".to_owned());
        }
        if let Some(level) = line.findings.worst {
            look.push(format!("label={}", quoted(&rules(&line.findings))));
            let colour = match level {
                Level::Error => "red",
                Level::Warning => "orange",
                Level::Info | Level::Page => "steelblue",
            };
            look.push(format!("color=\"{colour}\""));
        }
        let look = if look.is_empty() { String::new() } else { format!(" [{}]", look.join(", ")) };
        out.push_str(&format!("  n{} -> n{}{look};\n", line.from, line.to));
    }
    out.push_str("}\n");
    out
}

fn dot_look(thing: &Thing) -> String {
    let shape = match thing.shape {
        Shape::Integration => "box",
        Shape::Update => "note",
        Shape::Content => "component",
        Shape::List => "folder",
        Shape::Unknown => "diamond",
    };
    let mut look = format!("label={}, shape=\"{shape}\"", quoted(&said(thing)));
    if thing.folder.is_none() {
        look.push_str(", style=\"filled,dashed\"");
    }
    if let Some(level) = thing.findings.worst {
        look.push_str(&format!(", fillcolor=\"{}\"", colour(level)));
    }
    look
}

/// Lines as a string of Graphviz.
fn quoted(lines: &[&str]) -> String {
    let escaped: Vec<String> =
        lines.iter().map(|line| line.replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", escaped.join("\\n"))
}

fn mermaid(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    for (number, (folder, things)) in by_folder(graph).into_iter().enumerate() {
        if let Some(folder) = folder {
            let label = if folder.is_empty() { "." } else { folder };
            out.push_str(&format!("  subgraph f{number}[{}]\n", label_of(&[label])));
        }
        for (at, thing) in things {
            let (open, close) = match thing.shape {
                Shape::Integration => ("[", "]"),
                Shape::Update => (">", "]"),
                Shape::Content => ("([", "])"),
                Shape::List => ("[/", "/]"),
                Shape::Unknown => ("{{", "}}"),
            };
            let indent = if folder.is_some() { "    " } else { "  " };
            out.push_str(&format!("{indent}n{at}{open}{}{close}\n", label_of(&said(thing))));
        }
        if folder.is_some() {
            out.push_str("  end\n");
        }
    }
    for line in &graph.lines {
        out.push_str(&mermaid_line(line));
    }
    for level in [Level::Error, Level::Warning, Level::Info] {
        let name = level.name();
        let of =
            |(at, thing): (usize, &Thing)| (thing.findings.worst == Some(level)).then(|| format!("n{at}"));
        let things: Vec<String> = graph.things.iter().enumerate().filter_map(of).collect();
        if !things.is_empty() {
            out.push_str(&format!("  classDef {name} fill:{}\n", colour(level)));
            out.push_str(&format!("  class {} {name}\n", things.join(",")));
        }
    }
    let nowhere: Vec<String> = graph
        .things
        .iter()
        .enumerate()
        .filter(|(_, thing)| thing.folder.is_none())
        .map(|(at, _)| format!("n{at}"))
        .collect();
    if !nowhere.is_empty() {
        out.push_str("  classDef elsewhere stroke-dasharray:4\n");
        out.push_str(&format!("  class {} elsewhere\n", nowhere.join(",")));
    }
    out
}

fn mermaid_line(line: &Line) -> String {
    let arrow = if line.request { "-.->" } else { "-->" };
    let label = if line.findings.worst.is_some() {
        format!("|{}|", label_of(&rules(&line.findings)))
    } else {
        String::new()
    };
    format!("  n{} {arrow}{label} n{}\n", line.from, line.to)
}

/// Lines as a string of Mermaid, in which `#name;` stands for a sign.
fn label_of(lines: &[&str]) -> String {
    let escape = |line: &&str| {
        let mut out = String::with_capacity(line.len());
        for letter in line.chars() {
            match letter {
                '"' => out.push_str("#quot;"),
                '<' => out.push_str("#lt;"),
                '>' => out.push_str("#gt;"),
                '&' => out.push_str("#amp;"),
                '#' => out.push_str("#35;"),
                '`' => out.push_str("#96;"),
                '\\' => out.push_str("#92;"),
                other => out.push(other),
            }
        }
        out
    };
    format!("\"{}\"", lines.iter().map(escape).collect::<Vec<_>>().join("<br/>"))
}
