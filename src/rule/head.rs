//! The head of a rule page. The build script reads the built-in pages with it, the program a user's own.

use serde::Deserialize;

/// The YAML between the two `---` lines of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Head {
    /// `error`, `warning`, `info` or `page`.
    pub(crate) level: HeadLevel,
    /// The kinds of part it looks at.
    pub(crate) applies: Vec<Kind>,
    /// The runtime errors it prevents.
    #[serde(default)]
    pub(crate) prevents: Vec<String>,
    /// How sure the facts behind it are.
    pub(crate) confidence: HeadConfidence,
    /// Public sources.
    pub(crate) source: Vec<String>,
    /// Whether it offers an edit.
    #[serde(default)]
    pub(crate) fix: HeadFix,
    /// Rules that say no more about the same key.
    #[serde(default)]
    pub(crate) silences: Vec<String>,
    /// The words of the check; absent where a Rust function is the check.
    pub(crate) check: Option<serde_json::Value>,
    /// The finding's message, with `check` only.
    pub(crate) message: Option<String>,
    /// The finding's help, with `check` only.
    pub(crate) help: Option<String>,
    /// The edit, with `check` only.
    #[serde(rename = "do")]
    pub(crate) edit: Option<serde_json::Value>,
    /// Runtime pages: rules that catch it before.
    #[serde(default)]
    pub(crate) rules: Vec<String>,
    /// Runtime pages: how the error is recognised.
    #[serde(default)]
    pub(crate) matches: Vec<serde_json::Value>,
    /// Runtime pages: error texts that must lead here.
    #[serde(default)]
    pub(crate) examples: Vec<String>,
}

/// The words for a level.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HeadLevel {
    Error,
    Warning,
    Info,
    Page,
}

/// The words for a confidence.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HeadConfidence {
    Documented,
    Observed,
    Inferred,
}

/// The words for what a rule's edits are.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HeadFix {
    #[default]
    None,
    Safe,
    Unsafe,
    Mixed,
}

/// The kinds of part that a rule can look at.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Create,
    Export,
    Definition,
    Update,
    Association,
    Content,
    Request,
    Registration,
    Permissions,
    Any,
}

impl Kind {
    /// The bits of [`crate::rule::Applies`]; permissions are a part of an integration.
    pub(crate) fn bits(self) -> u8 {
        match self {
            Self::Create => 1,
            Self::Export => 2,
            Self::Definition => 1 | 2,
            Self::Update => 4,
            Self::Association => 8,
            Self::Content => 16,
            Self::Request => 32,
            Self::Registration => 64,
            Self::Permissions => 1 | 2 | 4,
            Self::Any => 128,
        }
    }
}

/// A page taken apart.
pub(crate) struct Page<'a> {
    pub(crate) head: Head,
    /// The text of the `# ` line.
    pub(crate) title: &'a str,
}

/// Takes a page apart.
///
/// # Errors
/// A sentence that says what is wrong with the page.
pub(crate) fn parse(page: &str) -> Result<Page<'_>, String> {
    let rest = page.strip_prefix("---\n").ok_or("a page begins with a line `---` and a YAML head")?;
    let end = rest.find("\n---\n").ok_or("the head has no closing line `---`")?;
    let body = rest[end + "\n---\n".len()..].trim_start();
    let head: Head = serde_yaml::from_str(&rest[..end]).map_err(|error| format!("head: {error}"))?;
    let title = body
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# "))
        .ok_or("the text begins with a title, `# …`")?;
    if head.check.is_some() != head.message.is_some() {
        return Err("`check` and `message` belong together".to_owned());
    }
    if head.check.is_none() && (head.edit.is_some() || head.help.is_some()) {
        return Err("`help` and `do` belong to a `check`".to_owned());
    }
    Ok(Page { head, title })
}
