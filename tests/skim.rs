//! A run that puts files aside about which nothing is to be said yet finds what a run finds that keeps them all.

use connectlint::discover::Request;
use connectlint::report::{self, Look};
use connectlint::rule::Catalogue;
use connectlint::workspace::{Given, Source, Workspace};
use std::fs;
use std::path::PathBuf;

mod sandbox;

use sandbox::Sandbox;

/// Everything that is found under some paths, as it is shown, and how many files were put aside.
fn checked(paths: &[PathBuf], inventory: &[PathBuf], skim: bool) -> (String, usize) {
    let workspace = opened(paths, inventory, skim);
    (shown(&workspace), workspace.project.shelved().len())
}

fn opened(paths: &[PathBuf], inventory: &[PathBuf], skim: bool) -> Workspace {
    let request = Request { paths: paths.to_vec(), ..Request::default() };
    let given = Given { inventory: inventory.to_vec(), templates: None };
    let open = if skim { Workspace::skim } else { Workspace::open };
    let workspace = open(&request, Source::Nearest, &given, &|_, _, _| Ok(()));
    workspace.map_err(|_| "the workspace cannot be opened").expect("it is a sound one")
}

fn shown(workspace: &Workspace) -> String {
    let report = workspace.lint().expect("there are no own rules");
    let mut shown = Vec::new();
    let look = Look { color: false, ascii: true, quiet: false };
    report::write_findings(&report, Catalogue::built_in(), look, &mut shown).expect("it can be written");
    let shown = String::from_utf8(shown).expect("it is text");
    format!("{shown}\n{:?}\n{:?}", report.summary, report.suppressed)
}

fn folders(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it is there");
    entries.map(|entry| entry.expect("it can be read").path()).filter(|path| path.is_dir()).collect()
}

#[test]
fn nothing_is_lost_with_the_files_that_are_put_aside() {
    let mut repositories = folders("fixtures");
    repositories.extend(folders("fixtures/repositories"));
    repositories.push("rules".into());
    repositories.push("tests".into());
    let mut aside = 0;
    for repository in repositories {
        let paths = [repository];
        let (whole, kept) = checked(&paths, &[], false);
        let (skimmed, shelved) = checked(&paths, &[], true);
        assert_eq!(whole, skimmed, "{}", paths[0].display());
        assert_eq!(kept, 0);
        aside += shelved;
    }
    assert!(aside > 20, "only {aside} files were put aside");
}

/// A sound definition.
fn definition(name: &str) -> String {
    format!(
        "template: custom\nname: {name}\ndescription: Signs people in\nconfig:\n  auth_type: Viewer\n  \
         auth_mode: Confidential\n  authorization_uri: https://sso.harbour-works.com/authorize\n  \
         token_uri: https://sso.harbour-works.com/token\n  scopes: openid offline_access\n  client_id: reports\n  \
         client_secret: ${{SECRET}}\n"
    )
}

#[test]
fn what_only_other_files_show_is_found() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write("a/one.yaml", &definition("Reports"));
    sandbox.write("a/two.yaml", &definition("Reports"));
    sandbox.write("b/one.yaml", &definition("Reports"));
    sandbox.write("b/other.yaml", &definition("Sales"));
    sandbox.write(
        "b/manifest.json",
        r#"{"metadata": {"appmode": "python-shiny"}, "integration_requests": [{"name": "^Salez$", "type": "custom"}]}"#,
    );
    let paths = [sandbox.path(".")];
    let (whole, _) = checked(&paths, &[], false);
    let (skimmed, shelved) = checked(&paths, &[], true);
    assert_eq!(whole, skimmed);
    for expected in ["duplicate-integration", "unresolved-request", "other.yaml"] {
        assert!(skimmed.contains(expected), "{expected} is not in\n{skimmed}");
    }
    assert_eq!(shelved, 5);
}

#[test]
fn a_description_is_read_again_for_a_request() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write("a/one.yaml", &definition("Reports"));
    sandbox.write("a/two.yaml", &definition("Sales").replace("Signs people in", "Reads the ledger"));
    for (folder, description) in [("b", "ledger"), ("c", "ledgar"), ("d", "e")] {
        let requests = format!(r#"[{{"description": "{description}", "type": "custom"}}]"#);
        let manifest =
            format!(r#"{{"metadata": {{"appmode": "python-shiny"}}, "integration_requests": {requests}}}"#);
        sandbox.write(&format!("{folder}/manifest.json"), &manifest);
    }
    let paths = [sandbox.path(".")];
    let (whole, _) = checked(&paths, &[], false);
    let (skimmed, shelved) = checked(&paths, &[], true);
    assert_eq!(whole, skimmed);
    for expected in ["c/manifest.json", "d/manifest.json", "Signs people in"] {
        assert!(skimmed.contains(expected), "{expected} is not in\n{skimmed}");
    }
    assert!(!skimmed.contains("b/manifest.json"), "{skimmed}");
    assert_eq!(shelved, 5);
}

#[test]
fn what_the_server_says_is_found() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write("one.yaml", &definition("Reports"));
    sandbox.write("two.yaml", &definition("Sales"));
    sandbox.write(
        "export.json",
        r#"[{"guid": "a8c5b3f0-1c52-4e0e-9d7b-2f6a4c9e8b11", "template": "custom", "name": "Reports",
            "config": {"auth_type": "Viewer", "scopes": "openid"}}]"#,
    );
    let paths = [sandbox.path(".")];
    let inventory = [sandbox.path("export.json")];
    let (whole, _) = checked(&paths, &inventory, false);
    let (skimmed, shelved) = checked(&paths, &inventory, true);
    assert_eq!(whole, skimmed);
    assert!(skimmed.contains("inventory-drift"), "{skimmed}");
    assert_eq!(shelved, 2);
}

#[test]
fn a_file_may_vanish_or_change_before_it_is_read_again() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write("one.yaml", &definition("Reports"));
    sandbox.write("two.yaml", &definition("Reports"));
    sandbox.write("three.yaml", &definition("Reports"));
    let workspace = opened(&[sandbox.path(".")], &[], true);
    assert_eq!(workspace.project.shelved().len(), 3);
    std::fs::remove_file(sandbox.path("three.yaml")).expect("it is there");
    sandbox.write("two.yaml", &format!("# {}\n{}", "grown ".repeat(1000), definition("Other")));
    let said = shown(&workspace);
    assert!(!said.contains("three.yaml"), "{said}");
    sandbox.write("two.yaml", "no longer: ours\n");
    assert!(!shown(&workspace).contains("two.yaml:"), "{said}");
}

#[test]
fn a_template_that_only_the_server_knows_tells_what_a_file_is() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write(
        "templates.json",
        r#"[{"id": "acme", "name": "Acme", "options": [], "fields": [
            {"name": "acme_region", "validation": "^[a-z]+$", "validation_description": "Letters only."}]}]"#,
    );
    sandbox.write("acme.yaml", "template: acme\nname: Acme\nconfig:\n  acme_region: \"5\"\n");
    let found = |arguments: &[&str]| {
        let mut all = vec!["check", "--isolated", ".", "--output-format", "concise"];
        all.extend(arguments);
        sandbox.run(&all).found()
    };
    assert_eq!(found(&[]), Vec::<String>::new());
    let expected = "acme.yaml:4 template-violation";
    for more in [&[][..], &["--fix"]] {
        let found = found(&[&["--templates", "templates.json"], more].concat());
        assert!(found.iter().any(|one| one == expected), "{found:?}");
        assert!(found.iter().all(|one| one.starts_with("acme.yaml")), "{found:?}");
    }
}
