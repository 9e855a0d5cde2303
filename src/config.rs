//! What the user switched: which rules, at which level, and what is known of the server.

mod file;
mod globs;

pub use file::{Mistake, NAMES, Wrong, read};
pub use globs::Globs;

use crate::date::Date;
use crate::diagnostic::Level;
use crate::inventory::Inventory;
use crate::kind::Kind;
use crate::provider::Providers;
use crate::rule::Rule;
use crate::server_template::ServerTemplates;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A Connect release, such as 2025.07.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    year: u16,
    month: u8,
    patch: u8,
}

impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}.{}", self.year, self.month, self.patch)
    }
}

impl std::str::FromStr for Release {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a Connect release; write it like 2025.07.0");
        let mut parts = text.trim().split('.');
        let mut next = || parts.next().and_then(|part| part.parse::<u16>().ok());
        let (year, month) = (next().ok_or_else(wrong)?, next().ok_or_else(wrong)?);
        let patch = if text.trim().matches('.').count() >= 2 { next().ok_or_else(wrong)? } else { 0 };
        let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month)).ok_or_else(wrong)?;
        let patch = u8::try_from(patch).map_err(|_| wrong())?;
        if parts.next().is_some() || !(2000..3000).contains(&year) {
            return Err(wrong());
        }
        Ok(Self { year, month, patch })
    }
}

/// The switches of a run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Rules and groups to run; all if empty.
    pub select: Vec<String>,
    /// Rules and groups not to run.
    pub ignore: Vec<String>,
    /// Levels other than the rules' own, by rule or group.
    pub levels: HashMap<String, Option<Level>>,
    /// Rules and groups not to run on files that match.
    pub ignored_in: Vec<(Globs, Vec<String>)>,
    /// Deploy mode: values must be final, placeholders are findings.
    pub deploy: bool,
    /// Whether secrets are added when the definitions are sent, outside the files.
    pub secrets_injected: bool,
    /// The Connect release that the definitions are for.
    pub connect_version: Option<Release>,
    /// What the server holds.
    pub inventory: Option<Arc<Inventory>>,
    /// The server's own rules for its templates.
    pub templates: Option<Arc<ServerTemplates>>,
    /// Whether ignore comments count for nothing.
    pub no_suppressions: bool,
    /// Whether an ignore comment without a reason counts for nothing.
    pub require_reason: bool,
    /// Whether ignore comments may silence findings about secrets.
    pub allow_secret_suppressions: bool,
    /// The day that ends suppressions are compared with; today if absent.
    pub today: Option<Date>,
    /// Identity providers other than the built-in ones.
    pub providers: Option<&'static Providers>,
}

/// A configuration file.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder it is in, as an absolute path.
    pub folder: PathBuf,
    /// The file itself.
    pub file: Option<PathBuf>,
    /// The switches of the rules.
    pub settings: Settings,
    /// Globs of files and folders to leave out.
    pub exclude: Option<Globs>,
    /// What files are, whatever they look like.
    pub kinds: Vec<(Globs, Kind)>,
    /// The level from which findings fail the run; the inner `None` for never.
    pub fail_on: Option<Option<Level>>,
    /// Exports of what the server holds.
    pub inventory: Vec<PathBuf>,
    /// An export of the server's templates.
    pub templates: Option<PathBuf>,
    /// Folders with rule pages of the user's own.
    pub rules: Vec<PathBuf>,
    /// A file with findings to live with for now.
    pub baseline: Option<PathBuf>,
}

impl Settings {
    /// Whether a rule is switched off for a file.
    #[must_use]
    pub fn is_ignored_in(&self, rule: &str, group: &str, path: &str) -> bool {
        self.ignored_in.iter().any(|(globs, rules)| {
            rules.iter().any(|name| name == rule || name == group) && globs.matches(Path::new(path))
        })
    }

    /// The level that findings of a rule have; `None` if the rule is switched off.
    ///
    /// The name of a rule says more than the name of its group.
    #[must_use]
    pub fn level_of(&self, rule: &Rule) -> Option<Level> {
        if rule.level == Level::Page {
            return None;
        }
        let names = |list: &[String], word: &str| list.iter().any(|entry| entry == word);
        let selected = self.select.is_empty()
            || names(&self.select, rule.id)
            || (names(&self.select, rule.group) && !names(&self.ignore, rule.id));
        let ignored = !names(&self.select, rule.id)
            && (names(&self.ignore, rule.id) || names(&self.ignore, rule.group));
        if !selected || ignored {
            return None;
        }
        self.levels.get(rule.id).or_else(|| self.levels.get(rule.group)).copied().unwrap_or(Some(rule.level))
    }
}
