//! Every fixture under all rules: what is found stands beside it in `expected.txt`.
//!
//! A folder with an `expected.txt` is one project. `UPDATE=1 cargo test --test fixtures` writes the files anew;
//! read the difference as carefully as code, since a new line in somebody else's fixture is a false positive.

use connectlint::config::Settings;
use connectlint::discover::{Request, Treatment, discover};
use connectlint::lint::lint;
use connectlint::project::Project;
use connectlint::rule::Catalogue;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders that are a project each.
fn projects() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = walkdir::WalkDir::new("fixtures")
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name() == "expected.txt")
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
