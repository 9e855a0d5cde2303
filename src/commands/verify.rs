//! `connectlint verify`: whether what a receipt vouches for is still what lies here.

use super::{CLEAN, FAILED, FINDINGS, Failure, say_unreadable};
use connectlint::receipt::Receipt;
use connectlint::report;
use connectlint::workspace::{Given, Workspace};
use std::io::{self, Write};
use std::path::Path;

/// Runs the command.
pub(super) fn run(path: &Path, out: &mut dyn Write) -> Result<u8, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
    let receipt = Receipt::parse(&text).map_err(|error| format!("{shown} is no receipt: {error}"))?;
    let (request, source) = receipt.request();
    let now = Workspace::open(&request, source, &Given::default(), &|_, _, _| Ok(()))?;
    let get = |name: &str| std::env::var(name).ok();
    let differences = receipt.differences(&now, &get);
    for difference in &differences {
        writeln!(out, "{}", report::visible(difference))?;
    }
    let mut gone = now.found;
    // A path that is gone is among the differences already.
    gone.unreadable.retain(|unreadable| Path::new(&unreadable.path).exists());
    if say_unreadable(&gone) {
        return Ok(FAILED);
    }
    if !differences.is_empty() {
        return Ok(FINDINGS);
    }
    if receipt.is_blind_to_variables(&get) {
        let _ = writeln!(
            io::stderr(),
            "connectlint: the values of variables are not compared, since none of them is set here"
        );
    }
    let (files, version) = receipt.said();
    let files = if files == 1 { "1 file is".to_owned() } else { format!("{files} files are") };
    writeln!(out, "{files} as connectlint {version} checked and passed")?;
    Ok(CLEAN)
}
