//! All files of a run, and the index across them.

use crate::diagnostic::Place;
use crate::document::{Defect, Document, Format, Problem};
use crate::gate::{self, Environment};
use crate::kind::{self, Hints, Kind, Part};
use crate::secret::{self, Concealed, Secrets};
use crate::server_template::ServerTemplates;
use crate::source::{Source, Span};
use crate::summary::{Content, Summary};
use std::sync::{Arc, OnceLock};

pub mod index;
mod manifest;
pub mod resolve;
mod shelved;
mod text;

pub use index::{Id, Index};
use shelved::Shelf;
pub use shelved::Shelved;
pub use text::bytes;

/// A file with something of ours in it.
#[derive(Debug)]
pub struct File {
    document: Document,
    parts: Vec<Part>,
    labels: Vec<&'static str>,
    secrets: Secrets,
    /// Made when it is first wanted, or by the rules, which look at the same things.
    summary: OnceLock<Arc<Summary>>,
    how: How,
    digest: Option<String>,
}

/// Why a file is not linted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// Its name ends neither in `.yaml`, `.yml`, `.json` nor `.toml`.
    OtherFormat,
    /// Nothing in it is an integration, an association, a request, a content or a registration.
    NothingOfOurs,
    /// It is a server's list of templates, which tells rules and is not linted.
    TemplatesExport,
    /// It is larger than 4 GiB.
    TooLarge,
    /// It was given as an export of what the server holds, or of its templates.
    GivenAsExport,
}

impl Skipped {
    /// The reason as `connectlint files` says it.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::OtherFormat => "neither YAML nor JSON nor TOML, by its name",
            Self::NothingOfOurs => "nothing of Connect's OAuth integrations in it",
            Self::TemplatesExport => "a server's list of templates: give it with --templates",
            Self::TooLarge => "larger than 4 GiB",
            Self::GivenAsExport => "given by --inventory or --templates",
        }
    }
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Whether it was named on the command line: then it is read even if little in it looks like ours.
    pub named: bool,
    /// What it is by configuration.
    pub forced: Option<Kind>,
    /// The language, if not by the ending of its name.
    pub format: Option<Format>,
}

/// What counts where a file will be sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// The variables that its values are filled in with.
    pub environment: Option<&'a Environment>,
    /// The server's templates, by which definitions are told that bear none of the known ones.
    pub templates: Option<&'a ServerTemplates>,
}

impl File {
    /// Reads the bytes of a file under the path that reports name it by.
    ///
    /// # Errors
    /// Why the file is not linted. Whatever is wrong with its text is a finding, not an error.
    pub fn read(path: impl Into<Arc<str>>, bytes: Vec<u8>, how: How) -> Result<Self, Skipped> {
        Self::read_in(path, bytes, how, Surroundings::default())
    }

    /// Reads the bytes of a file as they count where they will be sent.
    ///
    /// # Errors
    /// As [`File::read`].
    pub fn read_in(
        path: impl Into<Arc<str>>,
        bytes: Vec<u8>,
        mut how: How,
        surroundings: Surroundings<'_>,
    ) -> Result<Self, Skipped> {
        Self::read_as(path.into(), bytes, &mut how, surroundings).map(|file| Self { how, ..file })
    }

