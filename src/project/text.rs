//! The bytes of a file as text.

use crate::document::{Defect, Problem};
use crate::source::Span;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a file. Most are small, and read at once without asking for their size first.
///
/// # Errors
/// What the system says.
pub fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    const MOST: usize = 4096;
    let mut bytes = Vec::with_capacity(MOST);
    // A file itself would ask for its size.
    File::open(path)?.take(u64::MAX).read_to_end(&mut bytes)?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// The bytes as text, or what they are instead: RFC 8259 §8.1 and YAML 1.2.2 §5.2 want UTF-8, and so does Connect.
pub(super) fn readable(bytes: Vec<u8>) -> Result<String, Box<(Vec<u8>, Problem)>> {
    let wide = match bytes.as_slice() {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        [0, 0, 0, first, ..] | [first, 0, 0, 0, ..] if *first != 0 => Some("UTF-32"),
        [0, first, 0, ..] | [first, 0, _, 0, ..] if *first != 0 => Some("UTF-16"),
        _ => None,
    };
    let problem = |span: Span, message: String| Problem {
        defect: Defect::Unreadable,
        span,
        message,
        help: Some("save it as UTF-8".to_owned()),
        related: None,
        root: 0,
    };
    if let Some(encoding) = wide {
        let message = format!("this file is {encoding}; Connect and this tool read UTF-8");
        return Err(Box::new((bytes, problem(Span::default(), message))));
    }
    // A place in the lossy text: every wrong byte becomes three bytes there, and none stands before the first.
    match String::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            Some(at) => {
                let message = "this file has a NUL byte in it, which no text has".to_owned();
                Err(Box::new((text.into_bytes(), problem(Span::new(at, at + 1), message))))
            }
            None => Ok(text),
        },
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let message = "this file is not UTF-8 text: these bytes stand for no character".to_owned();
            Err(Box::new((error.into_bytes(), problem(Span::new(at, at + 3), message))))
        }
    }
}
