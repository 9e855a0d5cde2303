//! What is known across files: a few words of every definition, small enough for a hundred thousand of them,
//! in files and on the server.

mod across;

use super::resolve::Resolutions;
use super::shelved::Shelf;
use crate::document::NodeId;
use crate::inventory::{Export, Inventory};
use crate::summary::{Content, Definition, Mention, Summary, Text, guid, mark};
use std::collections::HashSet;
use std::sync::Arc;

pub use crate::summary::Counts;

/// Points at a definition or a content of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    /// The summary it is in: first those of the files, by path, then those of the inventory.
    file: u32,
    at: u32,
}

/// Words and where they stand: 16 bytes for each, found by bisection.
#[derive(Clone, Debug, Default)]
struct Table(Vec<(u64, Id)>);

impl Table {
    fn add(&mut self, mark: u64, id: Id) {
        self.0.push((mark, id));
    }

    fn sort(&mut self) {
        self.0.shrink_to_fit();
        self.0.sort_unstable();
    }

    /// Where a word may stand, by its mark, in order: two words of one mark are told apart by whoever asks.
    fn get<'t>(&'t self, mark: u64) -> impl Iterator<Item = Id> + use<'t> {
        self.get_from(mark, Id { file: 0, at: 0 })
    }

    /// The same from an id on.
    fn get_from<'t>(&'t self, mark: u64, first: Id) -> impl Iterator<Item = Id> + use<'t> {
        let from = self.0.partition_point(|other| *other < (mark, first));
        self.0[from..].iter().take_while(move |(other, _)| *other == mark).map(|(_, id)| *id)
    }
}

/// What is known across files.
#[derive(Clone, Debug, Default)]
pub struct Index {
    summaries: Vec<Arc<Summary>>,
    files: usize,
    inventory: Arc<Inventory>,
    shelf: Arc<Shelf>,
    counts: Counts,
    guids: Table,
    names: Table,
    /// Names with the folder that they are in: many folders may have the same names.
    neighbours: Table,
    /// GUIDs that are mentioned as those of integrations, by the summary and their place in it.
    mentions: Table,
    templates: Table,
    content_guids: Table,
    content_folders: Table,
    /// Definitions whose name is not known.
    nameless: Vec<Id>,
    /// Definitions whose template is not known.
    shapeless: Vec<Id>,
    /// Entries of the inventory that stand in a file, too.
    deployed: HashSet<Id>,
    has_guid: bool,
    has_opaque_guid: bool,
    pub(super) resolutions: Arc<Resolutions>,
}

impl Index {
    /// Makes the tables of the summaries of all files, sorted by path, and of what the server holds; some files were
    /// put aside.
    #[must_use]
    pub(super) fn of(files: Vec<Arc<Summary>>, inventory: Arc<Inventory>, shelf: Arc<Shelf>) -> Self {
        let mut index = Self { files: files.len(), inventory, shelf, summaries: files, ..Self::default() };
        let inventory = Arc::clone(&index.inventory);
        index.summaries.extend(inventory.exports().iter().map(|export| Arc::clone(&export.summary)));
        for file in 0..index.summaries.len() {
            let summary = Arc::clone(&index.summaries[file]);
            index.add(file, &summary);
        }
        for table in [
            &mut index.guids,
            &mut index.names,
            &mut index.neighbours,
            &mut index.mentions,
            &mut index.templates,
            &mut index.content_guids,
            &mut index.content_folders,
        ] {
            table.sort();
        }
        let on_server: Vec<Id> = index.definitions().filter(|id| index.is_on_server(*id)).collect();
        let deployed = on_server.into_iter().filter(|id| index.in_files(*id).next().is_some()).collect();
        index.deployed = deployed;
        index
    }

    /// The same files beside what a server holds.
    #[must_use]
    pub fn beside(&self, inventory: &Arc<Inventory>) -> Self {
        Self::of(self.summaries[..self.files].to_vec(), Arc::clone(inventory), Arc::clone(&self.shelf))
    }

