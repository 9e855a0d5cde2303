//! The configurations of a run: found upwards from the files, each read once.

use super::{Error, Source, pages};
use crate::config::{self, Config};
use crate::discover::{self, Treatment};
use crate::document::{Document, Format};
use crate::rule::{Catalogue, Rule};
use crate::{source, summary, template};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The configurations that were found, each read once.
pub struct Configs {
    source: Source,
    /// The working directory, asked for once.
    current: PathBuf,
    list: Vec<Config>,
    by_folder: HashMap<PathBuf, usize>,
    /// Which one counts in a folder, by its path as reported.
    choice: HashMap<String, usize>,
    /// The folder of the file that was asked for last: the next one is mostly in it too.
    last: Option<(Vec<u8>, usize)>,
    error: Option<Error>,
}

impl Configs {
    /// No configuration yet but the empty one, which counts where none is found.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self {
            source,
            current: std::env::current_dir().unwrap_or_default(),
            list: vec![Config::default()],
            by_folder: HashMap::new(),
            choice: HashMap::new(),
            last: None,
            error: None,
        }
    }

    /// The configuration of a file, as an index into what [`Configs::finish`] gives. Mistakes are kept until then.
    pub fn of(&mut self, path: &Path) -> usize {
        let written = folder(path);
        if let Some((_, index)) = self.last.as_ref().filter(|(last, _)| last == written) {
            return *index;
        }
        let index = match self.source.clone() {
            Source::None => 0,
            Source::File(file) => self.load(&file),
            Source::Nearest => {
                let whole = if path.is_absolute() { path.to_owned() } else { self.current.join(path) };
                let absolute = std::path::absolute(&whole).unwrap_or(whole);
                self.nearest(absolute.parent().unwrap_or(Path::new("/")))
            }
        };
        self.choice.entry(summary::folder(&discover::display(path)).to_owned()).or_insert(index);
        self.last = Some((written.to_owned(), index));
        index
    }

    /// The configuration of the files in a folder. Every folder above is looked at once in a run.
    fn nearest(&mut self, folder: &Path) -> usize {
        if let Some(&index) = self.by_folder.get(folder) {
            return index;
        }
        let index = match in_itself(folder) {
            Nearest::Here(file) => self.load(&file),
            Nearest::Nowhere => 0,
            Nearest::Above(above) => self.nearest(above),
        };
        self.by_folder.insert(folder.to_owned(), index);
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

    /// All configurations, of which the first is the empty one, and which of them counts in a folder, by its path as
    /// reported.
    ///
    /// # Errors
    /// The first configuration that could not be read.
    pub fn finish(self) -> Result<(Vec<Config>, HashMap<String, usize>), Error> {
        self.error.map_or(Ok((self.list, self.choice)), Err)
    }

    /// What the configuration that counts for a file says of it.
    pub(super) fn treat(&mut self, path: &Path) -> Treatment {
        let index = self.of(path);
        let config = &self.list[index];
        Treatment {
            excluded: config.exclude.as_ref().is_some_and(|globs| globs.matches(path)),
            forced: config.kinds.iter().find(|(globs, _)| globs.matches(path)).map(|(_, kind)| *kind),
        }
    }
}

/// The bytes of a path up to its last separator, as they are written: `Path::parent` takes paths apart for it.
fn folder(path: &Path) -> &[u8] {
    let bytes = path.as_os_str().as_encoded_bytes();
    let end = bytes.iter().rposition(|byte| std::path::is_separator(char::from(*byte)));
    &bytes[..end.map_or(0, |at| at + 1)]
}

/// Where the nearest configuration of a folder may be.
enum Nearest<'p> {
    /// In it: this one.
    Here(PathBuf),
    /// In this one above it, or further up.
    Above(&'p Path),
    /// Nowhere: it is the root of its repository, or of all.
    Nowhere,
}

fn in_itself(folder: &Path) -> Nearest<'_> {
    if let Some(file) = config::NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file()) {
        return Nearest::Here(file);
    }
    match folder.parent() {
        Some(above) if !folder.join(".git").exists() => Nearest::Above(above),
        _ => Nearest::Nowhere,
    }
}

/// The nearest configuration from a folder upwards, not beyond the root of its repository.
#[must_use]
pub fn upwards(folder: &Path) -> Option<PathBuf> {
    let mut folder = folder;
    loop {
        match in_itself(folder) {
            Nearest::Here(file) => return Some(file),
            Nearest::Above(above) => folder = above,
            Nearest::Nowhere => return None,
        }
    }
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
        Err(template::nearest(word, names, 4.min(word.len() / 3)).map(|near| near.name.to_owned()))
    };
    config::read(&shown, text, &folder, &known)
        .map(|config| Config { file: Some(file.to_owned()), ..config })
        .map_err(|wrong| Error::Config(wrong.document, wrong.mistakes))
}

/// Ids and groups of the pages in the folders that a configuration names under `rules`.
fn own_rule_names(text: &str, folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let document = Document::parse(source::Source::new("connectlint.yaml", text), Format::Yaml);
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
