//! The door: a project, the rules and the settings go in, a report comes out.
//!
//! The command line, the editor and the tests all come through here, so they all see the same findings.

use crate::check::{Checker, Context};
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Level};
use crate::project::{File, Index, Project};
use crate::rule::Catalogue;
use crate::secret;
use crate::suppress::{self, Baseline, Suppressed};
use rayon::prelude::*;

/// How much was looked at, and what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Files with something of ours in them.
    pub files: usize,
    /// Documents in their streams.
    pub documents: usize,
    /// Definitions and updates.
    pub integrations: usize,
    /// Associations.
    pub associations: usize,
    /// Integration requests.
    pub requests: usize,
    /// Findings of level error.
    pub errors: usize,
    /// Findings of level warning.
    pub warnings: usize,
    /// Findings of level info.
    pub infos: usize,
    /// Findings that a comment or a baseline silences.
    pub suppressed: usize,
}

/// The findings of a run, sorted by path, then place, then rule.
#[derive(Debug)]
pub struct Report<'p> {
    /// The files they are in.
    pub project: &'p Project,
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
    /// The findings that a comment or a baseline silences, and why.
    pub suppressed: Vec<Suppressed>,
    /// How much was looked at, and what was found.
    pub summary: Summary,
}

impl Report<'_> {
    /// Whether a finding is at or above a level.
    #[must_use]
    pub fn reaches(&self, level: Level) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level >= level)
    }

    /// Takes the findings that a baseline knows out of the report; returns how many of its entries occur no more.
    pub fn apply(&mut self, baseline: &Baseline) -> usize {
        let (suppressed, stale) = baseline.apply(&mut self.diagnostics);
        self.suppressed.extend(suppressed);
        self.count();
        stale
    }

    /// Counts again what is in the report.
    pub fn count(&mut self) {
        let counts = self.project.index().counts();
        let of =
            |level: Level| self.diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
        self.summary = Summary {
            files: self.project.files().iter().filter(|file| file.is_linted()).count(),
            documents: self.project.files().iter().map(|file| file.document().roots().len()).sum(),
            integrations: counts.integrations,
            associations: counts.associations,
            requests: counts.requests,
            errors: of(Level::Error),
            warnings: of(Level::Warning),
            infos: of(Level::Info),
            suppressed: self.suppressed.len(),
        };
    }
}

/// The rules and the settings that count for some of the files.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The rules there are.
    pub catalogue: Catalogue,
    /// What the user switched.
    pub settings: Settings,
}

/// Runs the rules over all files of a project, all with the same settings.
///
/// # Errors
/// A sentence that says which of the user's own rules cannot be read. Whatever is wrong with the files is
/// in the report.
pub fn lint<'p>(
    project: &'p Project,
    catalogue: &Catalogue,
    settings: &Settings,
) -> Result<Report<'p>, String> {
    let profile = Profile { catalogue: catalogue.clone(), settings: settings.clone() };
    lint_each(project, std::slice::from_ref(&profile), &|_| 0)
}

/// Runs the rules over all files of a project; `choose` says which profile counts for a path.
///
/// # Errors
/// As [`lint`].
pub fn lint_each<'p>(
    project: &'p Project,
    profiles: &[Profile],
    choose: &(dyn Fn(&str) -> usize + Sync),
) -> Result<Report<'p>, String> {
    let linter = Linter::new(project, profiles, choose)?;
    let found: Vec<(Vec<Diagnostic>, Vec<Suppressed>)> =
        project.files().par_iter().map(|file| linter.check(file)).collect();
    let (diagnostics, suppressed): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let mut report = Report {
        project,
        diagnostics: diagnostics.into_iter().flatten().collect(),
        suppressed: suppressed.into_iter().flatten().collect(),
        summary: Summary::default(),
    };
    report.count();
    Ok(report)
}

/// The rules, ready to run on one file after another: those of a project, or new texts of them.
pub struct Linter<'a> {
    project: &'a Project,
    profiles: &'a [Profile],
    checkers: Vec<Checker>,
    indexes: Vec<Option<Index>>,
    choose: &'a (dyn Fn(&str) -> usize + Sync),
}

impl<'a> Linter<'a> {
    /// Makes the rules of some profiles ready; `choose` says which one counts for a path.
    ///
    /// # Errors
    /// As [`lint`].
    pub fn new(
        project: &'a Project,
        profiles: &'a [Profile],
        choose: &'a (dyn Fn(&str) -> usize + Sync),
    ) -> Result<Self, String> {
        let checkers = profiles
            .iter()
            .map(|profile| Checker::new(&profile.catalogue, &profile.settings))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { project, profiles, checkers, indexes: indexes(project, profiles), choose })
    }

    /// The settings that count for a path.
    #[must_use]
    pub fn settings(&self, path: &str) -> &'a Settings {
        &self.profiles[self.chosen(path)].settings
    }

    fn chosen(&self, path: &str) -> usize {
        (self.choose)(path).min(self.profiles.len().saturating_sub(1))
    }

    /// The findings on one file, and those that its comments silence. A file with a new text is compared with
    /// the project as it is.
    #[must_use]
    pub fn check(&self, file: &File) -> (Vec<Diagnostic>, Vec<Suppressed>) {
        let at = self.chosen(file.path());
        let index = self.indexes[at].as_ref().unwrap_or(self.project.index());
        let cx = Context { settings: &self.profiles[at].settings, project: self.project, index };
        lint_file(file, &cx, &self.profiles[at], &self.checkers[at])
    }
}

/// The index of each profile that has an inventory of its own: the same files beside what its server holds.
#[must_use]
pub fn indexes(project: &Project, profiles: &[Profile]) -> Vec<Option<Index>> {
    let beside = |profile: &Profile| Some(project.index().beside(profile.settings.inventory.as_ref()?));
    profiles.iter().map(beside).collect()
}

/// One file: its findings without secrets, sorted, and those that its comments silence. The editor asks for
/// one file after the other; the checker is that of the profile.
#[must_use]
pub fn lint_file(
    file: &File,
    cx: &Context<'_>,
    profile: &Profile,
    checker: &Checker,
) -> (Vec<Diagnostic>, Vec<Suppressed>) {
    let Profile { catalogue, settings } = profile;
    let mut found = checker.check(file, cx);
    found.retain(|diagnostic| {
        let group = catalogue.find(diagnostic.rule).map_or("", |rule| rule.group);
        !settings.is_ignored_in(diagnostic.rule, group, &diagnostic.path)
    });
    secret::clean(&mut found, file.source(), cx.project.concealed());
    let judged = |rule: &str| checker.judges(rule, settings);
    let suppressed = suppress::by_comments(file, &mut found, settings, catalogue, &judged);
    found.sort_by(|one, other| one.order().cmp(&other.order()));
    (found, suppressed)
}
