//! What a tag says about its node.

use super::build::offsets;
use crate::source::Span;
use granit_parser::Tag;

/// YAML's own types by tag.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Core {
    Str,
    Null,
    Bool,
    Number,
    Custom,
}

/// What a tag says, and its bytes; `None` without one, and for `!!map` and `!!seq`.
pub(super) type TagOf = Option<(Core, Span)>;

pub(super) fn tag_of(tag: Option<&Tag>, span: &granit_parser::Span) -> TagOf {
    let tag = tag?;
    let bytes = span.tag_span().map(|span| offsets(&span)).map_or(Span::default(), |(a, b)| Span::new(a, b));
    let core = match tag.core_suffix() {
        Some("str") => Core::Str,
        Some("null") => Core::Null,
        Some("bool") => Core::Bool,
        Some("int" | "float") => Core::Number,
        Some(_) => return None,
        // A bare `!` means: text, whatever it looks like.
        None if bytes.len() == 1 => Core::Str,
        None => Core::Custom,
    };
    Some((core, bytes))
}

pub(super) fn custom(tag: TagOf) -> Span {
    match tag {
        Some((Core::Custom, span)) => span,
        _ => Span::default(),
    }
}
