//! `connectlint schema`: a JSON Schema as text.

use super::{CLEAN, Failure};
use connectlint::template::{definition, documents};
use std::io::Write;

/// Runs the command.
pub(super) fn run(name: &str, out: &mut dyn Write) -> Result<u8, Failure> {
    if name == "definition" {
        let text =
            serde_json::to_string_pretty(&definition::definition()).map_err(|error| error.to_string())?;
        writeln!(out, "{text}")?;
        return Ok(CLEAN);
    }
    let shapes = || documents::all().iter().filter(|shape| !shape.text.is_empty());
    let shape = shapes().find(|shape| shape.name == name).ok_or_else(|| {
        let mut names: Vec<&str> = shapes().map(|shape| shape.name).collect();
        names.insert(0, "definition");
        format!("there is no schema `{name}`; there are: {}", names.join(", "))
    })?;
    write!(out, "{}", shape.text)?;
    Ok(CLEAN)
}
