//! Known shapes of credentials, found inside any text (`schemas/credentials.yaml`).

use super::{Nature, Shape};
use std::ops::Range;
use std::sync::OnceLock;

/// A known shape: by what it is found, and all else of it as JSON, which is read when it is found.
#[derive(Debug)]
struct Known {
    /// Whether only a whole value can be it, and how that begins.
    whole: Option<&'static str>,
    text: &'static str,
    shape: OnceLock<Option<Shape>>,
}

include!(concat!(env!("OUT_DIR"), "/credentials.rs"));

/// Where the needles of each first byte begin among all, which stand in the order of their first bytes.
static STARTS: [usize; 257] = {
    let mut starts = [0; 257];
    let mut at = 0;
    while at < NEEDLES.len() {
        let mut above = NEEDLES[at].0.as_bytes()[0] as usize + 1;
        while above < starts.len() {
            starts[above] = at + 1;
            above += 1;
        }
        at += 1;
    }
    starts
};

/// For each byte the needles that have it as their first and as their second one, a bit for each: where the two have
/// none in common no needle begins. A needle has two bytes at least, or it would not compile here.
static BEGINNINGS: [[u64; 256]; 2] = {
    let mut beginnings = [[0; 256]; 2];
    let mut at = 0;
    while at < NEEDLES.len() {
        let needle = NEEDLES[at].0.as_bytes();
        beginnings[0][needle[0] as usize] |= 1 << (at % 64);
        beginnings[1][needle[1] as usize] |= 1 << (at % 64);
        at += 1;
    }
    beginnings
};

impl Known {
    /// A test keeps the built-in data readable; what cannot be read is not known.
    fn shape(&self) -> Option<&Shape> {
        self.shape.get_or_init(|| serde_json::from_str(self.text).ok()).as_ref()
    }
}

/// All known shapes, in the order of the data.
pub fn shapes() -> impl Iterator<Item = &'static Shape> {
    KNOWN.iter().filter_map(Known::shape)
}

/// The credentials in a text, from left to right: client ids are not among them, since they are no secrets.
///
/// Invented ones of documentation (one letter repeated, `…EXAMPLE`) do not count.
pub fn scan(text: &str) -> impl Iterator<Item = (Range<usize>, &'static Shape)> + '_ {
    all(text).filter(|(_, shape)| shape.nature.is_some_and(Nature::is_secret))
}

/// What a whole value is, client ids included; blanks around it do not count.
#[must_use]
pub fn classify(text: &str) -> Option<&'static Shape> {
    let text = text.trim();
    // A key file is recognised by its first words; what follows is a part of it.
    let whole = |range: &Range<usize>, shape: &Shape| match shape.nature {
        Some(Nature::PrivateKey) => range.start == 0,
        _ => *range == (0..text.len()),
    };
    let found = all(text).find(|(range, shape)| whole(range, shape)).map(|(_, shape)| shape);
    let begins = |known: &&Known| known.whole.is_some_and(|prefix| text.starts_with(prefix));
    let whole = || KNOWN.iter().filter(begins).filter_map(Known::shape).find(|shape| shape.matches(text));
    found.or_else(whole)
}

fn all(text: &str) -> impl Iterator<Item = (Range<usize>, &'static Shape)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let (hit, known) = find(text.as_bytes(), at)?;
            if let Some(shape) = known.shape()
                && let Some(range) = around(text, hit, at, shape)
            {
                at = range.end;
                return Some((range, shape));
            }
            at = hit + 1;
        }
    })
}

/// The first needle from a place on, and whose it is; of several in one place the longest. Nothing has to be made
/// ready for this, as it has to be for an automaton, and it is as quick in files of a few kilobytes.
fn find(text: &[u8], from: usize) -> Option<(usize, &'static Known)> {
    let may_begin =
        |(one, two): (&u8, &u8)| BEGINNINGS[0][usize::from(*one)] & BEGINNINGS[1][usize::from(*two)] != 0;
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        at += rest.iter().zip(rest.get(1..)?).position(may_begin)?;
        let (byte, second) = (usize::from(text[at]), text.get(at + 1));
        let mut here = NEEDLES[STARTS[byte]..STARTS[byte + 1]].iter();
        let begins = |needle: &[u8]| needle.get(1) == second && text[at..].starts_with(needle);
        if let Some((_, known)) = here.find(|(needle, _)| begins(needle.as_bytes())) {
            return Some((at, &KNOWN[*known]));
        }
        at += 1;
    }
}

/// The credential whose literal part begins at `hit`.
fn around(text: &str, hit: usize, done: usize, shape: &Shape) -> Option<Range<usize>> {
    let start = hit.checked_sub(shape.before).filter(|&start| start >= done)?;
    if !text.is_char_boundary(start) {
        return None;
    }
    let before = text.as_bytes()[..start].last();
    if before.is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return None;
    }
    let length = shape.length_at_start(&text[start..]).filter(|&length| length > 0)?;
    let found = &text[start..start + length];
    (!is_invented(found, &shape.prefix)).then_some(start..start + length)
}

/// `ghp_xxxxxxxx…`, `AKIAIOSFODNN7EXAMPLE`
fn is_invented(text: &str, prefix: &str) -> bool {
    let body = text.strip_prefix(prefix).unwrap_or(text).as_bytes();
    let repeated = body.first().is_some_and(|first| body.iter().all(|byte| byte == first));
    repeated || text.ends_with("EXAMPLE")
}
