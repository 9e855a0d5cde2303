//! The shape of `schemas/providers/*.yaml`: what is known about one identity provider.
//!
//! Each fact carries its public `source` and its `confidence` in the file, which are for readers. Of the
//! confidence only `inferred` is kept, where an error could rest on the fact: an inferred fact carries none.

use super::pattern::{PathPattern, glob};
use super::shape::Shape;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A host of a provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// An exact name, or a pattern: a leading `*.` is one label or more, `*` elsewhere text inside a label.
    pub host: String,
    /// `global`, `us-government`, `china` …: only where it matters.
    pub cloud: Option<String>,
    /// Whether what the leading `*` stands for names the customer's account.
    #[serde(default)]
    pub account: bool,
    /// Whether it serves all customers while others have hosts of their own (`login.salesforce.com`).
    #[serde(default)]
    pub shared: bool,
    /// Why no endpoint is there.
    pub wrong: Option<What>,
    /// The host that is meant instead; `{account}` is what the leading `*` stands for.
    pub right: Option<String>,
    /// Whether it follows from other facts only, so that it carries no error.
    #[serde(default)]
    pub inferred: bool,
}

/// What an endpoint is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// The authorization endpoint.
    Authorization,
    /// The token endpoint.
    Token,
}

/// How much the path alone says on a host that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Belief {
    /// Enough for an error.
    Sure,
    /// Not enough: other servers have this path too.
    Unsure,
}

/// A path of an endpoint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// What it is for.
    pub role: Purpose,
    /// Its path.
    pub path: PathPattern,
    /// The hosts that have it, as written under `hosts`; empty for all.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// `v1`, `v2`, where the provider has several that do not go together.
    pub version: Option<String>,
    /// Whether the path speaks for the provider on unknown hosts too.
    pub elsewhere: Option<Belief>,
    /// Whether it follows from other facts only, so that it carries no error.
    #[serde(default)]
    pub inferred: bool,
}

/// What a wrong URL is instead of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The metadata document.
    Metadata,
    /// The issuer's name.
    Issuer,
    /// The signing keys.
    Keys,
    /// The user information endpoint.
    UserInfo,
    /// The logout endpoint.
    Logout,
    /// A console for people who configure.
    Console,
    /// The console of the whole account, where a workspace is meant.
    AccountConsole,
    /// A user interface for people who log in or work.
    Interface,
    /// The API that the token is for.
    Api,
    /// Switched off.
    Dead,
    /// An endpoint for another flow (device code, administrator's consent, revocation, SAML …).
    OtherFlow,
    /// Known to be no endpoint, for no reason of its own.
    Unknown,
}

impl What {
    /// What a message calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Metadata => "the metadata document",
            Self::Issuer => "the issuer",
            Self::Keys => "the key document",
            Self::UserInfo => "the user information endpoint",
            Self::Logout => "the logout endpoint",
            Self::Console => "the administration console",
            Self::AccountConsole => "the account console",
            Self::Interface => "the user interface",
            Self::Api => "the API host",
            Self::Dead => "an address that was switched off",
            Self::OtherFlow => "an endpoint for another flow",
            Self::Unknown => "neither the authorization nor the token endpoint",
        }
    }
}

/// A path that is mistaken for an endpoint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrongPath {
    /// The path.
    pub path: PathPattern,
    /// What it is.
    pub what: What,
    /// The hosts that have it, as written under `hosts`; empty for all.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Whether the path speaks for the provider on unknown hosts too.
    pub elsewhere: Option<Belief>,
    /// The host or URL that is meant instead, with `{parts}` of the path.
    pub right: Option<String>,
    /// Whether it follows from other facts only, so that it carries no error where nothing else does.
    #[serde(default)]
    pub inferred: bool,
}

/// A Connect template that reaches the provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateUse {
    /// The template's name.
    pub name: String,
    /// The authentication types for which it can stand in for `custom`.
    #[serde(default)]
    pub auth_types: Vec<String>,
    /// Only for these hosts; empty for all.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The names of the resources it is for; empty for any.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Whether it reaches every resource that no other template names.
    #[serde(default)]
    pub any_resource: bool,
    /// Globs of the scopes that are its own.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The scopes that Connect fills in.
    #[serde(default)]
    pub default_scopes: Vec<String>,
    /// Beside OIDC and refresh words a word of each of these lists of globs is needed.
    #[serde(default)]
    pub wanted: Vec<Vec<String>>,
}

/// How necessary it is to ask for a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Without one of the scopes there is none.
    Required,
    /// There is one anyway; the scope makes a better one.
    Optional,
    /// There is always one.
    Always,
    /// A parameter of the authorization URI brings it.
    Parameter,
    /// A setting of the application at the provider brings it.
    Setting,
}

/// How bad it is not to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The login fails, and this is documented.
    Error,
    /// The login is likely to fail.
    Warning,
    /// It works, in a lesser way.
    Info,
}

/// What brings a refresh token.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// Only for endpoints of this version.
    pub version: Option<String>,
    /// How necessary it is to ask.
    pub need: Need,
    /// The scopes of which one is enough; the first is the one to advise.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// How bad it is if the scope is missing.
    pub level: Option<Severity>,
}

