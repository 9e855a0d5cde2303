//! Which name was meant by one that does not exist.

/// A name close to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near<'a> {
    /// The name.
    pub name: &'a str,
    /// How many letters differ; 0 if only case and separators do.
    pub letters: usize,
}

/// The name that is closest to a word, case and separators left aside, if it is no more than so
/// many letters away (one letter changed, added, dropped, or exchanged with the next). Of equally
/// close names the first counts. A word that is one of the names is no misspelling: `None`.
#[must_use]
pub fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
    max_distance: usize,
) -> Option<Near<'a>> {
    closest(word, candidates, |_| max_distance)
}

/// The name that is meant by a word: none but case and separators may differ from a name of up to
/// three letters, one letter from a name of up to six, two from a longer one.
#[must_use]
pub fn meant<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
) -> Option<Near<'a>> {
    closest(word, candidates, |name| match name.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    })
}

fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
    limit: impl Fn(&str) -> usize,
) -> Option<Near<'a>> {
    let mut candidates = candidates.into_iter();
    // Most words are right.
    if candidates.clone().any(|name| name == word) {
        return None;
    }
    let (mut folded, own) = (None, letters(word));
    candidates.by_ref().fold(None, |best: Option<Near<'a>>, name| {
        let limit = limit(name);
        // A change takes one kind of letter out and brings one in, at most: most names are told apart by this,
        // without computing a distance.
        let differing = own.zip(letters(name)).map_or(0, |(own, other)| (own ^ other).count_ones() as usize);
        if differing > 2 * limit {
            return best;
        }
        let (folded, other) = (folded.get_or_insert_with(|| fold(word)), fold(name));
        // One letter takes at most four bytes: what is longer by more cannot be close, and a word
        // of a megabyte costs nothing.
        if folded.len().abs_diff(other.len()) > limit * 4 {
            return best;
        }
        let letters = strsim::osa_distance(folded, &other);
        let nearer = letters <= limit && best.is_none_or(|best| letters < best.letters);
        if nearer { Some(Near { name, letters }) } else { best }
    })
}

/// The set of letters in a folded word, one bit for each letter and digit and one for all other characters.
/// `None` outside ASCII, where one letter in lower case may be several.
fn letters(word: &str) -> Option<u64> {
    const OTHER: u64 = 1 << 63;
    let bit = |byte: u8| match byte {
        b'-' | b'_' | b' ' => 0,
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'A'..=b'Z' => 1 << (byte - b'A'),
        b'0'..=b'9' => 1 << (byte - b'0' + 26),
        _ => OTHER,
    };
    word.is_ascii().then(|| word.bytes().fold(0, |set, byte| set | bit(byte)))
}

/// A word without what people get wrong first: case, `-`, `_` and blanks.
#[must_use]
pub fn fold(word: &str) -> String {
    word.chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// `clientSecret` and `Client-Secret` as `client_secret`.
pub(super) fn snake(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 4);
    let mut after_lower = false;
    for letter in word.chars() {
        if matches!(letter, '-' | ' ' | '.') {
            out.push('_');
        } else {
            if after_lower && letter.is_uppercase() {
                out.push('_');
            }
            out.extend(letter.to_lowercase());
        }
        after_lower = letter.is_lowercase() || letter.is_ascii_digit();
    }
    out
}
