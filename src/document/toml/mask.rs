//! Template text in TOML, masked at the same length so that the parser reads on.

use crate::document::template;
use crate::source::Span;
use std::borrow::Cow;
use std::ops::Range;

/// The text as it is parsed.
pub(super) struct Masked<'t> {
    pub(super) text: Cow<'t, str>,
    /// Where values were masked, in order.
    pub(super) values: Vec<Span>,
    /// Whether lines steer a template, which may add or drop whole parts of the file.
    pub(super) steered: bool,
}

/// Masks values that begin with template text or a placeholder, and lines that steer a template.
pub(super) fn masked(text: &str) -> Masked<'_> {
    let mut masked = Masked { text: Cow::Borrowed(text), values: Vec::new(), steered: false };
    let bytes = text.as_bytes();
    let holds = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    let may_be_one = template::is_templated(text) || memchr::memchr3(b'$', b'@', b'%', bytes).is_some();
    // Within a text of several lines nothing can be told from TOML itself.
    if !(may_be_one || holds(b"__")) || holds(b"\"\"\"") || holds(b"'''") {
        return masked;
    }
    let mut anew = bytes.to_vec();
    for line in lines(bytes) {
        if let Some(range) = steering(bytes, line.clone()) {
            anew[range.clone()].fill(b'_');
            anew[range.start] = b'#';
            masked.steered = true;
        } else if let Some(range) = value(bytes, line) {
            anew[range.clone()].fill(b'_');
            (anew[range.start], anew[range.end - 1]) = (b'\'', b'\'');
            masked.values.push(Span::new(range.start, range.end));
        }
    }
    // Only whole characters were masked.
    masked.text = String::from_utf8(anew).map_or(Cow::Borrowed(text), Cow::Owned);
    masked
}

/// The lines without their ends.
fn lines(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
    ends.scan(0, |start, end| Some(std::mem::replace(start, end + 1)..end))
}

/// A line with nothing but template text that gives no value.
fn steering(bytes: &[u8], line: Range<usize>) -> Option<Range<usize>> {
    let start = line.start + bytes[line].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let steers = template::opens(bytes, start) && template::is_control(bytes, start);
    Some(start..template::alone(bytes, start, b'#').filter(|_| steers)?)
}

/// What stands behind the `=` of a line, if it begins with template text.
fn value(bytes: &[u8], line: Range<usize>) -> Option<Range<usize>> {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.\"' \t".contains(&byte);
    let sign = line.start + bytes[line.clone()].iter().position(|byte| !is_of_key(*byte))?;
    if bytes[sign] != b'=' {
        return None;
    }
    let blanks = bytes[sign + 1..line.end].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let start = sign + 1 + blanks;
    let expression = |at| {
        let end = template::close(bytes, at).or_else(|| template::placeholder(bytes, at));
        end.filter(|end| *end <= line.end)
    };
    let mut end = expression(start)?;
    // What follows the expression belongs to the value, up to a comment.
    while end < line.end && !(bytes[end] == b'#' && bytes[end - 1].is_ascii_whitespace()) {
        end = expression(end).unwrap_or(end + 1);
    }
    Some(start..start + bytes[start..end].trim_ascii_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_masked_text_is_as_long_and_values_are_found() {
        for (text, values) in [
            ("a = ${B}\r\nb = 1\r\n", vec!["${B}"]),
            ("a = {{ é }}é # c\n", vec!["{{ é }}é"]),
            ("a = {{ b\n}}\n", vec![]),
            ("[a]\n\"b.c\" = <%= d %>", vec!["<%= d %>"]),
            ("a = \"${B}\"\n# b = ${C}\nc = $\n", vec![]),
            ("= ${A}\n =\n", vec!["${A}"]),
        ] {
            let masked = masked(text);
            assert_eq!(masked.text.len(), text.len(), "{text}");
            let found: Vec<&str> =
                masked.values.iter().map(|span| &text[span.start as usize..span.end as usize]).collect();
            assert_eq!(found, values, "{text}");
        }
    }

    #[test]
    fn lines_that_steer_become_comments() {
        let masked = masked("{{- if .a }}\nb = 1\n{{- end }}\n");
        assert_eq!(masked.text, "#___________\nb = 1\n#_________\n");
        assert!(masked.steered);
    }
}
