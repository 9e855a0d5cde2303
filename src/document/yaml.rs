//! Reads YAML into the tree.
//!
//! One pass of the parser's events grows the tree. Before it, template text and control characters
//! are masked at the same length; after a syntax error the bad line is blanked at the same length and
//! the text is parsed again. So every span is a place in the file as it is.

mod build;
mod lines;
mod merge;
mod recover;
mod scalar;
mod sketch;
mod tag;
mod words;

pub(super) use scalar::kind as plain_kind;

use super::tree::{MAX_PROBLEMS, syntax};
use super::{Comment, Defect, Document, Problem, template};
use crate::source::Span;
use build::{End, Pass};
use recover::Patient;
use sketch::Found;
use std::borrow::Cow;

/// The key that brings in the entries of another mapping.
const PLAIN_MERGE: &str = "<<";

/// How often a text with errors is parsed, and how many bytes in all.
const MAX_PASSES: usize = MAX_PROBLEMS + 1;
const MAX_PARSED: usize = 24 << 20;

/// Reads all documents of the stream.
pub(super) fn read(document: &mut Document) {
    let source = document.source().text();
    let mut problems = Vec::new();
    let (text, found) = masked(source, &mut problems);
    let mut pass = build::pass(&text, &found.values);
    let mut comments = Vec::new();
    if let End::Broken(_) = pass.end {
        pass = again(&text, &found, pass, &mut problems, &mut comments);
    }
    if let End::TooDeep(problem) = &pass.end {
        problems.push(problem.clone());
    }
    problems.append(&mut pass.problems);
    mark_broken(&mut pass, &mut problems, &found.controls);
    if !comments.is_empty() {
        pass.tree.comments.append(&mut comments);
        pass.tree.comments.sort_unstable_by_key(|comment| comment.span);
        pass.tree.comments.dedup_by_key(|comment| comment.span);
    }
    if !problems.is_empty() || !found.controls.is_empty() {
        // What was blanked before a comment stands before it still.
        for known in &mut pass.tree.comments {
            *known = build::comment(source, known.span);
        }
    }
    let Pass { tree, .. } = pass;
    tree.plant(document, problems, &found.controls);
}

/// The text with everything masked that is no YAML but says so.
fn masked<'t>(source: &'t str, problems: &mut Vec<Problem>) -> (Cow<'t, str>, Found) {
    let mut text = Cow::Borrowed(source);
    if has_controls(source.as_bytes()) {
        text = Cow::Owned(without_controls(source, problems));
    }
    if !template::is_templated(&text) {
        return (text, Found::default());
    }
    let found = sketch::look(&text, text.len());
    let mut bytes = text.into_owned().into_bytes();
    for span in &found.values {
        bytes[span.range()].fill(b'_');
    }
    for span in &found.controls {
        for byte in &mut bytes[span.range()] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }
    (Cow::Owned(into_text(bytes)), found)
}

/// Bytes in which only whole characters were overwritten with ASCII.
fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn is_control(byte: u8) -> bool {
    (byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t')) || byte == 0x7f
}

fn has_controls(bytes: &[u8]) -> bool {
    // Whole chunks without an early exit let the compiler look at many bytes at once.
    bytes.chunks(256).any(|chunk| chunk.iter().fold(false, |found, &byte| found | is_control(byte)))
}

fn without_controls(source: &str, problems: &mut Vec<Problem>) -> String {
    let mut bytes = source.as_bytes().to_vec();
    for (at, byte) in bytes.iter_mut().enumerate().filter(|(_, byte)| is_control(**byte)) {
        if problems.len() < MAX_PROBLEMS {
            let message = format!("the control character U+{byte:04X} stands in the text");
            problems.push(syntax(Span::new(at, at + 1), message, Some("remove it")));
        }
        *byte = b'_';
    }
    into_text(bytes)
}

/// Parses on after a syntax error, until there is none or it is enough.
fn again(
    text: &str,
    found: &Found,
    mut pass: Pass,
    problems: &mut Vec<Problem>,
    comments: &mut Vec<Comment>,
) -> Pass {
    let mut patient = Patient::new(text.as_bytes().to_vec());
    let mut parsed = text.len();
    for _ in 1..MAX_PASSES {
        let End::Broken(error) = &pass.end else { break };
        comments.append(&mut pass.tree.comments);
        let treated = patient.treat(error, pass.last);
        if !treated || parsed > MAX_PARSED || patient.problems.len() >= MAX_PROBLEMS {
            break;
        }
        let text = String::from_utf8_lossy(&patient.text);
        parsed += text.len();
        pass = build::pass(&text, &found.values);
    }
    problems.append(&mut patient.problems);
    pass
}

/// Finds the document of each problem, and marks those in which something may be hidden.
fn mark_broken(pass: &mut Pass, problems: &mut [Problem], controls: &[Span]) {
    if problems.is_empty() && controls.is_empty() {
        return;
    }
    // How many documents with a root stand before each one.
    let mut roots = 0;
    let before: Vec<usize> = pass
        .bounds
        .iter()
        .map(|(_, has_root)| {
            roots += usize::from(*has_root);
            roots - usize::from(*has_root)
        })
        .collect();
    // The number of the document with a byte, counting only those with a root, and whether it has one.
    let place = |at: u32| {
        let at = pass.bounds.partition_point(|&(end, _)| end <= at as usize);
        let at = at.min(pass.bounds.len().saturating_sub(1));
        (
            before.get(at).copied().unwrap_or_default(),
            pass.bounds.get(at).is_some_and(|(_, has_root)| *has_root),
        )
    };
    for problem in problems.iter_mut() {
        let (root, has_root) = place(problem.span.start);
        problem.root = root;
        let is_harmless = problem.message.starts_with("the control character");
        if has_root && problem.defect == Defect::Syntax && !is_harmless {
            pass.tree.roots[root].broken = true;
        }
    }
    for control in controls {
        let (root, has_root) = place(control.start);
        if has_root {
            pass.tree.roots[root].broken = true;
        }
    }
}
