//! The state of the files at a commit: what was found there already is not news.

use crate::diagnostic::Diagnostic;
use crate::discover::{self, Request};
use crate::document::Format;
use crate::lint;
use crate::path;
use crate::project::{File, How, Project, Surroundings};
use crate::workspace::Workspace;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The findings of an earlier state, each counted by its fingerprint.
#[derive(Debug, Default)]
pub struct Earlier {
    counts: HashMap<(&'static str, String), usize>,
    /// The root of the repository, from which paths count here: a run may name them from anywhere.
    root: PathBuf,
}

impl Earlier {
    /// Lints the files under the same paths as they were at a commit, with the rules and settings of today.
    ///
    /// # Errors
    /// A sentence: there is no git, no repository, or no such commit.
    pub fn at(reference: &str, request: &Request, now: &Workspace) -> Result<Self, String> {
        if reference.starts_with('-') || reference.is_empty() {
            return Err(format!("--since: `{reference}` is no git reference"));
        }
        let git = Git::around(request);
        let root = git
            .run(&["rev-parse", "--show-toplevel"])
            .map_err(|error| format!("--since works in a git repository only: {error}"))?;
        let root = PathBuf::from(text(&root).trim_end_matches(['\n', '\r']));
        let commit =
            git.run(&["rev-parse", "--verify", "--quiet", &format!("{reference}^{{commit}}")]).map_err(
                |_| format!("--since: git knows no commit `{reference}` (a shallow clone may lack it)"),
            )?;
        let commit = text(&commit).trim().to_owned();
        let renamed = renamed(&git, &commit, &root)?;
        let files = files_at((&git, &commit, &root), request, now, &renamed)?;
        let project = Project::new(files);
        let report = lint::lint_each(&project, &now.profiles, &|path| now.choice_of(path))?;
        let mut earlier = Self { root, ..Self::default() };
        for mut diagnostic in report.diagnostics {
            if let Some(new) = renamed.get(&*diagnostic.path) {
                diagnostic.path = new.as_str().into();
            }
            let name = earlier.name(&diagnostic);
            *earlier.counts.entry(name).or_default() += 1;
        }
        Ok(earlier)
    }

    /// Takes the findings out of a list that were there before.
    pub fn remove_from(mut self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain(|diagnostic| {
            let name = self.name(diagnostic);
            match self.counts.get_mut(&name) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            }
        });
    }

    /// What a finding is known by, then and now.
    fn name(&self, diagnostic: &Diagnostic) -> (&'static str, String) {
        // As git sees it, without links.
        let folder = |path: &Path| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
        let absolute = std::path::absolute(&*diagnostic.path).unwrap_or_else(|_| (&*diagnostic.path).into());
        let real = folder(&absolute).unwrap_or(absolute);
        let path = path::seen_from(&self.root, &real.to_string_lossy());
        (diagnostic.rule, diagnostic.fingerprint_in(&path))
    }
}

/// Git in the repository that the paths of a run are in.
struct Git {
    folder: PathBuf,
}

impl Git {
    fn around(request: &Request) -> Self {
        let first = request.paths.iter().find_map(|path| path.canonicalize().ok());
        let folder = first.and_then(|path| path.ancestors().find(|it| it.is_dir()).map(Path::to_owned));
        Self { folder: folder.unwrap_or_else(|| PathBuf::from(".")) }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder);
        command
    }

    /// The output of a command.
    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        let output = self
            .command()
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("git cannot be run: {error}"))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A path of the repository as reports name it, seen from the working directory.
fn shown(root: &Path, path: &str) -> String {
    discover::display(&root.join(path))
}

/// Files that have another name now, by their old one.
fn renamed(git: &Git, commit: &str, root: &Path) -> Result<HashMap<String, String>, String> {
    let output = git.run(&["diff", "-M", "--name-status", "--diff-filter=R", "-z", commit, "--"])?;
    let output = text(&output);
    let mut words = output.split('\0');
    let mut renamed = HashMap::new();
    while let (Some(status), Some(old), Some(new)) = (words.next(), words.next(), words.next()) {
        if status.starts_with('R') {
            renamed.insert(shown(root, old), shown(root, new));
        }
    }
    Ok(renamed)
}

