//! A run as its user means it: the files under some paths, each with the configuration that is found upwards from it.

use crate::check::{self, Checker};
use crate::config::{Config, Mistake, Settings};
use crate::discover::{self, Candidates, Found, Kept};
use crate::document::Document;
use crate::inventory::Inventory;
use crate::lint::{self, Linter, Profile, Report};
use crate::project::{File, Index, Project, Shelved, Skipped};
use crate::rule::{Catalogue, Rule};
use crate::server_template::ServerTemplates;
use crate::summary;
use crate::suppress::Baseline;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

mod configs;

pub use configs::{Configs, understand, upwards};

/// Where the configuration comes from.
#[derive(Clone, Debug, Default)]
pub enum Source {
    /// From the nearest file upwards.
    #[default]
    Nearest,
    /// From this file for all.
    File(PathBuf),
    /// From nowhere.
    None,
}

/// What the command line says of the server, in the place of what configurations say.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Exports of what it holds.
    pub inventory: Vec<PathBuf>,
    /// An export of its templates.
    pub templates: Option<PathBuf>,
}

impl Given {
    /// Reads the exports that count for a configuration.
    fn read(
        &self,
        config: &Config,
        settings: &mut Settings,
        exports: &mut Vec<PathBuf>,
    ) -> Result<(), String> {
        // What the command line overrules is an export all the same.
        exports.extend(config.inventory.iter().chain(&config.templates).flat_map(|path| path.canonicalize()));
        let paths = if self.inventory.is_empty() { &config.inventory } else { &self.inventory };
        if !paths.is_empty() {
            let mut inventory = Inventory::default();
            for path in paths {
                let (shown, text) = export(path, exports)?;
                let by = if self.inventory.is_empty() { "inventory" } else { "--inventory" };
                inventory.add(&shown, &text).map_err(|why| format!("{by}: {shown}: {why}"))?;
            }
            settings.inventory = Some(Arc::new(inventory));
        }
        if let Some(path) = self.templates.as_ref().or(config.templates.as_ref()) {
            let (shown, text) = export(path, exports)?;
            let by = if self.templates.is_some() { "--templates" } else { "templates" };
            let templates = ServerTemplates::read(&shown, &text);
            settings.templates = Some(Arc::new(templates.map_err(|why| format!("{by}: {shown}: {why}"))?));
        }
        Ok(())
    }
}

/// The path of an export as it is shown, and its text.
fn export(path: &Path, exports: &mut Vec<PathBuf>) -> Result<(String, String), String> {
    let shown = discover::display(path);
    let text = std::fs::read(path).map_err(|error| format!("{shown}: {}", discover::plain(&error)))?;
    let text = String::from_utf8(text).map_err(|_| format!("{shown}: it is not UTF-8 text"))?;
    exports.extend(path.canonicalize());
    Ok((shown, text))
}

/// Takes the files out that were given as exports: they are not linted.
fn take_exports(candidates: &mut Candidates, exports: &[PathBuf]) -> Vec<(String, Skipped)> {
    let names: Vec<_> = exports.iter().filter_map(|export| export.file_name()).collect();
    let is_export = |path: &Path| {
        path.file_name().is_some_and(|name| names.contains(&name))
            && path.canonicalize().is_ok_and(|path| exports.contains(&path))
    };
    let taken = candidates.list.extract_if(.., |candidate| is_export(&candidate.path));
    taken.map(|taken| (discover::display(&taken.path), Skipped::GivenAsExport)).collect()
}

/// Why a workspace cannot be opened.
#[derive(Debug)]
pub enum Error {
    /// A sentence.
    Plain(String),
    /// A configuration, and what is wrong with it.
    Config(Box<Document>, Vec<Mistake>),
}

