//! Reads a log of any size in pieces of a few megabytes, and finds the errors in it.
//!
//! A quick search skips lines without any error; only the others are looked at closely. An error that is spread
//! over a few lines is found too: a line that is not telling alone is read with its neighbours.

use super::index::{Index, Match, Tier};
use super::mask::{self, Familiar};
use super::tally::Tally;
use super::time::{self, Stamp};
use memchr::{memchr, memchr_iter, memmem, memrchr};
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;

/// What is read at once.
const CHUNK: usize = 4 << 20;
/// What is kept of the last piece, for neighbours and times of the next one.
const KEPT: usize = 8 << 10;
/// Longer lines are read in windows.
const LONGEST: usize = 64 << 10;
/// How far an error may be spread, in lines and in bytes to each side.
const NEIGHBOURS: usize = 3;
const NEAR: usize = 2 << 10;
/// Lines of one message are written within so many seconds.
const SAME_TIME: i64 = 2;

/// What a log is searched with.
pub(super) struct Search<'a> {
    /// The known errors.
    pub(super) index: &'a Index,
    /// What of a line is the repository's own.
    pub(super) own: &'a (dyn Familiar + Sync),
    /// The repository's ids, names and services in a text, each once.
    pub(super) keys: &'a (dyn Fn(&str) -> Vec<usize> + Sync),
}

/// Reads a log to its end.
///
/// # Errors
/// Those of the reader, and a log in UTF-16.
pub(super) fn read(log: &mut dyn Read, search: &Search<'_>) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut buffer: Vec<u8> = Vec::with_capacity(CHUNK + KEPT);
    let mut done = 0;
    loop {
        let old = buffer.len();
        (&mut *log).take(CHUNK as u64).read_to_end(&mut buffer)?;
        let fresh = buffer.len() - old;
        if tally.bytes == 0 && (buffer.starts_with(&[0xFF, 0xFE]) || buffer.starts_with(&[0xFE, 0xFF])) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the log is UTF-16: convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)",
            ));
        }
        tally.bytes += fresh as u64;
        let is_last = fresh < CHUNK;
        let limit = if is_last { buffer.len() } else { hold_back(&buffer, done) };
        tally.merge(search.all(&buffer, done..limit));
        if is_last {
            let open = buffer.last().is_some_and(|byte| *byte != b'\n');
            tally.lines += u64::from(open);
            return Ok(tally);
        }
        let keep = limit - buffer[limit.saturating_sub(KEPT)..limit].len();
        buffer.drain(..keep);
        done = limit - keep;
    }
}

/// Where to stop for now: before the last few lines, whose neighbours are still to come. A line without an end
/// is cut between two objects, or anywhere.
fn hold_back(buffer: &[u8], done: usize) -> usize {
    let mut limit = buffer.len();
    for back in 0..=NEIGHBOURS {
        match memrchr(b'\n', &buffer[done..limit.saturating_sub(usize::from(back > 0)).max(done)]) {
            Some(at) => limit = done + at + 1,
            None if limit < buffer.len() => return limit,
            None => break,
        }
    }
    if limit < buffer.len() {
        return limit;
    }
    let tail = buffer.len().saturating_sub(LONGEST).max(done);
    memmem::rfind(&buffer[tail..], b"},").map_or(buffer.len(), |at| tail + at + 2)
}

impl Search<'_> {
    /// Searches a range that begins and ends at lines, on all processors.
    fn all(&self, buffer: &[u8], range: Range<usize>) -> Tally {
        let parts = rayon::current_num_threads().max(1);
        let mut starts = vec![range.start];
        for part in 1..parts {
            let about = range.start + range.len() * part / parts;
            let from = (*starts.last().unwrap_or(&range.start)).max(about);
            if let Some(at) = memchr(b'\n', &buffer[from..range.end]) {
                starts.push(from + at + 1);
            }
        }
        starts.push(range.end);
        let ranges: Vec<Range<usize>> = starts.windows(2).map(|pair| pair[0]..pair[1]).collect();
        let tallies: Vec<Tally> = ranges.into_par_iter().map(|range| self.part(buffer, range)).collect();
        let mut tally = Tally::default();
        tallies.into_iter().for_each(|later| tally.merge(later));
        tally
    }

    fn part(&self, buffer: &[u8], range: Range<usize>) -> Tally {
        let mut tally =
            Tally { lines: memchr_iter(b'\n', &buffer[range.clone()]).count() as u64, ..Tally::default() };
        let mut at = range.start;
        while let Some(hit) = self.index.first_anchor(&buffer[at..range.end]) {
            let line = line_around(buffer, at + hit, at..range.end);
            self.judge(buffer, line.clone(), &mut tally);
            at = line.end.max(at + hit + 1);
        }
        tally
    }

    /// Looks closely at a line that has an anchor.
    fn judge(&self, buffer: &[u8], line: Range<usize>, tally: &mut Tally) {
        let raw = &buffer[line.clone()];
        let text = unescaped(raw);
        let mut found = self.index.matches(&text, true);
        let tier = found.first().map(|best| best.tier);
        if tier.is_none_or(|tier| tier < Tier::Words) && !is_json(raw) {
            let around = neighbours(buffer, &line);
            let offset = line.start - around.start;
            let better = self.index.matches(&buffer[around], true);
            let better: Vec<Match> = better.into_iter().filter(|hit| hit.tier >= Tier::Words).collect();
            let here = |hit: &Match| (offset..offset + raw.len()).contains(&hit.at);
            match better.first() {
                // The better one is counted on its own line, and this line only belongs to it.
                Some(best) if !here(best) => return,
                Some(_) => {
                    // Others that a neighbour has as a whole are counted there.
                    let own = better.into_iter().filter(here);
                    found = own.map(|hit| Match { at: hit.at - offset, ..hit }).collect();
                    let text = readable(raw, &mut found);
                    return self.count(buffer, &line, &text, &found, tally);
                }
                None => {}
            }
        }
        let text = readable(&text, &mut found);
        self.count(buffer, &line, &text, &found, tally);
    }

    /// Counts the best of what was found in a line; of several codes each.
    fn count(&self, buffer: &[u8], line: &Range<usize>, text: &str, found: &[Match], tally: &mut Tally) {
        let Some(best) = found.first() else { return };
        let keys = (self.keys)(text);
        let stamp = time_of(buffer, line);
        let equal = |hit: &&Match| match best.tier {
            Tier::Code => hit.tier == Tier::Code,
            _ => hit.strength() == best.strength(),
        };
        for hit in found.iter().filter(equal) {
            let example = || mask::excerpt(text, hit.at, self.own);
            tally.add((hit.entry, hit.code), stamp.as_ref(), &keys, &example);
        }
    }
}

