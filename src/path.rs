//! Paths by their text alone: without `.` and `..`, and counted from another folder.

use std::path::{Component, Path, PathBuf};

/// A path as reported, counted from another absolute folder, with `/`. What is no path, such as the name of
/// standard input, stays as it is.
#[must_use]
pub fn seen_from(folder: &Path, path: &str) -> String {
    if path.starts_with('<') {
        return path.to_owned();
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    let (folder, whole) = (plain(folder), plain(&absolute));
    let common = folder.components().zip(whole.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().skip(common).map(|_| "..".to_owned());
    let down = whole.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// An absolute path without `.` and `..`.
#[must_use]
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_can_be_counted_from_any_folder() {
        for (path, seen) in [
            ("/repo/deploy/a.yaml", "a.yaml"),
            ("/repo/deploy/x/../b.yaml", "b.yaml"),
            ("/repo/c.yaml", "../c.yaml"),
            ("/other/d.yaml", "../../other/d.yaml"),
            ("<stdin>", "<stdin>"),
        ] {
            assert_eq!(seen_from(Path::new("/repo/deploy"), path), seen);
        }
    }
}
