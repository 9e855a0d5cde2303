//! The door: a project, the rules and the settings go in, a report comes out.
//!
//! The command line, the editor and the tests all come through here, so they all see the same findings.

use crate::check::{Checker, Context};
use crate::config::Settings;
use crate::cores;
use crate::diagnostic::{Diagnostic, Level};
use crate::kind::Kind;
use crate::project::{File, Index, Project, Settled};
use crate::rule::Catalogue;
use crate::secret;
use crate::source::Source;
use crate::suppress::{self, Baseline, Suppressed};
use std::collections::BTreeSet;
use std::sync::Arc;

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
    /// Files that were let go and have a place beside a finding, by path.
    beside: Vec<File>,
}

impl<'p> Report<'p> {
    /// A report of some findings on the files of a project.
    #[must_use]
    pub fn new(project: &'p Project, diagnostics: Vec<Diagnostic>, suppressed: Vec<Suppressed>) -> Self {
        let beside = beside(project, &diagnostics);
        let mut report = Self { project, diagnostics, suppressed, summary: Summary::default(), beside };
        report.count();
        report
    }

    /// The text of a file that findings are in, or beside.
    #[must_use]
    pub fn source(&self, path: &str) -> Option<&Source> {
        let at = || self.beside.binary_search_by(|file| (**file.path()).cmp(path)).ok();
        self.project.file(path).or_else(|| self.beside.get(at()?)).map(File::source)
    }

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
        let (files, settled) = (self.project.files().iter(), self.project.settled().iter());
        self.summary = Summary {
            files: files.filter(|file| file.is_linted()).count()
                + settled.filter(|one| one.is_linted()).count(),
            documents: self.project.files().iter().map(|file| file.document().roots().len()).sum::<usize>()
                + self.project.settled().iter().map(Settled::documents).sum::<usize>(),
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
    Ok(Linter::new(project, profiles, choose)?.report())
}

/// The files that were let go and of which a finding shows a place, read again.
fn beside(project: &Project, diagnostics: &[Diagnostic]) -> Vec<File> {
    let related = diagnostics.iter().flat_map(|diagnostic| &diagnostic.related);
    let paths: BTreeSet<&str> = related.map(|related| &*related.path).collect();
    paths.into_iter().filter_map(|path| project.settled_file(path)?.read_again()).collect()
}

/// The rules, ready to run on one file after another: those of a project, or new texts of them.
pub struct Linter<'p, 'a> {
    project: &'p Project,
    profiles: &'a [Profile],
    checkers: Arc<[Checker]>,
    indexes: Vec<Option<Index>>,
    choose: &'a (dyn Fn(&str) -> usize + Sync),
}

impl<'p, 'a> Linter<'p, 'a> {
    /// Makes the rules of some profiles ready; `choose` says which one counts for a path.
    ///
    /// # Errors
    /// As [`lint`].
    pub fn new(
        project: &'p Project,
        profiles: &'a [Profile],
        choose: &'a (dyn Fn(&str) -> usize + Sync),
    ) -> Result<Self, String> {
        Ok(Self::with(project, profiles, checkers(profiles)?, choose))
    }

    /// The same with the rules of the profiles ready already.
    #[must_use]
    pub fn with(
        project: &'p Project,
        profiles: &'a [Profile],
        checkers: Arc<[Checker]>,
        choose: &'a (dyn Fn(&str) -> usize + Sync),
    ) -> Self {
        Self { project, profiles, checkers, indexes: indexes(project, profiles), choose }
    }

    /// The findings on all files of the project.
    #[must_use]
    pub fn report(&self) -> Report<'p> {
        let project = self.project;
        let found = cores::map(project.files().iter().collect(), |file| self.check(file));
        let (diagnostics, suppressed): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let suppressed = suppressed.into_iter().flatten().collect();
        Report::new(project, diagnostics.into_iter().flatten().collect(), suppressed)
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

    /// Whether a file needs no second look once all others are known: nothing is said of it by itself, and it
    /// attaches nothing to contents. What other files may still say of its definitions,
    /// [`Index::concerns`] tells.
    #[must_use]
    pub fn settles(&self, file: &File) -> bool {
        let attaches = file.parts().iter().any(|part| part.kind == Kind::Attachments);
        let silent = || {
            let (found, suppressed) = self.check(file);
            found.is_empty() && suppressed.is_empty()
        };
        !attaches && silent()
    }
}

/// The rules that each profile switches on, made ready.
///
/// # Errors
/// As [`lint`].
pub fn checkers(profiles: &[Profile]) -> Result<Arc<[Checker]>, String> {
    profiles.iter().map(|profile| Checker::new(&profile.catalogue, &profile.settings)).collect()
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
