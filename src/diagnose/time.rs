//! The time of a log line, in the forms that logs have.

use crate::date::Date;
use regex::{Captures, Regex};
use std::sync::OnceLock;

/// When a line was written. Without a zone it is taken as UTC; without a year it sorts before all others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Seconds since 1970.
    pub seconds: i64,
    /// As it is shown: like RFC 3339, without a zone where the log has none.
    pub text: String,
}

/// How far from the beginning of a line its time may stand: after a host, a container's name, a level.
const HEAD: usize = 100;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

struct Forms {
    /// `2025-11-04T09:12:31.5Z`, `2025/11/04 09:12:31 AM`
    full: Regex,
    /// `04/Nov/2025:09:12:31 +0000`
    common: Regex,
    /// `Nov  4 09:12:31`
    syslog: Regex,
    /// `"ts":1762247551.5`, `"time":"2025-…"`
    json: Regex,
}

fn forms() -> Option<&'static Forms> {
    static FORMS: OnceLock<Option<Forms>> = OnceLock::new();
    FORMS
        .get_or_init(|| {
            let months = MONTHS.join("|");
            Some(Forms {
                full: Regex::new(
                    r"(?i)\b(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d{1,2}):(\d\d):(\d\d)(?:[.,]\d+)? ?(Z\b|[+-]\d\d:?\d\d\b)?(?: ?([AP])M\b)?",
                )
                .ok()?,
                common: Regex::new(&format!(
                    r"(?i)\b(\d\d?)/({months})/(\d{{4}}):(\d\d):(\d\d):(\d\d) ?([+-]\d{{4}})?"
                ))
                .ok()?,
                syslog: Regex::new(&format!(r"(?i)\b({months})[a-z]{{0,6}} +(\d\d?) (\d\d):(\d\d):(\d\d)")).ok()?,
                json: Regex::new(
                    r#""(?:@timestamp|timestamp|time|ts|date|t)"\s*:\s*(?:"([^"]{10,40})"|(\d{13}|\d{10})(?:\.\d+)?\b)"#,
                )
                .ok()?,
            })
        })
        .as_ref()
}

/// The time of a line: under a key of a JSON line, else near its beginning.
#[must_use]
pub fn of_line(line: &str) -> Option<Stamp> {
    let forms = forms()?;
    if line.trim_start().starts_with('{')
        && let Some(found) = forms.json.captures(line)
    {
        let text = found.get(1).and_then(|text| of_text(forms, text.as_str()));
        let epoch = || found.get(2).and_then(|digits| of_epoch(digits.as_str()));
        return text.or_else(epoch);
    }
    let end = line.char_indices().map(|(at, _)| at).find(|at| *at >= HEAD).unwrap_or(line.len());
    of_text(forms, &line[..end])
}

fn of_text(forms: &Forms, text: &str) -> Option<Stamp> {
    if let Some(found) = forms.full.captures(text) {
        let numbers = numbers(&found, [1, 2, 3, 4, 5, 6])?;
        let half = found.get(8).map(|half| half.as_str().eq_ignore_ascii_case("p"));
        return stamp(numbers, half, found.get(7).map(|zone| zone.as_str()));
    }
    if let Some(found) = forms.common.captures(text) {
        let month = month_of(found.get(2)?.as_str())?;
        let [day, year, hour, minute, second] = numbers(&found, [1, 3, 4, 5, 6])?;
        return stamp([year, month, day, hour, minute, second], None, found.get(7).map(|zone| zone.as_str()));
    }
    let found = forms.syslog.captures(text)?;
    let month = month_of(found.get(1)?.as_str())?;
    let [day, hour, minute, second] = numbers(&found, [2, 3, 4, 5])?;
    let mut known = stamp([0, month, day, hour, minute, second], None, None)?;
    known.text = found.get(0)?.as_str().to_owned();
    Some(known)
}

