//! Connect's `manifest.json` without integration requests: of its megabytes one word matters, the `appmode`.

use serde::Deserialize;
use serde::de::IgnoredAny;

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

#[cfg(test)]
mod tests {
    use super::app_mode;

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
