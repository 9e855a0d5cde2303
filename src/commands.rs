//! What each command does, from its arguments to its exit code.

mod check;
mod completions;
mod diagnose;
mod explain;
mod files;
mod graph;
mod init;
mod lsp;
mod mend;
mod rules;
mod schema;
mod test_rules;
mod verify;

use crate::cli::{Cli, Command, Paths, Server, When};
use connectlint::config::Mistake;
use connectlint::diagnostic::{Diagnostic, Level, Place};
use connectlint::discover::{self, Found};
use connectlint::document::Document;
use connectlint::lint::Report;
use connectlint::project::{File, Project};
use connectlint::report::{self, Look};
use connectlint::rule::Catalogue;
use connectlint::template;
use connectlint::workspace;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

/// Nothing at or above the level that fails.
pub(crate) const CLEAN: u8 = 0;
/// Findings.
const FINDINGS: u8 = 1;
/// Could not run.
pub(crate) const FAILED: u8 = 2;
/// Nothing to check, and that was not allowed.
const EMPTY: u8 = 3;

/// Why a command could not run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something is wrong with how it was called.
    Usage(String),
    /// A configuration is wrong; shown with its places.
    Config(Box<Document>, Vec<Mistake>),
    /// The output cannot be written.
    Output(io::Error),
}

impl Failure {
    /// Whether whoever read our output has seen enough.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Says on standard error what is wrong.
    pub(crate) fn say(self) {
        let mut out = io::stderr().lock();
        let said = match self {
            Self::Usage(text) => writeln!(out, "connectlint: {}", text.trim_end()),
            Self::Output(error) => writeln!(out, "connectlint: the output cannot be written: {error}"),
            Self::Config(document, mistakes) => say_mistakes(*document, mistakes, &mut out),
        };
        // Where even standard error is closed, nobody is left to tell.
        let _ = said;
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<report::Failed> for Failure {
    fn from(failed: report::Failed) -> Self {
        match failed {
            report::Failed::Stdout(error) => Self::Output(error),
            report::Failed::File(path, error) => {
                Self::Usage(format!("{} cannot be written: {error}", path.display()))
            }
        }
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self::Usage(text)
    }
}

impl From<workspace::Error> for Failure {
    fn from(error: workspace::Error) -> Self {
        match error {
            workspace::Error::Plain(text) => Self::Usage(text),
            workspace::Error::Config(document, mistakes) => Self::Config(document, mistakes),
        }
    }
}

/// Shows what is wrong in a configuration as findings are shown, with the places underlined.
fn say_mistakes(document: Document, mistakes: Vec<Mistake>, out: &mut dyn Write) -> io::Result<()> {
    let path = Arc::clone(document.source().path());
    let project = Project::new(vec![File::plain(document)]);
    let diagnostics = mistakes
        .into_iter()
        .map(|mistake| Diagnostic {
            rule: "configuration",
            level: Level::Error,
            message: mistake.message,
            help: mistake.help,
            path: Arc::clone(&path),
            place: Place { span: mistake.span, pointer: String::new(), root: 0 },
            about: Arc::default(),
            related: Vec::new(),
            fix: None,
            silences: Vec::new(),
        })
        .collect();
    let report = Report::new(&project, diagnostics, Vec::new());
    let look = Look { color: io::stderr().is_terminal(), ascii: false, quiet: true };
    report::write_findings(&report, Catalogue::built_in(), look, out)?;
    writeln!(out, "connectlint: the configuration cannot be used")
}

/// Runs the command that was asked for.
pub(crate) fn run(cli: &Cli, out: &mut dyn Write) -> Result<u8, Failure> {
    let color = match cli.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    };
    match &cli.command {
        Command::Check(check) => check::run(check, color, out),
        Command::Files(paths) => files::run(paths, out),
        Command::Diagnose(diagnose) => diagnose::run(diagnose, color, out),
        Command::Explain { question } => explain::run(question, color, out),
        Command::Rules { output_format } => rules::run(*output_format, out),
        Command::Graph(graph) => graph::run(graph, out),
        Command::Init(init) => init::run(init, out),
        Command::Lsp { .. } => lsp::run(),
        Command::Schema { name } => schema::run(name, out),
        Command::Verify { receipt } => verify::run(receipt, out),
        Command::Completions { shell } => completions::run(*shell, out),
        Command::Man => completions::man(out),
        Command::TestRules { folder } => test_rules::run(folder, out),
    }
}

/// Which files to look at.
fn request(paths: &Paths) -> discover::Request {
    discover::Request {
        paths: paths.paths.clone(),
        exclude: paths.exclude.clone(),
        no_gitignore: paths.no_gitignore,
        stdin_filename: paths.stdin_filename.clone(),
        ..discover::Request::default()
    }
}

/// The rules that count in the working directory: the built-in ones, and those that its configuration names.
fn rules_here() -> Result<Catalogue, Failure> {
    let mut configs = workspace::Configs::new(workspace::Source::Nearest);
    let at = configs.of(Path::new(connectlint::config::NAMES[0]));
    let (configs, _) = configs.finish()?;
    Ok(workspace::catalogue(&configs[at].rules)?)
}

/// What the command line says of the server.
fn given(server: &Server) -> workspace::Given {
    workspace::Given { inventory: server.inventory.clone(), templates: server.templates.clone() }
}

/// Where the configuration comes from.
fn source(paths: &Paths) -> workspace::Source {
    match &paths.config {
        _ if paths.isolated => workspace::Source::None,
        Some(file) => workspace::Source::File(file.clone()),
        None => workspace::Source::Nearest,
    }
}

/// Says which paths could not be read; true if there are any.
fn say_unreadable(found: &Found) -> bool {
    for unreadable in &found.unreadable {
        let _ = writeln!(
            io::stderr(),
            "connectlint: {}: {}",
            report::visible(&unreadable.path),
            unreadable.error
        );
    }
    !found.unreadable.is_empty()
}

/// Whether a word names a rule or a group.
///
/// # Errors
/// A sentence that offers the nearest name.
fn known(word: &str, catalogue: &Catalogue) -> Result<(), String> {
    if catalogue.knows(word) {
        return Ok(());
    }
    let names = catalogue.rules().flat_map(|rule| [rule.id, rule.group]);
    let near = template::nearest(word, names, 4.min(word.len() / 3))
        .map(|near| format!("; did you mean `{}`?", near.name));
    Err(format!(
        "there is no rule or group `{word}`{} (`connectlint rules` lists them)",
        near.unwrap_or_default()
    ))
}
