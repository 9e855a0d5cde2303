//! Hosts that only look like a known one.

use super::providers::Entry;
use super::url::{EndpointUrl, OPAQUE};
use super::{Provider, Providers, Reach};
use idna::punycode;

/// In what way a host looks like a known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The known host stands at its beginning: `login.microsoftonline.com.contoso.net`.
    Beginning,
    /// It has letters that look like the known ones: Cyrillic `о` for `o`, `rn` for `m`, `0` for `o`.
    Letters,
    /// It is one or two letters away.
    Typo,
}

/// A known host that another one looks like.
#[derive(Clone, Debug)]
pub struct Lookalike<'p> {
    /// Whose the known host is.
    pub provider: &'p Provider,
    /// The known host; for a pattern its fixed part (`okta.com`).
    pub known: &'p str,
    /// The host that is meant: the given one with the known text in it.
    pub meant: String,
    /// In what way.
    pub likeness: Likeness,
}

/// Names shorter than this are a letter away from too many others.
const SHORTEST: usize = 8;
/// Names up to this length are compared with one letter's tolerance, longer ones with two.
const SHORT: usize = 12;

impl Providers {
    /// The known host that the host of a URL looks like without being it. Private hosts and hosts with
    /// placeholders are never compared.
    #[must_use]
    pub fn lookalike(&self, url: &EndpointUrl<'_>) -> Option<Lookalike<'_>> {
        let host = url.host_key();
        if host.contains(OPAQUE) || !matches!(url.reach(), Reach::Public) || self.host_index(host).is_some() {
            return None;
        }
        let readable = skeleton(&decoded(host));
        let (own, readable_letters) = (letters(host), letters(&readable));
        let comparable = self.comparable.get_or_init(|| self.comparable());
        // Most hosts are told apart by their letters, without a look at their order.
        let near: Vec<&Known> = comparable
            .iter()
            .filter(|known| {
                known.lacking(own) <= known.tolerance() || known.sure_letters & !readable_letters == 0
            })
            .collect();
        [Likeness::Beginning, Likeness::Letters, Likeness::Typo].into_iter().find_map(|likeness| {
            near.iter().find_map(|known| {
                let meant = match likeness {
                    Likeness::Beginning if known.lacking(own) == 0 => known.begins(host),
                    Likeness::Letters if known.sure_letters & !readable_letters == 0 => {
                        known.is_spelt(host, &readable)
                    }
                    Likeness::Typo if known.lacking(own) <= known.tolerance() => known.is_mistyped(host),
                    _ => None,
                }?;
                let entry = &self.entries[known.entry];
                let fixed = fixed_part(entry.hosts.get(known.host)?)?;
                Some(Lookalike { provider: entry.provider()?, known: fixed, meant, likeness })
            })
        })
    }

    fn comparable(&self) -> Vec<Known> {
        let hosts = |(entry, own): (usize, &Entry)| {
            let hosts = own.hosts.iter().enumerate();
            hosts.filter_map(|(host, text)| Known::new(entry, host, text)).collect::<Vec<_>>()
        };
        self.entries.iter().enumerate().flat_map(hosts).collect()
    }
}

/// A known host, made ready for comparing.
#[derive(Debug)]
pub(super) struct Known {
    entry: usize,
    host: usize,
    /// Whether it is the fixed part of a pattern.
    wildcard: bool,
    text: &'static str,
    labels: usize,
    letters: u64,
    /// The letters that its skeleton has for sure; the skeleton itself is made for the few hosts that have them all.
    sure_letters: u64,
}

impl Known {
    fn new(entry: usize, host: usize, pattern: &'static str) -> Option<Self> {
        let text = fixed_part(pattern)?;
        // Two of these may become one that is none of them.
        let is_sure = |letter: &char| letter.is_ascii() && !matches!(letter, 'r' | 'n' | 'v');
        let sure = text.chars().map(plain).filter(is_sure);
        Some(Self {
            entry,
            host,
            wildcard: text.len() < pattern.len(),
            labels: text.split('.').count(),
            letters: letters(text),
            sure_letters: sure.fold(0, |set, letter| set | bit(letter as u8)),
            text,
        })
    }

    /// How many letters may be wrong, at most.
    fn tolerance(&self) -> usize {
        if self.text.len() <= SHORT { 1 } else { 2 }
    }

    /// How many of its letters are not in a set.
    fn lacking(&self, letters: u64) -> usize {
        (self.letters & !letters).count_ones() as usize
    }

    fn begins(&self, host: &str) -> Option<String> {
        let at = if self.wildcard {
            let at = memchr::memmem::find(host.as_bytes(), self.text.as_bytes())?;
            (at > 0 && host.as_bytes()[at - 1] == b'.').then_some(at)?
        } else {
            host.starts_with(self.text).then_some(0)?
        };
        let end = at + self.text.len();
        matches!(host.as_bytes().get(end), Some(b'.' | b'-')).then(|| host[..end].to_owned())
    }

