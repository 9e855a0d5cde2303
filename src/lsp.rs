//! The editor's door: the same findings as on the command line, on every keystroke, over standard input and output.
//!
//! One thread answers, in the order of the messages. The workspace is walked by a second one, so that an opened
//! file has its findings before that is done. What an edit changes in other files is linted when nothing else
//! waits: there is no fixed delay.

mod actions;
mod client;
mod completion;
mod cursor;
mod documents;
mod engine;
mod findings;
mod hover;
mod names;
mod navigate;
mod position;
mod pull;
mod snippets;
mod wire;

pub use wire::{Threads, stdio};

use crate::workspace::Error;
use client::Client;
use crossbeam_channel::{Receiver, Sender, select};
use documents::Buffer;
use engine::Engine;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use names::Names;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// How many other files are linted before the next look at what the editor has sent.
const AT_ONCE: usize = 8;

/// What the walk of the workspace came to.
type Walked = Result<Box<Engine>, Error>;

/// A request that cannot be answered, and why.
type Refusal = (ErrorCode, String);

/// All that the server knows.
struct Server<'c> {
    connection: &'c Connection,
    client: Client,
    names: Names,
    roots: Vec<PathBuf>,
    engine: Engine,
    open: HashMap<String, Buffer>,
    /// Files that have to be linted again.
    dirty: BTreeSet<String>,
    /// What is wrong in configurations, as the protocol has it.
    mistakes: HashMap<String, Vec<Value>>,
    walked: (Sender<Walked>, Receiver<Walked>),
    /// Whether a walk is under way, and whether something changed since it began.
    walking: bool,
    again: bool,
    /// Whether other files changed since the editor was last told to ask again.
    stale: bool,
    next_id: i32,
    down: bool,
}

/// Serves one editor until it says goodbye; whether it did so in due form.
///
/// # Errors
/// A sentence, if the conversation does not begin as the protocol wants it.
pub fn serve(connection: &Connection) -> Result<bool, String> {
    // What came instead is not repeated: it may hold a secret.
    let (id, params) =
        connection.initialize_start().map_err(|_| "the editor did not begin with `initialize`".to_owned())?;
    let client = Client::new(&params);
    let roots: Vec<PathBuf> = client::roots(&params).into_iter().filter(|root| root.is_dir()).collect();
    let names = Names { root: roots.first().cloned() };
    if let Some(root) = &names.root {
        // Reports name files from the working directory on, and so does the command line in the same folder.
        std::env::set_current_dir(root).map_err(|error| format!("{}: {error}", root.display()))?;
    }
    let engine = Engine::open(Vec::new(), roots.is_empty()).map_err(|_| "no rules".to_owned())?;
    connection
        .initialize_finish(id, client.capabilities())
        .map_err(|_| "the editor did not say `initialized`".to_owned())?;
    let mut server = Server {
        connection,
        client,
        names,
        roots,
        engine,
        open: HashMap::new(),
        dirty: BTreeSet::new(),
        mistakes: HashMap::new(),
        walked: crossbeam_channel::unbounded(),
        walking: false,
        again: true,
        stale: false,
        next_id: 0,
        down: false,
    };
    server.watch_files();
    server.run()
}

