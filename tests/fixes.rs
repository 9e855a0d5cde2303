//! Fixes can be trusted: what a page promises comes out of the rounds that verify it, in every style, twice the
//! same, and nothing else changes.

#[path = "fixes/command.rs"]
mod command;
#[path = "fixes/mutations.rs"]
mod mutations;
#[path = "fixes/pages.rs"]
mod pages;
#[path = "fixes/rounds.rs"]
mod rounds;
#[path = "fixes/styles.rs"]
mod styles;

use connectlint::config::Settings;
use connectlint::fix::Linted;
use connectlint::lint::{Linter, Profile};
use connectlint::project::{File, How, Project};
use connectlint::rule::Catalogue;

/// A file that is read whatever its path.
fn file(path: &str, text: &str) -> File {
    let how = How { named: true, forced: None, format: None };
    File::read(path, text.as_bytes().to_vec(), how).expect("the file is ours")
}

/// Lets `then` work with the rules of some settings.
fn with_lint<T>(
    settings: Settings,
    files: Vec<File>,
    then: impl FnOnce(&Project, &dyn Fn(&File) -> Linted) -> T,
) -> T {
    let project = Project::new(files);
    let profiles = [Profile { catalogue: Catalogue::built_in().clone(), settings }];
    let choose = |_: &str| 0;
    let linter = Linter::new(&project, &profiles, &choose).expect("the rules can be read");
    let lint = |file: &File| {
        let (found, silenced) = linter.check(file);
        Linted { found, silenced: silenced.into_iter().map(|one| one.diagnostic).collect() }
    };
    then(&project, &lint)
}
