//! Whatever an editor says, the server answers every request once and never fails; after all its changes the
//! findings on each buffer are those of a fresh check of the final texts.
//!
//! An input is the encoding's byte, then messages with [`END`] between them, which is in no UTF-8 text. A message is
//! a byte for what it is, one for the buffer, and what belongs to it.

use super::PROFILES;
use connectlint::document::Format;
use connectlint::lint;
use connectlint::lsp::serve;
use connectlint::project::{File, How, Project};
use connectlint::source::{Source, Span};
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

/// Ends a message.
const END: u8 = 0xFF;
/// Where the buffers are; there is no such folder, so nothing is read from the disk.
const FOLDER: &str = "/no-such-folder";
const NAMES: [&str; 5] = ["a.yaml", "b.json", "c.toml", "manifest.json", "untitled:Untitled-1"];
const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];
/// More messages than that take long and say nothing new.
const MOST: usize = 40;
const ASKED: [&str; 8] = [
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentSymbol",
    "textDocument/codeAction",
    "textDocument/diagnostic",
    "workspace/diagnostic",
];

pub(crate) fn lsp(data: &[u8]) {
    let Some((&choice, rest)) = data.split_first() else { return };
    let mut editor = Editor::start(ENCODINGS[usize::from(choice) % ENCODINGS.len()], choice & 64 != 0);
    for message in rest.split(|byte| *byte == END).take(MOST) {
        if let [what, buffer, rest @ ..] = message {
            editor.say(*what, NAMES[usize::from(*buffer) % NAMES.len()], rest);
        }
    }
    editor.compare();
    editor.stop();
}

/// The editor's side of the conversation, with its own idea of what is in the buffers.
struct Editor {
    connection: Connection,
    server: std::thread::JoinHandle<Result<bool, String>>,
    encoding: &'static str,
    buffers: BTreeMap<&'static str, String>,
    next: i32,
    waiting: HashSet<RequestId>,
    /// Whether something was said that may have changed buffers in a way that is not followed here.
    lost: bool,
}

fn uri(name: &str) -> String {
    if name.contains(':') { name.to_owned() } else { format!("file://{FOLDER}/{name}") }
}

fn document(name: &str) -> Value {
    json!({ "uri": uri(name) })
}

impl Editor {
    fn start(encoding: &'static str, pulls: bool) -> Self {
        let (here, there) = Connection::memory();
        let server = std::thread::spawn(move || serve(&there));
        let mut editor = Self {
            connection: here,
            server,
            encoding,
            buffers: BTreeMap::new(),
            next: 0,
            waiting: HashSet::new(),
            lost: false,
        };
        let mut capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        if pulls {
            capabilities["textDocument"] = json!({ "diagnostic": {} });
            capabilities["workspace"] = json!({ "diagnostics": { "refreshSupport": true } });
        }
        let greeting = editor.ask("initialize", json!({ "capabilities": capabilities }));
        assert_eq!(greeting["capabilities"]["positionEncoding"], encoding);
        editor.tell("initialized", json!({}));
        editor
    }

    fn say(&mut self, what: u8, name: &'static str, rest: &[u8]) {
        let text = String::from_utf8_lossy(rest).into_owned();
        match what % 7 {
            0 => {
                self.buffers.insert(name, text.clone());
                let language = name.rsplit('.').next().unwrap_or_default();
                let item = json!({ "uri": uri(name), "languageId": language, "version": 1, "text": text });
                self.tell("textDocument/didOpen", json!({ "textDocument": item }));
            }
            1 => {
                self.change(name, json!([{ "text": text }]));
                self.buffers.entry(name).and_modify(|buffer| *buffer = text);
            }
            2 | 3 => self.splice(name, rest),
            4 => {
                self.buffers.remove(name);
                self.tell("textDocument/didClose", json!({ "textDocument": document(name) }));
            }
            5 => self.point(name, rest),
            _ => self.raw(&text),
        }
    }