    fn add(&mut self, file: usize, summary: &Summary) {
        let id = |at: usize| Id { file: narrow(file), at: narrow(at) };
        if file < self.files {
            let Counts { integrations, associations, requests } = summary.counts();
            self.counts.integrations += integrations;
            self.counts.associations += associations;
            self.counts.requests += requests;
        }
        for (at, definition) in summary.definitions.iter().enumerate() {
            match definition.guid().known() {
                Some(guid) => {
                    self.has_guid = true;
                    self.guids.add(mark(guid), id(at));
                }
                None => self.has_opaque_guid |= definition.guid() == Text::Opaque,
            }
            match definition.trimmed_name() {
                Some(name) => {
                    self.names.add(mark(name), id(at));
                    if file < self.files {
                        self.neighbours.add(mark(&(summary.folder(), name)), id(at));
                    }
                }
                None => self.nameless.push(id(at)),
            }
            match definition.template().known() {
                Some(template) => self.templates.add(mark(template.trim()), id(at)),
                None => self.shapeless.push(id(at)),
            }
        }
        for (at, mention) in summary.rare().mentions.iter().enumerate() {
            self.mentions.add(mark(&*mention.guid), id(at));
        }
        for (at, content) in summary.rare().contents.iter().enumerate() {
            content.guid.known().into_iter().for_each(|guid| self.content_guids.add(mark(guid), id(at)));
            if file < self.files {
                self.content_folders.add(mark(summary.folder()), id(at));
            }
        }
    }

    /// How much of each kind there is in the files.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The export that a definition on the server is in, and which of its definitions it is.
    #[must_use]
    pub fn export(&self, id: Id) -> Option<(&Export, usize)> {
        let at = (id.file as usize).checked_sub(self.files)?;
        Some((self.inventory.exports().get(at)?, id.at as usize))
    }

    /// What is known of a definition.
    #[must_use]
    pub fn definition(&self, id: Id) -> &Definition {
        &self.summaries[id.file as usize].definitions[id.at as usize]
    }

    /// What `ask` makes of a definition's description, which may have to be read again.
    pub(super) fn with_description<T>(&self, id: Id, ask: impl FnOnce(Text<&str>) -> T) -> T {
        match self.definition(id).description() {
            Some(description) => ask(description),
            None => self.shelf.with_description(self.path(id), self.number(id), ask),
        }
    }

    /// What is known of a content.
    #[must_use]
    pub fn content(&self, id: Id) -> &Content {
        &self.summaries[id.file as usize].rare().contents[id.at as usize]
    }

    /// Its number in its file.
    #[must_use]
    pub fn number(&self, id: Id) -> usize {
        id.at as usize
    }

    /// The file that something is in.
    #[must_use]
    pub fn path(&self, id: Id) -> &Arc<str> {
        &self.summaries[id.file as usize].path
    }

    /// The folder that something is in. An export is an environment of its own.
    #[must_use]
    pub fn environment(&self, id: Id) -> (bool, &str) {
        let summary = &self.summaries[id.file as usize];
        if self.is_on_server(id) { (true, &summary.path) } else { (false, summary.folder()) }
    }

    /// Whether it stands in the inventory, not in a file.
    #[must_use]
    pub fn is_on_server(&self, id: Id) -> bool {
        id.file as usize >= self.files
    }

    /// Whether an entry of the inventory stands in a file, too.
    #[must_use]
    pub fn is_deployed(&self, id: Id) -> bool {
        self.deployed.contains(&id)
    }

