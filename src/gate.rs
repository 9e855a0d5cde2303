//! The deploy gate: `${VAR}` gets the value that it will have when the definition is sent.

use crate::document::{Document, Filling};
use crate::opaque::{self, Family, Opacity};
use crate::source::Variable;
use crate::template;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where values of variables come from.
#[derive(Clone)]
pub struct Environment(Arc<Lookup>);

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl std::fmt::Debug for Environment {
    /// Its values are nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Environment")
    }
}

impl Environment {
    /// The environment of this process. What is not UTF-8 counts as not set.
    #[must_use]
    pub fn of_process() -> Self {
        Self(Arc::new(|name| std::env::var(name).ok()))
    }

    /// These variables and no others.
    #[must_use]
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let variables: BTreeMap<String, String> = variables.into_iter().collect();
        Self(Arc::new(move |name| variables.get(name).cloned()))
    }

    /// The value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        (self.0)(name)
    }
}

/// Fills in the variables of a document. A value of which any variable is not set stays as it is as a whole.
pub fn resolve(document: &mut Document, environment: &Environment) {
    let mut variables = Vec::new();
    document.fill(&mut |key, text| {
        let mut filler = Filler { environment, variables: &mut variables, from_outside: false };
        let secret = key.is_some_and(template::is_secret_key);
        let whole = matches!(opaque::classify(text), Opacity::Opaque(Family::Variable));
        let filled = filler.fill(text, whole || !secret)?;
        let from_outside = filler.from_outside;
        (filled != text).then_some(Filling { text: filled, from_outside })
    });
    document.source_mut().add_variables(variables);
}

struct Filler<'f> {
    environment: &'f Environment,
    variables: &'f mut Vec<Variable>,
    from_outside: bool,
}

impl Filler<'_> {
    /// The text with its variables filled in; `None` if one of them has no value. Without brackets `$word` in
    /// the middle of a secret is most likely a part of it: `bare` says whether it counts.
    fn fill(&mut self, text: &str, bare: bool) -> Option<String> {
        let mut filled = String::with_capacity(text.len());
        let mut complete = true;
        for piece in opaque::pieces(text) {
            let mark = &text[piece.range];
            let counts = piece.family == Some(Family::Variable) && (bare || mark.starts_with("${"));
            if !counts {
                filled.push_str(mark);
                continue;
            }
            match self.value(mark) {
                Some(value) => filled.push_str(&value),
                // Go on: the variables behind it are asked for too.
                None => complete = false,
            }
        }
        complete.then_some(filled)
    }

    /// The value of `${NAME}`, `${NAME:-default}`, `${NAME-default}` or `$NAME`.
    fn value(&mut self, mark: &str) -> Option<String> {
        let mark = mark.strip_prefix('$')?;
        let inner = mark.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(mark);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (default, unless_empty) = match (rest.strip_prefix(":-"), rest.strip_prefix('-')) {
            _ if rest.is_empty() => (None, false),
            (Some(default), _) => (Some(default), true),
            (None, Some(default)) => (Some(default), false),
            // `${NAME:?…}` and its like are a shell's.
            (None, None) => return None,
        };
        let value = self.environment.get(name);
        self.variables.push(Variable { name: name.to_owned(), value: value.clone() });
        match (value, default) {
            (Some(value), _) if !(unless_empty && value.is_empty()) => {
                self.from_outside = true;
                Some(value)
            }
            (_, Some(default)) => self.fill(default, true),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;
    use crate::source::Source;

    fn filled(text: &str) -> String {
        let set = [("HOST", "db.acme.dev"), ("EMPTY", ""), ("WORD", "x")];
        let environment = Environment::of(set.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let text = serde_json::to_string(text).expect("a text is JSON");
        let source = Source::new("a.json", format!("{{\"client_secret\": {text}, \"v\": {text}}}"));
        let mut document = Document::parse(source, Format::Json);
        resolve(&mut document, &environment);
        let (root, _) = document.roots().next().expect("one value");
        let texts: Vec<&str> = root.entries().map(|entry| entry.value.text()).collect();
        if texts[0] == texts[1] { texts[0].to_owned() } else { texts.join(" / ") }
    }

    #[test]
    fn variables_are_filled_in_as_a_shell_would() {
        for (text, wanted) in [
            ("${HOST}", "db.acme.dev"),
            ("$HOST", "db.acme.dev"),
            ("https://${HOST}/${WORD}", "https://db.acme.dev/x"),
            ("${UNSET:-a}", "a"),
            ("${UNSET:-${HOST}}", "db.acme.dev"),
            ("${EMPTY:-a}", "a"),
            ("${EMPTY-a}", ""),
            ("${EMPTY}", ""),
            ("${HOST:-a}", "db.acme.dev"),
            // Not set, or not ours.
            ("${UNSET}/${HOST}", "${UNSET}/${HOST}"),
            ("${HOST:?must be set}", "${HOST:?must be set}"),
            ("${{ secrets.HOST }}", "${{ secrets.HOST }}"),
            ("${var.HOST}", "${var.HOST}"),
            ("op://a/b", "op://a/b"),
            // A dollar in the middle of a secret is one of its letters.
            ("p4$WORD!", "p4$WORD! / p4x!"),
        ] {
            assert_eq!(filled(text), wanted, "{text}");
        }
    }

    #[test]
    fn variables_are_known_by_name_and_never_shown() {
        let environment = Environment::of([("A".to_owned(), "value".to_owned())]);
        let source = Source::new("a.yaml", "a: ${A}\nb: ${B:-x}\nc: ${B}-${C}\n");
        let mut document = Document::parse(source, Format::Yaml);
        resolve(&mut document, &environment);
        assert_eq!(format!("{:?}", document.source().variables()), "[A, B, C]");
    }
}
