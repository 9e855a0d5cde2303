//! A run as its user means it: the files under some paths, each with the configuration that is found upwards from it.

use crate::config::{self, Config, Mistake, Settings};
use crate::discover::{self, Found, Treatment};
use crate::document::Document;
use crate::inventory::Inventory;
use crate::lint::{self, Profile, Report};
use crate::project::{File, Index, Project, Skipped};
use crate::rule::{Catalogue, Rule};
use crate::server_template::ServerTemplates;
use crate::template;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
                inventory.add(&shown, &text).map_err(|why| format!("--inventory: {shown}: {why}"))?;
            }
            settings.inventory = Some(Arc::new(inventory));
        }
        if let Some(path) = self.templates.as_ref().or(config.templates.as_ref()) {
            let (shown, text) = export(path, exports)?;
            let templates = ServerTemplates::read(&shown, &text);
            settings.templates =
                Some(Arc::new(templates.map_err(|why| format!("--templates: {shown}: {why}"))?));
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
fn take_exports(found: &mut Found, exports: &[PathBuf]) {
    let names: Vec<_> = exports.iter().filter_map(|export| export.file_name()).collect();
    let is_export = |file: &File| {
        let path = Path::new(&**file.path());
        path.file_name().is_some_and(|name| names.contains(&name))
            && path.canonicalize().is_ok_and(|path| exports.contains(&path))
    };
    let (taken, kept) = std::mem::take(&mut found.files).into_iter().partition(is_export);
    found.files = kept;
    let taken: Vec<File> = taken;
    found.skipped.extend(taken.iter().map(|file| (file.path().to_string(), Skipped::GivenAsExport)));
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

/// The configurations that were found, each read once.
pub struct Configs {
    source: Source,
    list: Vec<Config>,
    by_folder: HashMap<PathBuf, usize>,
    error: Option<Error>,
}

impl Configs {
    /// No configuration yet but the empty one, which counts where none is found.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self { source, list: vec![Config::default()], by_folder: HashMap::new(), error: None }
    }

    /// The configuration of a file, as an index into what [`Configs::finish`] gives. Mistakes are kept until then.
    pub fn of(&mut self, path: &Path) -> usize {
        match self.source.clone() {
            Source::None => 0,
            Source::File(file) => self.in_folder(&file.clone(), || Some(file)),
            Source::Nearest => {
                let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
                let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
                self.in_folder(&folder.clone(), || upwards(&folder))
            }
        }
    }

    fn in_folder(&mut self, key: &Path, find: impl FnOnce() -> Option<PathBuf>) -> usize {
        if let Some(&index) = self.by_folder.get(key) {
            return index;
        }
        let index = find().map_or(0, |file| self.load(&file));
        self.by_folder.insert(key.to_owned(), index);
        index
    }

    fn load(&mut self, file: &Path) -> usize {
        if let Some(&index) = self.by_folder.get(file) {
            return index;
        }
        let index = match read(file) {
            Ok(config) => {
                self.list.push(config);
                self.list.len() - 1
            }
            Err(error) => {
                self.error.get_or_insert(error);
                0
            }
        };
        self.by_folder.insert(file.to_owned(), index);
        index
    }

    /// All configurations; the first is the empty one.
    ///
    /// # Errors
    /// The first configuration that could not be read.
    pub fn finish(self) -> Result<Vec<Config>, Error> {
        self.error.map_or(Ok(self.list), Err)
    }

    /// What the configuration of a file says of it.
    pub fn treat(&mut self, path: &Path) -> Treatment {
        let index = self.of(path);
        let config = &self.list[index];
        Treatment {
            excluded: config.exclude.as_ref().is_some_and(|globs| globs.matches(path)),
            forced: config.kinds.iter().find(|(globs, _)| globs.matches(path)).map(|(_, kind)| *kind),
        }
    }
}

/// The nearest configuration from a folder upwards, not beyond the root of its repository.
#[must_use]
pub fn upwards(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        if let Some(file) = config::NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file()) {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Reads one configuration, with the names of the rules that it brings along.
fn read(file: &Path) -> Result<Config, Error> {
    let shown = discover::display(file);
    let text = std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
    understand(file, &text)
}

/// Reads the text of a configuration as that of a file.
///
/// # Errors
/// All that is wrong in it.
pub fn understand(file: &Path, text: &str) -> Result<Config, Error> {
    let shown = discover::display(file);
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
    // Own rules have names too: they are looked up before the settings that name them are read.
    let own = own_rule_names(text, &folder);
    let known = |word: &str| {
        if Catalogue::built_in().knows(word) || own.iter().any(|name| name == word) {
            return Ok(());
        }
        let names =
            Rule::all().iter().flat_map(|rule| [rule.id, rule.group]).chain(own.iter().map(String::as_str));
        Err(template::nearest(word, names, 4).map(|near| near.name.to_owned()))
    };
    config::read(&shown, text, &folder, &known)
        .map(|config| Config { file: Some(file.to_owned()), ..config })
        .map_err(|wrong| Error::Config(wrong.document, wrong.mistakes))
}

/// Ids and groups of the pages in the folders that a configuration names under `rules`.
fn own_rule_names(text: &str, folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let document =
        Document::parse(crate::source::Source::new("connectlint.yaml", text), crate::document::Format::Yaml);
    for item in
        document.roots().filter_map(|(root, _)| root.get("rules")).flat_map(|entry| entry.value.items())
    {
        for page in pages(&folder.join(item.text())) {
            let name = |path: Option<&std::ffi::OsStr>| path.map(|name| name.to_string_lossy().into_owned());
            names.extend(name(page.file_stem()));
            names.extend(name(page.parent().and_then(Path::file_name)));
        }
    }
    names
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
            .and_then(|text| Rule::from_page(&page, &text));
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
    choice: HashMap<String, usize>,
    /// Whether one configuration was given for all files.
    is_one_for_all: bool,
}

impl Workspace {
    /// Finds and reads all files. `adjust` lays the switches of the command line over those of a configuration.
    ///
    /// # Errors
    /// A glob, a configuration or an own rule that cannot be understood. Unreadable files are in `found`.
    pub fn open(
        request: &discover::Request,
        source: Source,
        given: &Given,
        adjust: &dyn Fn(&mut Settings, &Config, &Catalogue) -> Result<(), String>,
    ) -> Result<Self, Error> {
        let is_one_for_all = matches!(source, Source::File(_));
        let mut configs = Configs::new(source);
        let mut found = discover::discover(request, &mut |path| configs.treat(path))?;
        let choice = found
            .files
            .iter()
            .map(|file| (file.path().to_string(), configs.of(Path::new(&**file.path()))))
            .collect();
        let configs = configs.finish()?;
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
        take_exports(&mut found, &exports);
        let mut files = std::mem::take(&mut found.files);
        let choice: HashMap<String, usize> = choice;
        for file in &mut files {
            let profile: &Profile = &profiles[choice.get(&**file.path()).copied().unwrap_or(0)];
            if let Some(templates) = &profile.settings.templates {
                file.hide_keys(&|key| templates.is_secret(key));
            }
        }
        let project = Project::new(files);
        Ok(Self { project, found, configs, profiles, choice, is_one_for_all })
    }

    /// Lints all files.
    ///
    /// # Errors
    /// An own rule whose check cannot be read.
    pub fn lint(&self) -> Result<Report<'_>, String> {
        lint::lint_each(&self.project, &self.profiles, &|path| self.choice_of(path))
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
        self.choice.get(path).copied().unwrap_or_else(|| self.choice_above(path))
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
        let mut used: Vec<usize> = self.choice.values().copied().collect();
        used.sort_unstable();
        used.dedup();
        if used.is_empty() {
            used.push(0);
        }
        used.into_iter().map(|index| &self.configs[index])
    }
}
