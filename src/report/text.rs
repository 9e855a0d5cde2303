//! Makes text of a file harmless for a terminal and for a job's log, and breaks long lines.

use std::borrow::Cow;

/// Columns of a line in a report for people: fixed, so that a report is the same everywhere.
const WIDTH: usize = 100;

/// A text with whatever could steer a terminal made visible: control characters, bidirectional overrides,
/// zero-width characters; and with no command in it that a runner of jobs would obey in its log.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_treacherous) {
        return without_commands(Cow::Borrowed(text));
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if is_treacherous(c) {
            clean.extend(c.escape_unicode());
        } else {
            clean.push(c);
        }
    }
    without_commands(Cow::Owned(clean))
}

/// The text of a JSON value with the same characters escaped, so that it can be shown, too: outside of strings, JSON
/// has none of them but line ends.
#[must_use]
pub(super) fn visible_json(json: &str) -> Cow<'_, str> {
    let shown = |c: char| c == '\n' || !is_treacherous(c);
    if json.chars().all(shown) {
        return Cow::Borrowed(json);
    }
    let mut clean = String::with_capacity(json.len());
    for c in json.chars() {
        if shown(c) {
            clean.push(c);
        } else {
            clean.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Cow::Owned(clean)
}

/// A path at the beginning of a line: GitHub's runner obeys lines that begin with `::`.
pub(super) fn leading_path(path: &str) -> Cow<'_, str> {
    let path = visible(path);
    if path.trim_start().starts_with("::") { Cow::Owned(format!("./{path}")) } else { path }
}

/// Whether a character does something to a terminal, or hides, instead of being seen.
pub(super) fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Writes `##(` for `##[` and `##vso(` for `##vso[`: the runners of GitHub Actions and Azure Pipelines take
/// those for commands anywhere in a line. The text keeps its length.
pub(super) fn without_commands(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("##") {
        return text;
    }
    let mut bytes = text.clone().into_owned().into_bytes();
    for (at, _) in text.match_indices('[') {
        let before = &text.as_bytes()[..at];
        let word = before.len().checked_sub(3).map(|from| &before[from..]);
        let rest = match word {
            Some(word) if word.eq_ignore_ascii_case(b"vso") => &before[..at - 3],
            _ => before,
        };
        if rest.ends_with(b"##") {
            bytes[at] = b'(';
        }
    }
    // Only ASCII was replaced by ASCII.
    String::from_utf8(bytes).map_or(text, Cow::Owned)
}

/// Replaces what could steer a terminal by characters of the same number of bytes, so that offsets stay true.
pub(super) fn tame(text: &str) -> String {
    let mut tame = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\n' | '\t' => tame.push(c),
            '\r' if text.as_bytes().get(at + 1) == Some(&b'\n') => tame.push(c),
            '\r' => tame.push(' '),
            c if is_treacherous(c) => tame.push_str(match c.len_utf8() {
                1 => "?",
                2 => "·",
                3 => "\u{fffd}",
                _ => "????",
            }),
            c => tame.push(c),
        }
    }
    without_commands(Cow::Owned(tame)).into_owned()
}

/// A note broken at the width of a report; `indent` is what stands before its first line.
pub(super) fn wrapped(note: &str, indent: usize) -> String {
    let options = textwrap::Options::new(WIDTH.saturating_sub(indent).max(40))
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = textwrap::wrap(note, options);
    let mut text = String::with_capacity(note.len() + lines.len());
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            text.push('\n');
            // GitHub's runner obeys lines that begin with `::`, whatever the blanks before.
            text.push_str(if line.starts_with("::") { ". " } else { "" });
        }
        text.push_str(line);
    }
    text
}

/// A text cut to a number of characters.
pub(super) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_runners_commands_are_only_seen() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
        assert_eq!(
            visible("x ##vso[task.x]y ##[add-mask]z # [ok] ##VSO["),
            "x ##vso(task.x]y ##(add-mask]z # [ok] ##VSO("
        );
        assert_eq!(leading_path("::stop-commands::x.yaml"), "./::stop-commands::x.yaml");
        let text = "é ##[x]\u{200b}\r\n\r\t\u{7f}";
        assert_eq!(tame(text).len(), text.len());
        assert_eq!(tame(text), "é ##(x]\u{fffd}\r\n \t?");
    }

    #[test]
    fn no_wrapped_line_begins_with_a_command() {
        let note = format!("{} ::add-mask::word and more", "word ".repeat(19).trim_end());
        let text = wrapped(&note, 4);
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
        assert_eq!(wrapped("https://a.example/with-a-long-path", 90), "https://a.example/with-a-long-path");
    }

    #[test]
    fn a_cut_text_ends_in_an_ellipsis() {
        assert_eq!(cut("ééé", 3), "ééé");
        assert_eq!(cut("éééé", 3), "ééé…");
    }
}
