//! Inputs that once broke what a fuzz target holds, or nearly would: `tests/regressions/<target>/<name>`.
//!
//! `INPUTS=fuzz/corpus cargo test --test regressions` runs those of another folder.

mod properties;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[test]
fn what_was_found_once_holds_now() {
    let folder = std::env::var("INPUTS").unwrap_or_else(|_| "tests/regressions".to_owned());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut broken = Vec::new();
    for (target, holds) in properties::ALL {
        let folder = fs::read_dir(root.join(target)).unwrap_or_else(|why| panic!("{target}: {why}"));
        let mut inputs: Vec<_> = folder.map(|input| input.expect("it can be read").path()).collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{target} has no input");
        for input in inputs {
            let bytes = fs::read(&input).expect("it can be read");
            if catch_unwind(|| holds(&bytes)).is_err() {
                broken.push(input);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_fuzz_target_has_its_property() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let mut files: Vec<String> = fs::read_dir(targets)
        .expect("they are there")
        .map(|file| file.expect("it can be read").path())
        .filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    files.sort();
    assert_eq!(files, properties::ALL.map(|(name, _)| name));
}
