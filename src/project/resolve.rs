//! Which definitions an integration request fits, as Connect's tools match them: `guid`, `type` and `auth_type`
//! exactly, `name` and `description` as patterns found anywhere, `config` key by key.
//!
//! Source: rsconnect-python, document "Integration requests".

use super::index::{Id, Index};
use crate::model::{Attachment, Field, State};
use crate::pattern::Pattern;
use crate::summary::{Definition, Text, guid, mark};
use crate::template::{self, AuthType};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// What was found for requests that were asked for before.
pub(super) type Resolutions = Mutex<HashMap<[u64; 2], Arc<Resolution>>>;

/// One thing that a request wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Want<'a> {
    /// Nothing: any will do.
    Any,
    /// This word.
    Is(&'a str),
    /// Something that is not known here.
    Unsure,
}

impl<'a> Want<'a> {
    /// What stands under a key, letter for letter.
    fn of(field: &Field<'a>) -> Self {
        match field.state() {
            State::Absent | State::Null | State::Blank => Self::Any,
            State::Literal(_) | State::Dummy(_) => {
                field.node().map_or(Self::Any, |node| Self::Is(node.text()))
            }
            State::Opaque(_) | State::Mixed(_) | State::Other(_) => Self::Unsure,
        }
    }

    fn is(self, own: Option<&str>) -> Answer {
        match (self, own) {
            (Self::Any, _) => Answer::Yes,
            (Self::Unsure, _) | (_, None) => Answer::Maybe,
            (Self::Is(wanted), Some(own)) => Answer::from(wanted == own),
        }
    }
}

/// Whether a definition fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    No,
    Maybe,
    Yes,
}

impl From<bool> for Answer {
    fn from(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

/// A pattern that a request wants, or one that is not known here. It is made ready when it is first needed.
#[derive(Clone, Debug)]
struct Search<'a> {
    text: Option<Cow<'a, str>>,
    pattern: OnceCell<Pattern>,
}

impl<'a> Search<'a> {
    fn new(text: Option<Cow<'a, str>>) -> Self {
        Self { text, pattern: OnceCell::new() }
    }

    fn of(field: &Field<'a>) -> Option<Self> {
        match Want::of(field) {
            Want::Any => None,
            Want::Is(text) => Some(Self::new(Some(Cow::Borrowed(text)))),
            Want::Unsure => Some(Self::new(None)),
        }
    }

    fn pattern(&self) -> Option<&Pattern> {
        let text = self.text.as_ref()?;
        Some(self.pattern.get_or_init(|| Pattern::new(text)))
    }

    fn is_in(&self, text: Text<&str>) -> Answer {
        match (self.pattern(), text) {
            (None, _) | (_, Text::Opaque) => Answer::Maybe,
            (Some(pattern), text) => {
                pattern.is_in(text.known().unwrap_or_default()).map_or(Answer::Maybe, Answer::from)
            }
        }
    }
}

/// What an integration request asks for.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    guid: Want<'a>,
    kind: Want<'a>,
    auth_type: Want<'a>,
    name: Option<Search<'a>>,
    description: Option<Search<'a>>,
    config: Vec<(&'a str, Want<'a>)>,
    /// Whether `config` is something else than a mapping.
    odd: bool,
}

/// The definitions that a request fits.
#[derive(Clone, Debug, Default)]
pub struct Resolution {
    /// Those that fit, in order; an entry of the inventory that stands in a file counts as what is there.
    pub fits: Vec<Id>,
    /// Whether others may fit: something in them, or in the request, is not known here.
    pub unsure: bool,
}

impl Resolution {
    /// The only definition that fits.
    #[must_use]
    pub fn only(&self) -> Option<Id> {
        match self.fits[..] {
            [only] if !self.unsure => Some(only),
            _ => None,
        }
    }
}

/// Why a definition does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key.
    pub key: String,
    /// What the definition has there, as a message says it.
    pub has: Option<String>,
}

