//! Rules of the group okta.

use super::Findings;
use super::scopes::reading::{Change, at_word, change_words, shown, words_of};
use crate::diagnostic::Safety;
use crate::fix::edit::fix;
use crate::model::{Integration, Word};

/// The organization server, which takes client credentials only with a signed assertion.
pub(super) fn okta_org_server_service_account(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(provider) = it.sure_provider().filter(|_| it.is_service_account()) else { return };
    let Some(part) = provider.service_account.needs_part.as_deref() else { return };
    let Some(token) = it.servers().token.as_ref() else { return };
    let bare = token
        .recognised
        .as_ref()
        .is_some_and(|found| found.sure && found.endpoint.is_some() && found.range(part).is_none());
    if bare {
        out.add(
            it.at(&token.field),
            format!(
                "{}'s organization server takes no client secret from a Service Account, only a signed key",
                provider.label
            ),
        )
        .help("use a custom authorization server, such as `/oauth2/default/v1/token`");
    }
}

/// Words about a user, who is not there in client credentials.
pub(super) fn okta_service_account_scope(it: &Integration<'_>, out: &mut Findings<'_>) {
    let Some(provider) = it.sure_provider().filter(|_| it.is_service_account()) else { return };
    let Some(scopes) = words_of(it) else { return };
    let refused =
        |word: &Word<'_>| provider.service_account.refused_scopes.iter().any(|known| word.is(known));
    let Some(first) = scopes.words().find(|word| refused(word)) else { return };
    let edits = change_words(scopes, |word| if refused(word) { Change::Drop } else { Change::Keep });
    out.add(
        at_word(it, first),
        format!(
            "{} refuses {} to a Service Account, for whom no user logs in",
            provider.label,
            shown(&first.text)
        ),
    )
    .help("ask only for scopes of your own that the authorization server defines")
    .fix(edits.and_then(|edits| fix(Safety::Safe, "remove the words about a user", edits)));
}
