//! The examples in a page: documents with marks where findings must be.

use std::collections::BTreeSet;

/// What an example must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Findings exactly on the marked lines.
    Bad,
    /// No finding of any rule.
    Good,
}

/// A file beside an example.
#[derive(Clone, Debug)]
pub struct Companion {
    /// `with`, `inventory` or `templates`.
    pub role: String,
    /// Its path.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A document from a page.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it must show.
    pub verdict: Verdict,
    /// Whether a bad example has no edit although its rule offers some.
    pub unfixable: bool,
    /// The path it is linted under.
    pub path: String,
    /// The text without marks.
    pub text: String,
    /// Lines (from 1) and the rules that must report there.
    pub marks: BTreeSet<(usize, String)>,
    /// `set=` attributes: `deploy`, `connect-version:…`, `secrets:injected`.
    pub settings: Vec<String>,
    /// Files beside it.
    pub companions: Vec<Companion>,
    /// The line of the page on which its text begins, from 1.
    pub line: usize,
}

/// All examples of a page, in order. `rule` is whom a bare mark means.
///
/// # Errors
/// A sentence that says which fence is wrong.
pub fn examples(page: &str, rule: &str) -> Result<Vec<Example>, String> {
    let mut examples = Vec::new();
    let mut companions = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.trim().is_empty()) else { continue };
        let mut text = String::new();
        loop {
            let (_, line) =
                lines.next().ok_or_else(|| format!("line {}: the fence is not closed", number + 1))?;
            if line.trim_end() == "```" {
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        let words: Vec<&str> = info.split_whitespace().collect();
        let extension = match words[0] {
            language @ ("yaml" | "json" | "toml") => language,
            _ => continue,
        };
        let attribute = |name: &str| words.iter().find_map(|word| word.strip_prefix(name));
        let text = text.replace("{{join}}", "");
        match words.get(1).copied() {
            Some(role @ ("with" | "inventory" | "templates")) => {
                let path =
                    attribute("file=").ok_or_else(|| format!("line {}: `{role}` needs file=", number + 1))?;
                companions.push(Companion { role: role.to_owned(), path: path.to_owned(), text });
            }
            Some(verdict @ ("bad" | "good")) => {
                let default = format!("integration.{extension}");
                let (text, marks) = unmark(&text, rule);
                if (verdict == "good") != marks.is_empty() {
                    return Err(format!("line {}: a bad example has marks, a good one has none", number + 1));
                }
                examples.push(Example {
                    verdict: if verdict == "bad" { Verdict::Bad } else { Verdict::Good },
                    unfixable: words.contains(&"unfixable"),
                    path: attribute("file=").map_or(default, str::to_owned),
                    text,
                    marks,
                    settings: words
                        .iter()
                        .filter_map(|word| word.strip_prefix("set="))
                        .map(str::to_owned)
                        .collect(),
                    companions: std::mem::take(&mut companions),
                    line: number + 2,
                });
            }
            _ => {}
        }
    }
    Ok(examples)
}

/// Cuts the marks (`# <--`, `// <--`) out of a text.
fn unmark(text: &str, rule: &str) -> (String, BTreeSet<(usize, String)>) {
    let mut marks = BTreeSet::new();
    let mut clean = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        let found =
            ["# <--", "// <--"].iter().find_map(|mark| line.find(mark).map(|at| (at, at + mark.len())));
        let Some((start, end)) = found else {
            clean.push_str(line);
            clean.push('\n');
            continue;
        };
        let names = line[end..].trim();
        let (own, names) = match names.strip_prefix("also") {
            Some(rest) => (true, rest),
            None => (names.is_empty(), names),
        };
        if own {
            marks.insert((index + 1, rule.to_owned()));
        }
        for name in names.split([',', ' ']).filter(|name| !name.is_empty()) {
            marks.insert((index + 1, name.to_owned()));
        }
        clean.push_str(line[..start].trim_end());
        clean.push('\n');
    }
    (clean, marks)
}