    fn read_as(
        path: Arc<str>,
        bytes: Vec<u8>,
        how: &mut How,
        surroundings: Surroundings<'_>,
    ) -> Result<Self, Skipped> {
        let mut named = how.named || how.forced.is_some();
        let format = how.format.or_else(|| Format::of_path(&path));
        let Some(format) = format.or(named.then_some(Format::Yaml)) else { return Err(Skipped::OtherFormat) };
        if u32::try_from(bytes.len()).is_err() {
            return Err(Skipped::TooLarge);
        }
        let text = match text::readable(bytes) {
            Ok(text) => text,
            Err(unread) => return Self::unreadable(path, *unread, format, named),
        };
        if !named && !kind::worth_reading(text.as_bytes()) {
            return Err(Skipped::NothingOfOurs);
        }
        if let (Format::Json, false) = (format, named)
            && let Some(mode) = manifest::app_mode(&text)
        {
            return Ok(Self::manifest(path, &mode));
        }
        let short = if format == Format::Json { manifest::without_bulk(&text) } else { None };
        let source = Source::new(Arc::clone(&path), text);
        let mut document = match short {
            // What is kept stands where it stood, so that the tree is one of the whole text, too.
            Some(short) => {
                let mut document = Document::parse(Source::new(Arc::clone(&path), short), format);
                *document.source_mut() = source;
                document
            }
            None => Document::parse(source, format),
        };
        if let Some(environment) = surroundings.environment {
            gate::resolve(&mut document, environment);
        }
        if surroundings.templates.is_some_and(|templates| kind::is_of_templates(&document, templates)) {
            // What the server says of it is as good as its name on the command line.
            (named, how.named) = (true, true);
        }
        let reading = kind::read(&document, Hints { path: &path, named, forced: how.forced });
        if reading.labels == ["templates export"] {
            return Err(Skipped::TemplatesExport);
        }
        let broken = document.problems().iter().any(|problem| problem.defect != Defect::DuplicateKey);
        if reading.parts.is_empty()
            && reading.labels.is_empty()
            && !(broken && (named || kind::looks_ours(document.source().text().as_bytes())))
        {
            return Err(Skipped::NothingOfOurs);
        }
        let secrets = secret::hide(&mut document);
        Ok(Self::of(document, reading.parts, reading.labels, secrets))
    }

    /// A file that is no text: one finding, if it is ours at all, and nothing of it is shown.
    fn unreadable(
        path: Arc<str>,
        (bytes, problem): (Vec<u8>, Problem),
        format: Format,
        named: bool,
    ) -> Result<Self, Skipped> {
        let plain: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        if !named && !kind::looks_ours(&plain) {
            return Err(Skipped::NothingOfOurs);
        }
        let source = Source::new(path, String::from_utf8_lossy(&bytes).into_owned());
        let mut document = Document::unreadable(source, format, problem);
        secret::hide_all(&mut document);
        Ok(Self::of(document, Vec::new(), vec!["unreadable"], Secrets::default()))
    }

    fn of(document: Document, parts: Vec<Part>, labels: Vec<&'static str>, secrets: Secrets) -> Self {
        Self { document, parts, labels, secrets, summary: OnceLock::new(), how: How::default(), digest: None }
    }

    /// A manifest that asks for nothing: its text is not kept.
    fn manifest(path: Arc<str>, mode: &str) -> Self {
        let document = Document::parse(Source::new(path, String::new()), Format::Json);
        let mut summary = Summary::empty(Arc::clone(document.source().path()));
        summary.rare_mut().contents.push(Content::of_app_mode(mode));
        let file = Self::of(document, Vec::new(), vec!["manifest"], Secrets::default());
        file.summarise(summary);
        file
    }

    /// The same file with another text, read in the same way.
    ///
    /// # Errors
    /// Why the file would not be linted with this text.
    pub fn with_text(&self, text: String) -> Result<Self, Skipped> {
        let how = How { format: Some(self.document.format()), ..self.how };
        Self::read(Arc::clone(self.path()), text.into_bytes(), how)
    }

    /// A parsed text that is only shown, not linted.
    #[must_use]
    pub fn plain(mut document: Document) -> Self {
        let secrets = secret::hide(&mut document);
        Self::of(document, Vec::new(), Vec::new(), secrets)
    }

    /// The same with the digest of its bytes.
    #[must_use]
    pub fn with_digest(mut self, digest: String) -> Self {
        self.digest = Some(digest);
        self
    }

    /// The digest of its bytes, if it was asked for.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// The path that reports name it by.
    #[must_use]
    pub fn path(&self) -> &Arc<str> {
        self.document.source().path()
    }

    /// The parsed text.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The text.
    #[must_use]
    pub fn source(&self) -> &Source {
        self.document.source()
    }

    /// The parts that rules look at, in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The secrets that stand in it.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// What it was read as.
    #[must_use]
    pub fn labels(&self) -> &[&'static str] {
        &self.labels
    }

    /// Keeps the values of more keys of `config` out of all reports: those that a server's templates call secret.
    pub fn hide_keys(&mut self, is_secret: &dyn Fn(&str) -> bool) {
        let ours = |part: &&Part| matches!(part.kind, Kind::Create | Kind::Export | Kind::Update);
        let configs: Vec<_> = self
            .parts
            .iter()
            .filter(ours)
            .filter_map(|part| Some(self.document.node(part.node).get("config")?.value.id()))
            .collect();
        secret::hide_keys(&mut self.document, &mut self.secrets, &configs, is_secret);
    }

