//! The part of `check` that changes files: `--fix`, `--diff`, `--add-suppressions`.

use super::Failure;
use crate::cli::Check;
use connectlint::cores;
use connectlint::diagnostic::{Diagnostic, Safety};
use connectlint::fix::{self, Dropped, Linted};
use connectlint::lint::Linter;
use connectlint::project::File;
use connectlint::report;
use connectlint::suppress::{self, Baseline};
use connectlint::workspace::Workspace;
use std::io::{self, Write};
use std::path::Path;

/// What is done to every file.
enum Doing<'c> {
    Fix(Safety),
    Silence(&'c str),
}

/// What became of one file.
#[derive(Default)]
struct Changed {
    /// The new text, if it is another.
    file: Option<File>,
    /// Findings that are gone.
    done: usize,
    /// Ignore comments that were written.
    comments: usize,
    /// Findings that could not be silenced, or that less safe fixes would mend.
    left: usize,
    dropped: Vec<Dropped>,
}

/// What became of all files.
#[derive(Default)]
struct Total {
    files: usize,
    done: usize,
    comments: usize,
    left: usize,
}

/// Whether standard input is to be changed: its new text goes to standard output.
pub(super) fn is_filter(check: &Check) -> bool {
    let changes = check.fix || check.add_suppressions.is_some();
    changes && !check.diff && check.paths.paths.iter().any(|path| path.as_os_str() == "-")
}

/// Whether the switches ask for a change, or to see one.
pub(super) fn is_asked_for(check: &Check) -> bool {
    check.fix || check.diff || check.add_suppressions.is_some()
}

/// What the switches ask for, if they ask for a change.
fn doing(check: &Check) -> Result<Option<Doing<'_>>, Failure> {
    let safety = if check.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let doing = match &check.add_suppressions {
        Some(reason) if reason.trim().is_empty() || reason.chars().any(char::is_control) => {
            return Err("--add-suppressions: give the reason in words, on one line".to_owned().into());
        }
        Some(reason) => Some(Doing::Silence(reason.trim())),
        None => (check.fix || check.diff).then_some(Doing::Fix(safety)),
    };
    if doing.is_some()
        && check.paths.paths.len() > 1
        && check.paths.paths.iter().any(|path| path.as_os_str() == "-")
    {
        return Err("`-` cannot stand beside other paths where files are changed".to_owned().into());
    }
    Ok(doing)
}

/// Changes the files of a workspace as the switches ask, on disk and in the workspace; with `--diff` it only
/// shows what would change. Returns whether a file could not be written.
pub(super) fn run(
    check: &Check,
    workspace: &mut Workspace,
    baseline: Option<&Baseline>,
    color: bool,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let Some(doing) = doing(check)? else { return Ok(false) };
    let changed = change_all(&doing, workspace, baseline)?;
    let mut total = Total::default();
    let mut refused = false;
    for (index, one) in changed {
        let old = &workspace.project.files()[index];
        say_dropped(&one, old);
        total.left += one.left;
        let Some(new) = one.file else { continue };
        if check.diff {
            report::diff(old, &new, color, out)?;
        } else if !is_filter(check) {
            let written = fix::write(Path::new(&**old.path()), old.source().text(), new.source().text());
            if let Err(refusal) = written {
                let _ = writeln!(io::stderr(), "connectlint: {}: {refusal}", report::visible(old.path()));
                refused = true;
                continue;
            }
        }
        total.files += 1;
        total.done += one.done;
        total.comments += one.comments;
        if !check.diff {
            let path = new.path().to_string();
            workspace.project.replace(&path, Some(new));
        }
    }
    if is_filter(check) {
        write_text(workspace, out)?;
    }
    if !check.quiet || total.files > 0 {
        say(&doing, check.diff, &total);
    }
    Ok(refused)
}

/// What becomes of each file that changes, or has a fix that was left out, by its position in the project.
fn change_all(
    doing: &Doing<'_>,
    workspace: &Workspace,
    baseline: Option<&Baseline>,
) -> Result<Vec<(usize, Changed)>, Failure> {
    let choose = workspace.chooser();
    let linter = Linter::new(&workspace.project, &workspace.profiles, &choose)?;
    let lint = |file: &File| {
        let (mut found, silenced) = linter.check(file);
        if let Some(baseline) = baseline {
            // What somebody decided to live with is not changed either.
            baseline.apply(&mut found, &|_, _| false);
        }
        Linted { found, silenced: silenced.into_iter().map(|one| one.diagnostic).collect() }
    };
    let files = workspace.project.files().iter().enumerate().collect();
    let changed = cores::map(files, |(index, file): (usize, &File)| {
        let changed = match doing {
            Doing::Fix(safety) => fixed(file, &lint, *safety),
            Doing::Silence(reason) => silenced(file, &lint, reason, &linter),
        };
        (index, changed)
    });
    Ok(changed)
}

