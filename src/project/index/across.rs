//! Which files what stands in one of them matters to.

use super::Index;
use crate::summary::{self, Definition, Summary};
use std::collections::HashSet;

impl Index {
    /// Whether another file, or the server, has something of the name or the GUID of a definition in a file: then
    /// rules across files may speak of that file.
    #[must_use]
    pub fn concerns(&self, file: &Summary) -> bool {
        file.definitions.iter().any(|definition| {
            let guid = definition.guid.known();
            let name = definition.trimmed_name();
            guid.is_some_and(|guid| self.with_guid(guid).nth(1).is_some())
                || name.is_some_and(|name| {
                    self.named_in(file.folder(), name).nth(1).is_some()
                        || self.named_on_server(name).next().is_some()
                })
        })
    }

    /// The files whose findings may change when a file's summary does, besides itself.
    #[must_use]
    pub fn dependents(&self, old: Option<&Summary>, new: Option<&Summary>) -> Vec<usize> {
        let Some(path) = old.or(new).map(|summary| &summary.path) else { return Vec::new() };
        let both = || old.into_iter().chain(new);
        let empty = (&[][..], &[][..], &[][..]);
        let definitions =
            old.map_or(empty.0, |old| &old.definitions) != new.map_or(empty.0, |new| &new.definitions);
        let contents = old.map_or(empty.1, |old| &old.contents) != new.map_or(empty.1, |new| &new.contents);
        let mentions = old.map_or(empty.2, |old| &old.mentions) != new.map_or(empty.2, |new| &new.mentions);
        let folder = summary::folder(path);
        let guids: HashSet<&str> =
            both().flat_map(|summary| &summary.definitions).filter_map(|one| one.guid.known()).collect();
        let names: HashSet<&str> =
            both().flat_map(|summary| &summary.definitions).filter_map(Definition::trimmed_name).collect();
        let content_guids: HashSet<&str> =
            both().flat_map(|summary| &summary.contents).filter_map(|one| one.guid.known()).collect();
        let depends = |other: &Summary| {
            let beside = other.folder() == folder;
            let shares = |one: &Definition| {
                one.guid.known().is_some_and(|guid| guids.contains(guid))
                    || one.trimmed_name().is_some_and(|name| names.contains(name))
            };
            let associates = other.counts.associations > 0;
            definitions
                && (other.counts.requests > 0 || associates || beside && other.definitions.iter().any(shares))
                || mentions && associates
                || contents
                    && associates
                    && (beside || other.contents_named.iter().any(|guid| content_guids.contains(&**guid)))
        };
        (0..self.files)
            .filter(|at| self.summaries[*at].path != *path && depends(&self.summaries[*at]))
            .collect()
    }
}
