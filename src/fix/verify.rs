//! Judges what edits made of a text: it is parsed again, and only what the edits are about may have changed.

use super::Trouble;
use crate::diagnostic::Edit;
use crate::document::{Defect, Document, Node};
use crate::model::escape;
use crate::project::File;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// A value by its document in the stream and its pointer in it.
type Spot = (usize, String);

/// Whether a new text is the old one with some edits, and nothing else.
///
/// # Errors
/// What is wrong with it.
pub(super) fn text(old: &File, new: &File, edits: &[Edit]) -> Result<(), Trouble> {
    let (before, after) = (old.document(), new.document());
    for defect in [Defect::Syntax, Defect::Unreadable, Defect::TooDeep, Defect::DuplicateKey] {
        let count = |document: &Document| {
            document.problems().iter().filter(|problem| problem.defect == defect).count()
        };
        if count(after) > count(before) {
            return Err(Trouble::Broken);
        }
    }
    if new.parts().len() < old.parts().len() {
        return Err(Trouble::Unrecognised);
    }
    let shift = Shift::new(edits);
    comments(before, after, edits, &shift)?;
    let changes = Changes::between(before, after).ok_or(Trouble::Elsewhere)?;
    let gone: Vec<Touch> = edits.iter().map(Touch::of_old).collect();
    let come: Vec<Touch> =
        edits.iter().filter(|edit| !edit.text.is_empty()).map(|edit| Touch::of_new(edit, &shift)).collect();
    let meant = |document: &Document, touches: &[Touch], spots: &[Spot]| {
        let touched = if spots.is_empty() { HashSet::new() } else { touched(document, touches) };
        spots.iter().all(|spot| touched.contains(spot))
    };
    if meant(before, &gone, &changes.old) && meant(after, &come, &changes.new) {
        Ok(())
    } else {
        Err(Trouble::Elsewhere)
    }
}

/// Whether two texts hold the same values, whatever their comments say.
pub(super) fn same_values(old: &Document, new: &Document) -> bool {
    Changes::between(old, new).is_some_and(|changes| changes.old.is_empty() && changes.new.is_empty())
}

/// Where the bytes of the old text are in the new one.
struct Shift(Vec<(usize, usize, isize)>);

impl Shift {
    /// Edits sorted by place that do not overlap.
    fn new(edits: &[Edit]) -> Self {
        let mut sum = 0_isize;
        let steps = edits.iter().map(|edit| {
            let by = isize::try_from(edit.text.len()).unwrap_or(0);
            let before = sum;
            sum += by - isize::try_from(edit.span.len()).unwrap_or(0);
            (edit.span.start as usize, edit.span.end as usize, before)
        });
        let mut steps: Vec<_> = steps.collect();
        steps.push((usize::MAX, usize::MAX, sum));
        Self(steps)
    }

    /// The new place of an old byte that no edit takes away. Text inserted at a byte stands before it.
    fn of(&self, at: usize) -> usize {
        let next = self.0.partition_point(|&(_, end, _)| end <= at);
        at.saturating_add_signed(self.0.get(next).map_or(0, |&(_, _, by)| by))
    }

    /// The new place of the text of an edit.
    fn start(&self, edit: &Edit) -> usize {
        let start = edit.span.start as usize;
        let own = self.0.iter().find(|&&(from, to, _)| from == start && to == edit.span.end as usize);
        start.saturating_add_signed(own.map_or(0, |&(_, _, by)| by))
    }
}

/// The bytes that an edit touches, on one side of it.
struct Touch {
    span: Span,
    /// An insertion touches what ends or begins where it stands.
    insertion: bool,
}

impl Touch {
    fn of_old(edit: &Edit) -> Self {
        Self { span: edit.span, insertion: edit.span.is_empty() }
    }

    fn of_new(edit: &Edit, shift: &Shift) -> Self {
        let start = shift.start(edit);
        Self { span: Span::new(start, start + edit.text.len()), insertion: false }
    }

    fn touches(&self, span: Span) -> bool {
        if self.insertion || span.is_empty() {
            self.span.start <= span.end && span.start <= self.span.end
        } else {
            self.span.start < span.end && span.start < self.span.end
        }
    }

    /// A collection changes as a whole where its beginning is touched.
    fn touches_start(&self, span: Span) -> bool {
        let at = span.start;
        self.span.start <= at && (at < self.span.end || (self.insertion && at == self.span.end))
    }
}

/// All values whose own bytes, or those of their keys, are touched. What is reached through an alias or a
/// merge key stands elsewhere and is not among them.
fn touched(document: &Document, touches: &[Touch]) -> HashSet<Spot> {
    let mut found = HashSet::new();
    for (root, (node, _)) in document.roots().enumerate() {
        let mut path = String::new();
        collect(node, None, &mut path, root, touches, &mut found);
    }
    found
}

