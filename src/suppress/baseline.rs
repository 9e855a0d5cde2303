//! A baseline: the findings that were there when connectlint came, by fingerprints that survive moved lines.

use super::Suppressed;
use crate::diagnostic::Diagnostic;
use crate::path;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The findings of an earlier run. In the file: sorted, so that two people's changes merge.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Entry>,
    /// The folder that it is in. Its paths count from there, so that they mean the same wherever a run begins.
    #[serde(skip)]
    folder: PathBuf,
}

/// One finding, without its text: a baseline is committed, and must show nothing that the report would not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    fingerprint: String,
    /// How many equal findings there are.
    count: usize,
}

impl Baseline {
    /// The baseline of these findings, to be written to a path.
    #[must_use]
    pub fn of<'d>(path: &Path, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> Self {
        let folder = folder_of(path);
        let mut counts: BTreeMap<(String, String, String), usize> = BTreeMap::new();
        for diagnostic in diagnostics {
            let path = path::seen_from(&folder, &diagnostic.path);
            let fingerprint = diagnostic.fingerprint_in(&path);
            *counts.entry((path, diagnostic.rule.to_owned(), fingerprint)).or_default() += 1;
        }
        let findings = counts
            .into_iter()
            .map(|((path, rule, fingerprint), count)| Entry { path, rule, fingerprint, count })
            .collect();
        Self { version: 1, findings, folder }
    }

    /// Reads the text of a baseline that is at a path.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(path: &Path, text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.version == 1 {
            Ok(Self { folder: folder_of(path), ..baseline })
        } else {
            Err(format!("version {} is not known here; a newer connectlint wrote it", baseline.version))
        }
    }

    /// The text of its file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Takes the findings that the baseline knows out of the list, and says how many of its entries occur no more.
    /// Of what was not `judged`, a file by its absolute path under a rule, nobody knows whether it is gone.
    pub fn apply(
        &self,
        diagnostics: &mut Vec<Diagnostic>,
        judged: &dyn Fn(&Path, &str) -> bool,
    ) -> (Vec<Suppressed>, usize) {
        let name = |rule: &str, fingerprint: &str| format!("{rule}:{fingerprint}");
        let mut left: HashMap<String, usize> = HashMap::new();
        for entry in &self.findings {
            *left.entry(name(&entry.rule, &entry.fingerprint)).or_default() += entry.count;
        }
        let mut suppressed = Vec::new();
        diagnostics.retain(|diagnostic| {
            let path = path::seen_from(&self.folder, &diagnostic.path);
            match left.get_mut(&name(diagnostic.rule, &diagnostic.fingerprint_in(&path))) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    suppressed.push(Suppressed {
                        diagnostic: diagnostic.clone(),
                        reason: "in the baseline".to_owned(),
                        in_source: false,
                    });
                    false
                }
                _ => true,
            }
        });
        let judged = self.findings.iter().filter(|entry| judged(&self.place(entry), &entry.rule));
        let stale = judged.filter_map(|entry| left.remove(&name(&entry.rule, &entry.fingerprint)));
        (suppressed, stale.sum())
    }

    /// Takes over what an earlier baseline in the same file says of what was not `judged` for this one.
    pub fn keep(&mut self, earlier: &Self, judged: &dyn Fn(&Path, &str) -> bool) {
        let kept = |entry: &&Entry| !judged(&self.place(entry), &entry.rule);
        let kept: Vec<Entry> = earlier.findings.iter().filter(kept).cloned().collect();
        self.findings.extend(kept);
        self.findings.sort_unstable();
    }

    /// Where the file of an entry is.
    fn place(&self, entry: &Entry) -> PathBuf {
        path::plain(&self.folder.join(&entry.path))
    }

    /// How many findings it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.iter().map(|entry| entry.count).sum()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The rules that it names.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.findings.iter().map(|entry| entry.rule.as_str())
    }
}

/// The folder of a baseline, as an absolute path.
fn folder_of(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.parent().unwrap_or(Path::new("/")).to_owned()
}
