//! What the user switched: which rules, at which level, and what is known of the server.

use crate::date::Date;
use crate::diagnostic::Level;
use crate::provider::Providers;
use crate::rule::Rule;
use std::collections::HashMap;

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
    /// Deploy mode: values must be final, placeholders are findings.
    pub deploy: bool,
    /// Whether secrets are added when the definitions are sent, outside the files.
    pub secrets_injected: bool,
    /// The Connect release that the definitions are for.
    pub connect_version: Option<Release>,
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

impl Settings {
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