/// A parameter of the authorization URI.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The value it must have.
    #[serde(default)]
    pub value: String,
    /// What else to write beside it, as `name=value`.
    pub also: Option<String>,
    /// Only for endpoints of this version.
    pub version: Option<String>,
}

/// A scope that the server refuses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectedScope {
    /// The word.
    pub scope: String,
    /// Only for endpoints of this version.
    pub version: Option<String>,
    /// What the server answers.
    pub answer: Option<String>,
    /// The word that is meant.
    pub instead: Option<String>,
}

/// What the server does with a comma between scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Comma {
    /// It reads one long word, and refuses it.
    Rejected,
    /// It reads two scopes.
    Accepted,
    /// It wants commas and no blanks.
    Required,
    /// Not known.
    #[default]
    Unknown,
}

/// A scope of another provider that is seen here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignScope {
    /// A glob.
    pub scope: String,
    /// The name of the provider whose it is; absent if nobody's.
    pub of: Option<String>,
    /// What is meant here instead.
    pub instead: Option<String>,
}

/// A scope that asks for more than most need.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BroadScope {
    /// A glob.
    pub scope: String,
    /// Words that ask for less.
    #[serde(default)]
    pub narrower: Vec<String>,
}

/// The short form of a scope.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortName {
    /// As people write it.
    pub name: String,
    /// As the server wants it.
    pub scope: String,
}

/// What is known about scopes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scopes {
    /// What a comma does.
    pub comma: Comma,
    /// Whether the server has a default, so that no scope needs to be sent.
    pub optional: bool,
    /// Whether it compares names without regard to case.
    pub any_case: bool,
    /// The OpenID Connect words that it knows.
    pub oidc: Vec<String>,
    /// Globs of its own scopes.
    pub own: Vec<String>,
    /// Scopes of others.
    pub foreign: Vec<ForeignScope>,
    /// Globs of broad ones.
    pub broad: Vec<BroadScope>,
    /// Short forms of its own.
    pub short: Vec<ShortName>,
    /// Words that want `openid` beside them.
    pub openid_for: Vec<String>,
    /// What each of some gives, as a sentence for people.
    pub gives: BTreeMap<String, String>,
    /// If set, a server without a named part (`server`) knows these globs and nothing else.
    pub closed: Option<ClosedScopes>,
}

/// All scopes there are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedScopes {
    /// Only where the path lacks this part.
    pub without: String,
    /// Globs.
    pub scopes: Vec<String>,
}

impl Scopes {
    /// Whether a word is one that this provider is known to have.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.oidc.iter().chain(&self.own).any(|known| glob(known, word))
    }

    /// The entry for a word of another provider.
    #[must_use]
    pub fn foreign(&self, word: &str) -> Option<&ForeignScope> {
        self.foreign.iter().find(|foreign| glob(&foreign.scope, word))
    }

    /// The entry for a word that asks for much.
    #[must_use]
    pub fn broad(&self, word: &str) -> Option<&BroadScope> {
        self.broad.iter().find(|broad| glob(&broad.scope, word))
    }

    /// The whole form of a short one.
    #[must_use]
    pub fn whole_form(&self, word: &str) -> Option<&str> {
        let found = self.short.iter().find(|short| short.name.eq_ignore_ascii_case(word))?;
        Some(&found.scope)
    }
}

/// What client credentials (Service Account) cannot do.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceAccount {
    /// Words that are refused then.
    pub refused_scopes: Vec<String>,
    /// The shared hosts refuse it; the account's own is needed.
    pub needs_account: bool,
    /// The part of the path without which it is refused.
    pub needs_part: Option<String>,
    /// Whether the request takes no scopes at all.
    pub no_scopes: bool,
}

/// What is known about the client id or the client secret.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Credential {
    /// The shapes that it has; none may be missing from the list if `only` is set.
    pub shapes: Vec<Shape>,
    /// Whether nothing else is ever right.
    pub only: bool,
    /// Shapes of things that are mistaken for it.
    pub mistakes: Vec<Shape>,
}

impl Credential {
    /// The shape that a text has.
    #[must_use]
    pub fn shape_of(&self, text: &str) -> Option<&Shape> {
        self.shapes.iter().find(|shape| shape.matches(text))
    }

    /// The mistake that a text is.
    #[must_use]
    pub fn mistake(&self, text: &str) -> Option<&Shape> {
        self.mistakes.iter().find(|shape| shape.matches(text))
    }
}

/// How clients prove themselves at the token endpoint.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthMethods {
    /// The methods that the server accepts, as in RFC 7591; empty if not known.
    pub accepted: Vec<String>,
    /// The one that it takes unless told otherwise.
    pub usual: Option<String>,
}

/// A world of accounts and regions of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// Its name, as an ARN has it.
    pub name: String,
    /// How the names of its regions begin; empty for the partition of all other regions.
    pub regions: String,
}

/// A span of time in whole seconds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seconds {
    /// The least allowed.
    pub least: u64,
    /// The most allowed.
    pub most: u64,
}