fn collect(
    node: Node<'_>,
    key: Option<Node<'_>>,
    path: &mut String,
    root: usize,
    touches: &[Touch],
    found: &mut HashSet<Spot>,
) {
    let own = node.span();
    let whole = key.map_or(own, |key| key.span().join(own));
    let near: Vec<&Touch> = touches.iter().filter(|touch| touch.touches(whole)).collect();
    let scalar = node.style().is_some() || node.is_alias();
    let hit = |touch: &&Touch| {
        key.is_some_and(|key| touch.touches(key.span()))
            || if scalar { touch.touches(own) } else { touch.touches_start(own) }
    };
    if near.iter().any(hit) {
        found.insert((root, path.clone()));
    }
    if near.is_empty() || node.is_alias() {
        return;
    }
    let length = path.len();
    for (token, entry) in named_entries(node) {
        if !entry.merged {
            path.push_str(&token);
            collect(entry.value, Some(entry.key), path, root, touches, found);
            path.truncate(length);
        }
    }
    for (index, item) in node.items().enumerate() {
        path.push_str(&format!("/{index}"));
        collect(item, None, path, root, touches, found);
        path.truncate(length);
    }
}

/// Entries with their pointer tokens; of equal keys the later ones get a number.
fn named_entries(node: Node<'_>) -> Vec<(String, crate::document::Entry<'_>)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    node.entries()
        .map(|entry| {
            let times = seen.entry(entry.name()).or_default();
            *times += 1;
            let token = match *times {
                1 => format!("/{}", escape(entry.name())),
                times => format!("/{}\0{times}", escape(entry.name())),
            };
            (token, entry)
        })
        .collect()
}

/// What is different between two documents: values that changed or went, by their old pointers, and values
/// that came, by their new ones.
#[derive(Default)]
struct Changes {
    old: Vec<Spot>,
    new: Vec<Spot>,
}

impl Changes {
    /// `None` where the stream has not the same documents.
    fn between(old: &Document, new: &Document) -> Option<Self> {
        if old.roots().len() != new.roots().len() {
            return None;
        }
        let mut changes = Self::default();
        for (root, ((one, was), (other, is))) in old.roots().zip(new.roots()).enumerate() {
            if was.broken != is.broken {
                return None;
            }
            changes.compare(one, other, (root, &mut String::new(), &mut String::new()));
        }
        Some(changes)
    }

    fn compare(&mut self, old: Node<'_>, new: Node<'_>, (root, was, is): (usize, &mut String, &mut String)) {
        if old.kind() != new.kind()
            || old.has_custom_tag() != new.has_custom_tag()
            || old.text() != new.text()
        {
            self.old.push((root, was.clone()));
            return;
        }
        let (old_length, new_length) = (was.len(), is.len());
        let after: HashMap<String, Node<'_>> =
            named_entries(new).into_iter().map(|(token, entry)| (token, entry.value)).collect();
        let before = named_entries(old);
        for (token, entry) in &before {
            was.push_str(token);
            match after.get(token) {
                Some(&value) => {
                    is.push_str(token);
                    self.compare(entry.value, value, (root, was, is));
                    is.truncate(new_length);
                }
                None => self.old.push((root, was.clone())),
            }
            was.truncate(old_length);
        }
        let before: HashSet<&str> = before.iter().map(|(token, _)| token.as_str()).collect();
        for token in after.keys().filter(|token| !before.contains(token.as_str())) {
            self.new.push((root, format!("{is}{token}")));
        }
        self.items(old, new, (root, was, is));
    }

    /// Items pair off from the front and from the back as long as they are equal; one against one they are
    /// compared, else what is between has gone or come.
    fn items(&mut self, old: Node<'_>, new: Node<'_>, (root, was, is): (usize, &mut String, &mut String)) {
        let (old_length, new_length) = (was.len(), is.len());
        let (before, after): (Vec<_>, Vec<_>) = (old.items().collect(), new.items().collect());
        let (mut front, mut back) = (0, 0);
        if before.len() != after.len() {
            let equal = |one: Node<'_>, other: Node<'_>| {
                let mut inner = Changes::default();
                inner.compare(one, other, (root, &mut String::new(), &mut String::new()));
                inner.old.is_empty() && inner.new.is_empty()
            };
            let shorter = before.len().min(after.len());
            while front < shorter && equal(before[front], after[front]) {
                front += 1;
            }
            while back < shorter - front
                && equal(before[before.len() - 1 - back], after[after.len() - 1 - back])
            {
                back += 1;
            }
            let gone = (front..before.len() - back).map(|at| (root, format!("{was}/{at}")));
            self.old.extend(gone);
            let come = (front..after.len() - back).map(|at| (root, format!("{is}/{at}")));
            self.new.extend(come);
            return;
        }
        for (at, (one, other)) in before.into_iter().zip(after).enumerate() {
            was.push_str(&format!("/{at}"));
            is.push_str(&format!("/{at}"));
            self.compare(one, other, (root, was, is));
            was.truncate(old_length);
            is.truncate(new_length);
        }
    }
}

/// Every comment that no edit takes away is still there, with the same text.
fn comments(old: &Document, new: &Document, edits: &[Edit], shift: &Shift) -> Result<(), Trouble> {
    let there: HashSet<(u32, &str)> =
        new.comments().iter().map(|comment| (comment.span.start, new.source().slice(comment.span))).collect();
    for comment in old.comments() {
        let span = comment.span;
        if edits.iter().any(|edit| edit.span.start < span.end && span.start < edit.span.end) {
            continue;
        }
        let start = u32::try_from(shift.of(span.start as usize)).unwrap_or(u32::MAX);
        if !there.contains(&(start, old.source().slice(span))) {
            return Err(Trouble::Comment);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
