//! Writes what this repository has of each kind of input into the corpora of the fuzz targets.

use connectlint::rule::Rule;
use connectlint::rule::example::{Example, examples};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Languages in the order in which the targets `fix` and `reports` number them.
const LANGUAGES: [&str; 3] = ["yaml", "json", "toml"];
/// Folders with definitions, configurations, exports and pages.
const FOLDERS: [&str; 5] = ["fixtures", "docs", "rules", "schemas/providers", "tests"];
/// Larger files only slow a target down.
const LARGEST: usize = 4096;
/// Stands for the secret in the inputs of `reports` and `log`.
const MARK: char = '\u{1}';

fn main() -> io::Result<()> {
    let mut seeds = Seeds::default();
    for rule in Rule::all() {
        rule_page(&mut seeds, rule)?;
    }
    for folder in FOLDERS {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(folder);
        for file in files(&folder)? {
            if let Ok(text) = fs::read_to_string(&file) {
                repository_file(&mut seeds, &file, &text)?;
            }
        }
    }
    println!("{} seeds", seeds.written);
    Ok(())
}

#[derive(Default)]
struct Seeds {
    written: usize,
}

impl Seeds {
    fn add(&mut self, target: &str, seed: impl AsRef<[u8]>) -> io::Result<()> {
        let seed = seed.as_ref();
        if seed.is_empty() || seed.len() > LARGEST {
            return Ok(());
        }
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus")).join(target);
        fs::create_dir_all(&folder)?;
        self.written += 1;
        fs::write(folder.join(format!("seed-{}", self.written)), seed)
    }

    /// A document, for every target that reads one.
    fn document(&mut self, language: &str, text: &str) -> io::Result<()> {
        let Some(number) = LANGUAGES.iter().position(|known| *known == language) else { return Ok(()) };
        self.add(language, text)?;
        let number = number as u8;
        // 66 is the first language with unsafe fixes, and 0 the same one without.
        self.add("fix", prefixed(&[66 + number], text))?;
        self.add("reports", prefixed(&[number], &with_mark(text)))?;
        // One opens a buffer, types in it, asks about a place and for what to do.
        let opened = prefixed(&[number, 0, number], text);
        let typed = [2, number, 2, 0, 2, 3, b'x', b'\n'];
        let asked = |what: u8| [5, number, what, 4, 8];
        let talk: Vec<&[u8]> = vec![&opened, &typed];
        let mut talk = talk.join(&0xFF);
        for what in 0..8 {
            talk.push(0xFF);
            talk.extend(asked(what));
        }
        self.add("lsp", talk)
    }
}

fn rule_page(seeds: &mut Seeds, rule: &Rule) -> io::Result<()> {
    seeds.add("page", rule.page)?;
    for example in examples(rule.page, rule.id).map_err(io::Error::other)? {
        let Example { path, text, companions, .. } = example;
        seeds.document(path.rsplit('.').next().unwrap_or_default(), &text)?;
        for companion in companions {
            match companion.role.as_str() {
                "with" => {
                    seeds.document(companion.path.rsplit('.').next().unwrap_or_default(), &companion.text)?
                }
                _ => seeds.add("exports", companion.text)?,
            }
        }
    }
    for text in rule.examples {
        seeds.add("log", format!("2025-11-04T09:12:31Z ERROR {text} {MARK}\u{2}\u{3}\u{4}\n"))?;
    }
    Ok(())
}

fn repository_file(seeds: &mut Seeds, file: &Path, text: &str) -> io::Result<()> {
    let path = file.to_string_lossy();
    let name = file.file_name().map_or("", |name| name.to_str().unwrap_or_default());
    match name.rsplit('.').next().unwrap_or_default() {
        "md" if text.starts_with("---\n") => seeds.add("page", text),
        "md" => fences(text).into_iter().try_for_each(|block| seeds.add("config", block)),
        "log" | "jsonl" => {
            let lines: Vec<&str> = text.lines().collect();
            lines.chunks(8).try_for_each(|lines| seeds.add("log", lines.join("\n")))
        }
        "txt" if path.contains("tests/documents") => {
            let language = if name == "json.txt" || name == "toml.txt" { &name[..4] } else { "yaml" };
            let cases =
                text.split("=== ").filter_map(|case| Some(case.split_once('\n')?.1.split_once(">>>\n")?.0));
            cases.into_iter().try_for_each(|case| seeds.document(language, case))
        }
        _ if name.ends_with("connectlint.yaml") => seeds.add("config", text),
        language @ ("yaml" | "yml" | "json" | "toml") => {
            if ["inventory", "exports", "templates", "export"].iter().any(|word| path.contains(word)) {
                seeds.add("exports", text)?;
            }
            seeds.document(if language == "yml" { "yaml" } else { language }, text)
        }
        _ => Ok(()),
    }
}

/// The blocks of YAML in a page, among them the configurations of the documentation.
fn fences(page: &str) -> Vec<&str> {
    let blocks = page.split("```yaml").skip(1);
    blocks.filter_map(|block| Some(block.split_once('\n')?.1.split_once("```")?.0)).collect()
}

fn prefixed(before: &[u8], text: &str) -> Vec<u8> {
    [before, text.as_bytes()].concat()
}

/// The text with the mark in the place of each client secret.
fn with_mark(text: &str) -> String {
    let is_value = |c: char| c.is_ascii_alphanumeric() || "-_~.".contains(c);
    let marked = text.split_inclusive('\n').map(|line| {
        let Some((key, value)) = line.split_once("client_secret") else { return line.to_owned() };
        let Some(start) = value.find(is_value) else { return line.to_owned() };
        let end = value[start..].find(|c| !is_value(c)).map_or(value.len(), |end| start + end);
        format!("{key}client_secret{}{MARK}{}", &value[..start], &value[end..])
    });
    marked.collect()
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(files(&path)?);
        } else {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}
