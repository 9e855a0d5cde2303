//! Markdown for a terminal: headings, lists, code and emphasis of our own pages, wrapped to a width.

use super::visible;

/// Marks of emphasis inside the text while it is wrapped; they take no room and become colours, or nothing.
const BOLD: char = '\u{e000}';
const CODE: char = '\u{e001}';
const PLAIN: char = '\u{e002}';

/// Narrower terminals than this would break every word.
const NARROWEST: usize = 40;

/// The sheet that a page is written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// How many columns there are.
    pub width: usize,
    /// Whether to use colours.
    pub color: bool,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { width: 100, color: false }
    }
}

/// Writes Markdown for people who read a terminal.
#[must_use]
pub fn render(markdown: &str, sheet: Sheet) -> String {
    let mut page = Page { sheet: Sheet { width: sheet.width.max(NARROWEST), ..sheet }, out: String::new() };
    let mut block: Vec<&str> = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            page.flow(&mut block);
            page.fence(info, lines.by_ref().take_while(|line| !line.starts_with("```")));
        } else if line.starts_with('#') {
            page.flow(&mut block);
            page.heading(line);
        } else if line.trim().is_empty() {
            page.flow(&mut block);
        } else if line.starts_with('|') {
            page.flow(&mut block);
            page.line(&visible(line));
        } else {
            if begins_item(line).is_some() {
                page.flow(&mut block);
            }
            block.push(line);
        }
    }
    page.flow(&mut block);
    page.out
}

/// The mark of a list item and where its text begins.
fn begins_item(line: &str) -> Option<(&str, &str)> {
    let text = line.trim_start();
    if let Some(rest) = text.strip_prefix("* ").or_else(|| text.strip_prefix("- ")) {
        return Some(("*", rest));
    }
    let (number, rest) = text.split_once(". ")?;
    (number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| (&text[..=number.len()], rest))
}

struct Page {
    sheet: Sheet,
    out: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// An empty line, unless there is one already.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn heading(&mut self, line: &str) {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        let text = visible(line[level..].trim()).into_owned();
        self.gap();
        if self.sheet.color {
            let code = if level == 1 { "1;4" } else { "1" };
            self.line(&format!("\x1b[{code}m{text}\x1b[0m"));
        } else {
            self.line(&text);
            if level == 1 {
                let rule = "=".repeat(text.chars().count());
                self.line(&rule);
            }
        }
        self.gap();
    }

    fn fence<'l>(&mut self, info: &str, lines: impl Iterator<Item = &'l str>) {
        self.gap();
        if !info.trim().is_empty() {
            let label = self.dim(&format!("({})", visible(info.trim())));
            self.line(&format!("    {label}"));
        }
        for line in lines {
            self.line(&format!("    {}", visible(line)));
        }
        self.gap();
    }

    /// A paragraph or one item of a list.
    fn flow(&mut self, block: &mut Vec<&str>) {
        let Some(first) = block.first() else { return };
        let item = begins_item(first).map(|(mark, rest)| (mark.to_owned(), rest));
        let begun = item.as_ref().map_or(first.trim(), |(_, rest)| rest);
        let mut text = begun.to_owned();
        for more in &block[1..] {
            text.push(' ');
            text.push_str(more.trim());
        }
        let (head, indent) = match &item {
            Some((mark, _)) => (format!("  {mark} "), mark.len() + 3),
            None => {
                self.gap();
                (String::new(), 0)
            }
        };
        let text = marked(&visible(&text));
        let mut place = head;
        for row in wrap(&text, self.sheet.width.saturating_sub(indent)) {
            let row = self.painted(&row);
            self.line(&format!("{place}{row}"));
            place = " ".repeat(indent);
        }
        block.clear();
        if item.is_none() {
            self.gap();
        }
    }

    fn painted(&self, row: &str) -> String {
        let mut painted = String::with_capacity(row.len());
        for c in row.chars() {
            match (c, self.sheet.color) {
                (BOLD, true) => painted.push_str("\x1b[1m"),
                (CODE, true) => painted.push_str("\x1b[36m"),
                (PLAIN, true) => painted.push_str("\x1b[0m"),
                (BOLD | CODE | PLAIN, false) => {}
                (other, _) => painted.push(other),
            }
        }
        painted
    }

    fn dim(&self, text: &str) -> String {
        if self.sheet.color { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// The text with emphasis turned into marks: `**bold**` loses its stars, `` `code` `` keeps its backticks.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut bold, mut code) = (false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !code && rest.starts_with("**") {
            bold = !bold;
            out.push(if bold { BOLD } else { PLAIN });
            rest = &rest[2..];
            continue;
        }
        if c == '`' {
            code = !code;
            if code {
                out.push(CODE);
                out.push('`');
            } else {
                out.push('`');
                out.push(PLAIN);
                // A code word ends inside bold text: bold goes on.
                out.extend(bold.then_some(BOLD));
            }
        } else {
            out.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    out.extend((bold || code).then_some(PLAIN));
    out
}

/// Breaks a text between words; a word that is longer than a row stands alone.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let length = |word: &str| word.chars().filter(|c| !matches!(*c, BOLD | CODE | PLAIN)).count();
    let mut rows: Vec<String> = Vec::new();
    let mut row = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let needs = length(word);
        if used > 0 && used + 1 + needs > width {
            rows.push(std::mem::take(&mut row));
            used = 0;
        }
        if used > 0 {
            row.push(' ');
            used += 1;
        }
        row.push_str(word);
        used += needs;
    }
    rows.push(row);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# A title\n\nSome text with `code` and\n**bold words** in it.\n\n## Causes\n\n1. **The first.** It is\n   long.\n2. The second.\n\n```yaml bad\na: 1\n```\n";

    #[test]
    fn a_page_is_laid_out_without_colours() {
        let text = render(PAGE, Sheet { width: 40, color: false });
        let expected = "A title\n=======\n\nSome text with `code` and bold words in\nit.\n\nCauses\n\n  1. The first. It is long.\n  2. The second.\n\n    (yaml bad)\n    a: 1\n\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn colours_take_no_room() {
        let text = render(PAGE, Sheet { width: 40, color: true });
        assert!(text.contains("\x1b[36m`code`\x1b[0m and \x1b[1mbold words\x1b[0m in\nit."), "{text:?}");
    }

    #[test]
    fn nothing_in_a_page_steers_the_terminal() {
        let text = render("a \x1b[2J b\n\n```\n\x07\n```\n", Sheet::default());
        assert!(!text.contains(['\x1b', '\x07']), "{text:?}");
    }
}