fn fixed(file: &File, lint: &dyn Fn(&File) -> Linted, safety: Safety) -> Changed {
    let outcome = fix::fix_file(file, lint, safety);
    Changed {
        file: outcome.file,
        done: outcome.applied,
        comments: 0,
        left: outcome.unsafe_left,
        dropped: outcome.dropped,
    }
}

fn silenced(file: &File, lint: &dyn Fn(&File) -> Linted, reason: &str, linter: &Linter<'_, '_>) -> Changed {
    let before = lint(file).found;
    let (edits, _) = suppress::comments_for(file, &before, reason, linter.settings(file.path()));
    match fix::silence_file(file, &edits) {
        Some((new, comments)) => {
            let left = lint(&new).found.len();
            let done = before.len().saturating_sub(left);
            Changed { file: Some(new), done, comments, left, dropped: Vec::new() }
        }
        None => Changed { left: before.len(), ..Changed::default() },
    }
}

/// Standard input with its changes, or as it came if nothing in it is ours.
fn write_text(workspace: &Workspace, out: &mut dyn Write) -> io::Result<()> {
    match (workspace.project.files(), &workspace.found.stdin) {
        ([file], Some(bytes)) if std::str::from_utf8(bytes).is_ok() => {
            out.write_all(file.source().text().as_bytes())
        }
        (_, Some(bytes)) => out.write_all(bytes),
        (_, None) => Ok(()),
    }
}

fn say_dropped(changed: &Changed, old: &File) {
    let file = changed.file.as_ref().unwrap_or(old);
    for Dropped { finding, trouble } in &changed.dropped {
        let line = file.source().position(finding.place.span.start as usize).line;
        let _ = writeln!(
            io::stderr(),
            "connectlint: {}:{line}: the fix of `{}` was left out: {}",
            report::visible(file.path()),
            finding.rule,
            trouble.reason(file.document().format())
        );
    }
}

/// The counts, in a line on standard error.
fn say(doing: &Doing<'_>, only_shown: bool, total: &Total) {
    let Total { files, done, comments, left } = *total;
    let in_files = format!("in {}", count(files, "file"));
    let text = match doing {
        Doing::Fix(safety) => {
            let verb = if only_shown { "Would fix" } else { "Fixed" };
            let done = match done {
                0 => format!("{verb} no finding"),
                done => format!("{verb} {} {in_files}", count(done, "finding")),
            };
            match (safety, left) {
                (Safety::Unsafe, _) | (_, 0) => done,
                (Safety::Safe, more) => format!("{done}; {more} more with --unsafe-fixes"),
            }
        }
        Doing::Silence(_) => {
            let verb = if only_shown { "Would add" } else { "Added" };
            let added = match comments {
                0 => format!("{verb} no ignore comment"),
                _ => format!(
                    "{verb} {} for {} {in_files}",
                    count(comments, "ignore comment"),
                    count(done, "finding")
                ),
            };
            match left {
                0 => added,
                left => format!(
                    "{added}; {} cannot be silenced so (JSON has no comments, and secrets and broken files are never silenced)",
                    count(left, "finding")
                ),
            }
        }
    };
    let _ = writeln!(io::stderr(), "{text}.");
}

/// Says how many fixes there are, where `--unsafe-fixes` stands without `--fix` or `--diff`.
pub(super) fn say_available(check: &Check, diagnostics: &[Diagnostic]) {
    if !check.unsafe_fixes || check.fix || check.diff {
        return;
    }
    let of = |safety: Safety| {
        diagnostics.iter().filter_map(|one| one.fix.as_ref()).filter(|fix| fix.safety == safety).count()
    };
    let _ = writeln!(
        io::stderr(),
        "connectlint: --unsafe-fixes changes nothing without --fix or --diff: --fix would mend {}, {} more \
         with it",
        of(Safety::Safe),
        of(Safety::Unsafe),
    );
}

fn count(many: usize, what: &str) -> String {
    format!("{many} {what}{}", if many == 1 { "" } else { "s" })
}
