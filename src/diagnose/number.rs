//! Connect's own error codes in a text: three digits that only count where an error is spoken of.

use memchr::memmem;

/// Statuses of HTTP that are also codes of Connect; a bare `code 204` is the status.
const HTTP: [&[u8]; 10] = [b"201", b"202", b"203", b"204", b"205", b"206", b"207", b"208", b"226", b"402"];

/// Keys of Connect's answer to a refused request: `{"code":228,"error":"…","payload":null}`, and of the clients'
/// rendering of it.
const ENVELOPE: [&[u8]; 5] = [b"\"error\"", b"'error'", b"error_message", b"\"payload\"", b"'payload'"];

/// Words of which a line has one when its number is likely to be Connect's.
const CONTEXT: [&[u8]; 9] = [
    b"oauth",
    b"integration",
    b"posit",
    b"payload",
    b"error_message",
    b"credential",
    b"rsconnect",
    b"connect api",
    b"__api__",
];

/// Words before a number that make it an error's.
const LEADS: [&[u8]; 6] = [b"error", b"code", b"error_code", b"errorcode", b"err_code", b"err"];

/// Words before `code` that make it somebody else's.
const FOREIGN: [&[u8]; 6] = [b"status", b"http", b"exit", b"response", b"return", b"status_"];

/// Whether the digits of a lower-case text are an error's number. A `strict` reader, who has not asked for this
/// text but found it in a log, also wants to see a word about integrations.
pub(super) fn is_code(text: &[u8], start: usize, end: usize, strict: bool) -> bool {
    if !is_token(text, start, end) {
        return false;
    }
    let Some((lead, before)) = lead_of(text, start) else { return false };
    let direct = lead == b"error" && before.ends_with(b"api ");
    let enveloped = || has_any(text, &ENVELOPE);
    let foreign = || FOREIGN.iter().any(|word| before.trim_ascii_end().ends_with(word));
    let digits = &text[start..end];
    let counts = direct || enveloped() || !(HTTP.contains(&digits) || foreign());
    counts && (direct || !strict || has_any(text, &CONTEXT))
}

/// Whether digits that are long enough to stand for themselves are a code: `251001: …`, `251001 (08001)`,
/// `error 251001`. A size or a time of as many digits is none.
pub(super) fn is_long_code(text: &[u8], start: usize, end: usize) -> bool {
    let after = text[end..].trim_ascii_start();
    let named = after.starts_with(b":") && !after.starts_with(b"::") || after.starts_with(b"(");
    is_token(text, start, end) && (named || lead_of(text, start).is_some())
}

/// Whether no letter, digit or underscore touches a range.
pub(super) fn is_token(text: &[u8], start: usize, end: usize) -> bool {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    !start.checked_sub(1).and_then(|at| text.get(at)).is_some_and(part) && !text.get(end).is_some_and(part)
}

/// The word before a number, across `": =([#`, and what stands before that word.
fn lead_of(text: &[u8], start: usize) -> Option<(&'static [u8], &[u8])> {
    let gap = text[..start].iter().rev().take_while(|byte| b" \t\"'\\:=([#".contains(byte)).count();
    if gap == 0 || gap > 8 {
        return None;
    }
    let head = &text[..start - gap];
    let length = head.iter().rev().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'_').count();
    let (before, word) = head.split_at(head.len() - length);
    LEADS.iter().find(|lead| **lead == word).map(|lead| (*lead, before))
}

fn has_any(text: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| memmem::find(text, word).is_some())
}

/// The forms in which a number stands in a log, for the quick search.
pub(super) fn forms(digits: &str) -> impl Iterator<Item = String> + '_ {
    const BEFORE: [&str; 20] = [
        "code\":",
        "code\": ",
        "code\\\":",
        "code\\\": ",
        "code\":\"",
        "code\": \"",
        "code': ",
        "code':",
        "code ",
        "code: ",
        "code=",
        "error ",
        "error: ",
        "error=",
        "error #",
        "error (",
        "error code ",
        "err=",
        "err ",
        "code\" : ",
    ];
    BEFORE.iter().map(move |before| format!("{before}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str, strict: bool) -> bool {
        let text = text.to_ascii_lowercase();
        let at = text.find("228").or_else(|| text.find("204")).expect("the number is there");
        is_code(text.as_bytes(), at, at + 3, strict)
    }

    #[test]
    fn a_number_needs_an_error_before_it() {
        assert!(judge(r#"{"code":228,"error":"The config key x must be one of (a)","payload":null}"#, true));
        assert!(judge("Connect API Error 228: bad", true));
        assert!(judge("error_code=228 oauth", true));
        assert!(judge("error 228", false));
        for text in ["228 rows", "took 228 ms, error none", "code 2281", "code-228"] {
            assert!(!judge(text, false), "{text}");
        }
    }

    #[test]
    fn a_status_of_http_is_not_connects_code() {
        assert!(!judge("POST /__api__/v1/oauth/integrations code=204", true));
        assert!(!judge("oauth callback, status code 204", true));
        assert!(judge(r#"{"code":204,"error":"Invalid tenant id","payload":null}"#, true));
    }

    #[test]
    fn in_a_log_a_number_needs_a_word_about_integrations() {
        assert!(!judge("mysql error 228", true));
        assert!(!judge(r#"{"code":228,"error":"disk"}"#, true));
    }
}
