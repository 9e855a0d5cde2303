//! Keys that nobody knows: what was probably meant by them.

use super::integration::Integration;
use crate::document::{Entry, Kind, Node};
use crate::schema::{Fault, is_annotation};
use crate::template::{self, Near, documents};

/// A key that nobody knows, or a known one on the wrong level, and what was probably meant.
#[derive(Clone, Debug)]
pub struct Stray<'a> {
    /// The mapping it stands in.
    pub mapping: Node<'a>,
    /// The key and its value.
    pub entry: Entry<'a>,
    /// The pointer of its mapping below the integration.
    pub at: String,
    /// The key that was probably meant.
    pub meant: Option<&'static str>,
    /// Whether that key belongs to the other level (`config` or the top).
    pub misplaced: bool,
    /// Whether that key is there already, so that this one cannot take its place.
    pub taken: bool,
}

/// For how many keys of one mapping it is looked for what was meant: each is compared with every name there is,
/// and nobody mends so many by hand.
const MOST_MEANT: usize = 50;

/// Finds them at the top, in `config` and in the permissions.
pub(super) fn strays<'a>(it: &Integration<'a>) -> Vec<Stray<'a>> {
    let mut found: Vec<Stray<'a>> = Vec::new();
    for violation in it.violations().iter().filter(|violation| violation.fault == Fault::UnknownKey) {
        let mapping = it.document().node(violation.node);
        let Some(entry) = violation.key.and_then(|key| mapping.entry_with(key)) else { continue };
        let parent = violation.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        if parent.is_empty() {
            found.extend(at_top(it, entry, found.len() < MOST_MEANT));
        } else if !is_read_only("exported-permission", entry.name()) {
            found.push(stray(mapping, entry, parent, keys("permission"), found.len() < MOST_MEANT));
        }
    }
    if let Some(config) = it.config_mapping() {
        let lenient = is_lenient(it);
        let unknown = it
            .fields()
            .iter()
            .filter_map(|field| field.entry())
            .filter(|entry| !template::is_config_key(entry.name()) && is_judged(entry));
        found.extend(
            unknown
                .enumerate()
                .filter_map(|(at, entry)| in_config(it, config, entry, lenient, at < MOST_MEANT)),
        );
    }
    claim(&mut found);
    found
}

/// The keys of a mapping that its kind of document does not know, with what was meant.
#[must_use]
pub fn strays_in<'a>(kind: &str, mapping: Node<'a>) -> Vec<Stray<'a>> {
    let mut found: Vec<Stray<'a>> = mapping
        .entries()
        .filter(|entry| !keys(kind).any(|key| key == entry.name()) && is_judged(entry))
        .enumerate()
        .map(|(at, entry)| match synonym(kind, entry.name()).map(|key| (key, mapping.get(key).is_some())) {
            Some(meant) => Stray::new(mapping, entry, "", Some(meant), false),
            None => stray(mapping, entry, "", keys(kind), at < MOST_MEANT),
        })
        .collect();
    claim(&mut found);
    found
}

/// What a key is called here that other documents call so: a request has `type` where a definition has `template`.
fn synonym(kind: &str, name: &str) -> Option<&'static str> {
    (kind == "request" && name == "template").then_some("type")
}

fn keys(kind: &str) -> impl Iterator<Item = &'static str> + Clone + use<> {
    documents::keys(kind).iter().map(|key| key.name)
}

fn is_read_only(kind: &str, name: &str) -> bool {
    documents::document(kind).and_then(|shape| shape.key(name)).is_some_and(|key| key.read_only)
}

/// Remarks are nobody's business, and null counts as absent.
fn is_judged(entry: &Entry<'_>) -> bool {
    !is_annotation(entry.name()) && entry.value.kind() != Kind::Null
}

fn stray<'a>(
    mapping: Node<'a>,
    entry: Entry<'a>,
    at: &str,
    names: impl Iterator<Item = &'static str>,
    look: bool,
) -> Stray<'a> {
    let near =
        if look { best(names, by_length(entry.name()), |name| mapping.get(name).is_some()) } else { None };
    Stray::new(mapping, entry, at, near, false)
}

