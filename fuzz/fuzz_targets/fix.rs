//! Documents are linted and fixed: nothing panics, fixing ends, the text stays as valid as it was, and a second
//! time nothing changes.
#![no_main]

use connectlint::config::Settings;
use connectlint::diagnostic::Safety;
use connectlint::document::Format;
use connectlint::fix::{self, Linted};
use connectlint::lint::{Linter, Profile};
use connectlint::project::{File, How, Project};
use connectlint::rule::Catalogue;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static NOTHING: LazyLock<Project> = LazyLock::new(Project::default);
static PROFILES: LazyLock<[Profile; 1]> = LazyLock::new(|| {
    [Profile { catalogue: Catalogue::built_in().clone(), settings: Settings::default() }]
});
static LINTER: LazyLock<Linter<'static, 'static>> =
    LazyLock::new(|| Linter::new(&NOTHING, &*PROFILES, &|_| 0).expect("the rules can be read"));

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the language and the safety.
    let Some((&choice, text)) = data.split_first() else { return };
    let (path, format) = match choice % 3 {
        0 => ("a.yaml", Format::Yaml),
        1 => ("a.json", Format::Json),
        _ => ("a.toml", Format::Toml),
    };
    let safety = if choice & 64 == 0 { Safety::Safe } else { Safety::Unsafe };
    let how = How { named: true, forced: None, format: Some(format) };
    let Ok(file) = File::read(path, text.to_vec(), how) else { return };
    let lint = |file: &File| {
        let (found, silenced) = LINTER.check(file);
        Linted { found, silenced: silenced.into_iter().map(|one| one.diagnostic).collect() }
    };
    let outcome = fix::fix_file(&file, &lint, safety);
    let Some(new) = outcome.file else { return };
    assert!(new.document().problems().len() <= file.document().problems().len());
    assert!(fix::fix_file(&new, &lint, safety).file.is_none(), "a second time something changes");
});
