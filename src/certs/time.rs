//! Times of certificates, in seconds since 1970.

use std::time::Duration;

use x509_cert::der::DateTime;

use super::der::{Element, Error, Tag};

/// Decodes a `Time` in the form that clients read: with seconds, in UTC (RFC 5280, 4.1.2.5).
///
/// A time before 1970 is returned as 1970: tools have written year 1 for "always valid", and every
/// client accepts it.
pub fn seconds(time: Element) -> Result<i64, Error> {
    let (year, rest) = match time.tag {
        Tag::UTC_TIME => {
            let (year, rest) = two_digits(time.value)?;
            (year + if year < 50 { 2000 } else { 1900 }, rest)
        }
        Tag::GENERALIZED_TIME => {
            let (century, rest) = two_digits(time.value)?;
            let (year, rest) = two_digits(rest)?;
            (century * 100 + year, rest)
        }
        tag => return Err(Error::UnexpectedTag(tag)),
    };
    let mut fields = [0; 5];
    let mut rest = rest;
    for field in &mut fields {
        let (number, after) = two_digits(rest)?;
        *field = u8::try_from(number).map_err(|_| Error::InvalidValue)?;
        rest = after;
    }
    let [month, day, hour, minute, second] = fields;
    // The years of a 400-year cycle have the same days.
    let is_early = year < 1970;
    let cycle = if is_early { 2000 + year % 400 } else { year };
    let time = DateTime::new(cycle, month, day, hour, minute, second);
    match (time, rest) {
        (Ok(_), b"Z") if is_early => Ok(0),
        (Ok(time), b"Z") => {
            i64::try_from(time.unix_duration().as_secs()).map_err(|_| Error::InvalidValue)
        }
        _ => Err(Error::InvalidValue),
    }
}

fn two_digits(bytes: &[u8]) -> Result<(u16, &[u8]), Error> {
    match bytes {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
            Ok((u16::from(tens - b'0') * 10 + u16::from(ones - b'0'), rest))
        }
        _ => Err(Error::InvalidValue),
    }
}

/// Returns a time in the form of RFC 3339.
pub fn rfc3339(seconds: i64) -> String {
    let since = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    let time = DateTime::from_unix_duration(since).unwrap_or(DateTime::INFINITY);
    time.to_string()
}

/// Returns the seconds of a time that [`rfc3339`] wrote.
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    let time: DateTime = text.parse().ok()?;
    i64::try_from(time.unix_duration().as_secs()).ok()
}

/// Returns the day of a time in the form of RFC 3339.
pub fn date(seconds: i64) -> String {
    rfc3339(seconds).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tag: Tag, value: &str) -> Option<String> {
        let element = Element {
            tag,
            value: value.as_bytes(),
            der: &[],
        };
        seconds(element).ok().map(rfc3339)
    }

    #[test]
    fn times_are_those_that_clients_read() {
        for (tag, value, time) in [
            (Tag::UTC_TIME, "250102030405Z", Some("2025-01-02T03:04:05Z")),
            (Tag::UTC_TIME, "491231235959Z", Some("2049-12-31T23:59:59Z")),
            (Tag::UTC_TIME, "700101000000Z", Some("1970-01-01T00:00:00Z")),
            (Tag::UTC_TIME, "691231235959Z", Some("1970-01-01T00:00:00Z")),
            (Tag::UTC_TIME, "500101000000Z", Some("1970-01-01T00:00:00Z")),
            (Tag::UTC_TIME, "500229000000Z", None),
            (Tag::UTC_TIME, "520229000000Z", Some("1970-01-01T00:00:00Z")),
            (Tag::UTC_TIME, "240229000000Z", Some("2024-02-29T00:00:00Z")),
            (Tag::UTC_TIME, "250229000000Z", None),
            (Tag::UTC_TIME, "251301000000Z", None),
            (Tag::UTC_TIME, "250100000000Z", None),
            (Tag::UTC_TIME, "250101240000Z", None),
            (Tag::UTC_TIME, "250101006000Z", None),
            (Tag::UTC_TIME, "250101000060Z", None),
            (Tag::UTC_TIME, "2501010000Z", None),
            (Tag::UTC_TIME, "250101000000+0000", None),
            (Tag::UTC_TIME, "250101000000", None),
            (Tag::UTC_TIME, "", None),
            (Tag::UTC_TIME, "20250101000000Z", None),
            (
                Tag::GENERALIZED_TIME,
                "00010101000000Z",
                Some("1970-01-01T00:00:00Z"),
            ),
            (
                Tag::GENERALIZED_TIME,
                "20500102030405Z",
                Some("2050-01-02T03:04:05Z"),
            ),
            (
                Tag::GENERALIZED_TIME,
                "99991231235959Z",
                Some("9999-12-31T23:59:59Z"),
            ),
            (Tag::GENERALIZED_TIME, "20500102030405.5Z", None),
            (Tag::GENERALIZED_TIME, "250101000000Z", None),
            (Tag::PRINTABLE_STRING, "250102030405Z", None),
        ] {
            assert_eq!(shown(tag, value).as_deref(), time, "{value}");
        }
        assert_eq!(date(1_800_000_000), "2027-01-15");
    }
}
