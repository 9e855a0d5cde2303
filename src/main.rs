//! `connectlint`: arguments in, exit code out.

mod cli;

use clap::Parser;
use cli::{Check, Cli, Command, ListFormat, Paths, When};
use connectlint::config::Settings;
use connectlint::diagnostic::Level;
use connectlint::discover::{self, Found};
use connectlint::lint::{self, Summary};
use connectlint::project::Project;
use connectlint::report::{self, Look};
use connectlint::rule::{Catalogue, Rule};
use connectlint::template;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

/// Nothing at or above the level that fails.
const CLEAN: u8 = 0;
/// Findings.
const FINDINGS: u8 = 1;
/// Could not run.
const FAILED: u8 = 2;
/// Nothing to check, and that was not allowed.
const EMPTY: u8 = 3;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let done = run(&cli, &mut out).and_then(|code| out.flush().map(|()| code).map_err(Failure::Output));
    match done {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output has seen enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(CLEAN),
        Err(failure) => {
            let _ = writeln!(io::stderr(), "connectlint: {failure}");
            ExitCode::from(FAILED)
        }
    }
}

/// Why a command could not run.
enum Failure {
    Usage(String),
    Output(io::Error),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(text) => f.write_str(text),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self::Usage(text)
    }
}

fn run(cli: &Cli, out: &mut dyn Write) -> Result<u8, Failure> {
    let color = match cli.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    };
    match &cli.command {
        Command::Check(check) => run_check(check, color, out),
        Command::Files(paths) => run_files(paths, out),
        Command::Explain { rule } => run_explain(rule, out),
        Command::Rules { output_format } => run_rules(*output_format, out),
        Command::Schema { name } => run_schema(name, out),
    }
}

fn run_check(check: &Check, color: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    let catalogue = Catalogue::built_in();
    let settings = settings(check, catalogue)?;
    let mut found = find(&check.paths)?;
    let project = Project::new(std::mem::take(&mut found.files));
    let report = lint::lint(&project, catalogue, &settings)?;
    if check.statistics {
        for (count, rule) in report::statistics(&report.diagnostics) {
            writeln!(out, "{count:>6}  {rule}")?;
        }
    } else {
        let quiet = check.quiet || is_empty(&report.summary);
        let look = Look { color, ascii: false, quiet };
        report::write(&report, catalogue, check.output_format, look, out)?;
    }
    out.flush()?;
    if say_unreadable(&found) {
        return Ok(FAILED);
    }
    if is_empty(&report.summary) {
        let _ = writeln!(
            io::stderr(),
            "connectlint: nothing to check: no integration, association or integration request in {} looked at \
             (`connectlint files` says why)",
            match found.skipped.len() {
                1 => "the 1 file".to_owned(),
                many => format!("the {many} files"),
            }
        );
        return Ok(if check.deny_empty { EMPTY } else { CLEAN });
    }
    let fails = check.fail_on.level().is_some_and(|level| report.reaches(level));
    Ok(if fails { FINDINGS } else { CLEAN })
}

/// Whether no file had anything of ours in it.
fn is_empty(summary: &Summary) -> bool {
    summary.files == 0
}

fn settings(check: &Check, catalogue: &Catalogue) -> Result<Settings, Failure> {
    let mut settings =
        Settings { select: check.select.clone(), ignore: check.ignore.clone(), ..Settings::default() };
    for word in check.select.iter().chain(&check.ignore) {
        known(word, catalogue)?;
    }
    for assignment in &check.level {
        let (word, level) = assignment.split_once('=').ok_or_else(|| {
            format!("--level {assignment}: write RULE=LEVEL, such as missing-description=off")
        })?;
        known(word, catalogue)?;
        let level = match level {
            "error" => Some(Level::Error),
            "warning" => Some(Level::Warning),
            "info" => Some(Level::Info),
            "off" => None,
            other => {
                return Err(format!("--level {word}: `{other}` is none of error, warning, info, off").into());
            }
        };
        settings.levels.insert(word.to_owned(), level);
    }
    Ok(settings)
}

