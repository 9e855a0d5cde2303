//! Lines of a text as bytes: where they begin, end, and how far they are indented.

/// Where the line with this byte begins.
pub(super) fn start(bytes: &[u8], at: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &bytes[..at.min(bytes.len())]).map_or(0, |found| found + 1)
}

/// Where the text of the line with this byte ends, before its line break.
pub(super) fn end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |found| at + found)
}

/// Where the next line begins.
pub(super) fn after(bytes: &[u8], at: usize) -> usize {
    let end = end(bytes, at);
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => end + 2,
        (Some(_), _) => end + 1,
        (None, _) => end,
    }
}

/// One line without its break.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: usize,
    /// Its first byte that is no blank.
    pub(super) text: usize,
    pub(super) end: usize,
}

impl Line {
    /// The line with this byte.
    pub(super) fn of(bytes: &[u8], at: usize) -> Self {
        let mut start = start(bytes, at);
        if start == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
            start = 3;
        }
        let end = end(bytes, start.max(at.min(bytes.len())));
        let blanks = bytes[start..end].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        Self { start, text: start + blanks, end }
    }

    /// The line after it, if there is one.
    pub(super) fn next(self, bytes: &[u8]) -> Option<Self> {
        let next = after(bytes, self.end);
        (next > self.end && next < bytes.len()).then(|| Self::of(bytes, next))
    }

    /// The line before it, if there is one.
    pub(super) fn previous(self, bytes: &[u8]) -> Option<Self> {
        let mut at = self.start.checked_sub(1)?;
        if bytes[at] == b'\n' && at > 0 && bytes[at - 1] == b'\r' {
            at -= 1;
        }
        Some(Self::of(bytes, at)).filter(|line| line.start < self.start && self.start > 3.min(self.start))
    }

    pub(super) fn is_blank(self) -> bool {
        self.text == self.end
    }

    /// Whether there is nothing on it but a comment, or nothing at all.
    pub(super) fn is_quiet(self, bytes: &[u8]) -> bool {
        self.is_blank() || bytes[self.text] == b'#'
    }

    pub(super) fn indent(self) -> usize {
        self.text - self.start
    }

    /// Where its content begins after the dashes of list items.
    pub(super) fn content(self, bytes: &[u8]) -> usize {
        let mut at = self.text;
        while at < self.end && bytes[at] == b'-' {
            let blanks = bytes[at + 1..self.end].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            if blanks == 0 {
                break;
            }
            at += 1 + blanks;
        }
        at
    }
}
