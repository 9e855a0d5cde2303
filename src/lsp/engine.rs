//! The workspace as the editor has it: the files on the disk with the buffers over them, linted one by one.

use crate::check::{Checker, Context};
use crate::config::Config;
use crate::cores;
use crate::diagnostic::Diagnostic;
use crate::discover::Request;
use crate::document::Format;
use crate::fix::Linted;
use crate::lint::{self, Profile};
use crate::project::{File, How, Index, Surroundings};
use crate::summary::Summary;
use crate::suppress::Baseline;
use crate::workspace::{self, Error, Given, Source, Workspace};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Groups whose rules need all files: silent until the workspace was walked.
const ACROSS: [&str; 2] = ["project", "content"];

/// Files, rules and what was found.
pub(super) struct Engine {
    workspace: Workspace,
    checkers: Arc<[Checker]>,
    /// For each profile with an inventory: the files beside what its server holds.
    indexes: Vec<Option<Index>>,
    baseline: Option<Baseline>,
    /// The configuration of each folder, as far as it was asked for.
    choice: HashMap<PathBuf, Option<usize>>,
    found: HashMap<String, Vec<Diagnostic>>,
    whole: bool,
}

impl Engine {
    /// Reads all files under some paths. `whole` says whether that is the workspace, so that what is missing
    /// in it is missing.
    pub(super) fn open(paths: Vec<PathBuf>, whole: bool) -> Result<Self, Error> {
        let request = Request { paths, ..Request::default() };
        let workspace = Workspace::open(&request, Source::Nearest, &Given::default(), &|_, _, _| Ok(()))?;
        let checkers = workspace.checkers()?;
        let baseline = workspace.used().find_map(|config| config.baseline.clone());
        let baseline = baseline.map(|path| workspace::baseline(&path)).transpose()?;
        let mut engine = Self {
            workspace,
            checkers,
            indexes: Vec::new(),
            baseline,
            choice: HashMap::new(),
            found: HashMap::new(),
            whole,
        };
        engine.index();
        let names: Vec<String> = engine.files().iter().map(|file| file.path().to_string()).collect();
        for name in &names {
            engine.is_strange(name);
        }
        Ok(engine)
    }

    fn index(&mut self) {
        self.indexes = lint::indexes(&self.workspace.project, &self.workspace.profiles);
    }

    /// Lints all files.
    pub(super) fn lint_all(&mut self) {
        let names: Vec<String> = self.files().iter().map(|file| file.path().to_string()).collect();
        self.lint(&names);
    }

    /// Whether the whole workspace is in it.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// The file of a name, if it is one of ours.
    pub(super) fn file(&self, name: &str) -> Option<&File> {
        self.workspace.project.file(name)
    }

    /// All files.
    pub(super) fn files(&self) -> &[File] {
        self.workspace.project.files()
    }

    /// What was found in a file when it was linted last.
    pub(super) fn found(&self, name: &str) -> &[Diagnostic] {
        self.found.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names of all files in which something was found.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.found.iter().filter(|(_, found)| !found.is_empty()).map(|(name, _)| name)
    }

    /// The rules and settings that count for a file.
    pub(super) fn profile(&self, name: &str) -> &Profile {
        &self.workspace.profiles[self.choice_of(name)]
    }

    /// What is known across files and, with an inventory, of the server.
    pub(super) fn index_of(&self, name: &str) -> &Index {
        let at = self.choice_of(name);
        self.indexes.get(at).and_then(Option::as_ref).unwrap_or(self.workspace.project.index())
    }

    /// Which configuration counts for a file; the empty one where its own was not read yet.
    fn choice_of(&self, name: &str) -> usize {
        let folder = folder(name);
        let choice = self.choice.get(&folder).copied().unwrap_or_else(|| self.look_up(&folder));
        choice.unwrap_or(0)
    }

    fn look_up(&self, folder: &Path) -> Option<usize> {
        let Some(file) = workspace::upwards(folder) else { return Some(0) };
        let configs = &self.workspace.configs;
        configs.iter().position(|config| Some(config.folder.as_path()) == file.parent())
    }

