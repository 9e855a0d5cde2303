//! What the editor can do, and what the server offers it.

use super::names;
use super::position::Encoding;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What the editor said of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    /// What its columns count.
    pub(super) encoding: Encoding,
    /// Whether it asks for findings by itself and can be told to ask again: then nothing is pushed.
    pub(super) pulls: bool,
    /// Whether it can be asked to watch files.
    pub(super) watches: bool,
    /// Whether completions may have places to fill in.
    pub(super) snippets: bool,
    /// Whether edits of the workspace may have them.
    pub(super) snippet_edits: bool,
    /// Whether edits may name the version of the buffer that they are for.
    pub(super) versioned_edits: bool,
}

impl Client {
    pub(super) fn new(params: &Value) -> Self {
        let none = Value::Null;
        let capabilities = params.get("capabilities").unwrap_or(&none);
        let can = |pointer: &str| capabilities.pointer(pointer).is_some_and(|value| *value == true);
        Self {
            encoding: Encoding::choose(capabilities),
            pulls: capabilities.pointer("/textDocument/diagnostic").is_some_and(Value::is_object)
                && can("/workspace/diagnostics/refreshSupport"),
            watches: can("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            snippets: can("/textDocument/completion/completionItem/snippetSupport"),
            snippet_edits: can("/workspace/workspaceEdit/snippetEditSupport"),
            versioned_edits: can("/workspace/workspaceEdit/documentChanges"),
        }
    }

    /// The answer to its greeting.
    pub(super) fn capabilities(&self) -> Value {
        let mut capabilities = json!({
            "positionEncoding": self.encoding.name(),
            "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
            "hoverProvider": true,
            "completionProvider": { "triggerCharacters": [":", " ", "\"", "-", "="] },
            "definitionProvider": true,
            "referencesProvider": true,
            "documentSymbolProvider": true,
            "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll.connectlint"] },
            "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
        });
        if self.pulls {
            capabilities["diagnosticProvider"] = json!({
                "identifier": "connectlint",
                "interFileDependencies": true,
                "workspaceDiagnostics": true,
            });
        }
        json!({
            "capabilities": capabilities,
            "serverInfo": { "name": "connectlint", "version": env!("CARGO_PKG_VERSION") },
        })
    }
}

/// The folders of the workspace.
pub(super) fn roots(params: &Value) -> Vec<PathBuf> {
    let folders = params.get("workspaceFolders").and_then(Value::as_array);
    let uris = folders.into_iter().flatten().filter_map(|folder| folder.get("uri")?.as_str());
    let mut roots: Vec<PathBuf> = uris.filter_map(names::path).collect();
    if roots.is_empty() {
        let text = |key: &str| params.get(key).and_then(Value::as_str);
        let root = text("rootUri").and_then(names::path).or_else(|| text("rootPath").map(PathBuf::from));
        roots.extend(root);
    }
    // A URI may end in a slash.
    roots.into_iter().map(|root| root.components().collect()).collect()
}