    fn change(&self, name: &str, changes: Value) {
        let document = json!({ "uri": uri(name), "version": 2 });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// A part of a buffer is replaced.
    fn splice(&mut self, name: &'static str, rest: &[u8]) {
        let [a, b, c, d, text @ ..] = rest else { return };
        let (from, to) = ((*a, *b).min((*c, *d)), (*a, *b).max((*c, *d)));
        let position = |(line, character): (u8, u8)| json!({ "line": line, "character": character });
        let text = String::from_utf8_lossy(text).into_owned();
        let range = json!({ "start": position(from), "end": position(to) });
        self.change(name, json!([{ "range": range, "text": text }]));
        let encoding = self.encoding;
        if let Some(buffer) = self.buffers.get_mut(name) {
            let at = |(line, character): (u8, u8)| offset(buffer, line.into(), character.into(), encoding);
            let range = at(from)..at(to);
            buffer.replace_range(range, &text);
        }
    }

    /// Something is asked about a place.
    fn point(&mut self, name: &str, rest: &[u8]) {
        let [which, line, character, ..] = rest else { return };
        let position = json!({ "line": line, "character": character });
        let method = ASKED[usize::from(*which) % ASKED.len()];
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": position });
        let context = json!({ "includeDeclaration": true, "diagnostics": [] });
        let document = document(name);
        self.request(
            method,
            json!({ "textDocument": document, "position": position, "range": range, "context": context,
                "previousResultIds": [] }),
        );
    }

    /// A message that was written by hand, right or wrong: `{"method": …, "params": …}`.
    fn raw(&mut self, text: &str) {
        let Ok(message) = serde_json::from_str::<Value>(text) else { return };
        let Some(method) = message["method"].as_str() else { return };
        // They end the conversation, or make the server walk folders of this machine.
        if ["exit", "shutdown", "initialize", "workspace/didChangeWorkspaceFolders"].contains(&method) {
            return;
        }
        self.lost |= method.starts_with("textDocument/did");
        if message.get("id").is_some() {
            self.request(method, message["params"].clone());
        } else {
            self.tell(method, message["params"].clone());
        }
    }

    fn tell(&self, method: &str, params: Value) {
        let message = Notification { method: method.to_owned(), params };
        self.connection.sender.send(message.into()).expect("it listens");
    }

    fn request(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.waiting.insert(id.clone());
        let message = Request { id: id.clone(), method: method.to_owned(), params };
        self.connection.sender.send(message.into()).expect("it listens");
        id
    }

    /// Asks and waits for the answer. The server answers in order, so everything before is answered then too.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        loop {
            let message = self.connection.receiver.recv_timeout(Duration::from_secs(30)).expect("it answers");
            match message {
                Message::Response(Response { id: answered, response_result: answer }) => {
                    assert!(self.waiting.remove(&answered), "{answered} is answered twice");
                    if let Err(error) = &answer {
                        assert_eq!(error.code, -32601, "{}", error.message);
                    }
                    if answered == id {
                        assert!(self.waiting.is_empty(), "{:?} are not answered", self.waiting);
                        return answer.unwrap_or_default();
                    }
                }
                Message::Notification(it) => assert_ne!(it.method, "window/logMessage", "{}", it.params),
                Message::Request(it) => {
                    self.connection
                        .sender
                        .send(Response::new_ok(it.id, Value::Null).into())
                        .expect("it listens");
                }
            }
        }
    }

    /// The findings on each buffer are those of a fresh check.
    fn compare(&mut self) {
        let shown: Vec<(&str, Value)> = self
            .buffers
            .keys()
            .copied()
            .collect::<Vec<_>>()
            .into_iter()
            .map(|name| {
                (name, self.ask("textDocument/diagnostic", json!({ "textDocument": document(name) })))
            })
            .collect();
        if self.lost {
            return;
        }
        let files = self.buffers.iter().filter_map(|(name, text)| {
            let format = name.contains(':').then_some(Format::Yaml);
            let path = if name.contains(':') { (*name).to_owned() } else { format!("{FOLDER}/{name}") };
            File::read(path, text.clone().into_bytes(), How { named: false, forced: None, format }).ok()
        });
        let project = Project::new(files.collect());
        let [profile] = &*PROFILES;
        let report =
            lint::lint(&project, &profile.catalogue, &profile.settings).expect("the rules are right");
        for (name, shown) in shown {
            let key = |value: &Value| format!("{} {} {}", value["code"], value["range"], value["message"]);
            let mut shown: Vec<String> = shown["items"].as_array().expect("a list").iter().map(key).collect();
            let mut fresh = Vec::new();
            for one in report.diagnostics.iter().filter(|one| one.path.ends_with(name)) {
                let file = project.file(&one.path).expect("it is there");
                let range = self.range(file.source(), one.place.span);
                let help = one.help.iter().map(|help| format!("\n{help}")).collect::<String>();
                let message = format!("{}{help}", one.message);
                fresh.push(key(&json!({ "code": one.rule, "range": range, "message": message })));
            }
            shown.sort_unstable();
            fresh.sort_unstable();
            assert_eq!(shown, fresh, "{name}");
        }
    }

    fn range(&self, source: &Source, span: Span) -> Value {
        let position = |offset: u32| {
            let before = &source.text()[..offset as usize];
            let line = source.line_index(offset as usize);
            let start = source.line_span(line).start as usize;
            let units: usize = before[start..].chars().map(|c| width(c, self.encoding)).sum();
            json!({ "line": line, "character": units })
        };
        json!({ "start": position(span.start), "end": position(span.end) })
    }

    fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        let ended = self.server.join().expect("the server does not panic");
        assert_eq!(ended, Ok(true));
    }
}

fn width(c: char, encoding: &str) -> usize {
    match encoding {
        "utf-8" => c.len_utf8(),
        "utf-16" => c.len_utf16(),
        _ => 1,
    }
}

/// The byte at a position; beyond the end of a line its end, inside a character the next one.
fn offset(text: &str, line: usize, character: usize, encoding: &str) -> usize {
    let mut at = 0;
    let mut lines = 0;
    while lines < line {
        let rest = &text[at..];
        let Some(end) = rest.find(['\n', '\r']) else { return text.len() };
        at += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        lines += 1;
    }
    let mut units = 0;
    for c in text[at..].chars() {
        if units >= character || matches!(c, '\n' | '\r') {
            break;
        }
        units += width(c, encoding);
        at += c.len_utf8();
    }
    at
}