/// The line of a place; of a very long one the object, or a window, around it.
fn line_around(buffer: &[u8], at: usize, within: Range<usize>) -> Range<usize> {
    let newline = memrchr(b'\n', &buffer[within.start..at]);
    let start = newline.map_or(within.start, |newline| within.start + newline + 1);
    // What comes after a window of a long line is of the same line, however short it is.
    let is_rest = start > 0 && buffer[start - 1] != b'\n';
    let far = within.end.min(at + LONGEST);
    let end = memchr(b'\n', &buffer[at..far]).map_or(far, |newline| at + newline);
    if !is_rest && end - start <= LONGEST {
        return start..end;
    }
    let low = start.max(at.saturating_sub(LONGEST / 2));
    let high = end.min(at + LONGEST / 2);
    let begin = memmem::rfind(&buffer[low..at], b"},{").map(|found| low + found + 2);
    let stop = memmem::find(&buffer[at..high], b"},{").map(|found| at + found + 1);
    begin.unwrap_or(low.max(at.saturating_sub(NEAR)))..stop.unwrap_or(high.min(at + NEAR))
}

fn is_json(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"{")
}

/// A line with the escapes of JSON resolved, also where JSON stands inside a JSON string.
fn unescaped(line: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'\\', line).is_none() {
        return Cow::Borrowed(line);
    }
    let mut plain = line.to_vec();
    for _ in 0..3 {
        if memchr(b'\\', &plain).is_none() {
            break;
        }
        plain = unescape_once(&plain);
    }
    Cow::Owned(plain)
}

fn unescape_once(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let Some((kind, after)) = rest.split_first() else {
            out.push(b'\\');
            break;
        };
        rest = after;
        match kind {
            b'n' | b'r' | b't' => out.push(b' '),
            b'u' => {
                let digits = rest.get(..4).and_then(|digits| std::str::from_utf8(digits).ok());
                match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32)
                {
                    Some(c) => {
                        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                        rest = &rest[4..];
                    }
                    None => out.extend_from_slice(b"\\u"),
                }
            }
            b'"' | b'\'' | b'\\' | b'/' => out.push(*kind),
            other => out.extend_from_slice(&[b'\\', *other]),
        }
    }
    out.extend_from_slice(rest);
    out
}

/// The line with the lines before and after it that belong to the same message.
fn neighbours(buffer: &[u8], line: &Range<usize>) -> Range<usize> {
    let own = stamp_of(&buffer[line.clone()]);
    let belongs = |other: &[u8]| {
        let near = |one: &Stamp, other: &Stamp| (one.seconds - other.seconds).abs() <= SAME_TIME;
        !is_json(other)
            && match (&own, stamp_of(other)) {
                (Some(own), Some(other)) => near(own, &other),
                _ => true,
            }
    };
    let mut around = line.clone();
    for _ in 0..NEIGHBOURS {
        if around.start == 0 {
            break;
        }
        let start = memrchr(b'\n', &buffer[..around.start - 1]).map_or(0, |newline| newline + 1);
        if line.start - start > NEAR || !belongs(&buffer[start..around.start]) {
            break;
        }
        around.start = start;
    }
    for _ in 0..NEIGHBOURS {
        let Some(next) = buffer.get(around.end + 1..).filter(|next| !next.is_empty()) else { break };
        let end = around.end + 1 + memchr(b'\n', next).unwrap_or(next.len());
        if end - line.end > NEAR || !belongs(&buffer[around.end + 1..end]) {
            break;
        }
        around.end = end;
    }
    around
}

/// The time of a line, else of the nearest line before it.
fn time_of(buffer: &[u8], line: &Range<usize>) -> Option<Stamp> {
    let mut range = line.clone();
    loop {
        if let Some(stamp) = stamp_of(&buffer[range.clone()]) {
            return Some(stamp);
        }
        if range.start == 0 || line.start - range.start > KEPT / 2 {
            return None;
        }
        let end = range.start - 1;
        let start = memrchr(b'\n', &buffer[..end]).map_or(0, |newline| newline + 1);
        range = start..end;
    }
}

/// A line as text, and where in it is what was found in its bytes: what is no text becomes longer.
fn readable<'l>(line: &'l [u8], found: &mut [Match]) -> Cow<'l, str> {
    let text = String::from_utf8_lossy(line);
    if matches!(text, Cow::Owned(_)) {
        for hit in found {
            hit.at = String::from_utf8_lossy(&line[..hit.at.min(line.len())]).len();
        }
    }
    text
}

fn stamp_of(line: &[u8]) -> Option<Stamp> {
    // A time stands at the beginning of a line, and in JSON not far from it.
    let head = &line[..line.len().min(4 << 10)];
    time::of_line(&String::from_utf8_lossy(head))
}
