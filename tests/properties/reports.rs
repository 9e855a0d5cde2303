//! The findings on a document are written in every format: what a machine reads is well-formed, and no format shows
//! the secret where the file is known to hold one.

use super::{PROFILES, SECRET, assert_found};
use clap::ValueEnum;
use connectlint::document::Format as Language;
use connectlint::lint;
use connectlint::project::{File, How, Project};
use connectlint::report::{self, Format, Look, Run};

/// Stands in an input for the secret.
const MARK: &str = "\u{1}";

pub(crate) fn reports(data: &[u8]) {
    // The first byte chooses the language.
    let Some((&choice, text)) = data.split_first() else { return };
    let (path, format) = match choice % 3 {
        0 => ("a.yaml", Language::Yaml),
        1 => ("a.json", Language::Json),
        _ => ("a.toml", Language::Toml),
    };
    let text = match super::text(text) {
        Some(text) => text.replace(MARK, SECRET).into_bytes(),
        None => text.to_vec(),
    };
    let how = How { named: true, forced: None, format: Some(format) };
    let Ok(file) = File::read(path, text, how) else { return };
    let project = Project::new(vec![file]);
    let [profile] = &*PROFILES;
    let report = lint::lint(&project, &profile.catalogue, &profile.settings).expect("the rules can be read");
    let file = &project.files()[0];
    assert_found(file, &report.diagnostics);
    let is_secret = file.source().hidden_texts().contains(&SECRET);
    for format in Format::value_variants() {
        let mut out = Vec::new();
        report::write(&report, &profile.catalogue, &Run::default(), *format, Look::default(), &mut out)
            .expect("memory takes it");
        let out = String::from_utf8(out).expect("it writes text");
        assert_formed(*format, &out);
        assert!(!is_secret || !out.contains(SECRET), "{format:?} shows the secret: {out}");
    }
}

fn assert_formed(format: Format, out: &str) {
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    match format {
        Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => assert!(is_json(out), "{out}"),
        Format::Jsonl => assert!(out.lines().all(is_json), "{out}"),
        Format::Junit | Format::Checkstyle => {
            let read = roxmltree::Document::parse(out);
            assert!(read.is_ok(), "{:?}: {out}", read.err());
        }
        Format::Full | Format::Concise | Format::Github | Format::Azure | Format::Markdown => {}
    }
}
