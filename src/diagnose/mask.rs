//! Takes people and secrets out of a log line before it is shown.

use crate::provider::credentials;
use crate::report::visible;
use crate::secret::is_secret_parameter;
use crate::template::documents::document;
use regex::{Captures, Regex, Replacer};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Where a masked line begins and ends, around the error (characters).
const BEFORE: usize = 100;
const AFTER: usize = 280;

struct Shapes {
    named: Regex,
    header: Regex,
    login: Regex,
    mail: Regex,
    guid: Regex,
    long: Regex,
}

fn shapes() -> Option<&'static Shapes> {
    static SHAPES: OnceLock<Option<Shapes>> = OnceLock::new();
    SHAPES
        .get_or_init(|| {
            Some(Shapes {
                // `key=` in a URL or a form, `"key":"` in JSON, also with escaped quotes, `key: ` in words.
                named: Regex::new(r#"(?i)([\w-]+)(\\?["']?\s*(?:[:=]|%3d)\s*(?:\\?["'])?)"#).ok()?,
                header: Regex::new(r"(?i)\b(bearer|basic|key)(\s+|%20|\+)([A-Za-z0-9._~+/=-]{8,})").ok()?,
                login: Regex::new(r"://[^\s/@]+@").ok()?,
                mail: Regex::new(r"(?i)[a-z0-9._%+-]+(?:@|%40)[a-z0-9-]+(?:\.[a-z0-9-]+)+").ok()?,
                guid: Regex::new(r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").ok()?,
                long: Regex::new(r"[A-Za-z0-9_~+-]{32,}=*").ok()?,
            })
        })
        .as_ref()
}

/// Query parameters of the login itself that let somebody in.
const LOGIN_PARAMETERS: [&str; 9] = [
    "code",
    "state",
    "nonce",
    "code_verifier",
    "assertion",
    "id_token",
    "subject_token",
    "session_state",
    "sig",
];

/// What may be shown, though it looks like something to hide; and what may not, however it looks.
pub(super) trait Familiar {
    /// Whether an id or a long word is one of the repository's own.
    fn is_own(&self, word: &str) -> bool;
    /// Secrets that stand in the files of the repository, the longest first.
    fn secrets(&self) -> &[String];
}

/// A line with the error at a byte, as it may be shown: people, tokens and secrets masked, control characters
/// visible, cut around the error.
pub(super) fn excerpt(line: &str, at: usize, own: &dyn Familiar) -> String {
    let at = (0..=at.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    // The whole line first: cut in two, a token would be none. Where the error is in it tells what stands before.
    let (masked, head) = (mask(line, own), mask(&line[..at], own));
    let same = masked.chars().zip(head.chars()).take_while(|(one, other)| one == other);
    let (before, after) = masked.split_at(same.map(|(c, _)| c.len_utf8()).sum());
    let skipped = before.chars().count().saturating_sub(BEFORE);
    let mut shown = String::new();
    if skipped > 0 {
        shown.push('…');
    }
    shown.extend(before.chars().skip(skipped));
    shown.extend(after.chars().take(AFTER));
    if after.chars().nth(AFTER).is_some() {
        shown.push('…');
    }
    visible(shown.trim()).into_owned()
}

/// A text without people and secrets.
pub(super) fn mask(text: &str, own: &dyn Familiar) -> String {
    let mut clean = text.to_owned();
    for secret in own.secrets() {
        if clean.contains(secret.as_str()) {
            clean = clean.replace(secret.as_str(), "***");
        }
    }
    let found: Vec<_> = credentials::scan(&clean).map(|(range, _)| range).collect();
    for range in found.into_iter().rev() {
        clean.replace_range(range, "***");
    }
    // Without the shapes nothing of the line can be shown safely; a test keeps them readable.
    let Some(shapes) = shapes() else { return "***".to_owned() };
    let before: [(&Regex, Hide<'_>); 2] =
        [(&shapes.login, &|_| "://***@".to_owned()), (&shapes.header, &hide_behind)];
    let after: [(&Regex, Hide<'_>); 3] = [
        (&shapes.mail, &|_| "<e-mail>".to_owned()),
        (&shapes.guid, &|found| keep_own(&found[0], own, "<guid>")),
        (&shapes.long, &|found| hide_long(&found[0], own)),
    ];
    for (shape, hide) in before {
        clean = replaced(shape, &clean, hide);
    }
    clean = hide_named(&shapes.named, &clean);
    for (shape, hide) in after {
        clean = replaced(shape, &clean, hide);
    }
    clean
}

/// What stands instead of something that is hidden.
type Hide<'h> = &'h dyn Fn(&Captures<'_>) -> String;

fn replaced(shape: &Regex, text: &str, hide: Hide<'_>) -> String {
    struct With<'f>(Hide<'f>);
    impl Replacer for With<'_> {
        fn replace_append(&mut self, found: &Captures<'_>, out: &mut String) {
            out.push_str(&(self.0)(found));
        }
    }
    match shape.replace_all(text, With(hide)) {
        Cow::Borrowed(same) => same.to_owned(),
        Cow::Owned(new) => new,
    }
}

/// What follows a word such as `Bearer`. In `The config key client_secret must …` the key's name follows.
fn hide_behind(found: &Captures<'_>) -> String {
    let is_name = document("any-config").is_some_and(|config| config.key(&found[3]).is_some());
    if is_name { found[0].to_owned() } else { format!("{}{}***", &found[1], &found[2]) }
}

/// Hides the values of keys that hold a secret. Only the keys are looked for: what one says may have others in it,
/// as in `"body":"client_secret=..."`.
fn hide_named(named: &Regex, text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    for found in named.captures_iter(text) {
        let [whole, key, sign] = [0, 1, 2].map(|group| found.get(group).map_or(0..0, |part| part.range()));
        let rest = &text[whole.end..];
        let value = &rest[..rest.find(ends_value).unwrap_or(rest.len())];
        if whole.start >= at && is_secret_value(&text[key], &text[sign], value) {
            clean.push_str(&text[at..whole.end]);
            clean.push_str("***");
            at = whole.end + value.len();
        }
    }
    clean.push_str(&text[at..]);
    clean
}

fn ends_value(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '&' | '\\' | ',' | ';' | '}' | ']')
}

/// Whether what a key says is a secret. `"code":228` is none, `?code=0.AXo…` is one.
fn is_secret_value(key: &str, sign: &str, value: &str) -> bool {
    if value.is_empty() || value.starts_with("***") {
        return false;
    }
    // In JSON these names mean other things, such as an error's code.
    let in_query = (sign == "=" || sign.eq_ignore_ascii_case("%3d")) && value.len() >= 6;
    if in_query && LOGIN_PARAMETERS.iter().any(|known| known.eq_ignore_ascii_case(key)) {
        return true;
    }
    // In a sentence a word may follow: `token: expired`.
    let bare = !sign.contains(['=', '%', '"', '\'']);
    let telling = value.len() >= 6 && value.bytes().any(|byte| byte.is_ascii_digit());
    is_secret_parameter(key) && (!bare || telling)
}

fn keep_own(word: &str, own: &dyn Familiar, instead: &str) -> String {
    if own.is_own(word) { word.to_owned() } else { instead.to_owned() }
}

/// A long word with letters and digits is a token, unless it is ours; names of classes and keys are words.
fn hide_long(word: &str, own: &dyn Familiar) -> String {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    // Mixed words of documentation, such as `OAuthCredentialsInvalidAssociationCount`, have hardly a digit.
    let mixed = letters && digits >= 4;
    if mixed && !own.is_own(word) { "***".to_owned() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Own;

    impl Familiar for Own {
        fn is_own(&self, word: &str) -> bool {
            word == "8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012"
        }

        fn secrets(&self) -> &[String] {
            &[]
        }
    }

    #[test]
    fn people_and_secrets_are_taken_out() {
        for (line, shown) in [
            ("user jane.doe@acme.dev failed", "user <e-mail> failed"),
            ("user=jane%40acme.dev&x", "user=<e-mail>&x"),
            ("user 2c86f7a1-e954-4b0d-a3c7-61f8d40b9e25", "user <guid>"),
            ("app 8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012", "app 8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012"),
            ("Authorization: Bearer abc.def-123456", "Authorization: Bearer ***"),
            ("GET /callback?code=0.AXoAbCdEf&state=xyz12345&x=1", "GET /callback?code=***&state=***&x=1"),
            (r#"{"client_secret":"hunter2hunter2","code":228}"#, r#"{"client_secret":"***","code":228}"#),
            (r#"{\"refresh_token\":\"abc\"}"#, r#"{\"refresh_token\":\"***\"}"#),
            ("client_id=x&client_secret=abcdef&y=1", "client_id=x&client_secret=***&y=1"),
            (r#"{"body":"client_secret=abcdef&y=1"}"#, r#"{"body":"client_secret=***&y=1"}"#),
            (r#"error: "client_secret=abcdef""#, r#"error: "client_secret=***""#),
            (r#"client_secret="abcdef" x"#, r#"client_secret="***" x"#),
            ("client_secret: hunter2 x", "client_secret: *** x"),
            ("refresh_token: expired", "refresh_token: expired"),
            ("https://jane:word@acme.dev/", "https://***@acme.dev/"),
            ("token 0123456789abcdef0123456789abcdef01", "token ***"),
            ("OAuthCredentialsInvalidAssociationCount", "OAuthCredentialsInvalidAssociationCount"),
            ("config key client_secret must not", "config key client_secret must not"),
            ("api key client_secretabc", "api key ***"),
            (
                "integration_guid=8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012",
                "integration_guid=8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012",
            ),
            ("x=0123456789abcdef0123456789abcdef01==", "x=***"),
        ] {
            assert_eq!(mask(line, &Own), shown, "{line}");
        }
    }

    #[test]
    fn a_line_is_cut_around_the_error() {
        let line = format!("{} AADSTS50011 {}", "a ".repeat(300), "b ".repeat(300));
        let shown = excerpt(&line, line.find("AADSTS").unwrap_or(0), &Own);
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("AADSTS50011"), "{shown}");
        assert!(shown.chars().count() < BEFORE + AFTER + 3);
        assert_eq!(excerpt("a \x1b[2J AADSTS50011", 3, &Own).find('\x1b'), None);
    }

    #[test]
    fn an_error_within_a_token_does_not_part_it() {
        let line = format!("error gh{} AADSTS50011", "p_R7tK2mX9vB4nQ8wL1cZ6yD3fH5jG0sP7aE2u");
        for at in 0..=line.len() {
            assert_eq!(excerpt(&line, at, &Own), "error *** AADSTS50011", "{at}");
        }
    }
}
