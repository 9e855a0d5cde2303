//! Finds known errors in a text: all codes and phrases of all pages and tables in one automaton.
//!
//! A *way* is one thing by which an error is known: a code, or phrases that all occur. Its *anchor* is its most
//! telling piece; a text without any anchor has no error, and that is what a log is searched for first.

use super::entry::{Entry, Sign};
use super::number;
use super::table::Row;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use std::collections::HashMap;
use std::sync::OnceLock;

/// How telling a match is; more is better, whatever the weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// A code that every service has.
    Common,
    /// A code of a known family that nobody has described.
    Family,
    /// A code that only says that something else has failed.
    General,
    /// A code that several services use, beside the name of one of them.
    Shared,
    /// A wording.
    Words,
    /// A code.
    Code,
}

/// An error in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which one, in [`Index::entries`].
    pub entry: usize,
    /// How telling it is.
    pub tier: Tier,
    /// How much of the text says so, within the tier.
    pub weight: usize,
    /// Where in the text its most telling piece begins (bytes).
    pub at: usize,
    /// The code that was found, if it was a code.
    pub code: Option<&'static str>,
}

impl Match {
    /// What two matches are compared by.
    #[must_use]
    pub fn strength(&self) -> (Tier, usize) {
        (self.tier, self.weight)
    }
}

/// How a piece has to stand in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Stand {
    /// Anywhere.
    Free,
    /// With no letter, digit or underscore next to it.
    Token,
    /// The same, followed by digits.
    Prefix,
    /// Three digits where an error is spoken of.
    Number,
    /// More digits that are followed by `:` or `(`, or stand after `error`.
    LongNumber,
}

#[derive(Debug)]
struct Way {
    entry: usize,
    tier: Tier,
    weight: usize,
    /// The other pieces that must occur.
    rest: Vec<usize>,
    /// One of these must occur, if there are any.
    near: Vec<usize>,
    code: Option<&'static str>,
}

/// All known errors, ready to be found.
#[derive(Debug)]
pub struct Index {
    entries: Vec<Entry>,
    stands: Vec<Stand>,
    /// The ways of which a piece is the anchor.
    ways: Vec<Vec<Way>>,
    finder: AhoCorasick,
    anchors: AhoCorasick,
}

impl Index {
    /// The index of all built-in pages and tables.
    ///
    /// # Errors
    /// If the automaton cannot be built, which a test keeps from happening.
    pub fn built_in() -> Result<&'static Self, String> {
        static INDEX: OnceLock<Result<Index, String>> = OnceLock::new();
        INDEX.get_or_init(|| Self::new(Entry::all())).as_ref().map_err(Clone::clone)
    }

    /// An index of these errors.
    ///
    /// # Errors
    /// If the automaton cannot be built: too many words.
    pub fn new(entries: Vec<Entry>) -> Result<Self, String> {
        let mut pieces = Pieces::default();
        for (at, entry) in entries.iter().enumerate() {
            match entry {
                Entry::Page(rule) => Entry::signs(rule).into_iter().for_each(|sign| pieces.sign(at, sign)),
                Entry::Row(_, row) => pieces.row(at, row),
            }
        }
        let build = |patterns: &[String], kind: Option<AhoCorasickKind>| {
            AhoCorasickBuilder::new()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::Standard)
                .kind(kind)
                .build(patterns)
                .map_err(|error| error.to_string())
        };
        let texts: Vec<String> = pieces.all.iter().map(|(text, _)| text.clone()).collect();
        let finder = build(&texts, None)?;
        // One table look-up for each byte, however many patterns there are.
        let anchors = build(&pieces.anchors(), Some(AhoCorasickKind::DFA))?;
        let stands = pieces.all.iter().map(|(_, stand)| *stand).collect();
        Ok(Self { entries, stands, ways: pieces.ways, finder, anchors })
    }

    /// The errors.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Where the first anchor in the bytes begins: without one there is no error in them.
    #[must_use]
    pub fn first_anchor(&self, bytes: &[u8]) -> Option<usize> {
        self.anchors.find(bytes).map(|hit| hit.start())
    }

    /// The errors in a text, the best first, each once. A `strict` reader has found the text in a log and wants
    /// to be surer about bare numbers than one who asks what it means.
    #[must_use]
    pub fn matches(&self, text: &[u8], strict: bool) -> Vec<Match> {
        let lower = text.to_ascii_lowercase();
        let mut places: Vec<Option<usize>> = vec![None; self.stands.len()];
        let mut seen = Vec::new();
        for hit in self.finder.find_overlapping_iter(&lower) {
            let piece = hit.pattern().as_usize();
            if places[piece].is_none() && self.stands_right(piece, &lower, hit.start(), hit.end(), strict) {
                places[piece] = Some(hit.start());
                seen.push(piece);
            }
        }
        let mut found: Vec<Match> = Vec::new();
        for piece in seen {
            for way in &self.ways[piece] {
                let here = |other: &usize| places[*other].is_some();
                if !way.rest.iter().all(here) || !(way.near.is_empty() || way.near.iter().any(here)) {
                    continue;
                }
                let at = places[piece].unwrap_or_default();
                let new = Match { entry: way.entry, tier: way.tier, weight: way.weight, at, code: way.code };
                match found.iter_mut().find(|known| known.entry == new.entry) {
                    Some(known) if known.strength() < new.strength() => *known = new,
                    Some(_) => {}
                    None => found.push(new),
                }
            }
        }
        found.sort_by(|one, other| other.strength().cmp(&one.strength()).then(one.entry.cmp(&other.entry)));
        found
    }

    fn stands_right(&self, piece: usize, text: &[u8], start: usize, end: usize, strict: bool) -> bool {
        match self.stands[piece] {
            Stand::Free => true,
            Stand::Token => number::is_token(text, start, end),
            Stand::Prefix => {
                number::is_token(text, start, text.len()) && text.get(end).is_some_and(u8::is_ascii_digit)
            }
            Stand::Number => number::is_code(text, start, end, strict),
            Stand::LongNumber => number::is_long_code(text, start, end),
        }
    }
}

