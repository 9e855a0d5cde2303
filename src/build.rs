//! Embeds what the program knows: pages, schemas and facts, each found by its folder.

#[path = "build/errors.rs"]
mod errors;
#[path = "build/glance.rs"]
mod glance;
#[path = "build/providers.rs"]
mod providers;
#[path = "build/rules.rs"]
mod rules;
#[path = "build/schemas.rs"]
mod schemas;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=src/build.rs");
    println!("cargo:rerun-if-changed=src/build");
    rules::embed();
    schemas::write()?;
    providers::build()?;
    errors::build()?;
    Ok(())
}