    /// Whether a file has a configuration that was not read yet: then everything has to be read again.
    pub(super) fn is_strange(&mut self, name: &str) -> bool {
        let folder = folder(name);
        if !self.choice.contains_key(&folder) {
            let choice = self.look_up(&folder);
            self.choice.insert(folder.clone(), choice);
        }
        self.choice.get(&folder) == Some(&None)
    }

    /// Puts a text in the place of a file, or takes the file away; the files that have to be linted again,
    /// itself first.
    pub(super) fn set(&mut self, name: &str, text: Option<Vec<u8>>, format: Option<Format>) -> Vec<String> {
        self.is_strange(name);
        let config = &self.workspace.configs[self.choice_of(name)];
        let path = Path::new(name);
        let excluded = |config: &Config| config.exclude.as_ref().is_some_and(|globs| globs.matches(path));
        // What a server holds is compared with, not linted.
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let export = config.inventory.iter().chain(&config.templates).any(|it| absolute.starts_with(it));
        let text = text.filter(|_| !excluded(config) && !export);
        let forced = config.kinds.iter().find(|(globs, _)| globs.matches(path)).map(|(_, kind)| *kind);
        let how = How { named: false, forced, format };
        let templates = self.profile(name).settings.templates.as_deref();
        let surroundings = Surroundings { environment: None, templates };
        let mut file = text.and_then(|text| File::read_in(name, text, how, surroundings).ok());
        if let Some(file) = &mut file {
            self.profile(name).prepare(file);
        }
        let new = file.as_ref().map(|file| Arc::clone(file.summary()));
        let others = self.workspace.project.replace(name, file);
        self.renew_indexes(new.as_ref());
        // A finding that shows a place in this file shows it where it is now.
        let shows = |found: &&Diagnostic| found.related.iter().any(|related| *related.path == *name);
        let showing = self.found.iter().filter(|(_, found)| found.iter().any(|one| shows(&one)));
        let others: BTreeSet<&str> =
            others.iter().map(|path| &**path).chain(showing.map(|(path, _)| path.as_str())).collect();
        let others = others.into_iter().filter(|path| *path != name).map(str::to_owned);
        std::iter::once(name.to_owned()).chain(others).collect()
    }

    /// Brings the indexes beside servers' inventories up to date.
    fn renew_indexes(&mut self, new: Option<&Arc<Summary>>) {
        let renewed = |index: &mut Index| new.is_some_and(|new| index.renew(new));
        if !self.indexes.iter_mut().flatten().all(renewed) {
            self.index();
        }
    }

    /// Lints some files and tells in which of them something else was found than before.
    pub(super) fn lint(&mut self, names: &[String]) -> Vec<String> {
        let fresh = cores::map(names.iter().collect(), |name| self.look(name));
        let mut changed = Vec::new();
        for (name, fresh) in names.iter().zip(fresh) {
            if self.found(name) != fresh.as_slice() {
                changed.push(name.clone());
                self.found.insert(name.clone(), fresh);
            }
        }
        changed
    }

    fn look(&self, name: &str) -> Vec<Diagnostic> {
        self.file(name).map(|file| self.judge(file).found).unwrap_or_default()
    }

    /// The findings on a file, or on another text of it.
    pub(super) fn judge(&self, file: &File) -> Linted {
        let at = self.choice_of(file.path());
        let profile = &self.workspace.profiles[at];
        let index = self.index_of(file.path());
        let cx = Context { settings: &profile.settings, project: &self.workspace.project, index };
        let (mut found, silenced) = lint::lint_file(file, &cx, profile, &self.checkers[at]);
        if !self.whole {
            let across = |rule: &str| {
                let rule = profile.catalogue.find(rule);
                rule.is_some_and(|rule| ACROSS.contains(&rule.group) || rule.id == "unused-suppression")
            };
            found.retain(|diagnostic| !across(diagnostic.rule));
        }
        if let Some(baseline) = &self.baseline {
            baseline.apply(&mut found, &|_, _| false);
        }
        Linted { found, silenced: silenced.into_iter().map(|silenced| silenced.diagnostic).collect() }
    }
}

/// The folder of a file, as an absolute path.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(name);
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.parent().unwrap_or(Path::new("/")).to_owned()
}