impl From<String> for Error {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

/// Reads a baseline.
///
/// # Errors
/// A sentence that says why it cannot be read.
pub fn baseline(path: &Path) -> Result<Baseline, String> {
    let shown = discover::display(path);
    let text = std::fs::read_to_string(path).map_err(|error| {
        let hint = if error.kind() == ErrorKind::NotFound { "; `--write-baseline` writes it" } else { "" };
        format!("the baseline {shown} cannot be read: {}{hint}", discover::plain(&error))
    })?;
    Baseline::parse(path, &text).map_err(|error| format!("{shown} is no baseline: {error}"))
}

/// The rule pages of a folder, in order.
pub fn pages(folder: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

/// The built-in rules and those in some folders.
///
/// # Errors
/// Each page that cannot be read, with the reason.
pub fn catalogue(folders: &[PathBuf]) -> Result<Catalogue, String> {
    let mut own: Vec<Rule> = Vec::new();
    let mut wrong = Vec::new();
    for page in folders.iter().flat_map(|folder| pages(folder)) {
        let shown = discover::display(&page);
        let rule = std::fs::read_to_string(&page)
            .map_err(|error| error.to_string())
            .and_then(|text| Rule::from_page(&page, &text))
            .and_then(|rule| check::understand(&rule).map(|()| rule));
        match rule {
            Ok(rule) if own.iter().any(|other| other.id == rule.id) => {
                wrong.push(format!("{shown}: the rule `{}` is there twice", rule.id));
            }
            Ok(rule) => own.push(rule),
            Err(error) => wrong.push(format!("{shown}: {error}")),
        }
    }
    if wrong.is_empty() { Ok(Catalogue::with(own)) } else { Err(wrong.join("\n")) }
}

/// Files with their configurations.
pub struct Workspace {
    /// The files with something of ours.
    pub project: Project,
    /// What else was found.
    pub found: Found,
    /// The configurations; the first is the empty one.
    pub configs: Vec<Config>,
    /// The rules and settings of each configuration.
    pub profiles: Vec<Profile>,
    /// Which configuration counts in a folder, by its path as reported.
    choice: HashMap<String, usize>,
    checkers: OnceLock<Arc<[Checker]>>,
    /// Whether one configuration was given for all files.
    is_one_for_all: bool,
}

impl Workspace {
    /// Finds and reads all files, and keeps them whole. `adjust` lays the switches of the command line over those
    /// of a configuration.
    ///
    /// # Errors
    /// A glob, a configuration or an own rule that cannot be understood. Unreadable files are in `found`.
    pub fn open(
        request: &discover::Request,
        source: Source,
        given: &Given,
        adjust: &dyn Fn(&mut Settings, &Config, &Catalogue) -> Result<(), String>,
    ) -> Result<Self, Error> {
        let (mut workspace, candidates) = Self::find(request, source, given, adjust)?;
        let whole = |mut file: File| {
            workspace.profile(file.path()).prepare(&mut file);
            Kept::Whole(Box::new(file))
        };
        let found = candidates.read(request, &|path| workspace.templates(path), &whole);
        workspace.keep(found);
        Ok(workspace)
    }

    /// The same for a run that only says what it finds: a file about which nothing is to be said as soon as it was
    /// read is put aside, and only what other files need to know of it is kept.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub fn skim(
        request: &discover::Request,
        source: Source,
        given: &Given,
        adjust: &dyn Fn(&mut Settings, &Config, &Catalogue) -> Result<(), String>,
    ) -> Result<Self, Error> {
        let (mut workspace, candidates) = Self::find(request, source, given, adjust)?;
        let found = workspace.judge(candidates, request)?;
        workspace.keep(found);
        Ok(workspace)
    }

    /// Looks for files, and reads all configurations that count for them.
    fn find(
        request: &discover::Request,
        source: Source,
        given: &Given,
        adjust: &dyn Fn(&mut Settings, &Config, &Catalogue) -> Result<(), String>,
    ) -> Result<(Self, Candidates), Error> {
        let is_one_for_all = matches!(source, Source::File(_));
        let mut configs = Configs::new(source);
        let mut candidates = discover::find(request, &mut |path| configs.treat(path))?;
        let stdin = request.stdin_name();
        let stdin = stdin.map(|name| (summary::folder(name).to_owned(), configs.of(Path::new(name))));
        let (configs, mut choice) = configs.finish()?;
        choice.extend(stdin);
        let mut exports = Vec::new();
        let profiles = configs
            .iter()
            .map(|config| {
                let catalogue = catalogue(&config.rules)?;
                let mut settings = config.settings.clone();
                given.read(config, &mut settings, &mut exports)?;
                adjust(&mut settings, config, &catalogue)?;
                Ok(Profile { catalogue, settings })
            })
            .collect::<Result<Vec<_>, String>>()?;
        let found = Found { skipped: take_exports(&mut candidates, &exports), ..Found::default() };
        let project = Project::default();
        Ok((
            Self { project, found, configs, profiles, choice, checkers: OnceLock::new(), is_one_for_all },
            candidates,
        ))
    }

    /// The server's templates that count for a path, where they are known.
    #[must_use]
    pub fn templates(&self, path: &str) -> Option<&ServerTemplates> {
        self.profile(path).settings.templates.as_deref()
    }

    /// The rules and settings that count for a path.
    fn profile(&self, path: &str) -> &Profile {
        &self.profiles[self.choice_of(path)]
    }

    /// Reads files, and puts those aside about which nothing is to be said yet.
    fn judge(&self, candidates: Candidates, request: &discover::Request) -> Result<Found, String> {
        let nothing = Project::default();
        let choose = self.chooser();
        let linter = Linter::with(&nothing, &self.profiles, self.checkers()?, &choose);
        Ok(candidates.read(request, &|path| self.templates(path), &|mut file| {
            linter.prepare(&mut file);
            if linter.shelves(&file) { Kept::Shelved(file.shelve()) } else { Kept::Whole(Box::new(file)) }
        }))
    }

    /// The rules of each profile, made ready once.
    ///
    /// # Errors
    /// An own rule whose check cannot be read.
    pub fn checkers(&self) -> Result<Arc<[Checker]>, String> {
        if let Some(checkers) = self.checkers.get() {
            return Ok(Arc::clone(checkers));
        }
        let new = lint::checkers(&self.profiles)?;
        Ok(Arc::clone(self.checkers.get_or_init(|| new)))
    }

    fn keep(&mut self, mut found: Found) {
        let files = std::mem::take(&mut found.files);
        let shelved = std::mem::take(&mut found.shelved);
        found.skipped.append(&mut self.found.skipped);
        self.found = found;
        self.project = Project::with_shelved(files, shelved);
    }

    /// Lints all files.
    ///
    /// # Errors
    /// An own rule whose check cannot be read.
    pub fn lint(&self) -> Result<Report<'_>, String> {
        let choose = self.chooser();
        let linter = Linter::with(&self.project, &self.profiles, self.checkers()?, &choose);
        Ok(linter.report())
    }

