//! Fixes one file in rounds: what does not conflict together, then what is left, until nothing changes.

use super::{Trouble, spliced, touches, verify};
use crate::diagnostic::{Diagnostic, Edit, Fix, Level, Safety};
use crate::document::Defect;
use crate::opaque;
use crate::project::File;
use crate::secret;
use std::collections::{HashMap, HashSet};

/// After so many rounds a file is left as it is then; three are many.
const MAX_ROUNDS: usize = 50;

/// The findings on one text.
#[derive(Debug, Default)]
pub struct Linted {
    /// Those that are reported.
    pub found: Vec<Diagnostic>,
    /// Those that ignore comments silence.
    pub silenced: Vec<Diagnostic>,
}

/// A fix that was not applied.
#[derive(Clone, Debug)]
pub struct Dropped {
    /// The finding that it would have mended, in the final text.
    pub finding: Diagnostic,
    /// Why.
    pub trouble: Trouble,
}

/// What became of a file.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The new text, parsed; `None` if nothing changed.
    pub file: Option<File>,
    /// How many findings were mended.
    pub applied: usize,
    /// What was offered and left out.
    pub dropped: Vec<Dropped>,
    /// How many findings could still be mended by fixes that are less safe.
    pub unsafe_left: usize,
    /// How many rounds changed the text.
    pub rounds: usize,
}

/// Fixes what can be fixed up to a safety. After every round the text is parsed and linted again: only what the
/// edits are about may have changed, and no worse finding may have come; otherwise the fix is dropped.
#[must_use]
pub fn fix_file(file: &File, lint: &dyn Fn(&File) -> Linted, safety: Safety) -> Outcome {
    let mut outcome = Outcome::default();
    let mut seen = HashSet::from([file.source().text().to_owned()]);
    let mut linted = lint(file);
    loop {
        let current = outcome.file.as_ref().unwrap_or(file);
        if outcome.rounds == MAX_ROUNDS {
            break;
        }
        let offered = offered(current, &linted, safety);
        let round = Round { file: current, linted: &linted, lint, seen: &seen };
        let (tried, dropped) = round.run(&offered);
        outcome.dropped = dropped;
        let Some(tried) = tried else { break };
        outcome.applied += tried.applied;
        outcome.rounds += 1;
        seen.insert(tried.file.source().text().to_owned());
        linted = tried.linted;
        outcome.file = Some(tried.file);
    }
    let less_safe = |fix: &Fix| fix.safety > safety;
    outcome.unsafe_left =
        linted.found.iter().filter_map(|one| one.fix.as_ref()).filter(|fix| less_safe(fix)).count();
    outcome
}

/// The findings with fixes that may be tried. A text that cannot be read to its end is not touched.
fn offered<'l>(file: &File, linted: &'l Linted, safety: Safety) -> Vec<&'l Diagnostic> {
    let broken = file.document().problems().iter().any(|problem| problem.defect != Defect::DuplicateKey);
    let fits = |one: &&Diagnostic| one.fix.as_ref().is_some_and(|fix| fix.safety <= safety);
    if broken { Vec::new() } else { linted.found.iter().filter(fits).collect() }
}

/// One round on one text.
struct Round<'a> {
    file: &'a File,
    linted: &'a Linted,
    lint: &'a dyn Fn(&File) -> Linted,
    seen: &'a HashSet<String>,
}

/// A text that some fixes lead to.
struct Tried {
    file: File,
    linted: Linted,
    applied: usize,
}

impl Round<'_> {
    /// Applies of the offered fixes what does not conflict and stands its trial.
    fn run(&self, offered: &[&Diagnostic]) -> (Option<Tried>, Vec<Dropped>) {
        let mut dropped = Vec::new();
        let mut left: Vec<&Diagnostic> = offered.to_vec();
        // Where everything in front is dropped, what conflicted with it gets its turn in the same round.
        loop {
            let (now, later) = without_conflicts(&left);
            if now.is_empty() {
                return (None, dropped);
            }
            let good = self.passing(&now, &mut dropped);
            let together = match good.as_slice() {
                [] => None,
                good => self.attempt(good).or_else(|_| self.attempt(&good[..1])).ok(),
            };
            if together.is_some() {
                return (together, dropped);
            }
            left = later;
        }
    }

    /// Those that stand their trial, each part of a failing group by itself.
    fn passing<'d>(&self, fixes: &[&'d Diagnostic], dropped: &mut Vec<Dropped>) -> Vec<&'d Diagnostic> {
        match (self.attempt(fixes), fixes) {
            (Ok(_), fixes) => fixes.to_vec(),
            (Err(trouble), [single]) => {
                dropped.push(Dropped { finding: (*single).clone(), trouble });
                Vec::new()
            }
            (Err(_), fixes) => {
                let (one, other) = fixes.split_at(fixes.len() / 2);
                let mut good = self.passing(one, dropped);
                good.extend(self.passing(other, dropped));
                good
            }
        }
    }

    fn attempt(&self, findings: &[&Diagnostic]) -> Result<Tried, Trouble> {
        let mut edits: Vec<Edit> = Vec::new();
        for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
            if moves_secret(fix, self.file) {
                return Err(Trouble::Secret);
            }
            edits.extend(fix.edits.iter().filter(|edit| !edits.contains(edit)).cloned().collect::<Vec<_>>());
        }
        edits.sort_by_key(|edit| edit.span);
        let text = spliced(self.file.source().text(), &edits).ok_or(Trouble::Overlap)?;
        if self.seen.contains(&text) {
            return Err(Trouble::Circle);
        }
        let file = self.file.with_text(text).map_err(|_| Trouble::Unrecognised)?;
        verify::text(self.file, &file, &edits)?;
        let linted = (self.lint)(&file);
        self.judge(findings, &linted)?;
        Ok(Tried { file, linted, applied: findings.len() })
    }

    /// The findings are gone, and nothing worse has come.
    fn judge(&self, findings: &[&Diagnostic], after: &Linted) -> Result<(), Trouble> {
        let (old, new) = (Counts::of(&self.linted.found), Counts::of(&after.found));
        for finding in findings {
            if new.at(finding) >= old.at(finding) && new.rule(finding) >= old.rule(finding) {
                return Err(Trouble::Useless);
            }
        }
        let level = findings.iter().map(|finding| finding.level).min().unwrap_or(Level::Info);
        let worse = |one: &&Diagnostic| {
            new.rule(one) > old.rule(one) && (one.level > level || one.rule == "internal-error")
        };
        if let Some(worse) = after.found.iter().find(worse) {
            return Err(Trouble::Worse(worse.rule));
        }
        // To mend the name in an ignore comment is to let it silence something.
        if findings.iter().any(|finding| finding.rule == "unknown-suppression") {
            return Ok(());
        }
        let (old, new) = (Counts::of(&self.linted.silenced), Counts::of(&after.silenced));
        match after.silenced.iter().find(|one| new.rule(one) > old.rule(one)) {
            Some(silenced) => Err(Trouble::Silences(silenced.rule)),
            None => Ok(()),
        }
    }
}

