//! Ignore comments by what they name and where, so that a file may have as many of them as findings.

use super::comment::{Directive, Reach};
use crate::config::Settings;
use crate::date::Date;
use std::collections::HashMap;

/// Comments of one name for one line, or for the whole file.
struct Same {
    /// The first of them, whose reason counts.
    first: usize,
    /// Comments, and names in them, of which nobody knows yet that they silence something.
    unused: Vec<(usize, usize)>,
}

/// The comments that count.
pub(super) struct ByName<'d>(HashMap<&'d str, HashMap<Option<usize>, Same>>);

impl<'d> ByName<'d> {
    pub(super) fn of(directives: &'d [Directive], settings: &Settings, today: Date) -> Self {
        let mut by_name: HashMap<&str, HashMap<_, Same>> = HashMap::new();
        for (at, directive) in directives.iter().enumerate() {
            if directive.is_expired(today) || (settings.require_reason && directive.reason.is_empty()) {
                continue;
            }
            let line = match directive.reach {
                Reach::Line(line) | Reach::Below(line) => Some(line),
                Reach::File => None,
                Reach::TooLate => continue,
            };
            for (name, word) in directive.rules.iter().enumerate() {
                let same = by_name.entry(word.text.as_str()).or_default().entry(line);
                same.or_insert_with(|| Same { first: at, unused: Vec::new() }).unused.push((at, name));
            }
        }
        Self(by_name)
    }

    /// The first comment that silences a finding on a line by one of its names; all that do are marked as used.
    pub(super) fn silencing(
        &mut self,
        line: usize,
        names: [Option<&str>; 2],
        used: &mut [Vec<bool>],
    ) -> Option<usize> {
        let mut first: Option<usize> = None;
        for name in names.into_iter().flatten() {
            let Some(lines) = self.0.get_mut(name) else { continue };
            for line in [Some(line), None] {
                let Some(same) = lines.get_mut(&line) else { continue };
                for (at, name) in same.unused.drain(..) {
                    used[at][name] = true;
                }
                first = Some(first.map_or(same.first, |first| first.min(same.first)));
            }
        }
        first
    }
}
