//! Puts `schemas/providers/*.yaml` and `schemas/credentials.yaml` into the program: what tells that one of them is
//! wanted as a table, which costs nothing to read, and all else of it as compact JSON.

use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

#[path = "../provider/compact.rs"]
mod compact;

/// Writes `providers.rs` and `credentials.rs` into the build's output folder.
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
    fs::write(out.join("providers.rs"), table(&providers))?;

    let credentials = root.join("credentials.yaml");
    println!("cargo:rerun-if-changed={}", credentials.display());
    let shapes = read(&credentials)?;
    let wrong = |why: String| io::Error::other(format!("{}: {why}", credentials.display()));
    fs::write(out.join("credentials.rs"), shapes_table(&shapes).map_err(wrong)?)
}

fn read(path: &Path) -> io::Result<Value> {
    let text = fs::read_to_string(path)?;
    compact::read(&text).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}

/// The providers as Rust code, and whose the hosts are.
fn table(providers: &[Value]) -> String {
    let indexes: Vec<_> = providers.iter().map(compact::Index::of).collect();
    let mut code = String::from("static MARKS: &[Marks] = &[\n");
    for (index, provider) in indexes.iter().zip(providers) {
        let compact::Index { name, templates, hosts, paths, client_ids, refresh_scopes, .. } = index;
        writeln!(
            code,
            "Marks {{ name: {name:?}, templates: &{templates:?}, hosts: &{hosts:?}, paths: &{paths:?}, \
             client_ids: &{client_ids:?}, refresh_scopes: &{refresh_scopes:?}, distinct_credentials: {}, \
             text: {:?} }},",
            index.distinct_credentials,
            provider.to_string(),
        )
        .expect("a String takes it");
    }
    let (exact, wildcards) = compact::hosts(&indexes);
    writeln!(code, "];\nstatic EXACT_HOSTS: &[(&str, Place)] = &{exact:?};").expect("a String takes it");
    writeln!(code, "static WILDCARD_HOSTS: &[(&str, Place)] = &{wildcards:?};").expect("a String takes it");
    code
}

/// The shapes of credentials as Rust code, and the texts by which they are found.
fn shapes_table(file: &Value) -> Result<String, String> {
    let shapes = file.get("shapes").and_then(Value::as_array).ok_or("`shapes` is missing")?;
    let mut code = format!("static KNOWN: [Known; {}] = [\n", shapes.len());
    let mut needles: Vec<(&str, usize)> = Vec::new();
    for (at, shape) in shapes.iter().enumerate() {
        let text = |key: &str| shape.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let whole = shape.get("whole") == Some(&Value::Bool(true));
        if !whole {
            let name = text("name").unwrap_or_default();
            let needle = text("find").or_else(|| text("prefix"));
            needles.push((needle.ok_or_else(|| format!("`{name}` has neither `prefix` nor `find`"))?, at));
        }
        let whole = whole.then(|| text("prefix").unwrap_or_default());
        writeln!(
            code,
            "Known {{ whole: {whole:?}, text: {:?}, shape: OnceLock::new() }},",
            shape.to_string()
        )
        .expect("a String takes it");
    }
    // Of those that begin with the same byte the longest first, since it is the more exact one.
    needles.sort_by_key(|(needle, _)| (needle.as_bytes()[0], std::cmp::Reverse(needle.len())));
    writeln!(code, "];\nstatic NEEDLES: &[(&str, usize)] = &{needles:?};").expect("a String takes it");
    Ok(code)
}
