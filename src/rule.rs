//! A rule: the head of its page, the page itself, and the examples in it that are its tests.

pub mod example;
#[allow(dead_code, reason = "what only runtime pages have is read by the build script")]
mod head;

use crate::diagnostic::Level;
use std::path::Path;
use std::sync::OnceLock;

/// The kinds of part that a rule looks at, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applies(pub(crate) u8);

impl Applies {
    /// What one POSTs to create an integration.
    pub const CREATE: Self = Self(1);
    /// What a server returns.
    pub const EXPORT: Self = Self(2);
    /// What one PATCHes.
    pub const UPDATE: Self = Self(4);
    /// A list of associations.
    pub const ASSOCIATION: Self = Self(8);
    /// A content item.
    pub const CONTENT: Self = Self(16);
    /// An integration request.
    pub const REQUEST: Self = Self(32);
    /// The redirect URIs of an OAuth application.
    pub const REGISTRATION: Self = Self(64);
    /// Every file with something of ours in it.
    pub const ANY: Self = Self(128);

    /// Whether the two have a kind in common.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The words for it, as a page's head has them.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        let definition = Self(Self::CREATE.0 | Self::EXPORT.0);
        let mut names = Vec::new();
        if self.0 & definition.0 == definition.0 {
            names.push("definition");
        } else if self.meets(Self::CREATE) {
            names.push("create");
        } else if self.meets(Self::EXPORT) {
            names.push("export");
        }
        let rest = [
            (Self::UPDATE, "update"),
            (Self::ASSOCIATION, "association"),
            (Self::CONTENT, "content"),
            (Self::REQUEST, "request"),
            (Self::REGISTRATION, "registration"),
            (Self::ANY, "any"),
        ];
        names.extend(rest.iter().filter(|(kind, _)| self.meets(*kind)).map(|(_, name)| *name));
        names
    }
}

/// How sure the facts behind a rule are. Nothing inferred is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Written by Posit, by a vendor or in a standard, or the server's own recorded answer.
    Documented,
    /// Seen in recorded data or in several independent public sources.
    Observed,
    /// Follows from the others, not seen.
    Inferred,
}

impl Confidence {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        }
    }
}

/// What kind of edits a rule offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixable {
    /// None.
    None,
    /// Edits that keep the meaning.
    Safe,
    /// Edits that guess.
    Unsafe,
    /// Safe ones for some faces of the mistake, unsafe ones for others.
    Mixed,
}

impl Fixable {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Mixed => "mixed",
        }
    }
}

/// One rule. Built-in ones are statics made from `rules/<group>/<id>.md`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, in kebab-case: the defect, so that it reads well after "ignore".
    pub id: &'static str,
    /// The folder it stands in.
    pub group: &'static str,
    /// How bad a finding of it is.
    pub level: Level,
    /// What it looks at.
    pub applies: Applies,
    /// Runtime errors that it prevents, in the server's words.
    pub prevents: &'static [&'static str],
    /// How sure the facts behind it are.
    pub confidence: Confidence,
    /// Public sources of those facts.
    pub source: &'static [&'static str],
    /// What kind of edits it offers.
    pub fix: Fixable,
    /// Rules that say no more about a key that this one has spoken about.
    pub silences: &'static [&'static str],
    /// The words of its check as JSON; `None` where a function is the check.
    pub check: Option<&'static str>,
    /// The message of a check in words.
    pub message: Option<&'static str>,
    /// The help of a check in words.
    pub help: Option<&'static str>,
    /// The edit of a check in words, as JSON.
    pub edit: Option<&'static str>,
    /// Runtime pages: the rules that catch the cause before.
    pub helpers: &'static [&'static str],
    /// Runtime pages: how the error is recognised, each as JSON.
    pub matches: &'static [&'static str],
    /// Runtime pages: error texts that lead here.
    pub examples: &'static [&'static str],
    /// The title of its page.
    pub title: &'static str,
    /// The whole page with its head.
    pub page: &'static str,
}

