//! A first configuration, made after a look at the files: what is sure is switched on, the rest is written as a comment.

use crate::config::Settings;
use crate::discover::{self, Request};
use crate::inventory::Inventory;
use crate::model::{Kind, Part, State, state_of};
use crate::project::{File, Skipped};
use crate::server_template::ServerTemplates;
use crate::template;
use crate::workspace::{Error, Given, Source, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files larger than this, in bytes, are not tried as a server's list of templates: those have about 100 KiB.
const MOST_OF_TEMPLATES: u64 = 4 << 20;

/// What a folder holds, as far as a configuration depends on it. Paths count from the folder.
#[derive(Debug, Default)]
struct Look {
    /// How many files were read as what.
    labels: BTreeMap<&'static str, usize>,
    /// Files that cannot be parsed to their end.
    broken: Vec<String>,
    /// What a server answered, by the files' paths; whether an integration of it is defined here too.
    exports: Vec<(String, bool)>,
    /// Lists of a server's templates.
    templates: Vec<String>,
    secrets: Secrets,
}

/// How the secrets of the definitions stand in the files.
#[derive(Debug, Default)]
struct Secrets {
    references: usize,
    stand_ins: usize,
    values: usize,
    /// Definitions that need a secret and have none.
    missing: usize,
}

/// The text of a configuration for a folder.
///
/// # Errors
/// A sentence about files that cannot be looked at.
pub fn text(folder: &Path) -> Result<String, Error> {
    Ok(write(&look(folder)?))
}

fn look(folder: &Path) -> Result<Look, Error> {
    let request = Request { paths: vec![folder.to_owned()], ..Request::default() };
    let only = |settings: &mut Settings, _: &_, _: &_| {
        settings.select = vec!["missing-client-secret".to_owned()];
        Ok(())
    };
    let workspace = Workspace::open(&request, Source::None, &Given::default(), &only)?;
    let below = discover::display(folder);
    let short = |path: &str| {
        let path = Path::new(path).strip_prefix(&below).unwrap_or(Path::new(path));
        path.to_string_lossy().into_owned()
    };
    let mut look = Look::default();
    let defined = names(&workspace, Kind::Create);
    for file in workspace.project.files() {
        file.labels().iter().for_each(|label| *look.labels.entry(label).or_default() += 1);
        if file.document().problems().iter().any(|problem| problem.hides_everything()) {
            look.broken.push(short(file.path()));
        }
        if is_answer(file) && Inventory::default().add(file.path(), file.source().text()).is_ok() {
            let known = names_in(file, Kind::Export).any(|name| defined.contains(&name));
            look.exports.push((short(file.path()), known));
        }
        look.secrets.add(file);
    }
    look.secrets.missing = workspace.lint()?.diagnostics.len();
    let may_be =
        |(_, why): &&(String, Skipped)| matches!(why, Skipped::TemplatesExport | Skipped::NothingOfOurs);
    let skipped = workspace.found.skipped.iter().filter(may_be);
    look.templates = skipped.filter(|(path, _)| is_templates(path)).map(|(path, _)| short(path)).collect();
    Ok(look)
}

impl Secrets {
    fn add(&mut self, file: &File) {
        let configs =
            parts(file, Kind::Create).filter_map(|part| file.document().node(part.node).get("config"));
        let entries = configs.flat_map(|config| config.value.entries());
        for entry in entries.filter(|entry| template::is_secret_key(entry.name())) {
            match state_of(entry.value) {
                State::Opaque(_) | State::Mixed(_) => self.references += 1,
                State::Dummy(_) | State::Blank | State::Null => self.stand_ins += 1,
                _ => self.values += 1,
            }
        }
    }
}

fn parts(file: &File, kind: Kind) -> impl Iterator<Item = &Part> {
    file.parts().iter().filter(move |part| part.kind == kind)
}

fn names(workspace: &Workspace, kind: Kind) -> BTreeSet<String> {
    workspace.project.files().iter().flat_map(|file| names_in(file, kind)).collect()
}

/// The names of the integrations of a kind, as far as they are no placeholders.
fn names_in(file: &File, kind: Kind) -> impl Iterator<Item = String> {
    parts(file, kind).filter_map(|part| {
        let name = file.document().node(part.node).get("name")?;
        if let State::Literal(name) = state_of(name.value) { Some(name.to_owned()) } else { None }
    })
}

/// Whether all in a file is what a server answers: with GUIDs and times that nobody writes by hand.
fn is_answer(file: &File) -> bool {
    let is_stamped = |part: &Part| {
        let node = file.document().node(part.node);
        let stamped = |node: crate::document::Node<'_>| node.get("created_time").is_some();
        match part.kind {
            Kind::Export => true,
            Kind::Content => stamped(node) && node.get("guid").is_some(),
            Kind::Attachments => node.items().len() > 0 && node.items().all(stamped),
            _ => false,
        }
    };
    !file.parts().is_empty() && file.parts().iter().all(is_stamped)
}

/// Whether a file that is not ours is a server's list of templates, all of which are known here.
fn is_templates(path: &str) -> bool {
    let path = PathBuf::from(path);
    if std::fs::metadata(&path).map_or(true, |file| file.len() > MOST_OF_TEMPLATES) {
        return false;
    }
    std::fs::read_to_string(&path)
        .ok()
        .and_then(|text| ServerTemplates::read(&discover::display(&path), &text).ok())
        .is_some_and(|templates| templates.ids().all(|id| template::template(id).is_some()))
}

/// Prose begins with `# `, a setting that is not switched on with `#` alone.
fn write(look: &Look) -> String {
    let mut out =
        String::from("# What `connectlint check` does here; `connectlint schema config` has all settings.\n");
    let kinds: Vec<String> =
        look.labels.iter().map(|(label, count)| format!("{count} \u{d7} {label}")).collect();
    match kinds.as_slice() {
        [] => out.push_str("# No integration, association or integration request was found here yet.\n"),
        kinds => out.push_str(&format!("# Files found: {}.\n", kinds.join(", "))),
    }
    out.push_str("# Remove the `#` before a setting to switch it on.\n");
    let mut section = |prose: &str, setting: &str| out.push_str(&format!("\n# {prose}\n{setting}\n"));
    section(
        "The release of your Connect server: what is newer than it is a finding.",
        "#connect: \"2025.07.0\"",
    );
    let (prose, on) = secrets(&look.secrets);
    section(prose, if on { "secrets: injected" } else { "#secrets: injected" });
    let (prose, setting) = exports(&look.exports);
    section(prose, &setting);
    let (prose, setting) = templates(&look.templates);
    section(prose, &setting);
    section("The lowest level that fails the run: error, warning, info or never.", "#fail-on: error");
    section("Rules and groups not to run; `connectlint rules` lists them.", "#ignore: [missing-description]");
    section("Another level for a rule or a group.", "#levels: {missing-description: off}");
    match look.broken.as_slice() {
        [] => section("Files and folders to leave out.", "#exclude: [\"**/*.template.yaml\"]"),
        broken => section(
            "Files and folders to leave out. These cannot be parsed: templates that something fills in first?",
            &format!("#exclude: {}", list(broken)),
        ),
    }
    section(
        "Findings to live with for now: `connectlint check --write-baseline`.",
        "#baseline: connectlint-baseline.json",
    );
    out
}

/// What is known of the secrets, and whether they are certainly added later.
fn secrets(secrets: &Secrets) -> (&'static str, bool) {
    match *secrets {
        Secrets { references: 0, stand_ins: 0, values: 0, missing } if missing > 0 => {
            ("No definition here has its secret, so they are added when the definitions are sent.", true)
        }
        Secrets { missing, .. } if missing > 0 => (
            "Some definitions here have no secret although they need one. If it is added when they are sent:",
            false,
        ),
        Secrets { values, .. } if values > 0 => (
            "A secret itself stands in a file here; `connectlint check` says where. Write a reference, or add it when \
             the definitions are sent:",
            false,
        ),
        Secrets { stand_ins, .. } if stand_ins > 0 => (
            "Some secrets here are stand-ins. If they are added when the definitions are sent, leave them out and:",
            false,
        ),
        Secrets { references, .. } if references > 0 => (
            "The secrets here are references such as `${SECRET}`. If they were added when the definitions are sent:",
            false,
        ),
        _ => ("If secrets are added when the definitions are sent:", false),
    }
}

fn exports(exports: &[(String, bool)]) -> (&'static str, String) {
    let paths: Vec<String> = exports.iter().map(|(path, _)| path.clone()).collect();
    match exports {
        [] => (
            "What the server holds: exports of GET /__api__/v1/oauth/integrations, of contents or associations.",
            "#inventory: [\"inventory/integrations.json\"]".to_owned(),
        ),
        [(_, true)] => (
            "What the server holds. It is compared with the definitions and not linted itself.",
            format!("inventory: {}", list(&paths)),
        ),
        _ => (
            "This looks like what a server answered. As an inventory it is compared with the definitions and not \
             linted itself; name only what is of the one server that the definitions here are for.",
            format!("#inventory: {}", list(&paths)),
        ),
    }
}

fn templates(templates: &[String]) -> (&'static str, String) {
    match templates {
        [] => (
            "The server's own rules: an export of GET /__api__/v1/oauth/templates.",
            "#templates: \"inventory/templates.json\"".to_owned(),
        ),
        [one] => ("The server's own rules for its templates.", format!("templates: {}", quoted(one))),
        [first, ..] => (
            "The server's own rules for its templates; several files look like them.",
            format!("#templates: {}", quoted(first)),
        ),
    }
}

fn list(paths: &[String]) -> String {
    format!("[{}]", paths.iter().map(|path| quoted(path)).collect::<Vec<_>>().join(", "))
}

/// A path as a double-quoted scalar: JSON's escapes are YAML's too.
fn quoted(path: &str) -> String {
    serde_json::Value::from(path).to_string()
}
