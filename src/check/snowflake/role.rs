//! The scopes of Snowflake: a refresh token and one role.

use crate::check::Findings;
use crate::check::scopes::reading::{
    Change, at_word, change_words, is_foreign, is_rejected, misspelling, shown, words_of,
};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::{Integration, Word};
use crate::provider::Provider;

const ROLE: &str = "session:role:";
const ENCODED: &str = "session:role-encoded:";

/// Snowflake, if its scopes are asked for.
fn snowflake(it: &Integration<'_>) -> Option<&'static Provider> {
    words_of(it)?;
    it.provider().filter(|provider| provider.name == "snowflake")
}

/// The role that a word names.
fn role<'w>(word: &'w Word<'_>) -> Option<&'w str> {
    [ROLE, ENCODED].iter().find_map(|prefix| {
        let head = word.text.get(..prefix.len())?;
        head.eq_ignore_ascii_case(prefix).then(|| &word.text[prefix.len()..])
    })
}

/// A role that may not log in by OAuth unless an administrator allows it.
pub(in crate::check) fn blocked_snowflake_role(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(provider) = snowflake(it) else { return };
    for word in it.scopes().literals() {
        let Some(role) = role(word).filter(|role| provider.is_blocked_role(role)) else { continue };
        out.add(
            at_word(it, word),
            format!("Snowflake blocks the role {} for OAuth by default, and refuses the login", shown(role)),
        )
        .help("ask for a role with fewer rights, or have the role taken off the integration's BLOCKED_ROLES_LIST");
        return;
    }
}

/// A word that Snowflake does not have, an empty role, or two roles.
pub(in crate::check) fn invalid_snowflake_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(provider) = snowflake(it) else { return };
    let scopes = it.scopes();
    // A role in quotes may hold a blank, which parts it here; the quotes have a rule of their own.
    if scopes.words().any(|word| word.text.contains('"')) {
        return;
    }
    let taken =
        |word: &Word<'_>| is_rejected(it, word) || is_foreign(it, word) || misspelling(it, word).is_some();
    let unknown = |word: &Word<'_>| word.is_literal() && !provider.scopes.knows(&word.text) && !taken(word);
    let invalid = |word: &Word<'_>| role(word).is_some_and(str::is_empty) || unknown(word);
    if let Some(first) = scopes.words().find(|word| invalid(word)) {
        let name = shown(&first.text);
        let message = match role(first) {
            Some(_) => format!("{name} names no role, and Snowflake refuses it"),
            None => format!("Snowflake does not know the scope {name}, and may refuse the login"),
        };
        let edits = change_words(scopes, |word| if invalid(word) { Change::Drop } else { Change::Keep });
        out.add(at_word(it, first), message)
            .help("Snowflake knows `refresh_token` and one `session:role:<ROLE>`")
            .fix(edits.and_then(|edits| fix(Safety::Unsafe, format!("remove {name}"), edits)));
        return;
    }
    let roles: Vec<&Word<'_>> = scopes.literals().filter(|word| is_role(word)).collect();
    if let [first, others @ ..] = roles.as_slice()
        && let Some(second) = others.iter().find(|other| !other.is(&first.text))
    {
        out.add(
            at_word(it, second),
            format!("{} and {} are two roles; a session has one", shown(&first.text), shown(&second.text)),
        )
        .help("keep one of the two");
    }
}

fn is_role(word: &Word<'_>) -> bool {
    word.text.get(.."session:role".len()).is_some_and(|head| head.eq_ignore_ascii_case("session:role"))
}
