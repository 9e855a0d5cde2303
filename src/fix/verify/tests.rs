//! Where the bytes of a text are after some edits, and what an edit touches.

use super::*;

fn edit(start: usize, end: usize, text: &str) -> Edit {
    Edit { span: Span::new(start, end), text: text.to_owned() }
}

#[test]
fn bytes_move_with_the_edits_before_them() {
    let edits = [edit(2, 4, "xyz"), edit(6, 6, "ab"), edit(8, 9, "")];
    let shift = Shift::new(&edits);
    for (old, new) in [(0, 0), (1, 1), (4, 5), (5, 6), (6, 9), (7, 10), (9, 11), (20, 22)] {
        assert_eq!(shift.of(old), new, "{old}");
    }
    assert_eq!(edits.each_ref().map(|edit| shift.start(edit)), [2, 7, 11]);
    let touches = edits.each_ref().map(|edit| Touch::of_new(edit, &shift).span);
    assert_eq!(touches, [Span::new(2, 5), Span::new(7, 9), Span::empty(11)]);
}

#[test]
fn an_insertion_before_a_replacement_moves_it() {
    let edits = [edit(2, 2, "a"), edit(2, 4, "bc")];
    let shift = Shift::new(&edits);
    assert_eq!(edits.each_ref().map(|edit| shift.start(edit)), [2, 3]);
}

#[test]
fn an_edit_touches_what_it_changes_and_an_insertion_what_it_stands_beside() {
    for (old, span, wanted) in [
        (edit(0, 2, "x"), (1, 3), true),
        (edit(0, 2, "x"), (2, 4), false),
        (edit(2, 4, "x"), (0, 2), false),
        (edit(0, 2, "x"), (2, 2), true),
        (edit(0, 2, "x"), (3, 3), false),
        (edit(2, 2, "x"), (0, 2), true),
        (edit(2, 2, "x"), (2, 4), true),
        (edit(0, 0, "x"), (1, 2), false),
        (edit(5, 5, "x"), (1, 2), false),
    ] {
        let touch = Touch::of_old(&old);
        assert_eq!(touch.touches(Span::new(span.0, span.1)), wanted, "{:?} and {span:?}", old.span);
    }
    for (old, start, wanted) in [
        (edit(1, 3, "x"), 0, false),
        (edit(1, 3, "x"), 1, true),
        (edit(1, 3, "x"), 2, true),
        (edit(1, 3, "x"), 3, false),
        (edit(2, 2, "x"), 1, false),
        (edit(2, 2, "x"), 2, true),
        (edit(2, 2, "x"), 3, false),
    ] {
        let touch = Touch::of_old(&old);
        assert_eq!(touch.touches_start(Span::new(start, 9)), wanted, "{:?} and {start}", old.span);
    }
}
