//! Keys that nobody knows: what was probably meant by them.

use super::integration::{Integration, READ_ONLY_KEYS, Stray, TOP_KEYS};
use crate::template;

/// Keys that no template needs to know: encryption, editors, comments.
#[must_use]
pub fn is_exempt(key: &str) -> bool {
    key == "sops"
        || key == "$schema"
        || key.starts_with(['_', '.'])
        || key.starts_with("x-")
        || key.starts_with("//")
}

/// Finds them at the top and in `config`.
pub(super) fn strays<'a>(it: &Integration<'a>) -> Vec<Stray<'a>> {
    let mut found = Vec::new();
    for field in it.top_fields() {
        let Some(entry) = field.entry() else { continue };
        let name = field.name();
        let known = TOP_KEYS.contains(&name) || READ_ONLY_KEYS.contains(&name) || name == "auth_type";
        if known || is_exempt(name) {
            continue;
        }
        let config_key = template::config_keys().iter().copied().find(|key| *key == name);
        let near =
            config_key.or_else(|| template::nearest(name, TOP_KEYS.iter().copied(), 2).map(|near| near.name));
        found.push(Stray {
            mapping: it.node(),
            entry,
            at: "",
            meant: near.or_else(|| near_config_key(name)),
            misplaced: config_key.is_some(),
        });
    }
    let Some(config) = it.config_mapping() else { return found };
    let lenient = is_lenient(it);
    for field in it.fields() {
        let Some(entry) = field.entry() else { continue };
        let name = field.name();
        if template::is_config_key(name) || is_exempt(name) {
            continue;
        }
        let top = TOP_KEYS.iter().copied().find(|key| *key == name && *key != "config");
        let near = near_config_key(name);
        if lenient && near.is_none() {
            continue;
        }
        found.push(Stray {
            mapping: config,
            entry,
            at: "/config",
            meant: near.or(top),
            misplaced: near.is_none() && top.is_some(),
        });
    }
    found
}

/// The config key that a word is at most two letters away from, after case and separators.
fn near_config_key(name: &str) -> Option<&'static str> {
    template::nearest(name, template::config_keys().iter().copied(), 2).map(|near| near.name)
}

/// Templates and auth types with keys that nobody has published.
fn is_lenient(it: &Integration<'_>) -> bool {
    match it.template() {
        Some(template) => {
            !template.detailed
                || template.name == "github"
                || (template.name == "snowflake" && !it.is_viewer())
        }
        None => false,
    }
}
