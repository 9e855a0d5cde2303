//! What a log adds up to: each error with its count, its times, one example and the ids that stood beside it.

use super::time::Stamp;
use std::collections::{BTreeMap, HashMap};

/// One error of a log.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// How many lines have it.
    pub count: u64,
    /// The earliest time.
    pub first: Option<Stamp>,
    /// The latest time.
    pub last: Option<Stamp>,
    /// The first line, masked.
    pub example: String,
    /// Which of the repository's ids, names and services stood in how many of the lines.
    pub keys: BTreeMap<usize, u64>,
}

/// The error's place in the index, and the code that was found.
pub type Name = (usize, Option<&'static str>);

/// All errors of a log, or of a part of it. Its size depends on what is known, not on the log.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The errors.
    pub groups: HashMap<Name, Group>,
    /// Lines read.
    pub lines: u64,
    /// Bytes read.
    pub bytes: u64,
}

impl Tally {
    /// Counts an error. The example is made only for the first line that has it.
    pub(super) fn add(
        &mut self,
        name: Name,
        stamp: Option<&Stamp>,
        keys: &[usize],
        example: &dyn Fn() -> String,
    ) {
        let group =
            self.groups.entry(name).or_insert_with(|| Group { example: example(), ..Group::default() });
        group.count += 1;
        for key in keys {
            *group.keys.entry(*key).or_default() += 1;
        }
        widen(&mut group.first, &mut group.last, stamp, stamp);
    }

    /// Adds what a later part of the log has.
    pub(super) fn merge(&mut self, later: Self) {
        self.lines += later.lines;
        self.bytes += later.bytes;
        for (name, group) in later.groups {
            match self.groups.entry(name) {
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(group);
                }
                std::collections::hash_map::Entry::Occupied(mut place) => {
                    let known = place.get_mut();
                    known.count += group.count;
                    for (key, count) in group.keys {
                        *known.keys.entry(key).or_default() += count;
                    }
                    widen(&mut known.first, &mut known.last, group.first.as_ref(), group.last.as_ref());
                }
            }
        }
    }
}

fn widen(
    first: &mut Option<Stamp>,
    last: &mut Option<Stamp>,
    earlier: Option<&Stamp>,
    later: Option<&Stamp>,
) {
    if let Some(new) = earlier
        && first.as_ref().is_none_or(|known| new < known)
    {
        *first = Some(new.clone());
    }
    if let Some(new) = later
        && last.as_ref().is_none_or(|known| new > known)
    {
        *last = Some(new.clone());
    }
}
