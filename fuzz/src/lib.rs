//! What the fuzz targets hold stands in `tests/properties`, where the tests of the regressions use it too.

#[path = "../../tests/properties/mod.rs"]
mod properties;

/// Checks an input as a target does.
///
/// # Panics
/// If what the target holds does not hold, or if there is no such target.
pub fn check(target: &str, data: &[u8]) {
    let (_, holds) =
        properties::ALL.iter().find(|(name, _)| *name == target).expect("there is such a target");
    holds(data);
}