/// How often each rule speaks, on the whole and about each value.
struct Counts<'d> {
    rules: HashMap<&'d str, usize>,
    places: HashMap<(&'d str, usize, &'d str), usize>,
}

impl<'d> Counts<'d> {
    fn of(found: &'d [Diagnostic]) -> Self {
        let mut counts = Self { rules: HashMap::new(), places: HashMap::new() };
        for one in found {
            *counts.rules.entry(one.rule).or_default() += 1;
            *counts.places.entry((one.rule, one.place.root, &one.place.pointer)).or_default() += 1;
        }
        counts
    }

    fn rule(&self, one: &Diagnostic) -> usize {
        self.rules.get(one.rule).copied().unwrap_or(0)
    }

    fn at(&self, one: &Diagnostic) -> usize {
        self.places.get(&(one.rule, one.place.root, &*one.place.pointer)).copied().unwrap_or(0)
    }
}

/// The first of those that touch each other, and the others. Of equal edits the second is done with the first.
fn without_conflicts<'d>(offered: &[&'d Diagnostic]) -> (Vec<&'d Diagnostic>, Vec<&'d Diagnostic>) {
    let mut taken: Vec<&Edit> = Vec::new();
    let (mut now, mut later) = (Vec::new(), Vec::new());
    for &finding in offered {
        let edits = finding.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
        let same = edits.iter().all(|edit| taken.contains(&edit));
        if !same && edits.iter().any(|edit| taken.iter().any(|other| touches(edit, other))) {
            later.push(finding);
        } else {
            taken.extend(edits);
            now.push(finding);
        }
    }
    (now, later)
}

/// Whether a fix would write a secret anew. The one exception is an exchange that puts a reference into the
/// secret's place: what comes out of there is no secret.
fn moves_secret(fix: &Fix, file: &File) -> bool {
    if !secret::shows_secret(fix, file.source()) {
        return false;
    }
    let source = file.source();
    match fix.edits.as_slice() {
        [one, other] if one.text == source.slice(other.span) && other.text == source.slice(one.span) => {
            let bare = |edit: &Edit| edit.text.trim_matches(['"', '\'']).to_owned();
            let shaped = |edit: &Edit| matches!(secret::printable(&edit.text), std::borrow::Cow::Owned(_));
            let reference = |edit: &Edit| opaque::classify(&bare(edit)).is_opaque();
            shaped(one) || shaped(other) || !(reference(one) || reference(other))
        }
        _ => true,
    }
}

/// Puts ignore comments, each an edit, into a file. Those that would change more than comments are left out;
/// returned are the new text, parsed, and how many comments are in it.
#[must_use]
pub fn silence_file(file: &File, edits: &[Edit]) -> Option<(File, usize)> {
    let try_all = |edits: &[Edit]| -> Option<File> {
        let text = spliced(file.source().text(), edits)?;
        let new = file.with_text(text).ok()?;
        let more = new.document().comments().len() == file.document().comments().len() + edits.len();
        let sound = new.document().problems().len() <= file.document().problems().len();
        (more && sound && verify::same_values(file.document(), new.document())).then_some(new)
    };
    let mut good: Vec<Edit> = Vec::new();
    let mut groups = vec![edits];
    while let Some(group) = groups.pop() {
        if group.is_empty() {
            continue;
        }
        if try_all(group).is_some() {
            good.extend_from_slice(group);
        } else if group.len() > 1 {
            let (one, other) = group.split_at(group.len() / 2);
            groups.extend([other, one]);
        }
    }
    good.sort_by_key(|edit| edit.span);
    if good.is_empty() { None } else { try_all(&good).map(|file| (file, good.len())) }
}