static BUILT_IN: &[Rule] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

impl Rule {
    /// All built-in rules, by group and id.
    #[must_use]
    pub fn all() -> &'static [Rule] {
        BUILT_IN
    }

    /// The built-in rule of this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Rule> {
        BUILT_IN.iter().find(|rule| rule.id == id)
    }

    /// The page without its head.
    #[must_use]
    pub fn body(&self) -> &'static str {
        self.page.split_once("\n---\n").map_or(self.page, |(_, body)| body.trim_start())
    }

    /// Where its page can be read on the web.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://github.com/connectlint/connectlint/blob/main/rules/{}/{}.md", self.group, self.id)
    }

    /// Reads a user's own page. Its texts live as long as the program: there are few of them.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the page.
    pub fn from_page(path: &Path, text: &str) -> Result<Rule, String> {
        let text = text.replace("\r\n", "\n");
        let page = head::parse(&text)?;
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(kebab) {
            return Err(format!("the file name is the rule's id and must be kebab-case: `{id}`"));
        }
        if Rule::find(&id).is_some() {
            return Err(format!("`{id}` is a built-in rule: choose another name"));
        }
        let head = page.head;
        if head.check.is_none() {
            return Err("there is no `check`: a rule of your own is said in the words of a page".to_owned());
        }
        let group = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        Ok(Rule {
            id: leak(id),
            group: leak(group.filter(|name| !name.is_empty()).unwrap_or_else(|| "own".to_owned())),
            level: match head.level {
                head::HeadLevel::Error => Level::Error,
                head::HeadLevel::Warning => Level::Warning,
                head::HeadLevel::Info => Level::Info,
                head::HeadLevel::Page => {
                    return Err("a rule of your own checks: `level: page` is not for it".to_owned());
                }
            },
            applies: Applies(head.applies.iter().fold(0, |bits, kind| bits | kind.bits())),
            prevents: leak_all(head.prevents),
            confidence: match head.confidence {
                head::HeadConfidence::Documented => Confidence::Documented,
                head::HeadConfidence::Observed => Confidence::Observed,
                head::HeadConfidence::Inferred => Confidence::Inferred,
            },
            source: leak_all(head.source),
            fix: match head.fix {
                head::HeadFix::None => Fixable::None,
                head::HeadFix::Safe => Fixable::Safe,
                head::HeadFix::Unsafe => Fixable::Unsafe,
                head::HeadFix::Mixed => Fixable::Mixed,
            },
            silences: leak_all(head.silences),
            check: head.check.map(|check| leak(check.to_string())),
            message: head.message.map(leak),
            help: head.help.map(leak),
            edit: head.edit.map(|edit| leak(edit.to_string())),
            helpers: &[],
            matches: &[],
            examples: &[],
            title: leak(page.title.to_owned()),
            page: leak(text.clone()),
        })
    }
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn leak_all(texts: Vec<String>) -> &'static [&'static str] {
    Box::leak(texts.into_iter().map(leak).collect())
}

/// The rules of a run: the built-in ones and a user's own.
#[derive(Clone, Debug)]
pub struct Catalogue {
    own: Vec<Rule>,
}

impl Catalogue {
    /// The built-in rules alone.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| Self { own: Vec::new() })
    }

    /// The built-in rules and these.
    #[must_use]
    pub fn with(own: Vec<Rule>) -> Self {
        Self { own }
    }

    /// A user's own rules.
    #[must_use]
    pub fn own(&self) -> &[Rule] {
        &self.own
    }

    /// All rules.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> + Clone {
        Rule::all().iter().chain(&self.own)
    }

    /// The rule of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Rule> {
        self.rules().find(|rule| rule.id == id)
    }

    /// Whether a word names a rule or a group.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.rules().any(|rule| rule.id == word || rule.group == word)
    }
}
