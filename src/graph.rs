//! Content, requests, associations and integrations as a picture, with the findings marked on it.

mod write;

pub use write::Language;

use crate::diagnostic::{Diagnostic, Level};
use crate::document::NodeId;
use crate::kind::{Kind, Owner, Part};
use crate::lint::Report;
use crate::model::{Attachment, Attachments, Subject};
use crate::project::resolve::{Wanted, brief};
use crate::project::{File, Id, Index};
use crate::report::visible;
use crate::secret;
use crate::summary::{Content, folder};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a thing in the picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Integration,
    Update,
    Content,
    /// A list of associations of which it is not known what content it is for.
    List,
    /// An integration that nobody knows.
    Unknown,
}

/// Findings on a thing or a line.
#[derive(Clone, Debug, Default)]
struct Findings {
    worst: Option<Level>,
    rules: BTreeSet<&'static str>,
}

impl Findings {
    fn add(&mut self, finding: &Diagnostic) {
        self.worst = self.worst.max(Some(finding.level));
        self.rules.insert(finding.rule);
    }
}

#[derive(Debug)]
struct Thing {
    shape: Shape,
    /// The folder it is in; `None` for what is on the server only, or nowhere.
    folder: Option<String>,
    lines: Vec<String>,
    findings: Findings,
}

#[derive(Debug)]
struct Line {
    from: usize,
    to: usize,
    request: bool,
    findings: Findings,
}

/// The picture.
#[derive(Debug, Default)]
pub struct Graph {
    things: Vec<Thing>,
    lines: Vec<Line>,
}

impl Graph {
    /// The picture as text.
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        write::graph(self, language)
    }
}

/// Draws what is in a report; `index` says what is known across files for a path.
#[must_use]
pub fn draw<'i>(report: &Report<'_>, index: &dyn Fn(&str) -> &'i Index) -> Graph {
    let mut painter = Painter { graph: Graph::default(), known: HashMap::new(), findings: HashMap::new() };
    for finding in &report.diagnostics {
        painter.findings.entry(&finding.path).or_default().push(finding);
    }
    let files = report.project.files();
    // All things first, so that lines find both their ends.
    for file in files {
        painter.things(file, index(file.path()));
    }
    for file in files {
        painter.lines(file, index(file.path()));
    }
    let mut seen = HashSet::new();
    for index in files.iter().map(|file| index(file.path())) {
        if seen.insert(std::ptr::from_ref(index)) {
            for id in index.only_on_server() {
                painter.integration(id, index);
            }
        }
    }
    painter.graph
}

struct Painter<'r> {
    graph: Graph,
    /// Things by file and number in it.
    known: HashMap<(String, String), usize>,
    findings: HashMap<&'r str, Vec<&'r Diagnostic>>,
}