impl<'a> Stray<'a> {
    fn new(
        mapping: Node<'a>,
        entry: Entry<'a>,
        at: &str,
        meant: Option<(&'static str, bool)>,
        misplaced: bool,
    ) -> Self {
        let (meant, taken) = meant.map_or((None, false), |(name, taken)| (Some(name), taken));
        Self { mapping, entry, at: at.to_owned(), meant, misplaced, taken }
    }
}

/// A key at the top: a key of `config`, or one that is close to a known one.
fn at_top<'a>(it: &Integration<'a>, entry: Entry<'a>, look: bool) -> Option<Stray<'a>> {
    let name = entry.name();
    // `auth_type` and `template` have rules of their own.
    if is_read_only("export", name) || keys("create").any(|key| key == name) {
        return None;
    }
    let inside = |key: &str| it.config_mapping().is_some_and(|config| config.get(key).is_some());
    let new = |meant, misplaced| Some(Stray::new(it.node(), entry, "", meant, misplaced));
    if let Some(key) = exactly(template::config_keys().iter().copied(), name) {
        return new(Some((key, inside(key))), true);
    }
    if !look {
        return new(None, false);
    }
    let kind = if it.is_update() { "update" } else { "create" };
    if let Some(near) = best(keys(kind), by_length(name), |key| it.node().get(key).is_some()) {
        return new(Some(near), false);
    }
    let near = best(template::config_keys().iter().copied(), within(name, 2), inside);
    new(near, near.is_some())
}

/// A key of `config` that no template has, or that this one has not where its keys are known.
fn in_config<'a>(
    it: &Integration<'a>,
    config: Node<'a>,
    entry: Entry<'a>,
    lenient: bool,
    look: bool,
) -> Option<Stray<'a>> {
    let name = entry.name();
    let new = |meant, misplaced| Some(Stray::new(config, entry, "/config", meant, misplaced));
    let above = |key: &str| it.node().get(key).is_some();
    let top = keys("create").filter(|key| *key != "config");
    if let Some(key) = exactly(top.clone(), name).filter(|_| !lenient) {
        return new(Some((key, above(key))), true);
    }
    if !look {
        return if lenient { None } else { new(None, false) };
    }
    let inside = |key: &str| config.get(key).is_some();
    let own = it.template().zip(it.auth_type()).and_then(|(template, auth_type)| template.keys(auth_type));
    let own = own.into_iter().flatten().map(|key| key.name);
    // Where a template may have keys of its own, a likeness to those of others says less.
    let reach = if lenient && it.template().is_some() { 1 } else { 2 };
    let near = best(own, within(name, 2), inside)
        .or_else(|| best(template::config_keys().iter().copied(), within(name, reach), inside));
    match near {
        Some(_) => new(near, false),
        None if lenient => None,
        None => {
            let near = best(top, by_length(name), above);
            new(near, near.is_some())
        }
    }
}

