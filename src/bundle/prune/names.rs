//! The names that sglaunch gives to files in its cache. Nothing else is ever removed.

use std::ffi::OsStr;

use crate::bundle::files::{KEY_STORE, PEM};

/// The number of hexadecimal digits in the name of a bundle, a record or a hook.
const DIGITS: usize = 16;

/// Returns the digits in the name of a bundle's file, `<digits>.pem` or `<digits>.p12`.
pub fn of_bundle(name: &OsStr) -> Option<&str> {
    let (stem, extension) = name.to_str()?.rsplit_once('.')?;
    (is_digits(stem) && [PEM, KEY_STORE].contains(&extension)).then_some(stem)
}

/// Returns whether this is the name of a record: `<key>-<version>.json`, or `<key>.json` of the
/// versions before.
pub fn is_record(name: &OsStr) -> bool {
    let stem = name.to_str().and_then(|name| name.strip_suffix(".json"));
    stem.is_some_and(|stem| match stem.split_once('-') {
        Some((key, version)) => is_digits(key) && is_digits(version),
        None => is_digits(stem),
    })
}

/// Returns whether this is the name of a temporary file: `.tmp` and six letters or digits.
pub fn is_temporary(name: &OsStr) -> bool {
    let random = name.to_str().and_then(|name| name.strip_prefix(".tmp"));
    random.is_some_and(|random| random.len() == 6 && random.bytes().all(is_alphanumeric))
}

/// Returns whether `text` is a digest as in names.
pub fn is_digits(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(is_digit)
}

/// Returns the first digits of each hexadecimal number in a record. Those of the bundle's digest
/// are among them, whatever the version of the record's format is.
pub fn in_record(record: &[u8]) -> impl Iterator<Item = &str> {
    let numbers = record.split(|byte| !is_digit(*byte));
    numbers.filter_map(|number| str::from_utf8(number.get(..DIGITS)?).ok())
}

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_cache_match() {
        let of_bundle = |name: &str| of_bundle(OsStr::new(name)).map(str::to_owned);
        assert_eq!(
            of_bundle("0123456789abcdef.pem").as_deref(),
            Some("0123456789abcdef")
        );
        assert!(of_bundle("0123456789abcdef.p12").is_some());
        for name in [
            "photo.pem",
            "client.p12",
            "0123456789abcdef",
            "0123456789ABCDEF.pem",
            "0123456789abcdef.pem.bak",
            "0123.pem",
        ] {
            assert_eq!(of_bundle(name), None, "{name}");
        }
        let is_record = |name: &str| is_record(OsStr::new(name));
        assert!(is_record("0123456789abcdef.json"));
        assert!(is_record("0123456789abcdef-fedcba9876543210.json"));
        for name in [
            "soup.txt",
            "soup.json",
            "0123456789abcdef-.json",
            "-0123456789abcdef.json",
        ] {
            assert!(!is_record(name), "{name}");
        }
        let is_temporary = |name: &str| is_temporary(OsStr::new(name));
        assert!(is_temporary(".tmpAb3xY9"));
        for name in [
            ".tmp",
            ".tmpfile",
            "tmpAb3xY9",
            ".tmpAb3xY9.pem",
            ".tmp-b3xY9",
        ] {
            assert!(!is_temporary(name), "{name}");
        }
    }

    #[test]
    fn a_record_of_any_format_names_its_bundle() {
        let digest = "0123456789abcdef".repeat(4);
        let record = format!(r#"{{"schema":9,"files":[{{"sha":"{digest}"}}],"other":"0123"}}"#);
        let names: Vec<&str> = in_record(record.as_bytes()).collect();
        assert_eq!(names, ["0123456789abcdef"]);
    }
}
