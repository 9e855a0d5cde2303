//! Known shapes of credentials, found inside any text (`schemas/credentials.yaml`).

use super::{Nature, Shape};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::ops::Range;
use std::sync::OnceLock;

/// All known shapes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    shapes: Vec<Shape>,
    #[serde(skip)]
    finder: Option<AhoCorasick>,
    /// The shape of each needle of the finder.
    #[serde(skip)]
    owners: Vec<usize>,
}

fn builtin() -> &'static Credentials {
    static BUILTIN: OnceLock<Credentials> = OnceLock::new();
    let json = include_str!(concat!(env!("OUT_DIR"), "/credentials.json"));
    BUILTIN.get_or_init(|| {
        // A test keeps the data readable; a build whose data cannot be read knows no shape.
        let none = |_| Credentials { shapes: Vec::new(), finder: None, owners: Vec::new() };
        let mut known: Credentials = serde_json::from_str(json).unwrap_or_else(none);
        let needles = known.shapes.iter().enumerate().filter_map(|(at, shape)| Some((at, shape.needle()?)));
        let (owners, needles): (Vec<_>, Vec<_>) = needles.unzip();
        // This kind is the quickest to build, and a run over a few files builds more than it searches.
        let mut builder = AhoCorasick::builder();
        builder.kind(Some(AhoCorasickKind::NoncontiguousNFA)).match_kind(MatchKind::LeftmostLongest);
        known.finder = builder.build(needles).ok();
        known.owners = owners;
        known
    })
}

/// All known shapes, in the order of the data.
#[must_use]
pub fn shapes() -> &'static [Shape] {
    &builtin().shapes
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
    found.or_else(|| shapes().iter().find(|shape| shape.whole && shape.matches(text)))
}

fn all(text: &str) -> impl Iterator<Item = (Range<usize>, &'static Shape)> + '_ {
    let known = builtin();
    let mut at = 0;
    std::iter::from_fn(move || {
        let finder = known.finder.as_ref()?;
        loop {
            let hit = finder.find(aho_corasick::Input::new(text).range(at..))?;
            let shape = &known.shapes[known.owners[hit.pattern().as_usize()]];
            if let Some(range) = around(text, hit.start(), at, shape) {
                at = range.end;
                return Some((range, shape));
            }
            at = hit.start() + 1;
        }
    })
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