/// What was found under the paths then.
fn files_at(
    (git, commit, root): (&Git, &str, &Path),
    request: &Request,
    now: &Workspace,
    renamed: &HashMap<String, String>,
) -> Result<Vec<File>, String> {
    let tree = git.run(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
    let wanted = Wanted::of(request)?;
    let mut found: Vec<(String, String, How)> = Vec::new();
    for entry in text(&tree).split('\0') {
        let Some((meta, path)) = entry.split_once('\t') else { continue };
        let mut words = meta.split(' ');
        // Links and submodules have no text of their own.
        let is_file = words.next().is_some_and(|mode| mode.starts_with("100"));
        let Some(object) = words.nth(1).filter(|_| is_file) else { continue };
        let absolute = root.join(path);
        let shown = discover::display(&absolute);
        // A file that was moved into the paths was outside of them before.
        let moved = || renamed.get(&shown).and_then(|new| std::path::absolute(new).ok());
        let named = wanted.holds(&absolute).or_else(|| wanted.holds(&moved()?));
        let Some(named) = named else { continue };
        let config = &now.configs[now.choice_of(&shown)];
        let path = Path::new(&shown);
        let excluded = config.exclude.as_ref().is_some_and(|globs| globs.matches(path));
        let forced = config.kinds.iter().find(|(globs, _)| globs.matches(path)).map(|(_, kind)| *kind);
        if (excluded && !named) || (!named && forced.is_none() && Format::of_path(&shown).is_none()) {
            continue;
        }
        found.push((object.to_owned(), shown, How { named, forced, format: None }));
    }
    let objects: Vec<&str> = found.iter().map(|(object, ..)| object.as_str()).collect();
    let texts = contents(git, &objects)?;
    let files = found.into_iter().zip(texts).filter_map(|((_, path, how), bytes)| {
        let templates = now.templates(&path);
        let surroundings = Surroundings { environment: request.environment.as_ref(), templates };
        File::read_in(path, bytes, how, surroundings).ok()
    });
    Ok(files.collect())
}

/// The paths of a request, absolute.
struct Wanted {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    excluded: ignore::overrides::Override,
}

impl Wanted {
    fn of(request: &Request) -> Result<Self, String> {
        let mut wanted =
            Self { folders: Vec::new(), files: Vec::new(), excluded: discover::excluded(&request.exclude)? };
        for path in &request.paths {
            // As git sees it: without links, without `..`.
            let real = path.canonicalize().or_else(|_| std::path::absolute(path));
            let real = real.map_err(|error| format!("{}: {error}", path.display()))?;
            if real.is_dir() { wanted.folders.push(real) } else { wanted.files.push(real) }
        }
        Ok(wanted)
    }

    /// Whether a file was asked for; the inner value is whether by its own name.
    fn holds(&self, path: &Path) -> Option<bool> {
        if self.files.iter().any(|file| file == path) {
            return Some(true);
        }
        let below = self.folders.iter().any(|folder| path.starts_with(folder));
        let excluded = path.ancestors().any(|above| self.excluded.matched(above, above != path).is_ignore());
        (below && !excluded).then_some(false)
    }
}

/// The bytes of some objects, in order, from one git process.
fn contents(git: &Git, objects: &[&str]) -> Result<Vec<Vec<u8>>, String> {
    let failed = |error: std::io::Error| format!("git cat-file: {error}");
    let mut child = git
        .command()
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("git cat-file cannot be talked to".to_owned());
    };
    let list: String = objects.iter().map(|object| format!("{object}\n")).collect();
    // In a thread of its own: git answers while it is still being asked.
    let asking = std::thread::spawn(move || input.write_all(list.as_bytes()));
    let mut output = BufReader::new(output);
    let mut texts = Vec::with_capacity(objects.len());
    for _ in objects {
        let mut head = String::new();
        output.read_line(&mut head).map_err(failed)?;
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or("git cat-file: an object is missing (a partial clone may lack it)")?;
        let mut bytes = vec![0; size + 1];
        output.read_exact(&mut bytes).map_err(failed)?;
        bytes.pop();
        texts.push(bytes);
    }
    drop(output);
    let _ = asking.join();
    let _ = child.wait();
    Ok(texts)
}
