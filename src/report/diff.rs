//! What fixes change, as a unified diff that shows no secret.

use super::text::visible;
use crate::project::File;
use crate::secret;
use similar::{ChangeTag, TextDiff};
use std::io::{self, Write};

/// Colours of a terminal: for headers, hunks, lines that go and lines that come.
const BOLD: &str = "\x1b[1m";
const CYAN: &str = "\x1b[36m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const PLAIN: &str = "\x1b[0m";

/// Writes the difference between two texts of a file. Secrets of either are masked in both.
///
/// # Errors
/// Those of the writer.
pub fn diff(old: &File, new: &File, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let before = secret::masked_beside(old.source(), new.source());
    let after = secret::masked_beside(new.source(), old.source());
    let path = visible(old.path());
    let paint = |code: &'static str| if color { code } else { "" };
    let plain = paint(PLAIN);
    let bold = paint(BOLD);
    writeln!(out, "{bold}--- a/{path}{plain}\n{bold}+++ b/{path}{plain}")?;
    let difference = TextDiff::from_lines(before.as_str(), after.as_str());
    for hunk in difference.unified_diff().context_radius(3).iter_hunks() {
        writeln!(out, "{}{}{plain}", paint(CYAN), hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, code) = match change.tag() {
                ChangeTag::Delete => ('-', RED),
                ChangeTag::Insert => ('+', GREEN),
                ChangeTag::Equal => (' ', ""),
            };
            let line = change.value();
            let content = line.trim_end_matches(['\n', '\r']);
            // The mark at the beginning of a file is invisible and harmless, and `patch` needs it.
            let (mark, content) = match content.strip_prefix('\u{feff}') {
                Some(rest) if change.old_index().or(change.new_index()) == Some(0) => ("\u{feff}", rest),
                _ => ("", content),
            };
            // Tabs are text here; everything else that steers a terminal is made visible.
            let shown: Vec<_> = content.split('\t').map(visible).collect();
            let (start, end) = if code.is_empty() { ("", "") } else { (paint(code), plain) };
            write!(out, "{start}{sign}{mark}{}{end}", shown.join("\t"))?;
            out.write_all(if line.ends_with("\r\n") { b"\r\n" } else { b"\n" })?;
            if change.missing_newline() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}