    /// The profile that counts for each path, to be used with [`lint::Linter`].
    pub fn chooser(&self) -> impl Fn(&str) -> usize + Sync + '_ {
        |path| self.choice_of(path)
    }

    /// What is known across the files for each configuration, with what its server holds.
    #[must_use]
    pub fn indexes(&self) -> Vec<Index> {
        let indexes = lint::indexes(&self.project, &self.profiles).into_iter();
        indexes.map(|index| index.unwrap_or_else(|| self.project.index().clone())).collect()
    }

    /// The rules of all configurations, for reports.
    #[must_use]
    pub fn all_rules(&self) -> Catalogue {
        let mut own: Vec<Rule> = Vec::new();
        for rule in self.profiles.iter().flat_map(|profile| profile.catalogue.own()) {
            if !own.iter().any(|other| other.id == rule.id) {
                own.push(rule.clone());
            }
        }
        Catalogue::with(own)
    }

    /// Which configuration counts for a path.
    #[must_use]
    pub fn choice_of(&self, path: &str) -> usize {
        // Without any configuration nothing has to be looked up.
        if self.configs.len() == 1 {
            return 0;
        }
        self.choice.get(summary::folder(path)).copied().unwrap_or_else(|| self.choice_above(path))
    }

    /// The same for a path that is not there: the configuration of the nearest folder above it.
    fn choice_above(&self, path: &str) -> usize {
        if self.is_one_for_all {
            return self.configs.len() - 1;
        }
        let absolute = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
        let above = |config: &Config| config.file.is_some() && absolute.starts_with(&config.folder);
        let configs = self.configs.iter().enumerate().filter(|(_, config)| above(config));
        configs.max_by_key(|(_, config)| config.folder.as_os_str().len()).map_or(0, |(index, _)| index)
    }

    /// The configurations that count for at least one file; the empty one if there is none.
    pub fn used(&self) -> impl Iterator<Item = &Config> {
        let files = self.project.files().iter().map(File::path);
        let files = files.chain(self.project.shelved().iter().map(Shelved::path));
        let mut used: Vec<usize> = files.map(|path| self.choice_of(path)).collect();
        used.sort_unstable();
        used.dedup();
        if used.is_empty() {
            used.push(0);
        }
        used.into_iter().map(|index| &self.configs[index])
    }
}
