//! A baseline: the findings that were there when connectlint came, by fingerprints that survive moved lines.

use super::Suppressed;
use crate::diagnostic::Diagnostic;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The findings of an earlier run. In the file: sorted, so that two people's changes merge.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Entry>,
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
    /// The baseline of these findings.
    #[must_use]
    pub fn of<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> Self {
        let mut counts: BTreeMap<(String, String, String), usize> = BTreeMap::new();
        for diagnostic in diagnostics {
            let key = (diagnostic.path.to_string(), diagnostic.rule.to_owned(), diagnostic.fingerprint());
            *counts.entry(key).or_default() += 1;
        }
        let findings = counts
            .into_iter()
            .map(|((path, rule, fingerprint), count)| Entry { path, rule, fingerprint, count })
            .collect();
        Self { version: 1, findings }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.version == 1 {
            Ok(baseline)
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
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) -> (Vec<Suppressed>, usize) {
        let mut left: HashMap<String, usize> = HashMap::new();
        for entry in &self.findings {
            *left.entry(format!("{}:{}", entry.rule, entry.fingerprint)).or_default() += entry.count;
        }
        let mut suppressed = Vec::new();
        diagnostics.retain(|diagnostic| {
            match left.get_mut(&format!("{}:{}", diagnostic.rule, diagnostic.fingerprint())) {
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
        (suppressed, left.values().sum())
    }

    /// The rules that it names.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.findings.iter().map(|entry| entry.rule.as_str())
    }
}
