//! What a plain scalar means: the YAML 1.2 core schema.

use crate::document::Kind;

/// The type of a scalar without quotes and without a tag.
pub(in crate::document) fn kind(text: &str) -> Kind {
    let bytes = text.as_bytes();
    // The first byte settles nearly every scalar.
    match bytes.first() {
        None => Kind::Null,
        Some(b'~' | b'n' | b'N') if matches!(text, "~" | "null" | "Null" | "NULL") => Kind::Null,
        Some(b't' | b'T' | b'f' | b'F')
            if matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE") =>
        {
            Kind::Bool
        }
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') if is_number(bytes) => Kind::Number,
        _ => Kind::String,
    }
}

fn is_number(bytes: &[u8]) -> bool {
    let all = |digits: &[u8], ok: fn(&u8) -> bool| !digits.is_empty() && digits.iter().all(ok);
    if let Some(digits) = bytes.strip_prefix(b"0o") {
        return all(digits, |b| (b'0'..=b'7').contains(b));
    }
    if let Some(digits) = bytes.strip_prefix(b"0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if matches!(bytes, b".nan" | b".NaN" | b".NAN") {
        return true;
    }
    let bytes = bytes.strip_prefix(b"-").or_else(|| bytes.strip_prefix(b"+")).unwrap_or(bytes);
    matches!(bytes, b".inf" | b".Inf" | b".INF") || is_decimal(bytes)
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal(bytes: &[u8]) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(bytes);
    let mut rest = &bytes[whole..];
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix(b".") {
        fraction = digits(after);
        rest = &after[fraction..];
    }
    if whole + fraction == 0 {
        return false;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent =
            exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema_and_nothing_of_yaml_1_1() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(kind(text), Kind::Null, "{text}");
        }
        for text in ["true", "True", "TRUE", "false", "False", "FALSE"] {
            assert_eq!(kind(text), Kind::Bool, "{text}");
        }
        for text in [
            "0", "-1", "+12", "007", "0o17", "0xFf", "1.", ".5", "-.5", "1e3", "1.5E-3", ".inf", "-.INF",
            "+.Inf", ".nan", ".NaN",
        ] {
            assert_eq!(kind(text), Kind::Number, "{text}");
        }
        for text in [
            "yes",
            "no",
            "on",
            "off",
            "nULL",
            "tRue",
            "1_000",
            "0b1",
            "-0x1",
            "0o8",
            "0x",
            "+",
            "-",
            ".",
            "1e",
            "e3",
            "-.nan",
            "1:30",
            "2024-01-01",
            "1.2.3",
            "..",
            ".e1",
            "+-1",
        ] {
            assert_eq!(kind(text), Kind::String, "{text}");
        }
    }
}
