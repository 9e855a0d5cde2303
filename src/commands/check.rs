//! `connectlint check`: lint, write the findings, decide the exit code.

use super::{CLEAN, EMPTY, FAILED, FINDINGS, Failure, given, known, mend, request, say_unreadable, source};
use crate::cli::Check;
use connectlint::config::{Config, Settings};
use connectlint::diagnostic::{Diagnostic, Level};
use connectlint::discover;
use connectlint::gate::Environment;
use connectlint::lint::{self, Profile, Report};
use connectlint::receipt::{self, Receipt};
use connectlint::report::{self, Base, Look, Run, Target, View};
use connectlint::rule::Catalogue;
use connectlint::secret;
use connectlint::since::Earlier;
use connectlint::suppress::Baseline;
use connectlint::workspace::{self, Workspace};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Runs the command.
pub(super) fn run(check: &Check, color: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    report::several(&check.output_format)?;
    let adjust = |settings: &mut Settings, _: &Config, _: &Catalogue| adjust(check, settings);
    let mut request = request(&check.paths);
    request.environment = check.resolve_env.then(Environment::of_process);
    request.digests = check.receipt.is_some();
    if check.receipt.is_some() && request.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err("--receipt: what comes from standard input cannot be verified".to_owned().into());
    }
    // A receipt is about every file, and so is what values were filled in with; and what is changed is kept.
    let whole = request.digests || request.environment.is_some() || mend::is_asked_for(check);
    let open = if whole { Workspace::open } else { Workspace::skim };
    let mut workspace = open(&request, source(&check.paths), &given(&check.server), &adjust)?;
    all_known(check, &workspace.all_rules())?;
    let path = baseline_path(check, &workspace);
    if check.write_baseline {
        return write_baseline(path.as_deref(), &request, &workspace);
    }
    let baseline =
        path.map(|path| workspace::baseline(&path).map(|baseline| (path, baseline))).transpose()?;
    let refused =
        mend::run(check, &mut workspace, baseline.as_ref().map(|(_, baseline)| baseline), color, out)?;
    let mut report = workspace.lint()?;
    if let Some((path, baseline)) = &baseline {
        apply_baseline(path, baseline, (&request, &workspace), &mut report);
    }
    if let Some(reference) = &check.since {
        Earlier::at(reference, &request, &workspace)?.remove_from(&mut report.diagnostics);
        report.count();
    }
    mend::say_available(check, &report.diagnostics);
    let empty = report.summary.files == 0;
    let exit = if refused { FAILED } else { exit_code(check, &workspace, &report) };
    if let Some(path) = &check.receipt {
        write_receipt(check, path, &request, &workspace, (&report, exit))?;
    }
    let written = if mend::is_filter(check) {
        // Standard output has the text.
        let color = color && io::stderr().is_terminal();
        write(check, color, &workspace, &report, exit, &mut io::stderr())
    } else {
        write(check, color, &workspace, &report, exit, out)
    };
    // Whoever read our output has seen enough, and the exit code stays what the findings make it.
    match written.and_then(|()| out.flush().map_err(Failure::from)) {
        Err(failure) if !failure.is_broken_pipe() => return Err(failure),
        _ => {}
    }
    say_unreadable(&workspace.found);
    if !check.quiet {
        say_only_on_server(&workspace);
    }
    if empty && workspace.found.unreadable.is_empty() {
        say_empty(workspace.found.skipped.len());
    }
    drop(report);
    // The program ends now, and the system takes its memory back faster than it could be given up piece by piece.
    std::mem::forget(workspace);
    Ok(exit)
}

/// What the findings make of the run, whatever the format they are written in.
fn exit_code(check: &Check, workspace: &Workspace, report: &Report<'_>) -> u8 {
    if !workspace.found.unreadable.is_empty() {
        FAILED
    } else if report.summary.files == 0 {
        if check.deny_empty { EMPTY } else { CLEAN }
    } else if report.diagnostics.iter().any(|diagnostic| fails(check, workspace, diagnostic)) {
        FINDINGS
    } else {
        CLEAN
    }
}

fn write(
    check: &Check,
    color: bool,
    workspace: &Workspace,
    report: &Report<'_>,
    exit: u8,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let catalogue = workspace.all_rules();
    let look = Look { color, ascii: false, quiet: check.quiet || report.summary.files == 0 };
    let fails = |diagnostic: &Diagnostic| fails(check, workspace, diagnostic);
    let unreadable = &workspace.found.unreadable;
    let run = Run { fails: &fails, exit, unreadable, base: Base::here() };
    let mut targets = check.output_format.clone();
    if targets.is_empty() {
        targets.push(Target::default());
    }
    if check.statistics || check.diff {
        // Something else takes the place of what would stand on standard output; files are written all the same.
        targets.retain(|target| target.file.is_some());
    }
    View::new(report, &catalogue, &run).write_all(&targets, look, out)?;
    if check.statistics {
        for (count, rule) in report::statistics(&report.diagnostics) {
            writeln!(out, "{count:>6}  {rule}")?;
        }
    }
    Ok(())
}

/// Whether every name on the command line is one of a rule or a group, also of those that a configuration brings along.
fn all_known(check: &Check, catalogue: &Catalogue) -> Result<(), String> {
    let levels = check.level.iter().filter_map(|level| level.split_once('=')).map(|(word, _)| word);
    let words = check.select.iter().chain(&check.ignore).map(String::as_str);
    words.chain(levels).try_for_each(|word| known(word, catalogue))
}

