//! Globs that count from a folder, as in `.gitignore`.

use ignore::overrides::{Override, OverrideBuilder};
use std::path::{Path, PathBuf};

/// Compiled globs.
#[derive(Clone, Debug)]
pub struct Globs {
    folder: PathBuf,
    matcher: Override,
}

impl Globs {
    /// Globs that count from a folder, given as an absolute path.
    ///
    /// # Errors
    /// A sentence about a glob that cannot be understood.
    pub fn new<G: AsRef<str>>(folder: &Path, globs: impl IntoIterator<Item = G>) -> Result<Self, String> {
        let mut builder = OverrideBuilder::new(folder);
        for glob in globs {
            let glob = glob.as_ref();
            builder.add(glob).map_err(|error| format!("`{glob}` is no glob: {error}"))?;
        }
        let matcher = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { folder: folder.to_owned(), matcher })
    }

    /// Whether a file, or a folder that it is in, matches.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        if self.matcher.is_empty() {
            return false;
        }
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let Ok(below) = absolute.strip_prefix(&self.folder) else { return false };
        let mut is_dir = false;
        below.ancestors().take_while(|part| !part.as_os_str().is_empty()).any(|part| {
            let matched = self.matcher.matched(part, is_dir).is_whitelist();
            is_dir = true;
            matched
        })
    }
}
