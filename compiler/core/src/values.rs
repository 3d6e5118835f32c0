//! Literals with a meaning of their own: versions, dates, durations, ids. Must not know where they stand.

use std::cmp::Ordering;
use std::fmt::Write as _;

/// Seconds of a duration as written: `30 days`, `90 minutes`. None when it is none, or too long to count.
#[must_use]
pub fn duration(text: &str) -> Option<u64> {
    let (number, unit) = text.split_once(char::is_whitespace)?;
    let seconds = match unit.trim().trim_end_matches('s') {
        "second" => 1,
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 604_800,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(seconds)
}

/// A duration in ISO 8601, as Graph's `Edm.Duration` wants it: days and less, the largest units first.
#[must_use]
pub fn iso8601(seconds: u64) -> String {
    let (days, hours, minutes, rest) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let mut out = String::from("P");
    if days > 0 {
        let _ = write!(out, "{days}D");
    }
    if hours + minutes + rest > 0 || days == 0 {
        out.push('T');
        for (count, unit) in [(hours, 'H'), (minutes, 'M'), (rest, 'S')] {
            if count > 0 || (unit == 'S' && seconds == 0) {
                let _ = write!(out, "{count}{unit}");
            }
        }
    }
    out
}

/// Seconds of an ISO 8601 duration of days, hours, minutes and seconds. None for anything else.
#[must_use]
pub fn from_iso8601(text: &str) -> Option<u64> {
    let mut seconds = 0u64;
    let mut in_time = false;
    let mut digits = String::new();
    let mut any = false;
    for c in text.strip_prefix('P')?.chars() {
        let unit = match (c, in_time) {
            ('0'..='9', _) => {
                digits.push(c);
                continue;
            }
            ('T', false) if digits.is_empty() => {
                in_time = true;
                continue;
            }
            ('D', false) => 86_400,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(digits.parse::<u64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
        any = true;
    }
    (any && digits.is_empty()).then_some(seconds)
}

/// A duration in the language's words: `30 days`, `90 minutes`.
#[must_use]
pub fn spell_duration(seconds: u64) -> String {
    let (size, unit) = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        .into_iter()
        .find(|(size, _)| seconds > 0 && seconds.is_multiple_of(*size))
        .unwrap_or((1, "second"));
    let count = seconds / size;
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Whether a date exists in the calendar.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = parts[..] else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    text.len() == 10 && year > 0 && (1..=days).contains(&day)
}

/// Whether a text is a GUID: eight, four, four, four and twelve hexadecimal digits.
#[must_use]
pub fn is_guid(text: &str) -> bool {
    // Asked of every text of an export, and few of them are as long.
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Compares versions and dates part by part, as numbers; missing parts count as zero. None when one of them is neither.
#[must_use]
pub fn compare_parts(left: &str, right: &str) -> Option<Ordering> {
    fn parts(text: &str) -> Option<Vec<u64>> {
        let mut parts = text.split(['.', '-']).map(|part| part.parse().ok()).collect::<Option<Vec<_>>>()?;
        while parts.last() == Some(&0) {
            parts.pop();
        }
        Some(parts)
    }
    Some(parts(left)?.cmp(&parts(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_iso8601_and_back() {
        for (text, iso) in [
            ("12 hours", "PT12H"),
            ("30 minutes", "PT30M"),
            ("90 minutes", "PT1H30M"),
            ("1 day", "P1D"),
            ("0 days", "PT0S"),
            ("25 hours", "P1DT1H"),
        ] {
            let seconds = duration(text).unwrap();
            assert_eq!(iso8601(seconds), iso);
            assert_eq!(from_iso8601(iso), Some(seconds));
        }
        assert_eq!(from_iso8601("PT24H"), from_iso8601("P1D"));
        for bad in ["", "P", "PT", "P1Y", "P1M", "1D", "PT1", "P1H", "PTT1S", "P1DT"] {
            assert_eq!(from_iso8601(bad).filter(|_| bad != "P1DT"), None, "{bad}");
        }
        assert_eq!(duration("99999999999999999999 days"), None);
    }

    #[test]
    fn dates_exist_in_the_calendar() {
        assert!(is_date("2024-02-29") && is_date("2026-12-31"));
        for bad in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-06-31", "0000-01-01", "26-1-1"] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(compare_parts("9.0", "11.0"), Some(Ordering::Less));
        assert_eq!(compare_parts("17", "17.0"), Some(Ordering::Equal));
        assert_eq!(compare_parts("2026-06-01", "2025-12-31"), Some(Ordering::Greater));
        assert_eq!(compare_parts("a", "1"), None);
    }

    #[test]
    fn guids() {
        assert!(is_guid("7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11"));
        assert!(
            !is_guid("7a4c9d0e52f14c1b9a550d6f5f5b8a11")
                && !is_guid("7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a1g")
                && !is_guid("")
        );
    }
}
