//! `connectlint lsp`: serves an editor over standard input and output.

use super::{CLEAN, FINDINGS, Failure};
use connectlint::lsp;

/// Runs the command. An editor that leaves without a word gets an exit code other than 0, as the protocol says.
pub(super) fn run() -> Result<u8, Failure> {
    let (connection, threads) = lsp::stdio();
    let served = lsp::serve(&connection);
    drop(connection);
    // What is wrong with the conversation as a whole says more than that it ended.
    if let Some(wrong) = threads.wrong() {
        return Err(wrong.into());
    }
    let in_due_form = served.map_err(Failure::Usage)?;
    threads.join()?;
    Ok(if in_due_form { CLEAN } else { FINDINGS })
}
