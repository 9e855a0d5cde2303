//! `connectlint lsp`: serves an editor over standard input and output.

use super::{CLEAN, FINDINGS, Failure};
use lsp_server::Connection;

/// Runs the command. An editor that leaves without a word gets an exit code other than 0, as the protocol says.
pub(super) fn run() -> Result<u8, Failure> {
    let (connection, threads) = Connection::stdio();
    let served = connectlint::lsp::serve(&connection);
    drop(connection);
    let in_due_form = served.map_err(Failure::Usage)?;
    threads.join()?;
    Ok(if in_due_form { CLEAN } else { FINDINGS })
}