impl<'a> Wanted<'a> {
    /// Reads a request.
    #[must_use]
    pub fn new(request: &Attachment<'a>) -> Self {
        let want = |name: &'a str| Want::of(&request.field(name));
        let config = request.field("config");
        let entries = config.node().into_iter().flat_map(|node| node.entries());
        Self {
            guid: want("guid"),
            kind: want("type"),
            auth_type: want("auth_type"),
            name: Search::of(&request.field("name")),
            description: Search::of(&request.field("description")),
            config: entries
                .map(|entry| {
                    let field = Field::new(entry, true);
                    let scalar = matches!(field.state(), State::Other(_)) && entry.value.style().is_some();
                    (entry.name(), if scalar { Want::Is(entry.value.text()) } else { Want::of(&field) })
                })
                .collect(),
            odd: !matches!(
                config.state(),
                State::Absent | State::Null | State::Other(crate::document::Kind::Mapping)
            ),
        }
    }

    /// The same request with another pattern for the name.
    #[must_use]
    pub fn with_name(&self, pattern: &'a str) -> Self {
        Self { name: Some(Search::new(Some(Cow::Borrowed(pattern)))), ..self.clone() }
    }

    /// A mark of all that it asks for: equal requests fit the same definitions. With two hashes no two others will
    /// ever have the same.
    fn mark(&self) -> [u64; 2] {
        fn text<'s>(search: &'s Option<Search<'_>>) -> Option<Option<&'s str>> {
            search.as_ref().map(|search| search.text.as_deref())
        }
        let Self { guid, kind, auth_type, name, description, config, odd } = self;
        let all = (guid, kind, auth_type, text(name), text(description), config, odd);
        [0_u8, 1].map(|which| mark(&(which, all)))
    }

    /// What it says of a definition, key by key; the patterns, which cost most, come last.
    fn answers<'s>(&'s self, index: &'s Index, id: Id) -> impl Iterator<Item = (&'s str, Answer)> {
        let it = index.definition(id);
        let exact = |want: Want<'_>, own: Text<&str>| match own {
            Text::Absent if want != Want::Any => Answer::No.max(maybe(want)),
            own => want.is(own.known()),
        };
        let wanted_guid = match self.guid {
            Want::Is(text) => exact(Want::Is(&guid(text)), it.guid()),
            other => exact(other, it.guid()),
        };
        let cheap = [
            ("guid", wanted_guid),
            ("type", exact(self.kind, it.template())),
            ("auth_type", self.auth_type.is(it.auth_type.map(AuthType::name))),
            ("config", if self.odd { Answer::Maybe } else { Answer::Yes }),
        ];
        let config = self.config.iter().map(move |(key, want)| (*key, config(it, key, *want)));
        let name = self.name.iter().map(move |search| ("name", search.is_in(it.name())));
        let description = self.description.iter().map(move |search| {
            ("description", index.with_description(id, |description| search.is_in(description)))
        });
        cheap.into_iter().chain(config).chain(name).chain(description)
    }

    fn fits(&self, index: &Index, id: Id) -> Answer {
        let mut fits = Answer::Yes;
        for (_, answer) in self.answers(index, id) {
            fits = fits.min(answer);
            if fits == Answer::No {
                break;
            }
        }
        fits
    }
}

fn maybe(want: Want<'_>) -> Answer {
    if want == Want::Unsure { Answer::Maybe } else { Answer::No }
}

/// Whether a key of `config` is equal. A key that is left out may have the server's default.
fn config(it: &Definition, key: &str, want: Want<'_>) -> Answer {
    if key == "auth_type" {
        return want.is(it.auth_type.map(AuthType::name));
    }
    let own = it.setting(key);
    match (want, own) {
        (Want::Any, _) => Answer::Yes,
        (Want::Unsure, _) => Answer::Maybe,
        (Want::Is(text), Some(own)) => own.is(text).map_or(Answer::Maybe, Answer::from),
        (Want::Is(_), None) => {
            let template = it.template().known().and_then(template::template);
            let default = template
                .zip(it.auth_type)
                .and_then(|(template, auth_type)| template.shape(auth_type)?.key(key)?.default);
            if template::is_secret_key(key) || default.is_some() { Answer::Maybe } else { Answer::No }
        }
    }
}

impl Index {
    /// The definitions that a request fits, in the files and on the server. Many contents ask for the same,
    /// and several rules about each, so that the answers are kept.
    #[must_use]
    pub fn resolve(&self, wanted: &Wanted<'_>) -> Arc<Resolution> {
        let key = wanted.mark();
        let kept = |known: &Resolutions| known.lock().ok().and_then(|known| known.get(&key).cloned());
        if let Some(found) = kept(&self.resolutions) {
            return found;
        }
        let found = Arc::new(self.search(wanted));
        if let Ok(mut known) = self.resolutions.lock() {
            known.insert(key, Arc::clone(&found));
        }
        found
    }

