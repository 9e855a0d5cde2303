//! Which files what stands in one of them matters to.

use super::Index;
use crate::summary::{self, Content, Definition, Summary};
use std::collections::HashSet;
use std::sync::Arc;

impl Index {
    /// Whether another file, or the server, has something of the name or the GUID of a definition in a file: then
    /// rules across files may speak of that file.
    #[must_use]
    pub fn concerns(&self, file: &Summary) -> bool {
        file.definitions.iter().any(|definition| {
            let guid = definition.guid().known();
            let name = definition.trimmed_name();
            guid.is_some_and(|guid| self.with_guid(guid).nth(1).is_some())
                || name.is_some_and(|name| {
                    self.named_in(file.folder(), name).nth(1).is_some()
                        || self.named_on_server(name).next().is_some()
                })
        })
    }

    /// Takes a new summary of one of its files in the place of the old one, where everything is still found by the
    /// same words. `false` where it is not, and the tables have to be made anew.
    #[must_use]
    pub fn renew(&mut self, new: &Arc<Summary>) -> bool {
        let Some(at) = self.position(&new.path) else { return false };
        let old = &self.summaries[at];
        if !old.is_found_as(new) {
            return false;
        }
        if !old.says_as(new) {
            // The kept answers are other files' own, and of another state.
            self.resolutions = Arc::default();
        }
        self.summaries[at] = Arc::clone(new);
        true
    }

    /// The paths of the files whose findings may change when a file's summary does, besides itself. Where only the
    /// places in it change, there are none.
    #[must_use]
    pub fn dependents(&self, old: Option<&Summary>, new: Option<&Summary>) -> Vec<Arc<str>> {
        let Some(path) = old.or(new).map(|summary| &summary.path) else { return Vec::new() };
        let both = || old.into_iter().chain(new);
        let change = Change::between(old, new);
        let folder = summary::folder(path);
        let guids: HashSet<&str> =
            both().flat_map(|summary| &summary.definitions).filter_map(|one| one.guid().known()).collect();
        let names: HashSet<&str> =
            both().flat_map(|summary| &summary.definitions).filter_map(Definition::trimmed_name).collect();
        let content_guids: HashSet<&str> =
            both().flat_map(|summary| &summary.rare().contents).filter_map(|one| one.guid.known()).collect();
        let depends = |other: &Summary| {
            let beside = other.folder() == folder;
            let shares = |one: &Definition| {
                one.guid().known().is_some_and(|guid| guids.contains(guid))
                    || one.trimmed_name().is_some_and(|name| names.contains(name))
            };
            let associates = other.rare().associations > 0;
            change.definitions
                && (other.rare().requests > 0 || associates || beside && other.definitions.iter().any(shares))
                || change.mentions && associates
                || change.contents
                    && associates
                    && (beside
                        || other.rare().contents_named.iter().any(|guid| content_guids.contains(&**guid)))
        };
        let others = self.summaries[..self.files].iter().filter(|other| other.path != *path);
        others.filter(|other| depends(other)).map(|other| Arc::clone(&other.path)).collect()
    }
}

/// What of a file other files may learn anew.
struct Change {
    definitions: bool,
    contents: bool,
    mentions: bool,
}

impl Change {
    fn between(old: Option<&Summary>, new: Option<&Summary>) -> Self {
        match (old, new) {
            (Some(old), Some(new)) => Self {
                definitions: !summary::all_alike(&old.definitions, &new.definitions, Definition::says_as),
                contents: !summary::all_alike(&old.rare().contents, &new.rare().contents, Content::says_as),
                mentions: old.rare().mentions != new.rare().mentions,
            },
            (old, new) => {
                old.or(new).map_or(Self { definitions: false, contents: false, mentions: false }, |one| {
                    Self {
                        definitions: !one.definitions.is_empty(),
                        contents: !one.rare().contents.is_empty(),
                        mentions: !one.rare().mentions.is_empty(),
                    }
                })
            }
        }
    }
}