impl Server<'_> {
    fn run(&mut self) -> Result<bool, String> {
        loop {
            // A file that is opened while the server starts comes before the walk.
            if self.again && !self.walking && (self.connection.receiver.is_empty() || !self.open.is_empty()) {
                self.walk();
            }
            if !self.dirty.is_empty() && self.connection.receiver.is_empty() && self.walked.1.is_empty() {
                self.lint_some();
                continue;
            }
            let walked = self.walked.1.clone();
            select! {
                recv(self.connection.receiver) -> message => match message {
                    Ok(Message::Request(request)) => self.request(request),
                    Ok(Message::Notification(it)) if it.method == "exit" => return Ok(self.down),
                    Ok(Message::Notification(notification)) => self.notification(&notification),
                    Ok(Message::Response(_)) => {}
                    Err(_) => return Ok(self.down),
                },
                recv(walked) -> walked => if let Ok(walked) = walked {
                    self.adopt(walked);
                },
            }
        }
    }

    /// Reads the whole workspace in the background.
    fn walk(&mut self) {
        (self.walking, self.again) = (true, false);
        let mut paths: Vec<PathBuf> = Vec::new();
        for (at, root) in self.roots.iter().enumerate() {
            paths.push(if at == 0 { PathBuf::from(".") } else { root.clone() });
        }
        let strangers = self.open.keys().map(PathBuf::from).filter(|path| path.is_file());
        let whole: Vec<PathBuf> = paths.into_iter().chain(strangers).collect();
        let sender = self.walked.0.clone();
        std::thread::spawn(move || {
            let walked = Engine::open(whole, true).map(|mut engine| {
                engine.lint_all();
                Box::new(engine)
            });
            // If nobody listens any more, nobody wants to know.
            let _ = sender.send(walked);
        });
    }

    /// Lints some of the files that wait, and shows what is new.
    fn lint_some(&mut self) {
        let names: Vec<String> = self.dirty.iter().take(AT_ONCE).cloned().collect();
        for name in &names {
            self.dirty.remove(name);
        }
        for name in self.engine.lint(&names) {
            self.publish(&name);
            self.stale = true;
        }
        if self.dirty.is_empty() && std::mem::take(&mut self.stale) {
            self.refresh();
        }
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if self.down {
            return self
                .refuse(id, (ErrorCode::InvalidRequest, "the server was told to shut down".to_owned()));
        }
        // A mistake of ours costs one answer, not the editor's server.
        let answer = catch_unwind(AssertUnwindSafe(|| self.answer(&method, &params)));
        match answer {
            Ok(Ok(result)) => self.send(Response::new_ok(id, result)),
            Ok(Err(refusal)) => self.refuse(id, refusal),
            Err(_) => self.refuse(id, (ErrorCode::InternalError, format!("{method} failed"))),
        }
    }

    fn answer(&mut self, method: &str, params: &Value) -> Result<Value, Refusal> {
        match method {
            "shutdown" => {
                self.down = true;
                Ok(Value::Null)
            }
            "textDocument/diagnostic" => Ok(self.pull_document(params)),
            "workspace/diagnostic" => Ok(self.pull_workspace(params)),
            "textDocument/codeAction" => Ok(self.code_actions(params)),
            "textDocument/hover" => Ok(self.hover(params)),
            "textDocument/completion" => Ok(self.completion(params)),
            "textDocument/definition" => Ok(self.definition(params)),
            "textDocument/references" => Ok(self.references(params)),
            "textDocument/documentSymbol" => Ok(self.symbols(params)),
            _ => Err((ErrorCode::MethodNotFound, format!("{method} is not known here"))),
        }
    }

    fn notification(&mut self, notification: &Notification) {
        let params = &notification.params;
        let done = catch_unwind(AssertUnwindSafe(|| match notification.method.as_str() {
            "textDocument/didOpen" => self.did_open(params),
            "textDocument/didChange" => self.did_change(params),
            "textDocument/didSave" => self.did_save(params),
            "textDocument/didClose" => self.did_close(params),
            "workspace/didChangeWatchedFiles" => self.did_change_files(params),
            "workspace/didChangeWorkspaceFolders" => self.did_change_folders(params),
            _ => {}
        }));
        if done.is_err() {
            self.log(&format!("{} failed", notification.method));
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // An editor that has gone needs no answer.
        let _ = self.connection.sender.send(message.into());
    }

    fn refuse(&self, id: RequestId, (code, message): Refusal) {
        self.send(Response::new_err(id, code as i32, message));
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.next_id += 1;
        self.send(Request { id: RequestId::from(self.next_id), method: method.to_owned(), params });
    }

    fn log(&self, message: &str) {
        self.notify("window/logMessage", json!({ "type": 1, "message": format!("connectlint: {message}") }));
    }
}