/// Lays the switches of the command line over those of a configuration.
fn adjust(check: &Check, settings: &mut Settings) -> Result<(), String> {
    if !check.select.is_empty() {
        settings.select.clone_from(&check.select);
    }
    settings.ignore.extend(check.ignore.iter().cloned());
    for assignment in &check.level {
        let (word, level) = assignment.split_once('=').ok_or_else(|| {
            format!("--level {assignment}: write RULE=LEVEL, such as missing-description=off")
        })?;
        let level = match level {
            "error" => Some(Level::Error),
            "warning" => Some(Level::Warning),
            "info" => Some(Level::Info),
            "off" => None,
            other => return Err(format!("--level {word}: `{other}` is none of error, warning, info, off")),
        };
        settings.levels.insert(word.to_owned(), level);
    }
    settings.connect_version = check.server.connect_version.or(settings.connect_version);
    settings.no_suppressions |= check.no_suppressions;
    settings.require_reason |= check.require_reason;
    settings.deploy |= check.resolve_env;
    Ok(())
}

/// A finding fails the run by the command line's level, else by that of its own file's configuration.
fn fails(check: &Check, workspace: &Workspace, diagnostic: &Diagnostic) -> bool {
    let config = &workspace.configs[workspace.choice_of(&diagnostic.path)];
    let level = match check.fail_on {
        Some(fail_on) => fail_on.level(),
        None => config.fail_on.unwrap_or(Some(Level::Warning)),
    };
    level.is_some_and(|level| diagnostic.level >= level)
}

/// The baseline that counts: of the command line, else of the only configuration that names one.
fn baseline_path(check: &Check, workspace: &Workspace) -> Option<PathBuf> {
    check.baseline.clone().or_else(|| workspace.used().find_map(|config| config.baseline.clone()))
}

/// Whether a run could have found something in a file, given by its absolute path, under a rule. A file that is gone
/// has nothing.
fn judges(request: &discover::Request, workspace: &Workspace, file: &Path, rule: &str) -> bool {
    let asked = |path: &PathBuf| {
        std::path::absolute(path).is_ok_and(|path| file.starts_with(connectlint::path::plain(&path)))
    };
    let is_on = |profile: &Profile| {
        profile.catalogue.find(rule).is_none_or(|rule| profile.settings.level_of(rule).is_some())
    };
    !file.exists() || (request.paths.iter().any(asked) && workspace.profiles.iter().any(is_on))
}

/// What was not looked at this time stays as it is in the baseline.
fn write_baseline(
    path: Option<&Path>,
    request: &discover::Request,
    workspace: &Workspace,
) -> Result<u8, Failure> {
    let path = path.ok_or_else(|| {
        "--write-baseline: say where, by --baseline FILE or `baseline:` in the configuration".to_owned()
    })?;
    let mut baseline = Baseline::of(path, &workspace.lint()?.diagnostics);
    if let Ok(earlier) = workspace::baseline(path) {
        baseline.keep(&earlier, &|file, rule| judges(request, workspace, file, rule));
    }
    std::fs::write(path, baseline.to_text()).map_err(|error| format!("{}: {error}", path.display()))?;
    let are = if baseline.len() == 1 { "finding is" } else { "findings are" };
    let _ = writeln!(io::stderr(), "connectlint: {} {are} in the baseline now", baseline.len());
    Ok(CLEAN)
}

fn apply_baseline(
    path: &Path,
    baseline: &Baseline,
    (request, workspace): (&discover::Request, &Workspace),
    report: &mut Report<'_>,
) {
    let catalogue = workspace.all_rules();
    let mut unknown: Vec<&str> = baseline.rules().filter(|rule| catalogue.find(rule).is_none()).collect();
    unknown.dedup();
    for rule in unknown {
        let rule = report::visible(rule);
        let _ = writeln!(
            io::stderr(),
            "connectlint: {}: there is no rule `{rule}`; --write-baseline prunes it",
            path.display()
        );
    }
    let stale = report.apply(baseline, &|file, rule| judges(request, workspace, file, rule));
    if stale > 0 {
        let _ = writeln!(
            io::stderr(),
            "connectlint: {stale} of the findings in {} occur no more; --write-baseline prunes them",
            discover::display(path)
        );
    }
}

/// Names what the inventory has and the files have not: no finding, since no file has a place for it.
fn say_only_on_server(workspace: &Workspace) {
    for index in lint::indexes(&workspace.project, &workspace.profiles).into_iter().flatten() {
        let names: Vec<String> =
            index.only_on_server().map(|id| index.definition(id).called().into_owned()).collect();
        let shown = names.iter().take(5).map(|name| secret::printable(name)).collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(5);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        if !names.is_empty() {
            let shown = report::visible(&shown);
            let _ = writeln!(io::stderr(), "connectlint: only on the server: {shown}{more}");
        }
    }
}

fn write_receipt(
    check: &Check,
    path: &Path,
    request: &discover::Request,
    workspace: &Workspace,
    (report, exit): (&Report<'_>, u8),
) -> Result<(), Failure> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| format!("--receipt: no random bytes: {error}"))?;
    let fail_on = match check.fail_on {
        Some(fail_on) => fail_on.level().map_or("never", Level::name),
        None => "configured",
    };
    let mut inputs = check.server.inventory.clone();
    inputs.extend(check.server.templates.clone());
    inputs.extend(baseline_path(check, workspace));
    let run = receipt::Run {
        request,
        source: &source(&check.paths),
        inputs,
        summary: report.summary,
        fail_on: fail_on.to_owned(),
        passed: exit == CLEAN,
        salt,
    };
    let text = Receipt::of(workspace, run)?.to_text();
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(())
}

fn say_empty(skipped: usize) {
    let looked = if skipped == 1 { "the 1 file".to_owned() } else { format!("the {skipped} files") };
    let _ = writeln!(
        io::stderr(),
        "connectlint: nothing to check: no integration, association or integration request in {looked} looked at \
         (`connectlint files` says why)"
    );
}
