//! Where things of an integration are, and where it is said that one is missing.

use super::Integration;
use crate::diagnostic::Place;
use crate::document::Kind as Value;
use crate::model::field::Field;
use crate::model::stray::Stray;
use crate::model::violations;
use crate::schema::{Violation, escape};
use crate::server_template::ServerTemplate;

impl<'a> Integration<'a> {
    /// Where to report that a key of `config` is missing; `None` where it is there, or may be:
    /// in a broken part, as a placeholder, or under a mistyped name that is reported as such.
    #[must_use]
    pub fn lacks(&self, name: &'static str) -> Option<Place> {
        self.lacking(self.field(name))
    }

    /// The same for a key at the top.
    #[must_use]
    pub fn lacks_top(&self, name: &'static str) -> Option<Place> {
        self.lacking(self.top(name))
    }

    fn lacking(&self, field: Field<'a>) -> Option<Place> {
        let meant = |stray: &Stray<'_>| {
            stray.meant == Some(field.name()) || (field.in_config() && stray.meant == Some("config"))
        };
        if field.is_given()
            || self.broken
            || self.server.is_some_and(|server| !self.server_misses(server, &field))
            || self.strays().iter().any(meant)
        {
            return None;
        }
        if field.entry().is_some() {
            return Some(self.at(&field));
        }
        if !field.in_config() {
            return Some(self.at_start());
        }
        match self.config {
            // A `config` that is no mapping is wrong-shape, and nothing inside is missing.
            Some(entry) if !matches!(entry.value.kind(), Value::Mapping | Value::Null) => None,
            Some(entry) => Some(self.place(entry.key.span(), "/config")),
            None => Some(self.at_start()),
        }
    }

    /// Whether the server's template may miss a key of `config`: it has it, shows it, and has no default.
    fn server_misses(&self, server: &ServerTemplate, field: &Field<'a>) -> bool {
        !field.in_config()
            || server.key(field.name()).is_some_and(|key| {
                self.server_allows(key) != Some(false) && key.default.as_ref().is_none_or(String::is_empty)
            })
    }

    /// The place of the first key.
    #[must_use]
    pub fn at_start(&self) -> Place {
        let first = self.node.entries().find(|entry| !entry.merged).or_else(|| self.node.entries().next());
        self.place(first.map_or(self.node.span(), |entry| entry.key.span()), "")
    }

    /// The place of a key or its value.
    #[must_use]
    pub fn at(&self, field: &Field<'a>) -> Place {
        match field.span() {
            Some(span) => self.place(span, &self.pointer_of(field)),
            None => self.at_start(),
        }
    }

    /// The place of a part of a value; the range counts bytes of the judged text.
    #[must_use]
    pub fn at_part(&self, field: &Field<'a>, range: std::ops::Range<usize>) -> Place {
        match field.part(range) {
            Some(span) => self.place(span, &self.pointer_of(field)),
            None => self.at(field),
        }
    }

    /// The place of a key itself, not of its value.
    #[must_use]
    pub fn at_key(&self, field: &Field<'a>) -> Place {
        match field.entry() {
            Some(entry) => self.place(entry.key.span(), &self.pointer_of(field)),
            None => self.at_start(),
        }
    }

    fn pointer_of(&self, field: &Field<'a>) -> String {
        let parent = if field.in_config() { "/config" } else { "" };
        format!("{parent}/{}", escape(field.name()))
    }

    /// A place below this integration.
    #[must_use]
    pub fn place(&self, span: crate::source::Span, pointer: &str) -> Place {
        Place { span, pointer: format!("{}{pointer}", self.part.pointer), root: self.part.root }
    }

    /// The place of a value that a schema refuses, or of a key that it does not know.
    #[must_use]
    pub fn at_violation(&self, violation: &Violation) -> Place {
        let span = violations::span_of(self.document(), violation);
        self.place(span, &violation.pointer)
    }
}
