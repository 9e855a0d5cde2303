//! Template text (`{{ x }}`, `{% if %}`, `<%= x %>`, `{# … #}`) that nobody has filled in yet.

/// How far one template expression may reach, so that an unclosed one does not swallow the file.
const MAX_EXPRESSION: usize = 4096;

/// Words that steer a template instead of giving a value.
const CONTROL: &[&str] =
    &["if", "else", "end", "endif", "range", "with", "define", "block", "template", "for", "endfor", "set"];

/// Whether any template text may be in there; a fast search that most files end with.
pub(super) fn is_templated(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'{', b'<', bytes).any(|at| opens(bytes, at))
}

/// Whether template text begins at this byte.
pub(super) fn opens(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 2), Some(b"{{" | b"{%" | b"{#" | b"<%"))
}

/// One past the end of the template expression that begins at `at`, if it is closed in reach.
pub(super) fn close(bytes: &[u8], at: usize) -> Option<usize> {
    let end: &[u8] = match bytes.get(at..at + 2)? {
        b"{{" => b"}}",
        b"{%" => b"%}",
        b"{#" => b"#}",
        b"<%" => b"%>",
        _ => return None,
    };
    let reach = bytes.len().min(at + MAX_EXPRESSION);
    let is_triple = bytes[at..].starts_with(b"{{{") && bytes.get(at + 3) != Some(&b'{');
    let mut from = at + 2 + usize::from(is_triple);
    loop {
        from += memchr::memchr2(end[0], bytes[at], &bytes[from..reach])?;
        match bytes.get(from..from + 2)? {
            found if found == end => break,
            // Another one begins first: this one is not closed. Stopping here keeps a text full of
            // openers from being searched again for each of them.
            found if found == &bytes[at..at + 2] => return None,
            _ => from += 1,
        }
    }
    // `{{{ x }}}`: of three closing braces the last two belong to the expression.
    Some(from + 2 + usize::from(is_triple && bytes.get(from + 2) == Some(&b'}')))
}

/// One past the end of a placeholder of the shell or of a token replacer that stands without quotes: `${X}`,
/// `$(x)`, `$X`, `%X%`, `@X@`, `__X__`. What fills it in may bring the quotes.
pub(super) fn placeholder(bytes: &[u8], at: usize) -> Option<usize> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let name = |from: usize| from + bytes[from..].iter().take_while(|byte| is_name(byte)).count();
    match (*bytes.get(at)?, bytes.get(at + 1)?) {
        (b'$', open @ (b'{' | b'(')) => {
            let close = if *open == b'{' { b'}' } else { b')' };
            let end = memchr::memchr3(close, b'\n', b'"', &bytes[at..])? + at;
            (bytes[end] == close).then_some(end + 1)
        }
        (b'$', next) if next.is_ascii_alphabetic() || *next == b'_' => Some(name(at + 1)),
        (mark @ (b'%' | b'@'), next) if is_name(next) => {
            let end = name(at + 1);
            (bytes.get(end) == Some(&mark)).then_some(end + 1)
        }
        (b'_', b'_') => {
            let end = name(at);
            (end > at + 4 && bytes[at..end].ends_with(b"__")).then_some(end)
        }
        _ => None,
    }
}

/// Whether the expression at `at` steers the template: it may add or drop whole parts of the file.
pub(super) fn is_control(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..at + 3) {
        Some(b"<%=") => false,
        Some([b'<' | b'{', b'%' | b'#', _]) => true,
        Some(_) => {
            let inside = &bytes[at + 2..bytes.len().min(at + 80)];
            let skip = inside.iter().take_while(|b| matches!(b, b'-' | b'~' | b' ' | b'\t' | b'\n' | b'\r'));
            let inside = &inside[skip.count()..];
            let word = inside.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            let word = &inside[..word];
            inside.starts_with(b"/*")
                || inside.starts_with(b"!")
                || inside.starts_with(b"#")
                || CONTROL.iter().any(|control| control.as_bytes() == word)
        }
        None => false,
    }
}

/// One past the last byte of the expressions that, from `at` on, are alone on their line but for
/// blanks and a comment beginning with `comment`; `None` where other text stands among them.
pub(super) fn alone(bytes: &[u8], at: usize, comment: u8) -> Option<usize> {
    let mut end = close(bytes, at)?;
    loop {
        let mut next = end;
        while matches!(bytes.get(next), Some(b' ' | b'\t')) {
            next += 1;
        }
        match bytes.get(next) {
            None | Some(b'\n' | b'\r') => return Some(end),
            Some(&byte) if byte == comment && next > end => return Some(end),
            Some(_) if opens(bytes, next) => end = close(bytes, next)?,
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_end_where_they_are_closed() {
        for (text, end) in [
            ("{{ x }}y", Some(7)),
            ("{{ x\n }}", Some(8)),
            ("{% if %}", Some(8)),
            ("{# c #}", Some(7)),
            ("<%= x %>", Some(8)),
            ("{{ x", None),
            ("{{ a: 1\n{{ b }}", None),
            ("{{{ x }}}", Some(9)),
        ] {
            assert_eq!(close(text.as_bytes(), 0), end, "{text}");
        }
    }

    #[test]
    fn control_words_are_told_from_values() {
        for text in
            ["{{- if .x }}", "{{ end }}", "{% for %}", "<% x %>", "{# x #}", "{{/* x */}}", "{{ else }}"]
        {
            assert!(is_control(text.as_bytes(), 0), "{text}");
        }
        for text in ["{{ ended }}", "{{ .if }}", "<%= if %>", "{{ include \"x\" . }}"] {
            assert!(!is_control(text.as_bytes(), 0), "{text}");
        }
    }
}
