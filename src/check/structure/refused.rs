//! What the server's own template refuses.

use crate::check::Findings;
use crate::document::Kind;
use crate::model::{Field, Integration, State};
use crate::schema::is_annotation;
use crate::server_template::{KeyKind, ServerKey, ServerTemplate};

/// A key or value against the server's own rules: its words, its patterns, its conditions.
pub(in crate::check) fn template_violation(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(server) = it.server() else { return };
    for field in it.fields() {
        if field.is_absent() || is_annotation(field.name()) {
            continue;
        }
        if let Some((message, help)) = refusal(it, server, field) {
            let id = &server.id;
            out.add(it.at(field), format!("the server's own template `{id}` {message}")).help(help);
        }
    }
}

/// What the server has against a key or its value, and what to do.
fn refusal(it: &Integration<'_>, server: &ServerTemplate, field: &Field<'_>) -> Option<(String, String)> {
    let name = field.name();
    let Some(key) = server.key(name) else {
        // A server that knows one auth type only has no key for it.
        let harmless = name == "auth_type" && it.auth_type().is_some();
        let message = format!("has no key `{name}`, so it is refused");
        return (!harmless).then(|| (message, format!("remove `{name}`")));
    };
    if it.server_allows(key) == Some(false) {
        let when = key.visible.as_ref().map(|visible| visible.in_words()).unwrap_or_default();
        let message =
            format!("takes `{name}` only where {when}: \"The config key {name} must not be provided\"");
        return Some((message, format!("remove `{name}`, or change what it depends on")));
    }
    refused_value(key, field).map(|message| (message, format!("change the value of `{name}`")))
}

fn refused_value(key: &ServerKey, field: &Field<'_>) -> Option<String> {
    let name = field.name();
    let wrong_type =
        |kind: Kind, wanted: &str| format!("wants {wanted} as `{name}`, and this is {}", kind.described());
    match (&key.kind, field.state()) {
        (_, State::Absent | State::Null | State::Opaque(_) | State::Mixed(_) | State::Dummy(_)) => None,
        (KeyKind::Switch, State::Other(Kind::Bool)) => None,
        (KeyKind::Switch, State::Other(kind)) => Some(wrong_type(kind, "true or false")),
        (KeyKind::Switch, State::Literal(_) | State::Blank) => {
            Some(wrong_type(Kind::String, "true or false"))
        }
        (_, State::Other(kind)) => Some(wrong_type(kind, "a string")),
        (KeyKind::Choice(words), state) => {
            let text = if let State::Literal(text) = state { text } else { "" };
            let refused = !words.iter().any(|word| word == text);
            refused
                .then(|| format!("answers: \"The config key {name} must be one of ({})\"", words.join(", ")))
        }
        (KeyKind::Text { validation, described }, state) => {
            let text = if let State::Literal(text) = state { text } else { "" };
            let validation = validation.as_ref().filter(|validation| !validation.is_match(text))?;
            Some(match described {
                Some(words) => format!("refuses this `{name}`: \"{}\"", words.trim()),
                None => format!("wants `{name}` to match {}", validation.as_str()),
            })
        }
    }
}
