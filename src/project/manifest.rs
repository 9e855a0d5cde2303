//! Connect's `manifest.json`: of its megabytes the `appmode` matters, and the integration requests.

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::ops::Range;

#[derive(Deserialize)]
struct Manifest {
    metadata: Metadata,
    #[serde(default)]
    integration_requests: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Metadata {
    appmode: String,
}

/// The `appmode` of a manifest that asks for no integration; `None` for every other text, which has to be
/// parsed. The text is only passed over, no tree is built.
#[must_use]
pub(super) fn app_mode(text: &str) -> Option<String> {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !has("\"appmode\"") || has("integration_requests") {
        return None;
    }
    let manifest: Manifest = serde_json::from_str(text).ok()?;
    manifest.integration_requests.is_none().then_some(manifest.metadata.appmode)
}

/// From this size on it pays to pass over what does not matter.
const BULKY: usize = 1 << 14;

/// A large manifest with all but `metadata` and the integration requests emptied, at the same length, so that
/// every place in it stays true. `None` for what is not valid JSON, in which each mistake is to be found.
#[must_use]
pub(super) fn without_bulk(text: &str) -> Option<String> {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if text.len() < BULKY || !has("\"appmode\"") || !has("\"integration_requests\"") {
        return None;
    }
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let members = members(text.as_bytes());
    // Whatever else stands in a file with integration requests is not ours.
    let requests = |(key, _): &(Range<usize>, Range<usize>)| &text[key.clone()] == "\"integration_requests\"";
    if !text.trim_start().starts_with('{') || !members.iter().any(requests) {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for (key, value) in members {
        let is_bulk = matches!(bytes.get(value.start), Some(b'{' | b'['));
        if is_bulk && !matches!(&text.as_bytes()[key], b"\"metadata\"" | b"\"integration_requests\"") {
            bytes[value.start + 1..value.end - 1].fill(b' ');
        }
    }
    String::from_utf8(bytes).ok()
}

/// The keys and values of the outermost mapping of a valid JSON text.
fn members(text: &[u8]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let (mut depth, mut at, mut key, mut start) = (0_usize, 0, 0..0, None);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => {
                let end = string_end(text, at);
                if depth == 1 && start.is_none() {
                    key = at..end;
                }
                at = end;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b':' if depth == 1 => start = Some(at + 1),
            b',' | b'}' | b']' => {
                if byte != b',' {
                    depth -= 1;
                }
                if let Some(from) = start.filter(|_| depth == usize::from(byte == b',')) {
                    let blanks = |bytes: &mut dyn Iterator<Item = &u8>| {
                        bytes.take_while(|byte| byte.is_ascii_whitespace()).count()
                    };
                    let first = from + blanks(&mut text[from..at].iter());
                    let last = at - blanks(&mut text[first..at].iter().rev());
                    found.push((key.clone(), first..last));
                    start = None;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Where the string that begins at a quote ends, its closing quote included.
fn string_end(text: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', text.get(at..).unwrap_or_default()) {
        at += found + 1;
        if text[at - 1] == b'"' {
            return at;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{BULKY, app_mode, without_bulk};

    #[test]
    fn the_bulk_is_emptied_and_nothing_moves() {
        let bulk: String = (0..BULKY / 8).map(|n| format!("\"a\\\"{{{n}\": [{n}], ")).collect();
        let text = format!(
            "{{\"files\": {{{bulk}\"z\": {{}}}}, \"metadata\" : {{\"appmode\": \"api\"}} ,\n\
             \"integration_requests\": [{{\"name\": \"é ] }}\"}}], \"locale\": \"x\", \"packages\": [1] }}"
        );
        let short = without_bulk(&text).expect("it is a large manifest");
        assert_eq!(short.len(), text.len());
        let squeezed: String = short.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            squeezed,
            "{\"files\": { }, \"metadata\" : {\"appmode\": \"api\"} , \"integration_requests\": [{\"name\": \"é ] }\"}], \
             \"locale\": \"x\", \"packages\": [ ] }"
        );
        assert_eq!(short.find("\"locale\""), text.find("\"locale\""));
        assert_eq!(without_bulk(&text.replace("[1]", "[1,]")), None, "its mistake is to be found");
        assert_eq!(without_bulk(&text.replace("appmode", "app")), None);
        let inside = text.replace("\"integration_requests\": [", "\"x\": [\"integration_requests\", ");
        assert_eq!(without_bulk(&inside), None, "it is no manifest with requests");
    }

    #[test]
    fn only_a_manifest_without_requests_is_passed_over() {
        let is = |text: &str| app_mode(text);
        assert_eq!(is(r#"{"files": {"a": {}}, "metadata": {"appmode": "api"}}"#).as_deref(), Some("api"));
        assert_eq!(is(r#"{"metadata": {"appmode": "api"}, "integration_requests": []}"#), None);
        assert_eq!(is(r#"{"metadata": {"appmode": "api"}, "metadata": {}}"#), None, "a key twice");
        assert_eq!(is(r#"{"metadata": {"appmode": "api"}"#), None, "broken");
        assert_eq!(is(r#"{"metadata": {}, "x": "\"appmode\""}"#), None);
    }
}
