//! Quick fixes, all safe fixes at once, and comments that silence a finding.

use super::Server;
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::fix;
use crate::project::File;
use crate::secret;
use crate::source::{Source, Span};
use crate::suppress;
use serde_json::{Value, json};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// The kind of the action that applies all safe fixes.
const FIX_ALL: &str = "source.fixAll.connectlint";

/// What stands where the author has to give a reason.
const REASON: &str = "say why";

impl Server<'_> {
    /// What can be done about the findings in a range.
    pub(super) fn code_actions(&self, params: &Value) -> Value {
        let name = self.named(params);
        let only = params.pointer("/context/only").and_then(Value::as_array);
        let wanted = |kind: &str| {
            only.is_none_or(|only| {
                let kinds = only.iter().filter_map(Value::as_str);
                kinds.into_iter().any(|it| it == kind || kind.starts_with(&format!("{it}.")))
            })
        };
        let Some(buffer) = self.open.get(&name) else { return json!([]) };
        let range = params.get("range").unwrap_or(&Value::Null);
        let range = self.client.encoding.span(&buffer.source, range);
        let mut actions = Vec::new();
        if wanted("quickfix") {
            let touched: Vec<&Diagnostic> = self
                .engine
                .found(&name)
                .iter()
                .filter(|it| it.place.span.start <= range.end && range.start <= it.place.span.end)
                .collect();
            actions.extend(touched.iter().filter_map(|it| self.quick_fix(&name, it)));
            actions.extend(touched.iter().filter_map(|it| self.ignore(&name, it)));
        }
        if wanted(FIX_ALL) {
            actions.extend(self.fix_all(&name));
        }
        Value::Array(actions)
    }

    fn quick_fix(&self, name: &str, diagnostic: &Diagnostic) -> Option<Value> {
        let fix = diagnostic.fix.as_ref()?;
        let source = &self.open.get(name)?.source;
        // Such a fix is for `--fix`: an editor may write down what it is sent.
        if secret::shows_secret(fix, source) || !self.holds(name, diagnostic, fix.safety) {
            return None;
        }
        let safe = fix.safety == Safety::Safe;
        let mark = if safe { "" } else { " (unsafe: a guess)" };
        Some(json!({
            "title": format!("{}{mark}", capital(&fix.title)),
            "kind": "quickfix",
            "isPreferred": safe,
            "diagnostics": [self.diagnostic(diagnostic)],
            "edit": self.edit(name, &fix.edits, None),
        }))
    }

    fn ignore(&self, name: &str, diagnostic: &Diagnostic) -> Option<Value> {
        let file = self.engine.file(name)?;
        let settings = &self.engine.profile(name).settings;
        let one = std::slice::from_ref(diagnostic);
        let (edits, left) = suppress::comments_for(file, one, REASON, settings);
        (left == 0 && !edits.is_empty()).then(|| {
            json!({
                "title": format!("Ignore {} here, with a reason", diagnostic.rule),
                "kind": "quickfix",
                "diagnostics": [self.diagnostic(diagnostic)],
                "edit": self.edit(name, &edits, Some(REASON)),
            })
        })
    }

    /// Whether a fix mends what it is for and breaks nothing, as `--fix` asks.
    fn holds(&self, name: &str, diagnostic: &Diagnostic, safety: Safety) -> bool {
        let Some(file) = self.engine.file(name) else { return false };
        let this_only = |text: &File| {
            let mut linted = self.engine.judge(text);
            for other in &mut linted.found {
                if other.rule != diagnostic.rule || other.place.pointer != diagnostic.place.pointer {
                    other.fix = None;
                }
            }
            linted
        };
        fix::fix_file(file, &this_only, safety).applied > 0
    }

    /// All safe fixes, and those that they make possible.
    fn fix_all(&self, name: &str) -> Option<Value> {
        let file = self.engine.file(name)?;
        let fixed = fix::fix_file(file, &|text| self.engine.judge(text), Safety::Safe).file?;
        let edits = changes(file.source().text(), fixed.source().text());
        let title = "Apply all safe fixes of connectlint".to_owned();
        let all = Fix { safety: Safety::Safe, title, edits };
        if all.edits.is_empty() || secret::shows_secret(&all, file.source()) {
            return None;
        }
        Some(json!({ "title": all.title, "kind": FIX_ALL, "edit": self.edit(name, &all.edits, None) }))
    }

    /// Edits of one file; a text in them may be a place to fill in.
    fn edit(&self, name: &str, edits: &[Edit], fill_in: Option<&str>) -> Value {
        let Some(buffer) = self.open.get(name) else { return Value::Null };
        let source: &Source = &buffer.source;
        let snippet = fill_in.filter(|_| self.client.snippet_edits && self.client.versioned_edits);
        let edits: Vec<Value> = edits
            .iter()
            .map(|edit| {
                let range = self.client.encoding.range(source, edit.span, true);
                match snippet {
                    Some(word) => {
                        let value = escape(&edit.text).replace(word, &format!("${{1:{word}}}"));
                        json!({ "range": range, "snippet": { "kind": "snippet", "value": value } })
                    }
                    None => json!({ "range": range, "newText": edit.text }),
                }
            })
            .collect();
        if self.client.versioned_edits {
            let document = json!({ "uri": buffer.uri, "version": buffer.version });
            return json!({ "documentChanges": [{ "textDocument": document, "edits": edits }] });
        }
        json!({ "changes": { buffer.uri.as_str(): edits } })
    }
}

/// A text as a snippet has it.
pub(super) fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

fn capital(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The lines in which two texts differ, as edits of the first one: what is equal is not sent.
fn changes(old: &str, new: &str) -> Vec<Edit> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut starts = vec![0];
    for line in &before {
        starts.push(starts[starts.len() - 1] + line.len());
    }
    let ops = capture_diff_slices(Algorithm::Myers, &before, &after);
    ops.iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| {
            let (gone, come) = (op.old_range(), op.new_range());
            trimmed(old, starts[gone.start]..starts[gone.end], &after[come].concat())
        })
        .collect()
}

/// An edit without what it would leave as it is at both ends.
fn trimmed(old: &str, gone: Range<usize>, come: &str) -> Edit {
    let before = &old[gone.clone()];
    let same = |one: &str, other: &str| -> usize {
        one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
    };
    let head = same(before, come);
    let tail: usize = before[head..]
        .chars()
        .rev()
        .zip(come[head..].chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let span = Span::new(gone.start + head, gone.end - tail);
    Edit { span, text: come[head..come.len() - tail].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_sent() {
        let edits = changes("a: 1\nsecret: x\nb: 2\n", "a: 1\nsecret: x\nb: 3\nc: 4\n");
        assert_eq!(edits, [Edit { span: Span::new(18, 19), text: "3\nc: 4".to_owned() }]);
        assert!(changes("a\n", "a\n").is_empty());
    }
}
