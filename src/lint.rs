//! The door: a project, the rules and the settings go in, a report comes out.
//!
//! The command line, the editor and the tests all come through here, so they all see the same findings.

use crate::check::{Checker, Context};
use crate::config::Settings;
use crate::cores;
use crate::diagnostic::{Diagnostic, Level};
use crate::project::{File, Index, Project, Shelved};
use crate::rule::Catalogue;
use crate::secret;
use crate::source::Source;
use crate::suppress::{self, Baseline, Suppressed};
use std::collections::BTreeSet;
use std::path::Path;
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
    /// Files that were put aside and have a place in a finding or beside one, by path.
    again: Vec<File>,
}

impl<'p> Report<'p> {
    /// A report of some findings on the files of a project.
    #[must_use]
    pub fn new(project: &'p Project, diagnostics: Vec<Diagnostic>, suppressed: Vec<Suppressed>) -> Self {
        let mut report = Self { diagnostics, suppressed, ..Self::empty(project) };
        report.count();
        report
    }

    /// Nothing found, and nothing counted yet.
    fn empty(project: &'p Project) -> Self {
        let (summary, again) = (Summary::default(), Vec::new());
        Self { project, diagnostics: Vec::new(), suppressed: Vec::new(), summary, again }
    }

    /// The text of a file that findings are in, or beside.
    #[must_use]
    pub fn source(&self, path: &str) -> Option<&Source> {
        let at = || self.again.binary_search_by(|file| (**file.path()).cmp(path)).ok();
        self.project.file(path).or_else(|| self.again.get(at()?)).map(File::source)
    }

    /// Takes the findings that a baseline knows out of the report; returns how many of its entries occur no more.
    /// `judged` tells of which files, under which rules, that is known.
    pub fn apply(&mut self, baseline: &Baseline, judged: &dyn Fn(&Path, &str) -> bool) -> usize {
        let (suppressed, stale) = baseline.apply(&mut self.diagnostics, judged);
        self.suppressed.extend(suppressed);
        self.count();
        stale
    }

    /// Counts again what is in the report.
    pub fn count(&mut self) {
        let counts = self.project.index().counts();
        let of =
            |level: Level| self.diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
        let (files, shelved) = (self.project.files().iter(), self.project.shelved().iter());
        self.summary = Summary {
            files: files.filter(|file| file.is_linted()).count()
                + shelved.filter(|one| one.is_linted()).count(),
            documents: self.project.files().iter().map(|file| file.document().roots().len()).sum::<usize>()
                + self.project.shelved().iter().map(Shelved::documents).sum::<usize>(),
            integrations: counts.integrations as usize,
            associations: counts.associations as usize,
            requests: counts.requests as usize,
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

impl Profile {
    /// Lays over a file what the server says of its keys.
    pub fn prepare(&self, file: &mut File) {
        if let Some(templates) = &self.settings.templates {
            file.hide_keys(&|key| templates.is_secret(key));
        }
    }
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
        let whole = project.files().iter().map(Either::Whole);
        // Few of those that were put aside: what is said of each takes room.
        let shelved: Vec<&Shelved> = project.shelved().iter().collect();
        let waits = cores::map(shelved, |one| self.is_waiting(one).then_some(Either::Shelved(one)));
        let mut all: Vec<Either<'_>> = whole.chain(waits.into_iter().flatten()).collect();
        all.sort_by(|one, other| one.path().cmp(other.path()));
        let mut report = Report::empty(project);
        for (found, suppressed, file) in cores::map(all, |one| self.judge(one)) {
            report.diagnostics.extend(found);
            report.suppressed.extend(suppressed);
            report.again.extend(file);
        }
        let related = report.diagnostics.iter().flat_map(|diagnostic| &diagnostic.related);
        let beside: BTreeSet<&str> =
            related.map(|related| &*related.path).filter(|path| report.source(path).is_none()).collect();
        let beside = beside.into_iter().filter_map(|path| self.read_again(project.shelved_file(path)?));
        report.again.extend(beside.collect::<Vec<_>>());
        report.again.sort_by(|one, other| one.path().cmp(other.path()));
        report.count();
        report
    }

    /// Whether there may be something to say of a file that was put aside, now that all others are known.
    fn is_waiting(&self, shelved: &Shelved) -> bool {
        shelved.attaches() || self.index(self.chosen(shelved.path())).concerns(shelved.summary())
    }

    /// The findings on one file, and those that its comments silence; and the file, if it was put aside and there
    /// are any.
    fn judge(&self, one: Either<'_>) -> (Vec<Diagnostic>, Vec<Suppressed>, Option<File>) {
        let again = match one {
            Either::Whole(file) => {
                let (found, suppressed) = self.check(file);
                return (found, suppressed, None);
            }
            Either::Shelved(shelved) => self.read_again(shelved),
        };
        let Some(file) = again else { return (Vec::new(), Vec::new(), None) };
        let (found, suppressed) = self.check(&file);
        let keep = !found.is_empty() || !suppressed.is_empty();
        (found, suppressed, keep.then_some(file))
    }

    fn read_again(&self, shelved: &Shelved) -> Option<File> {
        let mut file = shelved.read_again()?;
        self.prepare(&mut file);
        Some(file)
    }

    /// Lays over a file what the server says of its keys.
    pub fn prepare(&self, file: &mut File) {
        self.profiles[self.chosen(file.path())].prepare(file);
    }

    /// What is known across files and, with an inventory, of the server.
    fn index(&self, profile: usize) -> &Index {
        self.indexes[profile].as_ref().unwrap_or(self.project.index())
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
        let settings = &self.profiles[at].settings;
        let cx = Context { settings, project: self.project, index: self.index(at) };
        lint_file(file, &cx, &self.profiles[at], &self.checkers[at])
    }

    /// Whether a file can be put aside once it was read: nothing is to be said of it by itself, or what is to be
    /// said depends on all others.
    #[must_use]
    pub fn shelves(&self, file: &File) -> bool {
        let silent = || {
            let (found, suppressed) = self.check(file);
            found.is_empty() && suppressed.is_empty()
        };
        file.attaches() || silent()
    }
}

/// A file of a project, or what is left of it.
enum Either<'a> {
    Whole(&'a File),
    Shelved(&'a Shelved),
}

impl Either<'_> {
    fn path(&self) -> &str {
        match self {
            Self::Whole(file) => file.path(),
            Self::Shelved(shelved) => shelved.path(),
        }
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