/// Whether a word names a rule or a group; the message of the error offers the nearest one.
fn known(word: &str, catalogue: &Catalogue) -> Result<(), Failure> {
    if catalogue.knows(word) {
        return Ok(());
    }
    let near = nearest_rule(word, catalogue).map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
    Err(Failure::Usage(format!("there is no rule or group `{word}`{near} (`connectlint rules` lists them)")))
}

fn nearest_rule<'c>(word: &str, catalogue: &'c Catalogue) -> Option<&'c str> {
    template::nearest(word, catalogue.rules().flat_map(|rule| [rule.id, rule.group]), 4).map(|near| near.name)
}

fn find(paths: &Paths) -> Result<Found, Failure> {
    Ok(discover::discover(
        &discover::Request {
            paths: paths.paths.clone(),
            exclude: paths.exclude.clone(),
            no_gitignore: paths.no_gitignore,
            stdin_filename: paths.stdin_filename.clone(),
        },
        &mut |_| discover::Treatment::default(),
    )?)
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

fn run_files(paths: &Paths, out: &mut dyn Write) -> Result<u8, Failure> {
    let found = find(paths)?;
    let mut lines: Vec<(String, String)> =
        found.files.iter().map(|file| (file.path().to_string(), file.labels().join(", "))).collect();
    for (path, reason) in &found.skipped {
        lines.push((path.clone(), format!("skipped: {}", reason.reason())));
    }
    lines.sort();
    for (path, said) in lines {
        let said = if said.is_empty() { "broken" } else { &said };
        writeln!(out, "{}: {said}", report::visible(&path))?;
    }
    out.flush()?;
    Ok(if say_unreadable(&found) { FAILED } else { CLEAN })
}

fn run_explain(id: &str, out: &mut dyn Write) -> Result<u8, Failure> {
    let catalogue = Catalogue::built_in();
    let Some(rule) = catalogue.find(id) else {
        let near =
            nearest_rule(id, catalogue).map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
        return Err(Failure::Usage(format!(
            "there is no rule `{id}`{near} (`connectlint rules` lists them)"
        )));
    };
    write!(out, "{}", report::explain(rule))?;
    Ok(CLEAN)
}

fn run_rules(format: ListFormat, out: &mut dyn Write) -> Result<u8, Failure> {
    let catalogue = Catalogue::built_in();
    match format {
        ListFormat::Text => {
            let mut group = "";
            for rule in catalogue.rules() {
                if rule.group != group {
                    writeln!(out, "{}{}", if group.is_empty() { "" } else { "\n" }, rule.group)?;
                    group = rule.group;
                }
                let fix = if rule.fix == connectlint::rule::Fixable::None { "" } else { " (fix)" };
                writeln!(out, "  {:<34} {:<8} {}{fix}", rule.id, rule.level.name(), rule.title)?;
            }
        }
        ListFormat::Json => {
            let rules: Vec<_> = catalogue.rules().map(rule_as_json).collect();
            serde_json::to_writer_pretty(&mut *out, &rules).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(CLEAN)
}

fn rule_as_json(rule: &Rule) -> serde_json::Value {
    serde_json::json!({
        "id": rule.id, "group": rule.group, "level": rule.level, "title": rule.title,
        "applies": rule.applies.names(), "fix": rule.fix.name(), "prevents": rule.prevents,
        "confidence": rule.confidence.name(), "source": rule.source, "url": rule.url(),
    })
}

fn run_schema(name: &str, out: &mut dyn Write) -> Result<u8, Failure> {
    let shapes = || template::documents::all().iter().filter(|shape| !shape.text.is_empty());
    let shape = shapes().find(|shape| shape.name == name).ok_or_else(|| {
        let names: Vec<&str> = shapes().map(|shape| shape.name).collect();
        format!("there is no schema `{name}`; there are: {}", names.join(", "))
    })?;
    write!(out, "{}", shape.text)?;
    Ok(CLEAN)
}
