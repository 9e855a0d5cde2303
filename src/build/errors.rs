//! Puts `schemas/errors/*.yaml` into the program, as compact JSON.

use serde_json::Value;
use std::path::Path;
use std::{env, fs, io};

/// Writes `errors.json` into the build's output folder: one object for each table, with its file's name.
pub(crate) fn build() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join("schemas/errors");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files: Vec<_> =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    // The order of a folder differs between machines; the program must not.
    files.sort();
    let tables: Vec<Value> = files.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    fs::write(Path::new(&out).join("errors.json"), Value::Array(tables).to_string())
}

fn read(path: &Path) -> io::Result<Value> {
    let wrong = |error: &dyn std::fmt::Display| io::Error::other(format!("{}: {error}", path.display()));
    let mut table: Value = serde_yaml::from_str(&fs::read_to_string(path)?).map_err(|error| wrong(&error))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let fields = table.as_object_mut().ok_or_else(|| wrong(&"a table is a mapping"))?;
    fields.insert("id".to_owned(), name.into());
    Ok(table)
}
