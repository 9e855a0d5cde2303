//! What is being typed between the brackets of YAML and TOML, where commas part the entries instead of lines, and in
//! a block of text with scopes.

use super::{Found, MARK};
use crate::source::{Source, Span};

/// What is being typed between brackets; `None` if the cursor is not there.
pub(super) fn in_brackets(text: &str, offset: usize, sign: char) -> Option<Found> {
    let scan = Scan::of(text.get(..offset)?, sign);
    let in_mapping = *scan.open.last()? == '{';
    let begins = matches!(scan.last, '{' | '[' | ',');
    let is_key = in_mapping && begins;
    if scan.comment || !(begins || in_mapping && scan.last == sign) {
        return None;
    }
    let typed = &text[scan.since..offset];
    let start = offset - typed.trim_start().len();
    let quote = text[start..offset].chars().next().filter(|c| matches!(c, '"' | '\''));
    let several = text[scan.key.clone()].trim().trim_matches(['"', '\'']) == "scopes" && !is_key;
    let rest = &text[offset..];
    let ends = |c: char| match quote {
        Some(quote) => c == quote || several && c == ' ',
        None => matches!(c, ',' | '}' | ']' | '#') || c == sign && is_key || c == ' ' && (several || is_key),
    };
    let stop = rest.find(|c| matches!(c, '\n' | '\r') || ends(c)).unwrap_or(rest.len());
    let stop = offset + rest[..stop].trim_end().len();
    // All of the value goes while the text is read, also the words behind the one at the cursor.
    let whole = |c: char| match quote {
        Some(quote) => c == quote || c == '\n',
        None => matches!(c, ',' | '}' | ']' | '#' | '\n') || c == sign && is_key,
    };
    let end = text[stop..].find(whole).map_or(text.len(), |at| stop + at);
    let after = if quote.is_some_and(|quote| text[end..].starts_with(quote)) { end + 1 } else { end };
    let inner = start + usize::from(quote.is_some());
    let word = text[inner.min(offset)..offset].rfind(' ').filter(|_| several);
    let from = word.map_or(inner.min(offset), |at| inner + at + 1);
    let next = text[after..].trim_start().chars().next();
    let has_colon = is_key && next == Some(sign);
    let value = if sign == '=' && !is_key { format!("\"{MARK}\"") } else { MARK.to_owned() };
    let tail = match (is_key && !has_colon, sign) {
        (false, _) => "",
        (true, '=') => " = 0",
        (true, _) => ": 0",
    };
    let comma = if has_colon || next.is_none_or(|c| matches!(c, ',' | '}' | ']' | '#')) { "" } else { "," };
    let closed = is_closed(&text[after..]);
    let close = scan.open.iter().rev().filter(|_| !closed).map(|open| if *open == '{' { '}' } else { ']' });
    let with = format!("{value}{tail}{}{}", if closed { comma } else { "" }, close.collect::<String>());
    Some(Found {
        replaces: Span::new(from, stop.max(from)),
        quote,
        closes: if quote.is_some() { after } else { stop },
        has_colon: has_colon || !is_key,
        outer: false,
        marked: Span::new(start, after),
        with,
    })
}

/// Whether brackets that are open are closed further down, before something new begins.
fn is_closed(rest: &str) -> bool {
    let mut depth = 0;
    for (number, line) in rest.lines().enumerate() {
        if number > 0 && begins_anew(line) {
            return false;
        }
        for c in line.chars() {
            match c {
                '{' | '[' => depth += 1,
                '}' | ']' if depth == 0 => return true,
                '}' | ']' => depth -= 1,
                _ => {}
            }
        }
    }
    false
}

/// Whether a line is the first of an entry that stands in no brackets.
fn begins_anew(line: &str) -> bool {
    line.starts_with("- ") || line.starts_with("---") || line.starts_with(|c: char| c.is_alphabetic())
}

