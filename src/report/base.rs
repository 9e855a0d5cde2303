//! Where paths are counted from: the working directory, and the root of the repository around it.

use crate::path;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The working directory and the root of its repository.
#[derive(Clone, Debug)]
pub struct Base {
    directory: PathBuf,
    root: PathBuf,
}

impl Base {
    /// The working directory of this process; its repository is the nearest folder upwards with a `.git`. Where
    /// there is none, the working directory is the root.
    #[must_use]
    pub fn here() -> Self {
        let directory = std::env::current_dir().unwrap_or_default();
        let root = directory.ancestors().find(|folder| folder.join(".git").exists());
        Self { root: root.unwrap_or(&directory).to_owned(), directory }
    }

    /// A working directory and a root.
    #[must_use]
    pub fn at(directory: impl Into<PathBuf>, root: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), root: root.into() }
    }

    /// A path as reported, counted from the root instead; a path outside the root becomes absolute.
    #[must_use]
    pub fn from_root<'p>(&self, path: &'p str) -> Cow<'p, str> {
        // Standard input has no place in a folder.
        if path.starts_with('<') || self.directory == self.root && !is_winding(path) {
            return Cow::Borrowed(path);
        }
        let whole = path::plain(&self.directory.join(path));
        let shown = whole.strip_prefix(&self.root).unwrap_or(&whole).to_string_lossy();
        Cow::Owned(if std::path::MAIN_SEPARATOR == '\\' {
            shown.replace('\\', "/")
        } else {
            shown.into_owned()
        })
    }
}

/// Whether a path may lead out of the folder that it is counted from.
fn is_winding(path: &str) -> bool {
    Path::new(path).is_absolute() || path.split('/').any(|part| part == ".." || part == ".")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_root_of_the_repository() {
        let base = Base::at("/repo/deploy/connect", "/repo");
        assert_eq!(base.from_root("a/b.yaml"), "deploy/connect/a/b.yaml");
        assert_eq!(base.from_root("../other.yaml"), "deploy/other.yaml");
        assert_eq!(base.from_root("/repo/x.yaml"), "x.yaml");
        assert_eq!(base.from_root("../../../elsewhere.yaml"), "/elsewhere.yaml");
        assert_eq!(base.from_root("<stdin>"), "<stdin>");
        assert_eq!(Base::at("/repo", "/repo").from_root("a.yaml"), "a.yaml");
    }
}