    /// `readable` is the skeleton of the host's readable form: equal labels, other letters.
    fn is_spelt(&self, host: &str, readable: &str) -> Option<String> {
        let (_, tail) = self.ending(readable)?;
        if tail != skeleton(self.text) {
            return None;
        }
        let (head, tail) = self.ending(host)?;
        (tail != self.text).then(|| format!("{head}{}", self.text))
    }

    fn is_mistyped(&self, host: &str) -> Option<String> {
        let tolerance = self.tolerance();
        let (head, tail) = self.ending(host)?;
        // One edit takes one letter out of the set and brings one in, at most: most hosts are told apart by
        // this, without computing a distance.
        let differing = || (letters(tail) ^ self.letters).count_ones() as usize;
        let is_far = tail.len().abs_diff(self.text.len()) > tolerance || differing() > 2 * tolerance;
        if is_far || tail == self.text {
            return None;
        }
        // Another name below the vendor's own domain is the vendor's too.
        if self.wildcard && domain(tail) == domain(self.text) {
            return None;
        }
        (strsim::osa_distance(tail, self.text) <= tolerance).then(|| format!("{head}{}", self.text))
    }

    /// The host cut where the known one would begin: for a pattern as many labels from the right as it has.
    fn ending<'h>(&self, host: &'h str) -> Option<(&'h str, &'h str)> {
        if !self.wildcard {
            return Some(("", host));
        }
        let dots = host.bytes().enumerate().rev().filter(|&(_, byte)| byte == b'.');
        let (dot, _) = dots.into_iter().nth(self.labels - 1)?;
        Some(host.split_at(dot + 1))
    }
}

/// The set of letters in a text, one bit for each kind.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |set, byte| set | bit(byte))
}

fn bit(byte: u8) -> u64 {
    1 << (byte % 64)
}

/// The host itself, or what follows the leading `*.`; `None` if too little would be left to compare.
fn fixed_part(pattern: &str) -> Option<&str> {
    let fixed = pattern.strip_prefix("*.").unwrap_or(pattern);
    (!fixed.contains('*') && fixed.len() >= SHORTEST).then_some(fixed)
}

fn domain(host: &str) -> &str {
    host.rmatch_indices('.').nth(1).map_or(host, |(dot, _)| &host[dot + 1..])
}

/// The text with look-alike letters replaced by one of each kind.
fn skeleton(text: &str) -> String {
    let plain: String = text.chars().map(plain).collect();
    plain.replace("rn", "m").replace("vv", "w")
}

/// The Latin letter that a letter looks like (Unicode's confusables, as far as they stand in host names).
fn plain(letter: char) -> char {
    match letter {
        '0' | 'о' | 'ο' | 'ö' | 'ó' | 'ò' => 'o',
        '1' | 'i' | 'і' | 'ι' | 'ı' | 'í' | 'ì' | 'ï' | 'ӏ' => 'l',
        'а' | 'α' | 'á' | 'à' | 'ä' => 'a',
        'е' | 'é' | 'è' | 'ë' => 'e',
        'с' => 'c',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ԁ' => 'd',
        'һ' => 'h',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'п' => 'n',
        'т' | 'τ' => 't',
        'ѵ' | 'ν' => 'v',
        'м' => 'm',
        'ü' | 'ú' | 'υ' => 'u',
        'ɡ' => 'g',
        'ԛ' => 'q',
        'ԝ' => 'w',
        other => other,
    }
}

/// The host with its `xn--` labels in readable letters.
fn decoded(host: &str) -> String {
    if !host.contains("xn--") {
        return host.to_owned();
    }
    // Letter by letter, whatever IDNA thinks of the outcome: it is compared, and nothing else.
    let readable = |label: &str| label.strip_prefix("xn--").and_then(punycode::decode_to_string);
    let label = |label: &str| readable(label).unwrap_or_else(|| label.to_owned());
    host.split('.').map(label).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_alphabets_become_those_they_look_like() {
        for (other, latin) in [
            ("0оοöóò", 'o'),
            ("1iіιıíìïӏ", 'l'),
            ("аαáàä", 'a'),
            ("еéèë", 'e'),
            ("с", 'c'),
            ("рρ", 'p'),
            ("ѕ", 's'),
            ("хχ", 'x'),
            ("уγ", 'y'),
            ("ԁ", 'd'),
            ("һ", 'h'),
            ("ј", 'j'),
            ("кκ", 'k'),
            ("п", 'n'),
            ("тτ", 't'),
            ("ѵν", 'v'),
            ("м", 'm'),
            ("üúυ", 'u'),
            ("ɡ", 'g'),
            ("ԛ", 'q'),
            ("ԝ", 'w'),
        ] {
            let count = other.chars().count();
            assert_eq!(skeleton(other), skeleton(&latin.to_string().repeat(count)), "{other}");
        }
        assert_eq!(skeleton("rnicrosoft-vvorks.example"), "mlcrosoft-works.example");
    }
}
