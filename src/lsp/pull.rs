//! How findings reach the editor: pushed, or fetched by it.

use super::Server;
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};

impl Server<'_> {
    /// Pushes what is found in a file, unless the editor fetches it.
    pub(super) fn publish(&self, name: &str) {
        if self.client.pulls {
            return;
        }
        let mut params = json!({ "uri": self.uri(name), "diagnostics": self.diagnostics(name) });
        if let Some(version) = self.open.get(name).and_then(|buffer| buffer.version) {
            params["version"] = json!(version);
        }
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Tells an editor that fetches that there is something new.
    pub(super) fn refresh(&mut self) {
        if self.client.pulls {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// The findings of one file.
    pub(super) fn pull_document(&mut self, params: &Value) -> Value {
        let name = self.named(params);
        self.lint_waiting(&name);
        let previous = params.get("previousResultId").and_then(Value::as_str);
        report(self.diagnostics(&name), previous)
    }

    /// The findings of all files.
    pub(super) fn pull_workspace(&mut self, params: &Value) -> Value {
        while !self.dirty.is_empty() {
            self.lint_some();
        }
        let known = params.get("previousResultIds").and_then(Value::as_array).into_iter().flatten();
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let known: Vec<(String, Option<String>)> =
            known.filter_map(|it| Some((self.names.name(&text(it, "uri")?), text(it, "value")))).collect();
        let mut names: Vec<&String> = self.engine.names().chain(self.mistakes.keys()).collect();
        names.extend(known.iter().map(|(name, _)| name));
        names.sort_unstable();
        names.dedup();
        let items: Vec<Value> = names
            .into_iter()
            .map(|name| {
                let previous = known.iter().find(|(own, _)| own == name).and_then(|(_, id)| id.as_deref());
                let mut item = report(self.diagnostics(name), previous);
                item["uri"] = json!(self.uri(name));
                item["version"] = json!(self.open.get(name).and_then(|buffer| buffer.version));
                item
            })
            .collect();
        json!({ "items": items })
    }

    /// Lints a file now if it waits for that.
    fn lint_waiting(&mut self, name: &str) {
        if self.dirty.remove(name) {
            self.stale |= !self.engine.lint(&[name.to_owned()]).is_empty();
        }
    }
}

/// A full report, or that nothing is new.
fn report(items: Vec<Value>, previous: Option<&str>) -> Value {
    let mut hasher = DefaultHasher::new();
    Value::Array(items.clone()).to_string().hash(&mut hasher);
    let id = format!("{:016x}", hasher.finish());
    if previous == Some(id.as_str()) {
        return json!({ "kind": "unchanged", "resultId": id });
    }
    json!({ "kind": "full", "resultId": id, "items": items })
}
