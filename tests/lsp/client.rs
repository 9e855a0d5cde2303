//! A language client by hand: starts the server, writes messages, reads messages.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

pub(crate) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: i64,
    root: PathBuf,
    /// The last findings that were pushed, by URI.
    pub(crate) pushed: BTreeMap<String, Value>,
    /// Requests of the server.
    pub(crate) asked: Vec<String>,
    /// The answer to the greeting.
    pub(crate) greeting: Value,
}

/// What most tests say of themselves.
pub(crate) fn plain() -> Value {
    json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } })
}

impl Client {
    pub(crate) fn start(root: &Path, capabilities: Value) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_connectlint"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut out) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let stdin = child.stdin.take();
        let mut client = Self {
            child,
            stdin,
            messages,
            next: 0,
            root: root.canonicalize().expect("it is there"),
            pushed: BTreeMap::new(),
            asked: Vec::new(),
            greeting: Value::Null,
        };
        let folder = json!({ "uri": client.uri(""), "name": "here" });
        let params = json!({
            "processId": null, "rootUri": client.uri(""), "workspaceFolders": [folder], "capabilities": capabilities
        });
        client.greeting = client.request("initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        let path = if name.is_empty() { self.root.clone() } else { self.root.join(name) };
        url::Url::from_file_path(path).expect("it is absolute").into()
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        let stdin = self.stdin.as_mut().expect("it is open");
        write!(stdin, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        stdin.flush().expect("it listens");
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and waits for its answer; what comes before is kept.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    pub(crate) fn answer(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.messages.recv_timeout(Duration::from_secs(60)).expect("it answers");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.keep(&message);
        }
    }

    fn keep(&mut self, message: &Value) {
        let method = message["method"].as_str().unwrap_or_default();
        if method == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().expect("it has one").to_owned();
            self.pushed.insert(uri, message["params"]["diagnostics"].clone());
        }
        if message.get("id").is_some() {
            self.asked.push(method.to_owned());
            let id = message["id"].clone();
            self.write(&json!({ "jsonrpc": "2.0", "id": id, "result": null }));
        }
    }

    /// Reads messages until something holds.
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        while !holds(self) {
            let message = self.messages.recv_timeout(Duration::from_secs(60));
            let message = message.unwrap_or_else(|_| panic!("{what} never came: {:#?}", self.pushed));
            self.keep(&message);
        }
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) {
        let language = name.rsplit('.').next().unwrap_or_default();
        let document = json!({ "uri": self.uri(name), "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Gives a buffer a new text.
    pub(crate) fn change(&mut self, name: &str, version: i64, changes: Value) {
        let document = json!({ "uri": self.uri(name), "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The rules of the last findings that were pushed for a file.
    pub(crate) fn rules(&self, name: &str) -> Vec<String> {
        let pushed = self.pushed.get(&self.uri(name)).and_then(Value::as_array).cloned().unwrap_or_default();
        pushed.iter().map(|it| it["code"].as_str().expect("it has one").to_owned()).collect()
    }

    /// Waits until some rules, and no others, speak about a file.
    pub(crate) fn until_rules(&mut self, name: &str, rules: &[&str]) {
        let uri = self.uri(name);
        self.until(&format!("{rules:?} in {name}"), |it| {
            it.pushed.contains_key(&uri) && it.rules(name) == rules
        });
    }

    /// Says goodbye and returns the exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.stdin = None;
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A server whose input ends goes by itself, and only then writes down what of it ran.
        drop(self.stdin.take());
        let ended = |child: &mut Child| matches!(child.try_wait(), Ok(Some(_)));
        for _ in 0..200 {
            if ended(&mut self.child) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(out: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if out.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = number.parse().ok()?;
        }
    }
    let mut bytes = vec![0; length];
    out.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
