//! Puts `schemas/providers/*.yaml` and `schemas/credentials.yaml` into the program, as compact JSON.

use serde_json::Value;
use std::path::Path;
use std::{env, fs, io};

#[path = "../provider/compact.rs"]
mod compact;

/// Writes `providers.json` and `credentials.json` into the build's output folder.
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
    let providers: Vec<Value> = files.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    fs::write(out.join("providers.json"), Value::Array(providers).to_string())?;

    let credentials = root.join("credentials.yaml");
    println!("cargo:rerun-if-changed={}", credentials.display());
    fs::write(out.join("credentials.json"), read(&credentials)?.to_string())
}

fn read(path: &Path) -> io::Result<Value> {
    let text = fs::read_to_string(path)?;
    compact::read(&text).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}