fn numbers<const N: usize>(found: &Captures<'_>, groups: [usize; N]) -> Option<[i64; N]> {
    let mut numbers = [0; N];
    for (number, group) in numbers.iter_mut().zip(groups) {
        *number = found.get(group)?.as_str().parse().ok()?;
    }
    Some(numbers)
}

fn month_of(name: &str) -> Option<i64> {
    let at = MONTHS.iter().position(|month| name.to_ascii_lowercase().starts_with(month))?;
    i64::try_from(at + 1).ok()
}

/// Year to second; whether it is after noon, where the clock has twelve hours; the zone.
fn stamp(numbers: [i64; 6], afternoon: Option<bool>, zone: Option<&str>) -> Option<Stamp> {
    let [year, month, day, mut hour, minute, second] = numbers;
    match afternoon {
        // Some logs write AM and PM after a clock of 24 hours.
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let date: Date = format!("{year:04}-{month:02}-{day:02}").parse().ok()?;
    let offset = zone.and_then(offset).unwrap_or(0);
    let seconds = date.days() * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    let text = match zone {
        Some(zone) => format!("{date}T{clock}{}", if zone == "z" { "Z" } else { zone }),
        None => format!("{date} {clock}"),
    };
    Some(Stamp { seconds, text })
}

/// `+01:00` and `+0100` in seconds.
fn offset(zone: &str) -> Option<i64> {
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = (digits.get(..2)?.parse::<i64>().ok()?, digits.get(2..4)?.parse::<i64>().ok()?);
    Some(sign * (hours * 3_600 + minutes * 60))
}

/// Seconds or milliseconds since 1970.
fn of_epoch(digits: &str) -> Option<Stamp> {
    let number: i64 = digits.parse().ok()?;
    let seconds = if digits.len() > 10 { number / 1_000 } else { number };
    let clock = seconds.rem_euclid(86_400);
    let text = format!(
        "{}T{:02}:{:02}:{:02}Z",
        Date::from_days(seconds.div_euclid(86_400)),
        clock / 3_600,
        clock / 60 % 60,
        clock % 60
    );
    Some(Stamp { seconds, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_logs_are_read() {
        for (line, text, seconds) in [
            ("2025-11-04T09:12:31Z error", "2025-11-04T09:12:31Z", 1_762_247_551),
            ("2025-11-04T10:12:31.123+01:00 error", "2025-11-04T10:12:31+01:00", 1_762_247_551),
            ("2025-11-04 09:12:31,123 ERROR x", "2025-11-04 09:12:31", 1_762_247_551),
            ("2025/11/04 9:12:31 PM: ! oauth", "2025-11-04 21:12:31", 1_762_290_751),
            (
                "10.0.0.7 - - [04/Nov/2025:09:12:31 +0000] \"GET /\"",
                "2025-11-04T09:12:31+0000",
                1_762_247_551,
            ),
            ("time=\"2025-11-04T09:12:31Z\" level=error", "2025-11-04T09:12:31Z", 1_762_247_551),
            (r#"{"level":"error","ts":1762247551.5}"#, "2025-11-04T09:12:31Z", 1_762_247_551),
            (r#"{"timestamp":1762247551500}"#, "2025-11-04T09:12:31Z", 1_762_247_551),
            (r#"{"msg":"x","@timestamp":"2025-11-04T09:12:31.000Z"}"#, "2025-11-04T09:12:31Z", 1_762_247_551),
        ] {
            let stamp = of_line(line).unwrap_or_else(|| panic!("{line}: no time"));
            assert_eq!((stamp.text.as_str(), stamp.seconds), (text, seconds), "{line}");
        }
        assert_eq!(
            of_line("Nov  4 09:12:31 host connect[7]: x").map(|stamp| stamp.text).as_deref(),
            Some("Nov  4 09:12:31")
        );
    }

    #[test]
    fn what_is_no_time_is_none() {
        for line in ["", "no time here", "2025-13-40 09:12:31", "12:30", r#"{"ts":"soon"}"#] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }
}
