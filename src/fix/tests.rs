//! Which edits touch, and what becomes of a text whose edits do.

use super::*;
use crate::source::Span;

fn edit(start: usize, end: usize, text: &str) -> Edit {
    Edit { span: Span::new(start, end), text: text.to_owned() }
}

#[test]
fn edits_touch_where_their_order_would_matter() {
    for (one, other, wanted) in [
        // Apart, and side by side.
        ((0, 1), (2, 3), false),
        ((0, 1), (1, 2), false),
        // The same bytes, some of them, all of them and more.
        ((0, 2), (0, 2), true),
        ((0, 2), (1, 3), true),
        ((0, 3), (1, 2), true),
        ((0, 1), (0, 2), true),
        // Insertions: at one place, at the beginning, within, at the end, apart.
        ((1, 1), (1, 1), true),
        ((0, 0), (0, 2), true),
        ((1, 1), (0, 2), true),
        ((2, 2), (0, 2), true),
        ((3, 3), (0, 2), false),
        ((0, 0), (1, 2), false),
        ((0, 0), (1, 1), false),
    ] {
        let (first, second) = (edit(one.0, one.1, "x"), edit(other.0, other.1, "y"));
        assert_eq!(touches(&first, &second), wanted, "{one:?} and {other:?}");
        assert_eq!(touches(&second, &first), wanted, "{other:?} and {one:?}");
    }
}

#[test]
fn edits_that_cannot_be_made_are_left_out() {
    for (edits, wanted) in [
        (vec![edit(0, 1, "x"), edit(2, 3, "y")], "xby"),
        (vec![edit(2, 3, "y"), edit(0, 1, "x")], "xby"),
        (vec![edit(0, 2, "x"), edit(1, 3, "y")], "xc"),
        (vec![edit(0, 1, "x"), edit(1, 1, "+"), edit(1, 2, "y")], "x+yc"),
        (vec![edit(0, 1, "x"), edit(3, 9, "y")], "xbc"),
    ] {
        assert_eq!(splice("abc", edits), wanted);
    }
}

#[test]
fn a_reason_is_told_in_words_of_its_own() {
    let all = [
        Trouble::Overlap,
        Trouble::Broken,
        Trouble::Unrecognised,
        Trouble::Elsewhere,
        Trouble::Comment,
        Trouble::Useless,
        Trouble::Worse("pkce-disabled"),
        Trouble::Silences("pkce-disabled"),
        Trouble::Secret,
        Trouble::Circle,
    ];
    let reasons: std::collections::HashSet<_> =
        all.iter().map(|trouble| trouble.reason(Format::Yaml)).collect();
    assert_eq!(reasons.len(), all.len());
    assert!(reasons.iter().all(|reason| reason.contains(' ')));
}

#[test]
fn a_new_line_ends_like_the_first() {
    for (text, wanted) in
        [("a", "\n"), ("a\nb\r\n", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb", "\r"), ("a\rb\r\n", "\r")]
    {
        assert_eq!(line_break(text), wanted, "{text:?}");
    }
}