impl Painter<'_> {
    fn thing(&mut self, key: (&str, String), thing: impl FnOnce() -> Thing) -> usize {
        let key = (key.0.to_owned(), key.1);
        if let Some(&at) = self.known.get(&key) {
            return at;
        }
        self.graph.things.push(thing());
        self.known.insert(key, self.graph.things.len() - 1);
        self.graph.things.len() - 1
    }

    /// The findings of a file at or below a place.
    fn findings_at(&self, path: &str, root: usize, pointer: &str) -> Findings {
        let mut findings = Findings::default();
        let below = |own: &str| {
            own.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        for finding in self.findings.get(path).into_iter().flatten() {
            if finding.place.root == root && below(&finding.place.pointer) {
                findings.add(finding);
            }
        }
        findings
    }

    fn things(&mut self, file: &File, index: &Index) {
        let path = file.path();
        for id in index.in_file(path) {
            self.integration(id, index);
        }
        for part in file.parts() {
            let findings = self.findings_at(path, part.root, &part.pointer);
            match part.kind {
                Kind::Create | Kind::Export => {
                    let own = index.in_file_at(path, part.node);
                    if let Some(at) = own.map(|id| self.integration(id, index)) {
                        self.graph.things[at].findings = findings;
                    }
                }
                Kind::Update => {
                    let subject = Subject::new(file.document(), part, None);
                    let name = subject.integration().and_then(|it| it.name()).unwrap_or_default();
                    let lines = vec![shown(name, file), format!("update in {}", file_name(path))];
                    let folder = Some(folder(path).to_owned());
                    let key = (&**path, format!("update {:?}", part.node));
                    self.thing(key, || Thing { shape: Shape::Update, folder, lines, findings });
                }
                Kind::Content => {
                    let at = self.content(Owner::Content, part.node, file);
                    self.graph.things[at].findings = findings;
                }
                Kind::Attachments | Kind::Registration | Kind::Bundle => {}
            }
        }
    }

    fn integration(&mut self, id: Id, index: &Index) -> usize {
        let definition = index.definition(id);
        let server = index.is_on_server(id);
        let path = index.path(id);
        let word = |text: crate::summary::Text<&str>| text.known().map(|text| printable(&brief(text.trim())));
        let kind = [word(definition.template()), definition.auth_type.map(|own| own.name().to_owned())];
        let name = word(definition.name()).or_else(|| word(definition.guid()));
        let lines = vec![
            name.unwrap_or_else(|| "an integration without a name".to_owned()),
            kind.into_iter().flatten().collect::<Vec<_>>().join(", "),
            if server { "on the server only".to_owned() } else { file_name(path) },
        ];
        let folder = (!server).then(|| folder(path).to_owned());
        self.thing((path, index.number(id).to_string()), || Thing {
            shape: Shape::Integration,
            folder,
            lines,
            findings: Findings::default(),
        })
    }

    fn content(&mut self, owner: Owner, node: NodeId, file: &File) -> usize {
        let path = file.path();
        let content = Content::of(owner, file.document().node(node));
        let name = content.name.known().map(|name| shown(name, file));
        let mode = [&content.mode, &content.access].into_iter().filter_map(|text| text.known());
        let mode = mode.map(|text| shown(text, file)).collect::<Vec<_>>().join(", ");
        let lines = vec![name.unwrap_or_default(), mode, file_name(path)];
        let folder = Some(folder(path).to_owned());
        self.thing((path, format!("content {node:?}")), || Thing {
            shape: Shape::Content,
            folder,
            lines,
            findings: Findings::default(),
        })
    }

    fn lines(&mut self, file: &File, index: &Index) {
        for part in file.parts().iter().filter(|part| part.kind == Kind::Attachments) {
            let list = Attachments::new(file.document(), part);
            let own = self.holder(&list, part, file);
            for item in list.items() {
                let from = own.unwrap_or_else(|| self.list_or_content(item, file, index));
                let findings = self.findings_at(file.path(), part.root, &item.pointer);
                let request = !item.is_association;
                for to in self.targets(item, file, index) {
                    let findings = findings.clone();
                    self.graph.lines.push(Line { from, to, request, findings });
                }
            }
        }
    }

    /// The content that a list stands in.
    fn holder(&mut self, list: &Attachments<'_>, part: &Part, file: &File) -> Option<usize> {
        let (owner, node) = list.owner()?;
        let inside = matches!(owner, Owner::Content | Owner::Manifest | Owner::Publisher);
        inside.then(|| {
            let at = self.content(owner, node.id(), file);
            // Findings on the list as a whole belong to the content.
            let path: &str = file.path();
            for finding in self.findings.get(path).into_iter().flatten() {
                if finding.place.root == part.root && finding.place.pointer == part.pointer {
                    self.graph.things[at].findings.add(finding);
                }
            }
            at
        })
    }

    /// The content that an association is for, or else the file that it stands in.
    fn list_or_content(&mut self, item: &Attachment<'_>, file: &File, index: &Index) -> usize {
        let around = file.document().roots().next().and_then(|(root, _)| root.get("content_guid"));
        let guid = ["content_guid", "app_guid"].iter().find_map(|key| item.field(key).literal());
        let guid = guid.or_else(|| around.and_then(|entry| entry.value.as_str()));
        let found = guid.and_then(|guid| index.content_with_guid(guid)).filter(|id| !index.is_on_server(*id));
        let found = found.or_else(|| index.only_content(file.path()).filter(|_| guid.is_none()));
        let known = found.and_then(|id| {
            let node = index.content(id).node?;
            self.known.get(&(index.path(id).to_string(), format!("content {node:?}"))).copied()
        });
        known.unwrap_or_else(|| {
            let path = file.path();
            let lines = vec![file_name(path), "associations".to_owned()];
            let folder = Some(folder(path).to_owned());
            let findings = Findings::default();
            self.thing((path, "list".to_owned()), || Thing { shape: Shape::List, folder, lines, findings })
        })
    }

    /// The integrations that an item leads to.
    fn targets(&mut self, item: &Attachment<'_>, file: &File, index: &Index) -> Vec<usize> {
        let found: BTreeMap<Id, ()> = if item.is_association {
            let guid = item.field("oauth_integration_guid").literal().unwrap_or_default();
            // An entry of the server that stands in a file is that definition.
            let here = |id: Id| index.in_files(id).next().unwrap_or(id);
            index.with_guid(guid).take(1).map(|id| (here(id), ())).collect()
        } else {
            index.resolve(&Wanted::new(item)).fits.iter().map(|id| (*id, ())).collect()
        };
        if !found.is_empty() {
            return found.into_keys().map(|id| self.integration(id, index)).collect();
        }
        let lines: Vec<String> = if item.is_association {
            let guid = item.field("oauth_integration_guid");
            vec!["not known here".to_owned(), shown(guid.node().map_or("", |node| node.text()), file)]
        } else {
            let words = ["guid", "type", "auth_type", "name"].into_iter();
            let words = words.filter_map(|key| Some(format!("{key}: {}", item.field(key).node()?.text())));
            std::iter::once("nothing here fits".to_owned())
                .chain(words.map(|word| shown(&word, file)))
                .collect()
        };
        let key = ("", lines.join("\n"));
        let findings = Findings::default();
        vec![self.thing(key, || Thing { shape: Shape::Unknown, folder: None, lines, findings })]
    }
}

/// The last part of a path: its folder is drawn around it.
fn file_name(path: &str) -> String {
    visible(path.rsplit('/').next().unwrap_or(path)).into_owned()
}

/// A text of a file as a picture may show it.
fn shown(text: &str, file: &File) -> String {
    printable(&secret::in_report(&brief(text), file.source()))
}

fn printable(text: &str) -> String {
    visible(&secret::printable(text)).into_owned()
}