    fn search(&self, wanted: &Wanted<'_>) -> Resolution {
        let mut found = Resolution::default();
        let mut deployed = Vec::new();
        for id in self.candidates(wanted) {
            match wanted.fits(self, id) {
                Answer::Yes if self.is_deployed(id) => deployed.push(id),
                Answer::Yes => found.fits.push(id),
                Answer::Maybe => found.unsure = true,
                Answer::No => {}
            }
        }
        for entry in deployed {
            if !self.in_files(entry).any(|id| found.fits.contains(&id)) {
                found.fits.push(entry);
            }
        }
        found
    }

    /// The definitions worth a look: those that share the most telling word.
    fn candidates(&self, wanted: &Wanted<'_>) -> Vec<Id> {
        let only = wanted.name.as_ref().and_then(|name| name.pattern()?.only());
        if let Some(name) = only {
            return self.named(name).chain(self.nameless().iter().copied()).collect();
        }
        match wanted.kind {
            Want::Is(template) => {
                self.of_template(template).chain(self.shapeless().iter().copied()).collect()
            }
            _ => self.definitions().collect(),
        }
    }

    /// Of the definitions, none of which fits, the one that comes nearest, and what parts it from the request.
    #[must_use]
    pub fn nearest(&self, wanted: &Wanted<'_>) -> Option<(Id, Difference)> {
        let distance = |id: &Id| {
            let it = self.definition(*id);
            // Another template or GUID is another thing altogether.
            let (mut other, mut wrong, mut letters) = (0, 0, 0);
            for (key, _) in wanted.answers(self, *id).filter(|(_, answer)| *answer == Answer::No) {
                wrong += 1;
                other += usize::from(matches!(key, "type" | "guid"));
                let name = it.trimmed_name().filter(|_| key == "name").zip(wanted.name.as_ref());
                if let Some((name, Some(Pattern::Plain { text, .. }))) =
                    name.map(|(name, search)| (name, search.pattern()))
                {
                    let comparable = text.len().abs_diff(name.len()) <= 32 && text.len() <= 256;
                    letters = if comparable { strsim::osa_distance(text, name) } else { usize::MAX };
                }
            }
            (other, wrong, letters, self.is_on_server(*id))
        };
        let nearest = self.definitions().min_by_key(distance)?;
        let it = self.definition(nearest);
        let (key, _) = wanted.answers(self, nearest).find(|(_, answer)| *answer == Answer::No)?;
        let text = |text: Text<&str>| text.known().map(|text| format!("`{}`", brief(text)));
        let has = match key {
            "guid" => it.guid().known().map(str::to_owned),
            "type" => text(it.template()),
            "auth_type" => it.auth_type.map(|auth_type| auth_type.name().to_owned()),
            "name" => text(it.name()),
            "description" => self.with_description(nearest, text),
            _ => None,
        };
        Some((nearest, Difference { key: key.to_owned(), has }))
    }

    /// Definitions by environment: a folder with the entries that stand in no file, or the entries of one export.
    #[must_use]
    pub fn by_environment(&self, fits: &[Id]) -> Vec<Vec<Id>> {
        let mut folders: HashMap<(bool, &str), Vec<Id>> = HashMap::new();
        for id in fits {
            folders.entry(self.environment(*id)).or_default().push(*id);
        }
        let (server, files): (Vec<_>, Vec<_>) = folders.into_iter().partition(|((server, _), _)| *server);
        let mut environments: Vec<Vec<Id>> = Vec::new();
        for (_, folder) in &files {
            let single = |entries: &Vec<Id>| [folder.clone(), entries.clone()].concat();
            environments.extend(server.iter().map(|(_, entries)| single(entries)));
            environments.push(folder.clone());
        }
        environments.extend(server.into_iter().map(|(_, entries)| entries));
        environments.iter_mut().for_each(|ids| ids.sort_unstable());
        environments.sort();
        environments
    }
}

/// The beginning of a long text.
#[must_use]
pub fn brief(text: &str) -> String {
    let mut letters = text.chars();
    let start: String = letters.by_ref().take(60).collect();
    if letters.next().is_some() { format!("{start}…") } else { start }
}
