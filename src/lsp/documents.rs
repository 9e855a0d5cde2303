//! What the editor says of its buffers and of files on the disk.

use super::engine::Engine;
use super::{Server, Walked, names};
use crate::document::Format;
use crate::source::Source;
use crate::workspace::{self, Error};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A file that is open in the editor, as it stands there.
#[derive(Debug)]
pub(super) struct Buffer {
    pub(super) uri: String,
    pub(super) version: Option<i64>,
    pub(super) source: Source,
    pub(super) format: Option<Format>,
}

impl Server<'_> {
    /// The name of the file that a message is about.
    pub(super) fn named(&self, params: &Value) -> String {
        self.names.name(text(params, "/textDocument/uri"))
    }

    /// The URI of a file, as the editor wrote it if it did.
    pub(super) fn uri(&self, name: &str) -> String {
        self.open.get(name).map_or_else(|| self.names.uri(name), |buffer| buffer.uri.clone())
    }

    pub(super) fn did_open(&mut self, params: &Value) {
        let name = self.named(params);
        let uri = text(params, "/textDocument/uri").to_owned();
        let format = names::format(&uri, text(params, "/textDocument/languageId"));
        let version = params.pointer("/textDocument/version").and_then(Value::as_i64);
        let source = Source::new(name.as_str(), text(params, "/textDocument/text"));
        self.open.insert(name.clone(), Buffer { uri, version, source, format });
        if !self.engine.is_whole() {
            // The walk is not done yet: what can be said of this file alone is said at once.
            let paths = self.open.keys().map(PathBuf::from).collect();
            match Engine::open(paths, false) {
                Ok(engine) => self.engine = engine,
                Err(error) => self.cannot_open(&error),
            }
            let open: Vec<String> = self.open.keys().filter(|other| **other != name).cloned().collect();
            for other in open {
                self.overlay(&other);
                self.engine.lint(&[other]);
            }
        }
        self.show_buffer(&name);
    }

    pub(super) fn did_change(&mut self, params: &Value) {
        let name = self.named(params);
        let Some(buffer) = self.open.get_mut(&name) else { return };
        buffer.version = params.pointer("/textDocument/version").and_then(Value::as_i64);
        for change in params.get("contentChanges").and_then(Value::as_array).into_iter().flatten() {
            let new = text(change, "/text");
            let text = match change.get("range") {
                Some(range) => {
                    let span = self.client.encoding.span(&buffer.source, range);
                    let mut text = buffer.source.text().to_owned();
                    text.replace_range(span.range(), new);
                    text
                }
                None => new.to_owned(),
            };
            buffer.source = Source::new(name.as_str(), text);
        }
        self.show_buffer(&name);
    }

    /// What is in the buffer counts already; a configuration counts from the moment it is saved.
    pub(super) fn did_save(&mut self, params: &Value) {
        let name = self.named(params);
        self.again |= names::is_config(&name);
    }

    /// From now on the file counts as it is on the disk.
    pub(super) fn did_close(&mut self, params: &Value) {
        let name = self.named(params);
        let Some(buffer) = self.open.remove(&name) else { return };
        self.again |= self.walking || names::is_config(&name);
        self.mistakes.remove(&name);
        let bytes = std::fs::read(&name).ok();
        let waiting = self.engine.set(&name, bytes, buffer.format);
        self.show(&waiting);
    }

    pub(super) fn did_change_files(&mut self, params: &Value) {
        const DELETED: i64 = 3;
        for change in params.get("changes").and_then(Value::as_array).into_iter().flatten() {
            let name = self.names.name(text(change, "/uri"));
            if names::is_config(&name) {
                self.again = true;
            } else if self.open.contains_key(&name) {
                continue;
            } else if change.get("type").and_then(Value::as_i64) == Some(DELETED) {
                self.delete(&name);
            } else if self.engine.file(&name).is_some() {
                self.again |= self.walking;
                let waiting = self.engine.set(&name, std::fs::read(&name).ok(), None);
                self.dirty.extend(waiting);
            } else {
                // It is new, or ignored, or only now one of ours: a walk tells.
                self.again = true;
            }
        }
    }

    /// A folder is deleted with all that is in it.
    fn delete(&mut self, name: &str) {
        let below = format!("{name}/");
        let files = self.engine.files().iter().map(|file| file.path().to_string());
        let gone: Vec<String> = files
            .filter(|file| (file == name || file.starts_with(&below)) && !self.open.contains_key(file))
            .collect();
        self.again |= self.walking || gone.is_empty();
        for name in gone {
            let waiting = self.engine.set(&name, None, None);
            self.dirty.extend(waiting);
        }
    }

    pub(super) fn did_change_folders(&mut self, params: &Value) {
        let list = |pointer: &str| -> Vec<PathBuf> {
            let folders = params.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
            folders.filter_map(|folder| names::path(folder.get("uri")?.as_str()?)).collect()
        };
        let removed = list("/event/removed");
        self.roots.retain(|root| !removed.contains(root));
        self.roots.extend(list("/event/added"));
        self.again = true;
    }

    /// Asks the editor to tell of changes on the disk.
    pub(super) fn watch_files(&mut self) {
        if !self.client.watches {
            return;
        }
        let glob = |pattern: &str| json!({ "globPattern": pattern });
        let watchers = [glob("**/*.{yaml,yml,json,toml,md}"), glob("**/.gitignore"), glob("**/.ignore")];
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        self.ask("client/registerCapability", json!({ "registrations": [registration] }));
    }

    /// Lays a buffer over the file on the disk.
    fn overlay(&mut self, name: &str) -> Vec<String> {
        let Some(buffer) = self.open.get(name) else { return Vec::new() };
        let bytes = buffer.source.text().as_bytes().to_vec();
        self.engine.set(name, Some(bytes), buffer.format)
    }

    fn show_buffer(&mut self, name: &str) {
        if names::is_config(name) {
            self.check_config(name);
        }
        let waiting = self.overlay(name);
        self.again |= self.engine.is_strange(name) && self.engine.is_whole() && !self.walking;
        self.show(&waiting);
    }

    /// The first file at once, the others when nothing else waits.
    fn show(&mut self, waiting: &[String]) {
        let Some((own, others)) = waiting.split_first() else { return };
        self.dirty.remove(own);
        self.engine.lint(std::slice::from_ref(own));
        self.publish(own);
        self.dirty.extend(others.iter().cloned());
    }

    /// What is wrong in a configuration, as it stands in its buffer.
    fn check_config(&mut self, name: &str) {
        let Some(buffer) = self.open.get(name) else { return };
        let found = match workspace::understand(Path::new(name), buffer.source.text()) {
            Err(Error::Config(_, mistakes)) => {
                mistakes.iter().map(|mistake| self.mistake(&buffer.source, true, mistake)).collect()
            }
            _ => Vec::new(),
        };
        self.mistakes.insert(name.to_owned(), found);
    }

    /// Takes over what a walk has read, with the buffers over it.
    pub(super) fn adopt(&mut self, walked: Walked) {
        self.walking = false;
        let engine = match walked {
            Ok(engine) => *engine,
            Err(error) => return self.cannot_open(&error),
        };
        let old = std::mem::replace(&mut self.engine, engine);
        let cleared: Vec<String> = self.mistakes.drain().map(|(name, _)| name).collect();
        self.dirty.clear();
        let open: Vec<String> = self.open.keys().cloned().collect();
        for name in &open {
            if names::is_config(name) {
                self.check_config(name);
            }
            let waiting = self.overlay(name);
            self.dirty.extend(waiting);
        }
        self.engine.lint(&open);
        self.dirty.retain(|name| !open.contains(name));
        let names: BTreeSet<&String> = old.names().chain(self.engine.names()).chain(&cleared).collect();
        let changed: Vec<String> = names
            .into_iter()
            .filter(|name| old.found(name) != self.engine.found(name) || cleared.contains(name))
            .cloned()
            .collect();
        changed.iter().for_each(|name| self.publish(name));
        if !changed.is_empty() {
            self.refresh();
        }
    }

    /// Says why the workspace cannot be read; what was read before goes on counting.
    fn cannot_open(&mut self, error: &Error) {
        match error {
            Error::Config(document, mistakes) => {
                let source = document.source();
                let name = source.path().to_string();
                // A buffer that is ahead of the disk says for itself what is wrong in it.
                if !self.open.contains_key(&name) {
                    let found = mistakes.iter().map(|mistake| self.mistake(source, false, mistake)).collect();
                    self.mistakes.insert(name.clone(), found);
                    self.publish(&name);
                    self.refresh();
                }
                self.complain("the configuration cannot be used");
            }
            Error::Plain(text) => self.complain(text),
        }
    }

    fn complain(&self, text: &str) {
        let message = format!("connectlint: {}", crate::report::visible(text));
        self.notify("window/showMessage", json!({ "type": 1, "message": message }));
    }
}

/// A text in a message; empty if it is not there.
pub(super) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
