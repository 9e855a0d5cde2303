//! A summary in Markdown, for the page of a job or a comment on a pull request: bounded, and nothing that stands
//! in a file becomes Markdown or HTML in it.

use super::text::cut;
use super::view::{Entry, View};
use super::{Look, closing_line, found, url, visible};
use crate::diagnostic::{Diagnostic, Level};
use std::io::{self, Write};

/// The most bytes of a summary: comments on GitHub end at 65,536 characters.
const MOST_BYTES: usize = 60_000;

/// What is kept free for the lines that close a summary.
const RESERVE: usize = 1_000;

/// The most characters of a message or a help.
const LONGEST_TEXT: usize = 500;

/// The part of a summary that is about one file.
#[derive(Default)]
struct Section {
    path: String,
    rows: String,
    help: String,
}

impl Section {
    fn text(&self) -> String {
        let mut text = format!(
            "\n### {}\n\n| Line | Level | Rule | Finding |\n| ---: | --- | --- | --- |\n{}",
            code(&self.path),
            self.rows
        );
        if !self.help.is_empty() {
            text.push_str("\n<details><summary>What happens at run time, and what to do</summary>\n\n");
            text.push_str(&self.help);
            text.push_str("\n</details>\n");
        }
        text
    }
}

pub(super) fn write(view: &View<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if look.quiet && view.report.diagnostics.is_empty() {
        return Ok(());
    }
    let summary = &view.report.summary;
    let title = found(summary).unwrap_or_else(|| "no findings".to_owned());
    let mut text = format!("## connectlint: {title}\n\n{}\n", closing_line(summary));
    let mut left = 0;
    let mut section = Section::default();
    for entry in view.entries() {
        let (path, row, help, findings) = match entry {
            Entry::Finding(diagnostic) => {
                (&*diagnostic.path, row(view, diagnostic), help(view, diagnostic), 1)
            }
            Entry::More(more) if more.of_rule => {
                let row = format!("| | | | {} |\n", inline(&more.message()));
                (&*more.first.path, row, String::new(), more.count)
            }
            Entry::More(more) => {
                left += more.count;
                continue;
            }
        };
        if left == 0 && section.path != path {
            if !section.path.is_empty() {
                text.push_str(&section.text());
            }
            section = Section { path: path.to_owned(), ..Section::default() };
        }
        // From the first that finds no place on, all are only counted: a summary with holes would mislead.
        let size = || text.len() + section.text().len() + row.len() + help.len() + RESERVE;
        if left > 0 || size() > MOST_BYTES {
            left += findings;
            continue;
        }
        section.rows.push_str(&row);
        section.help.push_str(&help);
    }
    if !section.rows.is_empty() {
        text.push_str(&section.text());
    }
    if left > 0 {
        text.push_str(&format!("\n… and {left} more, in the full report.\n"));
    }
    out.write_all(text.as_bytes())
}

fn row(view: &View<'_>, diagnostic: &Diagnostic) -> String {
    let rule = match view.rule(diagnostic).and_then(url) {
        Some(url) => format!("[{}]({url})", diagnostic.rule),
        None => code(diagnostic.rule),
    };
    let level = match diagnostic.level {
        Level::Error => "**error**",
        level => level.name(),
    };
    let message = inline(&cut(&diagnostic.message, LONGEST_TEXT));
    format!("| {} | {level} | {rule} | {message} |\n", view.start(diagnostic).line)
}

fn help(view: &View<'_>, diagnostic: &Diagnostic) -> String {
    let prevents = view.prevents(diagnostic);
    if prevents.is_empty() && diagnostic.help.is_none() {
        return String::new();
    }
    let mut item = format!("* line {}, {}", view.start(diagnostic).line, code(diagnostic.rule));
    if let Some(help) = &diagnostic.help {
        item.push_str(&format!(": {}", inline(&cut(help, LONGEST_TEXT))));
    }
    if !prevents.is_empty() {
        let errors: Vec<String> = prevents.iter().map(|error| code(error)).collect();
        item.push_str(&format!("<br>at run time: {}", errors.join("; ")));
    }
    item.push('\n');
    item
}

/// A sentence for a cell: what stands between backquotes becomes code, the rest plain text.
fn inline(text: &str) -> String {
    let text = visible(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut inline = String::new();
    for (at, part) in parts.iter().enumerate() {
        // An odd number of backquotes: the last one has no partner.
        let closed = at + 1 < parts.len();
        if at % 2 == 0 || !closed {
            if at % 2 == 1 {
                inline.push_str("&#96;");
            }
            escape(part, &mut inline);
        } else {
            inline.push_str(&code(part));
        }
    }
    inline
}

/// A text as code. Neither mentions nor issues nor links are looked for in it.
fn code(text: &str) -> String {
    let mut code = "<code>".to_owned();
    escape(&visible(text), &mut code);
    code.push_str("</code>");
    code
}

/// Writes a text so that Markdown takes no character of it for more than itself: a reference to a character never
/// has a meaning of its own there. An empty comment keeps `@` and `#` from becoming mentions.
fn escape(text: &str, out: &mut String) {
    let mut word = String::new();
    for c in text.chars() {
        match c {
            '@' | '#' => out.push_str(&format!("&#{};<!-- -->", u32::from(c))),
            // `www.` alone makes a link.
            '.' if word.ends_with("www") => out.push_str("&#46;"),
            c if c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | ';' | '/' | '-' | '=' | '?' | '%') => {
                out.push(c)
            }
            '…' | '“' | '”' | '’' => out.push(c),
            c => out.push_str(&format!("&#{};", u32::from(c))),
        }
        word.push(c.to_ascii_lowercase());
        if c == ' ' {
            word.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_file_becomes_markup() {
        let text =
            inline("a `b|c` <img src=x> **d** [e](javascript:f) @team #77 | www.g.example http://h `i");
        for markup in ["<img", "**", "[e]", "](", "@team", "#77", "| ", "www.g", "http://", "`"] {
            assert!(!text.contains(markup), "{markup}: {text}");
        }
        assert!(text.starts_with("a <code>b&#124;c</code> &#60;img src=x"), "{text}");
        assert_eq!(code("~\n"), "<code>&#126;&#92;u&#123;a&#125;</code>");
    }
}