    /// What other files need to know of it.
    #[must_use]
    pub fn summary(&self) -> &Arc<Summary> {
        let path = || Arc::clone(self.path());
        let all = || Summary::of(path(), &self.document, &self.parts, &self.labels);
        self.summary.get_or_init(|| Arc::new(all()))
    }

    /// Whether nobody asked yet what other files need to know of it.
    #[must_use]
    pub fn is_unsummarised(&self) -> bool {
        self.summary.get().is_none()
    }

    /// Takes what other files need to know of it from somebody who looked at all its parts.
    pub fn summarise(&self, summary: Summary) {
        // Whoever comes second says the same.
        let _ = self.summary.set(Arc::new(summary));
    }

    /// Whether anything in it is looked at by rules; a manifest without requests only helps other files.
    #[must_use]
    pub fn is_linted(&self) -> bool {
        !self.parts.is_empty() || !self.document.problems().is_empty()
    }

    /// The place of its first value.
    #[must_use]
    pub fn start(&self) -> Place {
        let span = self.document.roots().next().map_or(Span::default(), |(node, _)| {
            node.entries().next().map_or(Span::empty(node.span().start as usize), |entry| entry.key.span())
        });
        Place { span, pointer: String::new(), root: 0 }
    }
}

/// All files of a run.
#[derive(Debug, Default)]
pub struct Project {
    files: Vec<File>,
    shelf: Arc<Shelf>,
    index: Index,
    concealed: Concealed,
}

impl Project {
    /// Makes the index across files.
    #[must_use]
    pub fn new(files: Vec<File>) -> Self {
        Self::with_shelved(files, Vec::new())
    }

    /// Makes the index across files, some of which were put aside.
    #[must_use]
    pub fn with_shelved(mut files: Vec<File>, shelved: Vec<Shelved>) -> Self {
        files.sort_by(|one, other| one.path().cmp(other.path()));
        let shelf = Arc::new(Shelf::new(shelved));
        let concealed = Concealed::of(files.iter().flat_map(|file| file.source().variables()));
        let mut project = Self { files, shelf, index: Index::default(), concealed };
        project.index = project.indexed();
        project
    }

    fn indexed(&self) -> Index {
        let shelved = self.shelf.files.iter().map(Shelved::summary);
        let mut summaries: Vec<_> = self.files.iter().map(File::summary).chain(shelved).cloned().collect();
        summaries.sort_by(|one, other| one.path.cmp(&other.path));
        Index::of(summaries, Arc::default(), Arc::clone(&self.shelf))
    }

    /// Puts a file in the place of the one with its path, or takes that away, and says which other files may have
    /// other findings now. Those that only show a place in it are not among them.
    pub fn replace(&mut self, path: &str, file: Option<File>) -> Vec<Arc<str>> {
        let at = self.files.binary_search_by(|other| (**other.path()).cmp(path));
        let old = at.ok().map(|at| Arc::clone(self.files[at].summary()));
        let new = file.as_ref().map(|file| Arc::clone(file.summary()));
        match (at, file) {
            (Ok(at), Some(file)) => self.files[at] = file,
            (Ok(at), None) => drop(self.files.remove(at)),
            (Err(at), Some(file)) => self.files.insert(at, file),
            (Err(_), None) => {}
        }
        if old != new && !new.as_ref().is_some_and(|new| self.index.renew(new)) {
            self.index = self.indexed();
        }
        self.index.dependents(old.as_deref(), new.as_deref())
    }

    /// The files, by path.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The files that were put aside, by path.
    #[must_use]
    pub fn shelved(&self) -> &[Shelved] {
        &self.shelf.files
    }

    /// The values that its files were filled in with, which no output may show.
    #[must_use]
    pub fn concealed(&self) -> &Concealed {
        &self.concealed
    }

    /// What is known across files.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The file of a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        let at = self.files.binary_search_by(|file| (**file.path()).cmp(path)).ok()?;
        self.files.get(at)
    }

    /// The file of a path that was put aside.
    #[must_use]
    pub fn shelved_file(&self, path: &str) -> Option<&Shelved> {
        self.shelf.files.get(self.shelf.position(path)?)
    }
}
