//! Keeps the values of variables out of what findings say: the name stands there instead.

use crate::source::{Source, Variable};
use std::borrow::Cow;

/// Values shorter than this are words of any sentence: they are replaced only where they are quoted alone.
const SHORT: usize = 4;

/// A quoted text that has so many bytes in a row in common with a value is taken for a part of it.
const WINDOW: usize = 12;

/// Words that findings say by themselves. That a value has one of them in it is no news.
const OWN_WORDS: [&str; 5] = ["offline_access", "refresh_token", "openid", "profile", "email"];

/// Values that no output may show, with the names of their variables.
#[derive(Clone, Debug, Default)]
pub struct Concealed {
    /// Name, value as findings would quote it, and that in lower case; long values first.
    values: Vec<(String, String, String)>,
}

impl Concealed {
    /// The variables of some texts.
    #[must_use]
    pub fn of<'v>(variables: impl IntoIterator<Item = &'v Variable>) -> Self {
        let mut values: Vec<(String, String, String)> = Vec::new();
        for Variable { name, value } in variables {
            let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) else {
                continue;
            };
            // As rules quote a value.
            let shown: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let shown = shown.replace('`', "'");
            let small = shown.to_ascii_lowercase();
            values.push((name.clone(), shown, small));
        }
        values.sort_unstable_by(|one, other| other.1.len().cmp(&one.1.len()).then_with(|| one.cmp(other)));
        values.dedup();
        Self { values }
    }

    /// The text with every value, and every quoted part of one, replaced by `${NAME}`. What stands in the file
    /// anyway is not concealed.
    pub(super) fn clean<'t>(&self, text: &'t str, source: &Source) -> Cow<'t, str> {
        if self.values.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut parts: Vec<Cow<'_, str>> = text.split('`').map(Cow::Borrowed).collect();
        let last = parts.len() - 1;
        for (at, part) in parts.iter_mut().enumerate() {
            // Between two backticks stands what is quoted.
            let name = if at % 2 == 1 && at < last { self.quoted(part, source) } else { None };
            match name {
                Some(name) => *part = Cow::Owned(format!("${{{name}}}")),
                None => {
                    if let Some(clean) = self.anywhere(part) {
                        *part = Cow::Owned(clean);
                    }
                }
            }
        }
        if parts.iter().all(|part| matches!(part, Cow::Borrowed(_))) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(parts.join("`"))
    }

    /// A text that is nothing but a value, or that has one in it.
    pub(super) fn clean_value<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.values.iter().find(|(_, value, _)| value == text.trim()) {
            Some((name, ..)) => Cow::Owned(format!("${{{name}}}")),
            None => self.anywhere(text).map_or(Cow::Borrowed(text), Cow::Owned),
        }
    }

    /// The variable of which a quoted text is the value or a part.
    fn quoted(&self, text: &str, source: &Source) -> Option<&str> {
        let text = text.trim_end_matches('…').trim();
        let small = text.to_ascii_lowercase();
        if OWN_WORDS.contains(&text) && self.values.iter().all(|(_, value, _)| value != text) {
            return None;
        }
        let shown = |part: &str| source.text().contains(part);
        let found = self.values.iter().find(|(_, value, lower)| {
            let is_part = || text.len() >= SHORT && lower.contains(&small) && !shown(text);
            value == text || is_part() || (!small.contains(&**lower) && self.shares(&small, lower, source))
        });
        found.map(|(name, ..)| name.as_str())
    }

    /// Whether two texts have a long row of bytes in common that the file does not show.
    fn shares(&self, text: &str, value: &str, source: &Source) -> bool {
        let windows = value.as_bytes().windows(WINDOW);
        let visible = || source.text().to_ascii_lowercase();
        let find = |bytes: &[u8]| memchr::memmem::find(text.as_bytes(), bytes).is_some();
        let mut common = windows.filter(|window| find(window)).peekable();
        if common.peek().is_none() {
            return false;
        }
        let visible = visible();
        common.any(|window| memchr::memmem::find(visible.as_bytes(), window).is_none())
    }

    /// The text without the values that are long enough not to be words of any sentence; `None` if it has none.
    fn anywhere(&self, text: &str) -> Option<String> {
        let mut clean: Option<String> = None;
        for (name, value, lower) in self.values.iter().filter(|(_, value, _)| value.len() >= SHORT) {
            let current = clean.as_deref().unwrap_or(text);
            let small = current.to_ascii_lowercase();
            if !small.contains(lower.as_str()) {
                continue;
            }
            let mut new = String::with_capacity(current.len());
            let mut done = 0;
            for (at, _) in small.match_indices(lower.as_str()) {
                new.push_str(&current[done..at]);
                new.push_str("${");
                new.push_str(name);
                new.push('}');
                done = at + value.len();
            }
            new.push_str(&current[done..]);
            clean = Some(new);
        }
        clean
    }

    /// Whether a text would show a value.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.values.iter().any(|(_, value, _)| value == text.trim()) || self.anywhere(text).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        let variable = |name: &str, value: &str| Variable { name: name.into(), value: Some(value.into()) };
        let variables = [
            variable("URL", "https://idp.acme.dev/realms/Apps/auth"),
            variable("ON", "no"),
            variable("WORD", "Viewer"),
            variable("SCOPES", "all-apis offline_access"),
        ];
        let source = Source::new("a.yaml", "a: ${URL}\nname: realms\n");
        Concealed::of(&variables).clean(text, &source).into_owned()
    }

    #[test]
    fn values_and_their_parts_are_named_instead_of_shown() {
        for (text, wanted) in [
            ("`no` is wrong, no?", "`${ON}` is wrong, no?"),
            ("a Viewer logs in", "a ${WORD} logs in"),
            ("the host `IDP.acme.dev` is wrong", "the host `${URL}` is wrong"),
            ("`https://idp.acme.dev/realms/Ap…` is wrong", "`${URL}` is wrong"),
            ("write `https://idp.acme.dev/auth/x`", "write `${URL}`"),
            ("in https://idp.acme.dev/realms/Apps/auth", "in ${URL}"),
            ("`prefix https://idp.acme.dev/realms/Apps/auth`", "`prefix ${URL}`"),
            ("`realms` stands in the file", "`realms` stands in the file"),
            ("one ` only", "one ` only"),
            ("without `offline_access` no login lasts", "without `offline_access` no login lasts"),
            ("`all-apis` is broad", "`${SCOPES}` is broad"),
        ] {
            assert_eq!(clean(text), wanted, "{text}");
        }
    }
}
