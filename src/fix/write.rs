//! Puts a new text in the place of an old one on disk: at once or not at all, and only if the file is still the
//! one that was read.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// Why a file was left as it is.
#[derive(Debug)]
pub enum Refused {
    /// It is not what was linted any more.
    Changed,
    /// It may not be written.
    ReadOnly,
    /// The system says so.
    Failed(io::Error),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => f.write_str("it changed in the meantime and was left as it is"),
            Self::ReadOnly => f.write_str("it is read-only and was left as it is"),
            Self::Failed(error) => write!(f, "it cannot be written: {error}"),
        }
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Replaces the text of a file, which must still be `old`. The mode stays, a symbolic link stays a link, and a
/// reader sees the old text or the new one, never a part.
///
/// # Errors
/// Why the file was left as it is.
pub fn write(path: &Path, old: &str, new: &str) -> Result<(), Refused> {
    let path = std::fs::canonicalize(path)?;
    let permissions = std::fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(Refused::ReadOnly);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".connectlint-").tempfile_in(folder)?;
    file.write_all(new.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    // As late as possible: an editor may save while the rules run.
    if std::fs::read(&path)? != old.as_bytes() {
        return Err(Refused::Changed);
    }
    file.persist(&path).map_err(|error| Refused::Failed(error.error))?;
    Ok(())
}
