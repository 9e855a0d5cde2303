//! URIs of the editor and names of files: relative to the first folder of the workspace, as reports have them.

use crate::document::Format;
use std::path::{Path, PathBuf};
use url::Url;

/// Turns the one into the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The first folder as the editor calls it; the working directory is the same.
    pub(super) root: Option<PathBuf>,
}

impl Names {
    /// The name of a URI. What is no file, such as a buffer that was never saved, is named by its URI.
    pub(super) fn name(&self, uri: &str) -> String {
        let Some(path) = path(uri) else { return uri.to_owned() };
        let below = self.root.as_ref().and_then(|root| path.strip_prefix(root).ok());
        crate::discover::display(below.unwrap_or(&path))
    }

    /// The URI of a file.
    pub(super) fn uri(&self, name: &str) -> String {
        let path = match &self.root {
            Some(root) => root.join(name),
            None => std::path::absolute(name).unwrap_or_else(|_| PathBuf::from(name)),
        };
        Url::from_file_path(path).map_or_else(|()| name.to_owned(), Url::into)
    }
}

/// The path of a file's URI.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    Url::parse(uri).ok().filter(|url| url.scheme() == "file")?.to_file_path().ok()
}

/// The language of a buffer without a path, by what the editor calls it.
pub(super) fn format(uri: &str, language: &str) -> Option<Format> {
    if path(uri).is_some() {
        return None;
    }
    match language {
        "json" | "jsonc" => Some(Format::Json),
        "toml" => Some(Format::Toml),
        _ => Some(Format::Yaml),
    }
}

/// Whether a file is a configuration.
pub(super) fn is_config(name: &str) -> bool {
    let file = Path::new(name).file_name().and_then(|name| name.to_str());
    file.is_some_and(|file| crate::config::NAMES.contains(&file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_and_names_go_there_and_back() {
        let names = Names { root: Some(PathBuf::from("/some where")) };
        let uri = "file:///some%20where/a/b%C3%A9.yaml";
        assert_eq!(names.name(uri), "a/bé.yaml");
        assert_eq!(names.uri("a/bé.yaml"), uri);
        assert_eq!(names.name("file:///else/c.yaml"), "/else/c.yaml");
        assert_eq!(names.name("untitled:Untitled-1"), "untitled:Untitled-1");
        assert_eq!(format("untitled:Untitled-1", "json"), Some(Format::Json));
        assert_eq!(format(uri, "json"), None, "a file's language is told by its name");
    }
}