/// The pieces of all ways while they are collected.
#[derive(Default)]
struct Pieces {
    all: Vec<(String, Stand)>,
    numbers: HashMap<(String, Stand), usize>,
    ways: Vec<Vec<Way>>,
}

impl Pieces {
    fn piece(&mut self, text: &str, stand: Stand) -> usize {
        let key = (text.to_ascii_lowercase(), stand);
        *self.numbers.entry(key).or_insert_with_key(|key| {
            self.all.push(key.clone());
            self.ways.push(Vec::new());
            self.all.len() - 1
        })
    }

    fn sign(&mut self, entry: usize, sign: Sign) {
        for code in [sign.code, sign.name].into_iter().flatten() {
            // There are few of them, and they are needed as long as the program runs.
            self.code(entry, Box::leak(code.into_boxed_str()), Tier::Code, &[]);
        }
        self.words(entry, &sign.words, Tier::Words);
    }

    fn row(&mut self, entry: usize, row: &'static Row) {
        if row.prefix {
            for code in row.codes() {
                let piece = self.piece(code, Stand::Prefix);
                let way = Way {
                    entry,
                    tier: Tier::Family,
                    weight: code.len(),
                    rest: Vec::new(),
                    near: Vec::new(),
                    code: None,
                };
                self.ways[piece].push(way);
            }
            return;
        }
        let (code, words) = match (row.general, row.near.is_empty()) {
            (true, false) => (Tier::Common, Tier::Common),
            (true, true) => (Tier::General, Tier::General),
            (false, false) => (Tier::Shared, Tier::Words),
            (false, true) => (Tier::Code, Tier::Words),
        };
        row.codes().for_each(|text| self.code(entry, text, code, &row.near));
        row.words.iter().for_each(|phrases| self.words(entry, phrases, words));
    }

    fn code(&mut self, entry: usize, code: &'static str, tier: Tier, near: &[String]) {
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        let stand = match (digits, code.len()) {
            (true, ..=3) => Stand::Number,
            (true, _) => Stand::LongNumber,
            _ => Stand::Token,
        };
        let piece = self.piece(code, stand);
        let near = near.iter().map(|word| self.piece(word, Stand::Free)).collect();
        let way = Way { entry, tier, weight: code.len(), rest: Vec::new(), near, code: Some(code) };
        self.ways[piece].push(way);
    }

    fn words(&mut self, entry: usize, phrases: &[String], tier: Tier) {
        let stand = |phrase: &str| {
            let digits = phrase.bytes().all(|byte| byte.is_ascii_digit());
            if digits { Stand::Token } else { Stand::Free }
        };
        let Some(anchor) = phrases.iter().max_by_key(|phrase| phrase.len()) else { return };
        let weight = phrases.iter().map(String::len).sum();
        let rest = phrases
            .iter()
            .filter(|phrase| *phrase != anchor)
            .map(|phrase| self.piece(phrase, stand(phrase)))
            .collect();
        let anchor = self.piece(anchor, stand(anchor));
        self.ways[anchor].push(Way { entry, tier, weight, rest, near: Vec::new(), code: None });
    }

    /// The texts to search a log for.
    fn anchors(&self) -> Vec<String> {
        let mut anchors = Vec::new();
        for ((text, stand), ways) in self.all.iter().zip(&self.ways) {
            match stand {
                _ if ways.is_empty() => {}
                Stand::Number => anchors.extend(number::forms(text)),
                _ => anchors.push(text.clone()),
            }
        }
        anchors
    }
}