    /// All definitions, those of the files first, by path and place.
    pub fn definitions(&self) -> impl Iterator<Item = Id> + '_ {
        self.summaries.iter().enumerate().flat_map(|(file, summary)| {
            (0..summary.definitions.len()).map(move |at| Id { file: narrow(file), at: narrow(at) })
        })
    }

    /// The definitions of a file, by its path.
    pub fn in_file(&self, path: &str) -> impl Iterator<Item = Id> + '_ {
        let file = self.position(path);
        file.into_iter().flat_map(|file| {
            (0..self.summaries[file].definitions.len())
                .map(move |at| Id { file: narrow(file), at: narrow(at) })
        })
    }

    /// The definition that a mapping of a file is.
    #[must_use]
    pub fn in_file_at(&self, path: &str, node: NodeId) -> Option<Id> {
        let file = self.position(path)?;
        let all = &self.summaries[file].definitions;
        // Definitions stand in the order of their mappings, but for those of a bundle with mixed lists.
        let at = all.binary_search_by_key(&Some(node), |one| one.node).ok();
        let at = at.or_else(|| all.iter().position(|one| one.node == Some(node)))?;
        Some(Id { file: narrow(file), at: narrow(at) })
    }

    fn position(&self, path: &str) -> Option<usize> {
        self.summaries[..self.files].binary_search_by(|summary| (*summary.path).cmp(path)).ok()
    }

    /// Definitions of exactly this name, blanks at its ends not counted.
    pub fn named<'i>(&'i self, name: &'i str) -> impl Iterator<Item = Id> + 'i {
        let name = name.trim();
        self.names.get(mark(name)).filter(move |id| self.definition(*id).trimmed_name() == Some(name))
    }

    /// Definitions of this name in the files of one folder, in order.
    pub fn named_in<'i>(&'i self, folder: &'i str, name: &'i str) -> impl Iterator<Item = Id> + 'i {
        let is = move |id: &Id| {
            self.definition(*id).trimmed_name() == Some(name)
                && self.summaries[id.file as usize].folder() == folder
        };
        self.neighbours.get(mark(&(folder, name))).filter(is)
    }

    /// Definitions of this name on the server.
    pub fn named_on_server<'i>(&'i self, name: &'i str) -> impl Iterator<Item = Id> + 'i {
        let on_server = self.names.get_from(mark(name), Id { file: narrow(self.files), at: 0 });
        on_server.filter(move |id| self.definition(*id).trimmed_name() == Some(name))
    }

    /// Definitions whose name is not known.
    #[must_use]
    pub fn nameless(&self) -> &[Id] {
        &self.nameless
    }

    /// Definitions of exactly this template.
    pub fn of_template<'i>(&'i self, template: &'i str) -> impl Iterator<Item = Id> + 'i {
        let is =
            move |id: &Id| self.definition(*id).template().known().is_some_and(|own| own.trim() == template);
        self.templates.get(mark(template)).filter(is)
    }

    /// Definitions whose template is not known.
    #[must_use]
    pub fn shapeless(&self) -> &[Id] {
        &self.shapeless
    }

    /// Definitions with this GUID.
    pub fn with_guid<'i>(&'i self, text: &'i str) -> impl Iterator<Item = Id> + 'i {
        let wanted = guid(text).into_owned();
        self.guids.get(mark(&*wanted)).filter(move |id| self.definition(*id).guid().known() == Some(&*wanted))
    }

    /// What is said elsewhere about an integration with this GUID.
    #[must_use]
    pub fn mention(&self, text: &str) -> Option<&Mention> {
        let wanted = guid(text);
        let at = |id: Id| self.summaries[id.file as usize].rare().mentions.get(id.at as usize);
        self.mentions.get(mark(&*wanted)).filter_map(at).find(|mention| *mention.guid == *wanted)
    }

    /// Whether the server was asked what it holds.
    #[must_use]
    pub fn has_inventory(&self) -> bool {
        !self.inventory.exports().is_empty()
    }

    /// Whether any definition has a GUID.
    #[must_use]
    pub fn has_guids(&self) -> bool {
        self.has_guid
    }

    /// Whether a definition's GUID is not known, so that it may be any.
    #[must_use]
    pub fn has_opaque_guid(&self) -> bool {
        self.has_opaque_guid
    }

    /// The definitions in files that an entry of the inventory is: those of its name and template.
    pub fn in_files(&self, entry: Id) -> impl Iterator<Item = Id> + '_ {
        let named = self.definition(entry).trimmed_name().into_iter();
        let in_files = named.flat_map(|name| self.named(name)).take_while(|id| !self.is_on_server(*id));
        self.alike(entry, in_files)
    }

    /// The entries of the inventory that a definition in a file is.
    pub fn on_server(&self, definition: Id) -> impl Iterator<Item = Id> + '_ {
        let named = self.definition(definition).trimmed_name().into_iter();
        self.alike(definition, named.flat_map(|name| self.named_on_server(name)))
    }

    /// Those of some definitions that have the template of another one.
    fn alike<'i>(&'i self, id: Id, others: impl Iterator<Item = Id> + 'i) -> impl Iterator<Item = Id> + 'i {
        let template = self.definition(id).template().known().map(str::trim);
        let same = move |other: &Id| {
            template.is_some() && self.definition(*other).template().known().map(str::trim) == template
        };
        others.filter(same)
    }

    /// Entries of the inventory that stand in no file.
    pub fn only_on_server(&self) -> impl Iterator<Item = Id> + '_ {
        self.definitions().filter(|id| self.is_on_server(*id) && !self.is_deployed(*id))
    }

    /// The content with this GUID, in the files or on the server.
    #[must_use]
    pub fn content_with_guid(&self, text: &str) -> Option<Id> {
        let wanted = guid(text);
        self.content_guids.get(mark(&*wanted)).find(|id| self.content(*id).guid.known() == Some(&*wanted))
    }

    /// The only content of a file, or else of its folder.
    #[must_use]
    pub fn only_content(&self, path: &str) -> Option<Id> {
        let summary = &self.summaries[self.position(path)?];
        let folder = summary.folder();
        let beside = || {
            self.content_folders
                .get(mark(folder))
                .filter(|id| self.summaries[id.file as usize].folder() == folder)
        };
        let mut found =
            beside().filter(|id| summary.rare().contents.is_empty() != (*self.path(*id) == summary.path));
        found.next().filter(|_| found.next().is_none())
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
