//! Stand-ins: literal words that mean "the real value goes here".

/// Whether a value is a stand-in for the real one: `your-client-id`, `changeme`, `xxxx`, the nil GUID, a host
/// or URL under a name that RFC 2606 reserves for examples. Blanks around it do not count.
#[must_use]
pub fn is_dummy(text: &str) -> bool {
    let text = super::trim(text);
    let Some(&first) = text.as_bytes().first() else { return false };
    let named = match first.to_ascii_lowercase() {
        b'x' | b'*' | b'.' => is_filler(text),
        b'0' | b'1' => is_counting(text),
        0xE2 => text.chars().all(|letter| matches!(letter, '•' | '…')),
        b'y' => after(text, "your").is_some_and(separated),
        b'm' => after(text, "my").filter(|rest| separated(rest)).is_some_and(is_my_own),
        b'c' => is_change_me(text) || is_key_name(text),
        b'r' => is_replace(text) || is(text, "redacted"),
        b'i' => after(text, "insert").is_some_and(separated),
        b't' => is_to_do(text),
        b'f' => is(text, "fixme"),
        b'n' => is(text, "null") || is(text, "none") || is(text, "n/a"),
        b'e' => after(text, "example").is_some(),
        b'd' => after(text, "dummy").is_some(),
        b's' => is(text, "secret"),
        b'p' => is(text, "password"),
        _ => false,
    };
    named || is_on_example_host(text)
}

/// Whether a host is reserved for examples: `example.com`, `.net`, `.org` and all below them, `*.example`,
/// `*.invalid` (RFC 2606). `.test` and `.localhost` are used by real development servers.
#[must_use]
pub fn is_example_host(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let (below, top) = last_label(host);
    match top.len() {
        3 if ["com", "net", "org"].iter().any(|known| is(top, known)) => {
            below.is_some_and(|below| is(last_label(below).1, "example"))
        }
        7 => is(top, "example") || is(top, "invalid"),
        _ => false,
    }
}

/// What stands before the last dot, and the label behind it.
fn last_label(host: &str) -> (Option<&str>, &str) {
    match memchr::memrchr(b'.', host.as_bytes()) {
        Some(dot) => (Some(&host[..dot]), &host[dot + 1..]),
        None => (None, host),
    }
}

/// Whether the host of a URL, or the text itself if it can be a host name with a dot, is reserved for examples.
fn is_on_example_host(text: &str) -> bool {
    let bytes = text.as_bytes();
    if memchr::memchr(b'.', bytes).is_none() {
        return false;
    }
    let authority = match memchr::memchr(b':', bytes) {
        Some(at) if bytes[at..].starts_with(b"://") => {
            let rest = &text[at + 3..];
            let end = memchr::memchr3(b'/', b'?', b'#', rest.as_bytes()).unwrap_or(rest.len());
            let authority = &rest[..end];
            memchr::memrchr(b'@', authority.as_bytes()).map_or(authority, |at| &authority[at + 1..])
        }
        _ => text,
    };
    let end = memchr::memchr(b':', authority.as_bytes()).unwrap_or(authority.len());
    let host = &authority[..end];
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    // The last label tells most hosts apart at once.
    is_example_host(host) && host.contains('.') && host.bytes().all(letter)
}

/// `xxxxx`, `****`, `...`, `xxxxxxxx-xxxx-…`
fn is_filler(text: &str) -> bool {
    let first = text.as_bytes()[0].to_ascii_lowercase();
    let same = text.bytes().filter(|byte| byte.to_ascii_lowercase() == first).count();
    same >= 3
        && text.bytes().all(|byte| byte.to_ascii_lowercase() == first || (first == b'x' && byte == b'-'))
}

/// The nil GUID and the one of ones, and the digits in their order.
fn is_counting(text: &str) -> bool {
    let guid = || {
        let first = text.as_bytes()[0];
        text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte == first,
            })
    };
    after(text, "0123456789abcdef").is_some() || after(text, "1234567890abcdef").is_some() || guid()
}

/// `my-client…`, `my_secret…`, `my tenant…`: what follows `my`.
fn is_my_own(rest: &str) -> bool {
    ["client", "secret", "tenant"].iter().any(|known| after(&rest[1..], known).is_some())
}

fn is_change_me(text: &str) -> bool {
    after(text, "change").is_some_and(|rest| begins_with_word(unseparated(rest), "me"))
}

/// `client_id`, `client-secret-value`, `client id here`, `client_id_1`: the key's own name as its value.
fn is_key_name(text: &str) -> bool {
    let Some(rest) = after(text, "client").map(unseparated) else { return false };
    let Some(rest) = after(rest, "id").or_else(|| after(rest, "secret")) else { return false };
    let rest = unseparated(rest);
    let numbered = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    rest.is_empty()
        || is(rest, "value")
        || is(rest, "here")
        || rest.as_bytes()[0].is_ascii_digit()
        || after(rest, "template").is_some_and(numbered)
}

fn is_replace(text: &str) -> bool {
    let Some(rest) = after(text, "replace").map(unseparated) else { return false };
    ["me", "with", "this"].iter().any(|known| begins_with_word(rest, known))
}

fn is_to_do(text: &str) -> bool {
    is(text, "tbd") || after(text, "to").is_some_and(|rest| begins_with_word(unseparated(rest), "do"))
}

fn is(text: &str, word: &str) -> bool {
    text.eq_ignore_ascii_case(word)
}

/// What follows a word at the beginning.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.get(..word.len()).filter(|head| is(head, word)).map(|_| &text[word.len()..])
}

/// The word as a whole: `replacement` does not begin with `replace`, `me`.
fn begins_with_word(text: &str, word: &str) -> bool {
    after(text, word).is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
}

fn separated(rest: &str) -> bool {
    rest.starts_with(['-', '_', ' '])
}

/// Without the one `-`, `_` or blank at the beginning.
fn unseparated(rest: &str) -> &str {
    rest.strip_prefix(['-', '_', ' ']).unwrap_or(rest)
}
