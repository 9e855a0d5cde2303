//! Writes the bad examples of all rules' pages into the corpus of the target `fix`.

use connectlint::rule::Rule;
use connectlint::rule::example::{Verdict, examples};
use std::fs;

fn main() -> std::io::Result<()> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/fix");
    fs::create_dir_all(folder)?;
    for rule in Rule::all() {
        let all = examples(rule.page, rule.id).unwrap_or_default();
        for (at, example) in all.iter().filter(|example| example.verdict == Verdict::Bad).enumerate() {
            let language = match example.path.rsplit_once('.') {
                Some((_, "json")) => 1,
                Some((_, "toml")) => 2,
                _ => 0,
            };
            // 66 is the first language with unsafe fixes.
            let mut seed = vec![66 + language];
            seed.extend(example.text.as_bytes());
            fs::write(format!("{folder}/{}-{at}", rule.id), seed)?;
        }
    }
    Ok(())
}
