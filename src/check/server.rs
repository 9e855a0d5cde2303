//! Where a server's own templates are known, they have the last word.

use super::Context;
use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Attachments, Integration, Subject};
use crate::server_template::KeyKind;
use std::collections::HashSet;

/// Rules about a value that is not among the words known here.
const ABOUT_WORDS: [&str; 7] = [
    "invalid-auth-type",
    "unsupported-auth-type",
    "invalid-auth-mode",
    "invalid-max-role",
    "public-client-unsupported",
    "public-service-account",
    "unknown-token-auth-method",
];

/// Takes out what the server's templates contradict.
pub(super) fn overrule(found: &mut Vec<Diagnostic>, from: usize, subject: &Subject<'_>, cx: &Context<'_>) {
    if cx.settings.templates.is_none() || found.len() == from {
        return;
    }
    let own = found.split_off(from);
    found.extend(own.into_iter().filter(|finding| match subject {
        Subject::Integration(it) => !overruled(finding, it),
        Subject::Attachments(it) => !overruled_request(finding, it, cx),
        _ => true,
    }));
}

fn overruled(finding: &Diagnostic, it: &Integration<'_>) -> bool {
    let Some(server) = it.server() else { return false };
    if matches!(finding.rule, "unknown-template" | "misspelled-template") {
        return true;
    }
    if finding.rule == "feature-newer-than-server" {
        // What the server lists among its templates it has.
        return !it.top("permissions").is_given();
    }
    let below = finding.place.pointer.strip_prefix(it.part().pointer.as_str());
    let Some(name) = below.and_then(|below| below.strip_prefix("/config/")) else { return false };
    let Some(key) = server.key(name) else { return false };
    let allowed = it.server_allows(key) != Some(false);
    match finding.rule {
        "unknown-key" | "inapplicable-key" => allowed,
        "value-not-string" => matches!(key.kind, KeyKind::Switch) && it.effective(name).is_some_and(is_bool),
        rule if ABOUT_WORDS.contains(&rule) => match &key.kind {
            KeyKind::Choice(words) => allowed && it.effective(name).is_some_and(|word| words.contains(&word)),
            _ => false,
        },
        _ => false,
    }
}

fn is_bool(text: String) -> bool {
    matches!(text.as_str(), "true" | "false")
}

fn overruled_request(finding: &Diagnostic, it: &Attachments<'_>, cx: &Context<'_>) -> bool {
    let request = it.requests().find(|item| {
        let below = finding.place.pointer.strip_prefix(item.pointer.as_str());
        below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    });
    let Some((templates, request)) = cx.settings.templates.as_ref().zip(request) else { return false };
    let Some(server) = request.field("type").literal().and_then(|id| templates.get(id)) else { return false };
    match finding.rule {
        "unknown-template" | "misspelled-template" => true,
        "invalid-auth-type" | "unsupported-auth-type" => {
            let words = server.key("auth_type").map(|key| &key.kind);
            let word = request.field("auth_type").literal();
            matches!((words, word), (Some(KeyKind::Choice(words)), Some(word)) if words.iter().any(|own| own == word))
        }
        _ => false,
    }
}

/// One cause, one finding: where another rule says that a key or its value is wrong, the server's own refusal
/// of it is not repeated.
pub(super) fn settle(found: &mut Vec<Diagnostic>) {
    const RULE: &str = "template-violation";
    if !found.iter().any(|finding| finding.rule == RULE) {
        return;
    }
    let spoken: HashSet<_> = found
        .iter()
        .filter(|finding| finding.rule != RULE && finding.level >= Level::Warning)
        .map(|finding| (finding.place.root, finding.place.pointer.clone()))
        .collect();
    found.retain(|finding| {
        finding.rule != RULE || !spoken.contains(&(finding.place.root, finding.place.pointer.clone()))
    });
}