fn exactly(mut names: impl Iterator<Item = &'static str>, word: &str) -> Option<&'static str> {
    names.find(|name| *name == word)
}

/// How many letters a name is away, if no more than so many.
fn within(word: &str, letters: usize) -> impl Fn(&'static str) -> Option<usize> {
    move |name| template::nearest(word, [name], letters).map(|near: Near<'_>| near.letters)
}

/// The same, with fewer letters for a short name.
fn by_length(word: &str) -> impl Fn(&'static str) -> Option<usize> {
    move |name| template::meant(word, [name]).map(|near: Near<'_>| near.letters)
}

/// The closest name, and whether it is there already. Of several equally close ones only one that is not
/// there can be meant, and only if there is one such.
fn best(
    names: impl Iterator<Item = &'static str>,
    letters: impl Fn(&'static str) -> Option<usize>,
    present: impl Fn(&str) -> bool,
) -> Option<(&'static str, bool)> {
    let near: Vec<(usize, &'static str)> =
        names.filter_map(|name| letters(name).map(|letters| (letters, name))).collect();
    let least = near.iter().map(|(letters, _)| *letters).min()?;
    let closest: Vec<(&'static str, bool)> = near
        .iter()
        .filter(|(letters, _)| *letters == least)
        .map(|&(_, name)| (name, present(name)))
        .collect();
    let mut free = closest.iter().filter(|(_, taken)| !taken);
    match (free.next(), free.next()) {
        (Some(one), None) => Some(*one),
        (None, _) => closest.first().copied(),
        _ => None,
    }
}

/// Of several keys that mean the same one, only the first can take its name.
fn claim(strays: &mut [Stray<'_>]) {
    // Beyond the first ones none is said to mean anything but a name on the other level, of which there are few.
    for at in 1..strays.len() {
        let (before, rest) = strays.split_at_mut(at);
        let stray = &mut rest[0];
        let same = |other: &Stray<'_>| {
            other.meant == stray.meant
                && (other.mapping == stray.mapping || other.misplaced || stray.misplaced)
        };
        stray.taken |= stray.meant.is_some() && before.iter().any(same);
    }
}

/// Whether `config` may have keys that nobody has published.
fn is_lenient(it: &Integration<'_>) -> bool {
    match it.template() {
        Some(template) if !template.detailed => true,
        Some(template) => match it.auth_type() {
            Some(auth_type) => template.shape(auth_type).is_none_or(|shape| shape.open),
            None => it.field("auth_type").is_given() || template.is_open(),
        },
        None => it.top("template").is_given() || may_be_open(it),
    }
}

/// Whether a `config` without a template may be that of a template with keys of its own, by the keys that
/// are known.
fn may_be_open(it: &Integration<'_>) -> bool {
    let given = || it.fields().iter().map(|field| field.name()).filter(|name| template::is_config_key(name));
    let mut fitting = template::all()
        .iter()
        .flat_map(|template| template.shapes)
        .filter(|shape| given().all(|name| shape.key(name).is_some()))
        .peekable();
    fitting.peek().is_none() || fitting.any(|shape| shape.open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Format};
    use crate::kind::{self, Hints};
    use crate::source::Source;

    /// Each stray of a definition: `key -> what is meant`, with `^` if on the other level, `!` if taken.
    fn said(path: &str, text: &str) -> Vec<String> {
        let document = Document::parse(Source::new(path, text), Format::Yaml);
        let reading = kind::read(&document, Hints { path, named: true, forced: None });
        let it = Integration::new(&document, &reading.parts[0], None);
        let say = |stray: &Stray<'_>| {
            let marks = [(stray.misplaced, "^"), (stray.taken, "!")];
            let marks: String = marks.iter().filter(|(set, _)| *set).map(|(_, mark)| *mark).collect();
            format!("{} -> {}{marks}", stray.entry.name(), stray.meant.unwrap_or("?"))
        };
        it.strays().iter().map(say).collect()
    }

    #[test]
    fn a_key_is_taken_for_a_close_one_that_is_not_there() {
        let text = "template: custom\nname: n\nNAME: n\ntype: x\ndate: y\ndesciption: d\nconfig:\n  clientId: c\n  \
                    client_id: c\n  scope: s\n  auth-type: t\n  audience: a\n  token_url: u\n  x-note: n\n  gone: null\n";
        assert_eq!(
            said("a.yaml", text),
            [
                "NAME -> name!",
                "type -> ?",
                "date -> ?",
                "desciption -> description",
                "clientId -> client_id!",
                "scope -> scopes",
                "auth-type -> auth_type",
                "audience -> ?",
                "token_url -> token_uri",
            ]
        );
    }

    #[test]
    fn a_key_may_belong_to_the_other_level_and_is_meant_once() {
        let text = "template: azure\nid: 7\nauth_type: Viewer\ntenant_id: t\nclientSecret: s\nconfig:\n  \
                    description: d\n  tennant_id: t\n  scope: s\n  Scopes: s\n";
        assert_eq!(
            said("a.yaml", text),
            [
                "tenant_id -> tenant_id^",
                "clientSecret -> client_secret^",
                "description -> description^",
                "tennant_id -> tenant_id!",
                "scope -> scopes",
                "Scopes -> scopes!",
            ]
        );
    }

    #[test]
    fn nothing_is_said_where_a_template_may_have_keys_of_its_own() {
        for text in [
            "template: github\nconfig: {ghes_host: h, client_id: c}\n",
            "template: vault\nconfig: {auth_role: r, role_id: i, name: n, client_id: c}\n",
            "template: jira\nconfig: {site: s, client_id: c}\n",
            "template: aws\nconfig: {auth_type: Workload Identity, audience: a, role_arn: r}\n",
            "template: snowflake\nconfig: {auth_type: Service Account, user: u}\n",
            "template: ${T}\nconfig: {user: u, client_id: c}\n",
        ] {
            assert_eq!(said("a.yaml", text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(said("a.patch.yaml", "config: {client_id: c, ghes_host: h}\n"), Vec::<String>::new());
        assert_eq!(said("a.patch.yaml", "config: {tenant_id: t, audience: a}\n"), ["audience -> ?"]);
        assert_eq!(said("a.yaml", "template: vault\nconfig: {clientid: c}\n"), ["clientid -> client_id"]);
    }

    #[test]
    fn strays_of_permissions_are_found_in_their_item() {
        let text = "template: connect\nconfig: {max_role: Viewer}\npermissions:\n- usr_guid: u\n- {guid: g, who: w}\n";
        assert_eq!(said("a.yaml", text), ["usr_guid -> user_guid", "who -> ?"]);
    }
}
