//! From a runtime error back to the page that explains it, and from a log to the definitions that are to blame.

pub mod entry;
pub mod index;
pub mod known;
pub mod lookup;
mod mask;
mod number;
mod page;
mod stream;
pub mod suspects;
pub mod table;
pub mod tally;
pub mod time;
pub mod write;

pub use entry::Entry;
pub use index::{Index, Match, Tier};
pub use known::Known;
pub use lookup::{Answer, look_up};
pub use page::{line, own_page, page};
pub use suspects::{Case, cases};
pub use tally::Tally;

use std::io::{self, Read};

/// Finds the known errors in a log. What of a line belongs to the repository is kept and counted, what belongs to
/// people, and every secret, is masked in the examples.
///
/// # Errors
/// Those of the reader; a log in UTF-16; built-in errors that cannot be read, which a test keeps from happening.
pub fn read_log(log: &mut dyn Read, known: &Known<'_>) -> io::Result<Tally> {
    let index = Index::built_in().map_err(io::Error::other)?;
    let keys = |text: &str| known.find(text);
    stream::read(log, &stream::Search { index, own: known, keys: &keys })
}
