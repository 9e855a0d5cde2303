//! Values of `config` that hold what cannot stand there, and switches of the login.

use super::{Findings, is_inapplicable};
use crate::diagnostic::Safety;
use crate::document::Kind;
use crate::fix::edit::{self, fix};
use crate::model::{Field, Integration, State, trimmed};
use crate::opaque;
use crate::provider::credentials;
use crate::source::Span;
use crate::template;

/// Blanks or quotes around a value: the provider compares every character.
pub(in crate::check) fn padded_value(it: &Integration<'_>, out: &mut Findings<'_>) {
    for field in it.fields().iter().filter(|field| field.name() != "scopes") {
        let Some(node) = field.node().filter(|node| !node.has_custom_tag()) else { continue };
        let Some(text) = node.as_str() else { continue };
        let inner = trimmed(text);
        // A text of several lines is a key or an encrypted value, whose last line end is a part of it.
        if inner.len() == text.len() || inner.is_empty() || inner.contains('\n') || !is_read(it, field) {
            continue;
        }
        let bare = text.trim();
        let how = if bare.len() > inner.len() {
            "stands in quotes of its own, which become"
        } else if text.ends_with(['\n', '\r']) {
            "ends with a line break, which becomes"
        } else if text.len() > text.trim_end().len() {
            "ends with a blank, which becomes"
        } else {
            "begins with a blank, which becomes"
        };
        let start = inner.as_ptr() as usize - text.as_ptr() as usize;
        let mend = edit::keep_part(node, start..start + inner.len());
        out.add(
            it.at(field),
            format!("`{}` {how} a part of the value: the provider will refuse it", field.name()),
        )
        .help("take the blanks and the extra quotes away; in YAML write `|-` for `|`, or one line")
        .fix(mend.and_then(|edits| fix(Safety::Safe, format!("trim `{}`", field.name()), edits)));
    }
}

/// A key that Connect reads; values of unknown keys are not.
fn is_read(it: &Integration<'_>, field: &Field<'_>) -> bool {
    template::is_config_key(field.name()) || it.template().is_some_and(template::Template::is_open)
}

/// Characters outside the alphabet that a standard gives a value (RFC 6749 §3.3, A.1, A.2; RFC 3986).
pub(in crate::check) fn illegal_character(it: &Integration<'_>, out: &mut Findings<'_>) {
    for field in it.fields() {
        let found = match field.name() {
            "client_id" | "client_secret" | "tenant_id" => field
                .literal()
                .and_then(|text| Some((text, find(text, |c| !matches!(c, ' '..='~'))?)))
                // A key file has line ends, and is foreign-secret.
                .and_then(|(text, found)| credentials::classify(text).is_none().then_some(found)),
            "authorization_uri" | "token_uri" | "account_url" | "sf_host_domain" | "workspace_host" => {
                field.pieces().and_then(|text| find(text, is_illegal_in_url))
            }
            "scopes" => in_scopes(field),
            _ => None,
        };
        let Some((at, letter)) = found else { continue };
        let place = match at {
            Some(at) => it.at_part(field, at..at + letter.len_utf8()),
            None => it.at(field),
        };
        // A control character that the language forbids is said by `syntax-error`.
        let touches = |span: Span| span.start < place.span.end && place.span.start < span.end;
        if letter.is_control() && it.document().problems().iter().any(|problem| touches(problem.span)) {
            continue;
        }
        out.add(place, format!("`{}` holds {}, which cannot stand there", field.name(), named(letter))).help(
            if field.name().ends_with("uri") && letter == ' ' {
                "write a blank within a URL as `%20`"
            } else {
                "type the value again, or copy it through an editor that shows invisible characters"
            },
        );
    }
}

/// The first character of a kind outside placeholders, and where it stands.
fn find(text: &str, illegal: impl Fn(char) -> bool) -> Option<(Option<usize>, char)> {
    // Most values hold none, and need not be cut into pieces.
    if text.bytes().all(|byte| byte.is_ascii() && !illegal(char::from(byte))) {
        return None;
    }
    opaque::pieces(text).into_iter().filter(|piece| piece.family.is_none()).find_map(|piece| {
        let start = piece.range.start;
        text[piece.range].char_indices().find(|&(_, c)| illegal(c)).map(|(at, c)| (Some(start + at), c))
    })
}

