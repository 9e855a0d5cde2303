//! Puts `schemas/providers/*.yaml` and `schemas/credentials.yaml` into the program, as compact JSON.

use serde_json::{Value, json};
use std::path::Path;
use std::{env, fs, io};

#[path = "../provider/compact.rs"]
mod compact;

/// Writes `providers.json`, its index and `credentials.json` into the build's output folder.
pub(crate) fn build() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let (root, out) = (Path::new(&root).join("schemas"), Path::new(&out));

    let folder = root.join("providers");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<_> =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    // The order of a folder differs between machines; the program must not.
    files.sort();
    // One text with all of them, and an index that says where each begins and ends.
    let (mut all, mut index) = (String::new(), Vec::new());
    for path in &files {
        let provider = read(path)?;
        let start = all.len();
        all.push_str(&provider.to_string());
        let mut entry = compact::index(&provider);
        entry["range"] = json!([start, all.len()]);
        index.push(entry);
    }
    fs::write(out.join("providers.json"), all)?;
    fs::write(out.join("providers-index.json"), Value::Array(index).to_string())?;

    let credentials = root.join("credentials.yaml");
    println!("cargo:rerun-if-changed={}", credentials.display());
    fs::write(out.join("credentials.json"), read(&credentials)?.to_string())
}

fn read(path: &Path) -> io::Result<Value> {
    let text = fs::read_to_string(path)?;
    compact::read(&text).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}
