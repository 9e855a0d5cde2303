//! Documents are linted and fixed: fixing ends, the text stays as valid as it was, and a second time nothing changes.

use super::{LINTER, assert_found};
use connectlint::diagnostic::Safety;
use connectlint::document::Format;
use connectlint::fix::{self, Linted};
use connectlint::project::{File, How};

pub(crate) fn fix(data: &[u8]) {
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
        assert_found(file, &found);
        Linted { found, silenced: silenced.into_iter().map(|one| one.diagnostic).collect() }
    };
    let outcome = fix::fix_file(&file, &lint, safety);
    let Some(new) = outcome.file else { return };
    assert!(new.document().problems().len() <= file.document().problems().len());
    assert!(fix::fix_file(&new, &lint, safety).file.is_none(), "a second time something changes");
}
