//! `connectlint schema`: a JSON Schema as text.

use super::{CLEAN, Failure};
use connectlint::template::documents;
use std::io::Write;

/// Runs the command.
pub(super) fn run(name: &str, out: &mut dyn Write) -> Result<u8, Failure> {
    let shapes = || documents::all().iter().filter(|shape| !shape.text.is_empty());
    let shape = shapes().find(|shape| shape.name == name).ok_or_else(|| {
        let names: Vec<&str> = shapes().map(|shape| shape.name).collect();
        format!("there is no schema `{name}`; there are: {}", names.join(", "))
    })?;
    write!(out, "{}", shape.text)?;
    Ok(CLEAN)
}