fn is_illegal_in_url(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '"' | '\\' | '“' | '”' | '‘' | '’' | '„' | '«' | '»')
        || is_invisible(letter)
}

fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn in_scopes(field: &Field<'_>) -> Option<(Option<usize>, char)> {
    if let State::Other(Kind::Sequence) = field.state() {
        let texts = field.node()?.items().filter_map(|item| item.as_str());
        return texts.filter_map(illegal_in_scopes).map(|(_, letter)| (None, letter)).next();
    }
    illegal_in_scopes(field.pieces()?)
}

fn illegal_in_scopes(text: &str) -> Option<(Option<usize>, char)> {
    // The name of a Snowflake role may be quoted and may have any letters.
    let is_role = |at: usize| {
        let start = text[..at].rfind([' ', ',']).map_or(0, |blank| blank + 1);
        text[start..].get(..13).is_some_and(|head| head.eq_ignore_ascii_case("session:role:"))
    };
    let illegal = |c: char| matches!(c, '"' | '\\') || !c.is_ascii();
    find(text, illegal).filter(|(at, _)| !at.is_some_and(is_role))
}

fn named(letter: char) -> String {
    let what = match letter {
        _ if is_invisible(letter) => "an invisible character",
        _ if letter.is_control() => "a control character",
        _ if letter.is_whitespace() => "a blank",
        '"' | '\'' | '“' | '”' | '‘' | '’' | '„' | '«' | '»' => "a quote",
        '\\' => "a backslash",
        _ => "a character outside ASCII",
    };
    format!("{what} (U+{:04X})", u32::from(letter))
}

/// A way to prove the client's identity that Connect is not known to have.
pub(in crate::check) fn unknown_token_auth_method(it: &Integration<'_>, out: &mut Findings<'_>) {
    const KNOWN: [&str; 2] = ["client_secret_post", "client_secret_basic"];
    let method = it.field("token_endpoint_auth_method");
    let Some(word) = method.literal().filter(|word| !KNOWN.contains(word)) else { return };
    if is_inapplicable(it, &method) {
        return;
    }
    let near = template::nearest(word, KNOWN, 0).map(|near| near.name);
    let mend = near
        .zip(method.node())
        .and_then(|(near, node)| edit::replace(node, near))
        .and_then(|edits| fix(Safety::Safe, "write the word as Connect knows it", edits));
    out.add(
        it.at(&method),
        "Connect is known to use `client_secret_post` and `client_secret_basic` only: it will refuse this word",
    )
    .help(match near {
        Some(near) => format!("write `{near}`"),
        None => "write the one of the two that the application at the provider is registered for".to_owned(),
    })
    .fix(mend);
}

/// `use_pkce: false`.
pub(in crate::check) fn pkce_disabled(it: &Integration<'_>, out: &mut Findings<'_>) {
    let pkce = it.field("use_pkce");
    let off = pkce.state() == State::Other(Kind::Bool)
        && pkce.node().and_then(|node| node.as_bool()) == Some(false);
    // A Service Account has no login that PKCE could protect; the key is then inapplicable-key.
    if !off || it.is_service_account() || is_inapplicable(it, &pkce) {
        return;
    }
    let message = if it.is_public() {
        "PKCE is switched off, and nothing else protects the login of a Public client"
    } else {
        "PKCE is switched off: a login can be hijacked, and a server that wants PKCE refuses it"
    };
    let mend = it.config_mapping().zip(pkce.entry()).and_then(|(config, entry)| {
        if it.is_update() {
            // In an update a key that is not there leaves the stored value as it is.
            fix(Safety::Unsafe, "write `use_pkce: true`", edit::replace_raw(entry.value, "true")?)
        } else {
            fix(Safety::Unsafe, "remove `use_pkce`", edit::remove(config, entry)?)
        }
    });
    let help = if it.is_update() {
        "write `use_pkce: true`; leave it off only if the server refuses PKCE"
    } else {
        "remove `use_pkce`, the default is true; leave it off only if the server refuses PKCE"
    };
    out.add(it.at(&pkce), message).help(help).fix(mend);
}