/// What stands before the cursor.
struct Scan {
    /// The brackets that are open.
    open: Vec<char>,
    /// The last character that parts entries, keys and values, and where what follows it begins.
    last: char,
    since: usize,
    /// The key before it.
    key: std::ops::Range<usize>,
    /// Whether the cursor is in a comment.
    comment: bool,
}

impl Scan {
    fn of(text: &str, sign: char) -> Self {
        let mut scan = Self { open: Vec::new(), last: '\n', since: 0, key: 0..0, comment: false };
        let mut string = None;
        let mut escaped = false;
        // Whether a value may begin here: quotes and brackets further on are letters of a text.
        let mut fresh = sign == ':';
        let mut before = '\n';
        for (at, c) in text.char_indices() {
            let previous = std::mem::replace(&mut before, c);
            if c == '\n' {
                // In a line of its own nothing is left of an unfinished string or a comment.
                (string, scan.comment) = (None, false);
                if begins_anew(&text[at + 1..]) {
                    scan.open.clear();
                }
                fresh = sign == ':' || !scan.open.is_empty();
            } else if let Some(quote) = string {
                let ends = c == quote && !escaped;
                escaped = c == '\\' && quote == '"' && !escaped;
                string = Some(quote).filter(|_| !ends);
            } else if scan.comment || c == '#' && previous.is_whitespace() {
                scan.comment = true;
            } else if matches!(c, '"' | '\'') && fresh {
                (string, escaped, fresh) = (Some(c), false, false);
            } else if !c.is_whitespace() {
                fresh = scan.step(text, at, c, sign, fresh, previous);
            }
        }
        scan
    }

    /// Goes on by a character outside of strings; whether a value may begin behind it.
    fn step(&mut self, text: &str, at: usize, c: char, sign: char, fresh: bool, previous: char) -> bool {
        let inside = !self.open.is_empty();
        // `a:b` is a text in YAML.
        let next = text[at + c.len_utf8()..].chars().next();
        let parts = sign == '=' || next.is_none_or(char::is_whitespace) || matches!(previous, '"' | '\'');
        match c {
            '{' | '[' if fresh => self.open.push(c),
            '}' | ']' if inside => {
                self.open.pop();
                (self.last, self.since) = (c, at + 1);
                return false;
            }
            ',' if inside => {}
            _ if c == sign && inside && parts => self.key = self.since..at,
            _ => return !inside && (c == sign || c == '-' && sign == ':'),
        }
        (self.last, self.since) = (c, at + 1);
        true
    }
}

/// The word at the cursor in a block of text under `scopes`.
pub(super) fn in_block(source: &Source, offset: usize) -> Option<Found> {
    let text = source.text();
    let line_of = |at: usize| source.slice(source.line_span(at)).trim_end_matches(['\n', '\r']);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let at = source.line_index(offset);
    let depth = match line_of(at) {
        blank if blank.trim().is_empty() => offset - source.line_span(at).start as usize,
        line => indent(line),
    };
    let above = |number: &usize| !line_of(*number).trim().is_empty() && indent(line_of(*number)) < depth;
    let head = (0..at).rev().find(above)?;
    let key = line_of(head).trim_start().trim_start_matches("- ");
    let block = key.strip_prefix("scopes:")?.trim_start();
    if !block.starts_with(['>', '|']) {
        return None;
    }
    let head_start = source.line_span(head).start as usize;
    let start = head_start + line_of(head).len() - block.len();
    let of_block = |number: &usize| {
        let line = line_of(*number);
        line.trim().is_empty() || indent(line) > indent(line_of(head))
    };
    let last = (at..source.line_count()).take_while(of_block).last().unwrap_or(at);
    let end = source.line_span(last).start as usize + line_of(last).len();
    let from = text[..offset].rfind([' ', '\n']).map_or(0, |at| at + 1);
    let stop = offset + text[offset..].find([' ', '\n', '\r']).unwrap_or(text.len() - offset);
    Some(Found {
        replaces: Span::new(from, stop),
        quote: None,
        closes: stop,
        has_colon: true,
        outer: false,
        marked: Span::new(start, end.max(stop)),
        with: MARK.to_owned(),
    })
}
