//! The parser's errors in plain words. No text of the file gets into them.

use crate::document::Problem;
use crate::document::tree::{MAX_PROBLEMS, syntax};
use crate::source::Span;
use toml_parser::ParseError;

type Words = (&'static str, Option<&'static str>);

/// What the parser says of a text without quotes, and of no text at all.
const UNQUOTED: &str = "string values must be quoted";

/// What it says where a list goes on into the next line with a key.
const KEY_IN_LIST: &str = "unexpected `=` in array";

/// The parser's errors as problems, one for each line: what follows on a line is a consequence.
pub(super) fn problems(text: &str, errors: &[ParseError]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    let mut line_end = None;
    let mut errors: Vec<(usize, usize, &ParseError)> =
        errors.iter().map(|error| place(text, error)).collect();
    errors.sort_by_key(|&(start, ..)| start);
    for (start, end, error) in errors {
        if line_end.is_some_and(|line_end| start <= line_end) || problems.len() >= MAX_PROBLEMS {
            if let (KEY_IN_LIST, Some(problem)) = (error.description(), problems.last_mut()) {
                problem.message = "a key stands in a list; is the list before it not closed?".to_owned();
                problem.help = Some("add the `]`".to_owned());
            }
            continue;
        }
        let rest = &text.as_bytes()[start..];
        line_end = Some(start + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()));
        let (mut message, mut help) = describe(error.description());
        if error.description() == UNQUOTED && text[start..end].trim().is_empty() {
            (message, help) = describe("missing value");
        }
        problems.push(syntax(Span::new(start, end), message, help));
    }
    problems
}

/// The bytes of an error; an empty place shows the character before it.
fn place<'e>(text: &str, error: &'e ParseError) -> (usize, usize, &'e ParseError) {
    let span = error.unexpected().or(error.context()).unwrap_or_default();
    let (mut start, end) = (span.start().min(text.len()), span.end().min(text.len()));
    if start == end {
        start = text[..start].char_indices().next_back().map_or(start, |(at, _)| at);
        if text[start..].starts_with(['\n', '\r']) {
            start = end;
        }
    }
    (start, end, error)
}

/// What is wrong, and what to do.
fn describe(description: &str) -> Words {
    match description {
        "key with no value" | "missing value for key" => {
            ("this key has no value", Some("write `key = value`"))
        }
        "missing value" => ("a value is missing here", Some("write `key = value`")),
        "string values must be quoted" | "invalid value" => {
            ("this is not a value of TOML; text needs quotes", Some("put `\"` around it"))
        }
        "missing comma between array elements" => ("a comma is missing before this item", Some("add a `,`")),
        "missing comma between key-value pairs" => ("a comma is missing before this key", Some("add a `,`")),
        "extra comma in array" | "extra comma in inline table" => {
            ("there is one `,` too many", Some("remove it"))
        }
        "unclosed array" => ("this list is never closed", Some("add the `]`")),
        "unclosed inline table" => ("this inline table is not closed", Some("add the `}`")),
        "unclosed table" => ("this table header is not closed", Some("add the `]`")),
        "unclosed array table" => ("this table header is not closed", Some("add `]]`")),
        "missing table open" | "missing array opening" | "missing inline table opening" => {
            ("this bracket closes nothing", Some("remove it"))
        }
        "invalid basic string"
        | "invalid literal string"
        | "invalid multi-line basic string"
        | "invalid multi-line literal string"
        | "invalid string" => {
            ("this string is not closed, or a character in it is not allowed", Some("add the closing quote"))
        }
        "missing opening quote" => ("the opening quote is missing", None),
        "missing escaped value" | "too few unicode value digits" => {
            ("this `\\` begins no escape that TOML knows", Some("write `\\\\`, or use single quotes"))
        }
        "invalid unquoted key" | "unquoted keys cannot be empty" => (
            "this is not a key",
            Some("put quotes around a key with other characters than letters, digits, `_` and `-`"),
        ),
        "keys cannot be multi-line basic strings" | "keys cannot be multi-line literal strings" => {
            ("a key cannot have several lines", None)
        }
        "invalid key-value pair"
        | "missing key for inline table element"
        | "invalid table"
        | "invalid key" => ("a key is missing here", Some("write `key = value`")),
        _ => describe_rare(description),
    }
}

fn describe_rare(description: &str) -> Words {
    match description {
        "extra `=`" | "unexpected `=` in array" | "extra assignment between key-value pairs" => {
            ("a `=` is not allowed here", None)
        }
        "missing assignment between key-value pairs" => {
            ("a `=` is missing after this key", Some("write `key = value`"))
        }
        "unexpected content"
        | "unexpected key or value"
        | "unexpected content between comment and newline" => {
            ("nothing more may stand on this line", Some("begin a new line"))
        }
        "carriage return must be followed by newline" => ("a line ends with a lone carriage return", None),
        "invalid comment character" => ("a control character stands in this comment", Some("remove it")),
        "unexpected leading zero" => {
            ("a number cannot begin with `0`", Some("remove the zeros, or quote it"))
        }
        "`_` may only go between digits"
        | "redundant numeric sign"
        | "redundant integer number prefix"
        | "integers with a radix cannot be signed"
        | "radix must be lowercase"
        | "unexpected sign"
        | "invalid float"
        | "invalid integer number"
        | "invalid hexadecimal number"
        | "invalid octal number"
        | "invalid binary number" => ("this number is not written right", Some("put quotes around a text")),
        "invalid date-time" => ("this date or time is not written right", Some("put quotes around a text")),
        "invalid boolean" => ("write `true` or `false`, or put quotes around a text", None),
        _ => ("this is not valid TOML", None),
    }
}
