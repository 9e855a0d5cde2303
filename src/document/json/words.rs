//! What a word without quotes means, and what is wrong with it.

use super::tokens;
use crate::document::Kind;

/// A message, a help, and whether the value is lost with it.
type Wrong = (&'static str, Option<&'static str>, bool);

/// The type of a word. No message repeats the word: it may be a secret.
pub(super) fn kind(word: &str) -> (Kind, Option<Wrong>) {
    match word {
        "true" | "false" => return (Kind::Bool, None),
        "null" => return (Kind::Null, None),
        "True" | "TRUE" => return (Kind::Bool, Some(("JSON has no such word", Some("write `true`"), false))),
        "False" | "FALSE" => {
            return (Kind::Bool, Some(("JSON has no such word", Some("write `false`"), false)));
        }
        "None" | "NULL" | "Null" | "nil" | "undefined" => {
            return (Kind::Null, Some(("JSON has no such word", Some("write `null`"), false)));
        }
        _ if tokens::is_number(word.as_bytes()) => return (Kind::Number, None),
        _ => {}
    }
    let bare = word.trim_start_matches(['+', '-']);
    if matches!(bare, "NaN" | "nan" | "Infinity" | "inf") {
        return (Kind::Number, Some(("JSON has no NaN and no infinity", Some("write `null`"), true)));
    }
    if bare.is_empty() || !bare.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        let message = "text needs double quotes";
        return (Kind::String, Some((message, Some("put `\"` around it"), true)));
    }
    let wrong = if bare.starts_with("0x") || bare.starts_with("0X") {
        ("JSON has no hexadecimal numbers", Some("write it as a decimal number, or as a string"), true)
    } else if bare.len() > 1 && bare.starts_with('0') && bare.bytes().all(|b| b.is_ascii_digit()) {
        ("a number cannot begin with `0`", Some("remove the zeros, or write a string"), false)
    } else if word.starts_with('+') {
        ("a number cannot begin with `+`", Some("remove it"), false)
    } else if bare.bytes().all(|b| b.is_ascii_digit() || b == b'.') && bare.matches('.').count() == 1 {
        ("a number needs digits before and after its `.`", None, false)
    } else {
        ("this is not a number, and text needs double quotes", Some("put `\"` around it"), true)
    };
    let is_number = !wrong.2;
    (if is_number { Kind::Number } else { Kind::String }, Some(wrong))
}
