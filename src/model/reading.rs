//! What the server that reads `scopes` makes of each word. Many rules ask for it, so it is found out once.

use super::integration::Integration;
use super::scopes::Word;
use crate::provider::{
    ENTRA, ForeignScope, Provider, RejectedScope, Resource, Uri, canonical, resource_and_permission,
    scopes::is_login_word,
};
use crate::template;
use std::borrow::Cow;

/// The words that come with every login, and one that nearly every Databricks integration has: what is close
/// to one of them is probably meant to be it. Short and common ones only bear a difference of case and
/// separators, since a letter more makes another English word.
const COMMON: [(&str, usize); 6] = [
    ("openid", 1),
    ("profile", 1),
    ("email", 0),
    ("offline_access", 2),
    ("refresh_token", 2),
    ("all-apis", 1),
];

/// No longer word is close to a common one.
const LONGEST: usize = 20;

/// What is known about one word of `scopes`.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The common word that it is probably meant to be. A word that the provider has is right as it is, and a
    /// word that the provider refuses is nobody's aim.
    pub misspelling: Option<&'static str>,
    /// What is known of it, if the server certainly refuses it although others want it.
    pub rejected: Option<&'static RejectedScope>,
    /// What is known of it, if it certainly belongs to another provider.
    pub foreign: Option<&'static ForeignScope>,
    /// Whether it asks for something of the product: it does more than log a user in, and none of the above is
    /// said about it.
    pub product: bool,
}

impl Reading {
    /// Reads a word.
    pub(super) fn new(it: &Integration<'_>, word: &Word<'_>) -> Self {
        let sure = it.sure_provider();
        let rejects = |provider: &'static Provider| provider.rejects(&word.text, it.servers().version());
        let rejected = sure.filter(|_| word.is_literal()).and_then(rejects);
        let foreign = sure.filter(|_| !word.opaque && rejected.is_none());
        let foreign = foreign.and_then(|provider| provider.scopes.foreign(&word.text));
        let misspelling = misspelling(it, word);
        let taken = misspelling.is_some() || rejected.is_some() || foreign.is_some();
        Self { misspelling, rejected, foreign, product: !taken && !is_login_word(&word.text) }
    }
}

fn misspelling(it: &Integration<'_>, word: &Word<'_>) -> Option<&'static str> {
    let text = word.text.as_ref();
    // Most words are none of the common ones, and too long to be close to one.
    if !word.is_literal() || text.len() > LONGEST || COMMON.iter().any(|(common, _)| *common == text) {
        return None;
    }
    let near = COMMON.iter().find_map(|&(common, letters)| template::nearest(text, [common], letters))?;
    let Some(provider) = it.provider() else { return Some(near.name) };
    let own = provider.scopes.oidc.iter().chain(&provider.scopes.own);
    let known = own.chain(provider.refresh.iter().flat_map(|refresh| &refresh.scopes)).any(|own| own == text);
    let case_only = provider.scopes.any_case && text.eq_ignore_ascii_case(near.name);
    let refused = provider.rejects(near.name, it.servers().version()).is_some()
        || provider.scopes.foreign(near.name).is_some();
    (!known && !case_only && !refused).then_some(near.name)
}

/// A scope of Microsoft Entra ID taken apart: the resource, and the permission there.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The place of its word among the words of `scopes`.
    pub at: usize,
    /// The scope as it is meant: a malformed one is mended.
    pub text: String,
    /// Whether it is written otherwise.
    pub mended: bool,
    /// The resource, if it is a known one, and the URI that says so.
    known: Option<(&'static Resource, Option<&'static Uri>)>,
}

impl Asked {
    /// Takes a word apart.
    pub(super) fn new(entra: &'static Provider, at: usize, word: &Word<'_>) -> Self {
        let right = entra.mended_scope(&word.text);
        let mended = right.is_some();
        let text = right.unwrap_or_else(|| word.text.clone().into_owned());
        let known = match resource_and_permission(&text).0 {
            Some(resource) => entra.resource(resource),
            None => entra.resource_named("graph").map(|graph| (graph, None)),
        };
        Self { at, text, mended, known }
    }

    /// The resource as it is written; none means Microsoft Graph.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        resource_and_permission(&self.text).0
    }

    /// The permission.
    #[must_use]
    pub fn permission(&self) -> &str {
        resource_and_permission(&self.text).1
    }

    /// The resource, if it is a known one.
    #[must_use]
    pub fn known(&self) -> Option<&'static Resource> {
        self.known.map(|(known, _)| known)
    }

    /// The URI of a known resource that it is written with.
    #[must_use]
    pub fn uri(&self) -> Option<&'static Uri> {
        self.resource().and(self.known?.1)
    }

    /// One name for all spellings of the resource.
    #[must_use]
    pub fn key(&self) -> Cow<'_, str> {
        match self.known() {
            Some(known) => Cow::Borrowed(&known.name),
            None => canonical(self.resource().unwrap_or_default()),
        }
    }
}

/// The scopes of Entra whose resource can be judged.
pub(super) fn asked(it: &Integration<'_>) -> Vec<Asked> {
    let Some(entra) = it.sure_provider().filter(|provider| provider.name == ENTRA) else { return Vec::new() };
    let words = it.scopes().words().zip(it.readings()).enumerate();
    let judged = words.filter(|(_, (word, read))| read.product && word.is_literal());
    judged.map(|(at, (word, _))| Asked::new(entra, at, word)).collect()
}
