//! One finding: what is wrong, where, what to do, and perhaps the edit that does it.

use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How bad a finding is. A rule has one level; a configuration may change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// No check: the page explains an error that no file can show.
    Page,
    /// A hint.
    Info,
    /// Likely to fail, failing later, or documented as discouraged.
    Warning,
    /// Refused by the server, certain to fail, or a secret exposed.
    Error,
}

impl Level {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whether an edit keeps the meaning of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// What the author meant is kept: applied by `--fix`.
    Safe,
    /// A guess at what was meant: applied by `--unsafe-fixes` only.
    Unsafe,
}

/// Bytes of the finding's own file to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes; an empty range inserts.
    pub span: Span,
    /// What comes instead.
    pub text: String,
}

/// Edits that mend a finding; all of them or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied without being looked at.
    pub safety: Safety,
    /// What it does, as an imperative: ``remove `client_secret` ``.
    pub title: String,
    /// The edits, none overlapping another.
    pub edits: Vec<Edit>,
}

/// Where a finding lies in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The bytes to underline.
    pub span: Span,
    /// The JSON Pointer of what it is about, from the root of its document in the stream.
    pub pointer: String,
    /// The document in the stream, from 0.
    pub root: usize,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file it is in.
    pub path: Arc<str>,
    /// The bytes in that file.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// Which integration a finding is about, for reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The template as written.
    pub template: Option<String>,
    /// The auth type that counts, after defaults.
    pub auth_type: Option<&'static str>,
    /// The integration's name.
    pub integration: Option<String>,
    /// The identity provider behind it, where it is known.
    pub provider: Option<&'static str>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's id.
    pub rule: &'static str,
    /// How bad it is in this run.
    pub level: Level,
    /// What is wrong and what will happen, in a sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The file.
    pub path: Arc<str>,
    /// The place in it.
    pub place: Place,
    /// The integration it is about.
    pub about: Arc<About>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// An edit that mends it.
    pub fix: Option<Fix>,
    /// Rules that must not also speak about another key, by its pointer: a finding about two keys lies on one
    /// of them. What it silences on its own key stands in its page's head.
    pub silences: Vec<(&'static str, String)>,
}

impl Diagnostic {
    /// Speaks for another key of the same document too: these rules are silent there.
    pub fn speaks_for(&mut self, other: &Place, rules: &[&'static str]) -> &mut Self {
        self.silences.extend(rules.iter().map(|&rule| (rule, other.pointer.clone())));
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Offers an edit, if there is one.
    pub fn fix(&mut self, fix: Option<Fix>) -> &mut Self {
        self.fix = fix;
        self
    }

    /// Adds a place in the same file.
    pub fn here(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        let path = Arc::clone(&self.path);
        self.elsewhere(path, span, message)
    }

    /// Adds a place in any file.
    pub fn elsewhere(&mut self, path: Arc<str>, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { path, span, message: message.into() });
        self
    }

    /// The order of reports: path, position, rule.
    #[must_use]
    pub fn order(&self) -> impl Ord + '_ {
        (&*self.path, self.place.span, self.rule, &*self.place.pointer)
    }
}

impl Diagnostic {
    /// A name for the finding that survives moved lines and reordered documents: it is made of the rule,
    /// the file, the integration and the key, never of a value.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.fingerprint_in(&self.path)
    }

    /// The same for a file that is called by another path.
    #[must_use]
    pub fn fingerprint_in(&self, path: &str) -> String {
        // FNV-1a, 64 bit: stable between releases and platforms, and no secret goes in.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let key = self.place.pointer.rsplit('/').next().unwrap_or_default();
        for part in [self.rule, path, self.about.integration.as_deref().unwrap_or_default(), key] {
            for byte in part.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }
}
