//! Every fixture under all rules: what is found stands beside it in `expected.txt`.
//!
//! A folder with an `expected.txt` is one project. `UPDATE=1 cargo test --test fixtures` writes the files anew;
//! read the difference as carefully as code, since a new line in somebody else's fixture is a false positive.
//! A folder with a `said.txt` holds the odd cases of some rules: there stands all that is said, and what fixes would do.

use connectlint::config::Settings;
use connectlint::diagnostic::Safety;
use connectlint::discover::{Request, Treatment, discover};
use connectlint::inventory::Inventory;
use connectlint::lint::lint;
use connectlint::project::Project;
use connectlint::rule::Catalogue;
use connectlint::server_template::ServerTemplates;
use connectlint::source::Span;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folders that are a project each.
fn projects() -> Vec<PathBuf> {
    folders_with("expected.txt")
}

fn folders_with(name: &str) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = walkdir::WalkDir::new("fixtures")
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name() == name)
        .filter_map(|entry| entry.path().parent().map(Path::to_owned))
        .collect();
    folders.sort();
    folders
}

/// The findings of a folder, one a line. Under `templates` each file is a project of its own, since they all
/// describe the same integration.
fn found_in(folder: &Path) -> String {
    if !folder.starts_with("fixtures/templates") {
        return found_under(folder, folder);
    }
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("it can be read")
        .map(|entry| entry.expect("it is there").path())
        .collect();
    files.sort();
    files.iter().map(|file| found_under(file, folder)).collect()
}

/// The findings of a file or folder, one a line: `path:line: level[rule] message`.
fn found_under(path: &Path, folder: &Path) -> String {
    let request = Request { paths: vec![path.to_owned()], no_gitignore: true, ..Request::default() };
    let mut found = discover(&request, &mut |_| Treatment::default()).expect("the fixtures can be read");
    found.files.retain(|file| !file.path().ends_with("expected.txt"));
    let project = Project::new(found.files);
    let report = lint(&project, Catalogue::built_in(), &Settings::default()).expect("the rules can be read");
    let mut text = String::new();
    for diagnostic in &report.diagnostics {
        let file = project.file(&diagnostic.path).expect("it was linted");
        let line = file.source().position(diagnostic.place.span.start as usize).line;
        let path =
            Path::new(&*diagnostic.path).strip_prefix(folder).expect("it is below").display().to_string();
        let path = path.replace('\\', "/");
        writeln!(
            text,
            "{path}:{line}: {}[{}] {}",
            diagnostic.level.name(),
            diagnostic.rule,
            diagnostic.message
        )
        .expect("a String takes it");
    }
    text
}

/// The settings of a folder: the words of its `settings.txt`, and what a server has said.
fn settings_of(folder: &Path) -> Settings {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let mut settings = Settings::default();
    for word in read("settings.txt").unwrap_or_default().split_whitespace() {
        match word.split_once(':').unwrap_or((word, "")) {
            ("deploy", _) => settings.deploy = true,
            ("connect-version", release) => settings.connect_version = release.parse().ok(),
            _ => panic!("{}: there is no setting `{word}`", folder.display()),
        }
    }
    if let Some(text) = read("templates.txt") {
        let templates = ServerTemplates::read("templates.json", &text).expect("it is an export");
        settings.templates = Some(Arc::new(templates));
    }
    if let Some(text) = read("inventory.txt") {
        let mut inventory = Inventory::default();
        inventory.add("inventory.json", &text).expect("it is an export");
        settings.inventory = Some(Arc::new(inventory));
    }
    settings
}

/// All that a report says of a folder's findings, and what their fixes would do: `2:5-2:8 "text"` for each edit.
fn said_in(folder: &Path) -> String {
    let request = Request { paths: vec![folder.to_owned()], no_gitignore: true, ..Request::default() };
    let mut found = discover(&request, &mut |_| Treatment::default()).expect("the fixtures can be read");
    found.files.retain(|file| file.path().rsplit('.').next() != Some("txt"));
    let project = Project::new(found.files);
    let report = lint(&project, Catalogue::built_in(), &settings_of(folder)).expect("the rules can be read");
    let place = |path: &str, span: Span| {
        // What the server holds is in no file of the project.
        let Some(file) = project.file(path) else { return path.to_owned() };
        let [start, end] = [span.start, span.end].map(|at| file.source().position(at as usize));
        format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    };

    let mut text = String::new();
    for one in &report.diagnostics {
        let path = Path::new(&*one.path).strip_prefix(folder).expect("it is below").display().to_string();
        let mut line = |said: String| {
            text.push_str(&said);
            text.push('\n');
        };
        line(format!("{}:{} {}", path.replace('\\', "/"), place(&one.path, one.place.span), one.rule));
        line(format!("  {}", one.message));
        line(format!("  help: {}", one.help.as_deref().unwrap_or_default()));
        for other in &one.related {
            line(format!("  {} {}", place(&other.path, other.span), other.message));
        }
        if let Some(fix) = &one.fix {
            line(format!(
                "  {} fix: {}",
                if fix.safety == Safety::Safe { "safe" } else { "unsafe" },
                fix.title
            ));
            for edit in &fix.edits {
                line(format!("    {} {:?}", place(&one.path, edit.span), edit.text));
            }
        }
    }
    text
}

/// The whole of what is said, where the odd cases of a rule are.
#[test]
fn all_that_is_said_of_odd_cases_stands_beside_them() {
    let mut wrong = Vec::new();
    for folder in folders_with("said.txt") {
        let (file, said) = (folder.join("said.txt"), said_in(&folder));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &said).expect("it can be written");
        } else if fs::read_to_string(&file).expect("it is there").replace("\r\n", "\n") != said {
            wrong.push(format!("{}:\n{said}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_are_those_that_stand_beside_the_fixtures() {
    let mut wrong = Vec::new();
    for folder in projects() {
        let expected = folder.join("expected.txt");
        let found = found_in(&folder);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &found).expect("it can be written");
        } else if fs::read_to_string(&expected).expect("it is there").replace("\r\n", "\n") != found {
            wrong.push(format!("{}:\n{found}", expected.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A good definition is silent, in YAML and in JSON, for every template and auth type.
#[test]
fn good_definitions_are_silent() {
    for folder in projects().iter().filter(|folder| folder.starts_with("fixtures/templates")) {
        let loud: Vec<String> =
            found_in(folder).lines().filter(|line| line.starts_with("good.")).map(str::to_owned).collect();
        assert!(loud.is_empty(), "{}: {}", folder.display(), loud.join("\n"));
        for file in ["good.yaml", "good.json", "bad.yaml", "bad.json"] {
            assert!(folder.join(file).is_file(), "{} has no {file}", folder.display());
        }
    }
}

/// The same mistakes are found in YAML and in JSON.
#[test]
fn yaml_and_json_are_judged_alike() {
    for folder in projects().iter().filter(|folder| folder.starts_with("fixtures/templates")) {
        let found = found_in(folder);
        let rules = |file: &str| {
            let mut rules: Vec<String> = found
                .lines()
                .filter(|line| line.starts_with(file))
                .filter_map(|line| line.split_once(": ").map(|(_, rest)| rest.to_owned()))
                .collect();
            rules.sort();
            rules
        };
        assert_eq!(rules("bad.yaml"), rules("bad.json"), "{}", folder.display());
        assert!(!rules("bad.yaml").is_empty(), "{}: nothing is found", folder.display());
    }
}
