//! The small languages of the provider data: globs, host patterns, path patterns.

use serde::Deserialize;

/// Whether a text matches a glob: `*` stands for any text, `#` for one digit; ASCII case does not count.
#[must_use]
pub fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where to go on if the text after the last `*` turns out not to fit.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(b'#') if text[t].is_ascii_digit() => (p, t) = (p + 1, t + 1),
            Some(letter) if letter.eq_ignore_ascii_case(&text[t]) => (p, t) = (p + 1, t + 1),
            _ => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    (p, t) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

/// Whether a host in lower case matches a pattern: a leading `*.` stands for one label or more, `*` elsewhere
/// for text inside one label.
pub(super) fn host(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(rest) => {
            let wanted = labels(rest);
            let Some(from) = labels(host).checked_sub(wanted).filter(|&more| more > 0) else { return false };
            let tail = host.splitn(from + 1, '.').nth(from).unwrap_or_default();
            each_label(rest, tail) && !host.starts_with('.')
        }
        None => labels(pattern) == labels(host) && each_label(pattern, host),
    }
}

fn labels(host: &str) -> usize {
    host.bytes().filter(|&byte| byte == b'.').count() + 1
}

fn each_label(pattern: &str, host: &str) -> bool {
    pattern.split('.').zip(host.split('.')).all(|(pattern, label)| match pattern {
        // Most labels have no star; `*` alone wants something to stand for.
        "*" => !label.is_empty(),
        _ if pattern.contains('*') => glob(pattern, label),
        _ => pattern == label,
    })
}

/// A path of an endpoint: literal segments, `{name}` for one segment, `{name:glob}` for one that fits the
/// glob, `{name*}` for any number of segments.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct PathPattern {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug)]
enum Segment {
    Literal(String),
    One { name: String, glob: Option<String> },
    Many { name: String },
}

/// A named part of a path: its name, the first segment it covers and one past the last.
pub(super) type Captured<'p> = Vec<(&'p str, usize, usize)>;

impl PathPattern {
    /// As written in the data.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Matches non-empty segments. `None` in the list is a segment that holds a placeholder; it fits a named
    /// part only.
    pub(super) fn matches(&self, path: &[Option<&str>]) -> Option<Captured<'_>> {
        // Most patterns end in a word of their own, which tells most paths apart at once.
        if let Some(Segment::Literal(wanted)) = self.segments.last()
            && !matches!(path.last(), Some(Some(last)) if last.eq_ignore_ascii_case(wanted))
        {
            return None;
        }
        let mut captured = Vec::new();
        fits(&self.segments, path, 0, &mut captured).then_some(captured)
    }

    /// The path with its named parts filled in; `None` if one is not known.
    pub(super) fn fill<'a>(&self, part: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
        let mut path = String::new();
        for segment in &self.segments {
            let text = match segment {
                Segment::Literal(text) => text,
                Segment::One { name, .. } => part(name)?,
                Segment::Many { name } => part(name).unwrap_or_default(),
            };
            if !text.is_empty() {
                path.push('/');
                path.push_str(text);
            }
        }
        Some(path)
    }
}

fn fits<'p>(pattern: &'p [Segment], path: &[Option<&str>], at: usize, captured: &mut Captured<'p>) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return at == path.len() };
    match first {
        Segment::Literal(wanted) => {
            path.get(at).is_some_and(|text| text.is_some_and(|text| text.eq_ignore_ascii_case(wanted)))
                && fits(rest, path, at + 1, captured)
        }
        Segment::One { name, glob: wanted } => {
            let ok = path.get(at).is_some_and(|text| match (text, wanted) {
                (Some(text), Some(wanted)) => glob(wanted, text),
                _ => true,
            });
            captured.push((name, at, at + 1));
            let fits = ok && fits(rest, path, at + 1, captured);
            if !fits {
                captured.pop();
            }
            fits
        }
        Segment::Many { name } => (at..=path.len()).any(|end| {
            captured.push((name, at, end));
            let fits = fits(rest, path, end, captured);
            if !fits {
                captured.pop();
            }
            fits
        }),
    }
}

impl TryFrom<String> for PathPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let Some(inner) = text.strip_prefix('/') else {
            return Err(format!("the path pattern `{text}` must begin with a slash"));
        };
        let segments = inner.split('/').filter(|segment| !segment.is_empty()).map(segment).collect();
        Ok(Self { segments, text })
    }
}

fn segment(text: &str) -> Segment {
    let Some(inner) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
        return Segment::Literal(text.to_owned());
    };
    if let Some(name) = inner.strip_suffix('*').filter(|name| !name.contains(':')) {
        return Segment::Many { name: name.to_owned() };
    }
    match inner.split_once(':') {
        Some((name, glob)) => Segment::One { name: name.to_owned(), glob: Some(glob.to_owned()) },
        None => Segment::One { name: inner.to_owned(), glob: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text) in [
            ("*", ""),
            ("a*", "A"),
            ("session:role*", "session:role:X"),
            ("*.ReadWrite.All", "https://graph.microsoft.com/Files.ReadWrite.All"),
            ("v#", "v1"),
            ("*a*b", "xaxbab"),
        ] {
            assert!(glob(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", ""), ("a*b", "ac"), ("v#", "vx"), ("", "a"), ("*ab", "abc")] {
            assert!(!glob(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn hosts() {
        for (pattern, name) in [
            ("okta.com", "okta.com"),
            ("*.okta.com", "a.okta.com"),
            ("*.okta.com", "a.b.okta.com"),
            ("*.auth.*.amazoncognito.com", "p.auth.us-east-1.amazoncognito.com"),
            ("*-admin.okta.com", "contoso-admin.okta.com"),
        ] {
            assert!(host(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*.okta.com", "okta.com"),
            ("*.okta.com", ".okta.com"),
            ("*.okta.com", "a.okta.com.evil.net"),
            ("*.okta.com", "aokta.com"),
            ("*-admin.okta.com", "a.b-admin.okta.com"),
        ] {
            assert!(!host(pattern, name), "{pattern} {name}");
        }
    }
}
