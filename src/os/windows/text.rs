//! Reversible text for paths, which need not be Unicode.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::os::windows::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

/// Returns the text of these encoded bytes (`OsStr::as_encoded_bytes`). Unpaired surrogates, which
/// only damaged text has, become U+FFFD.
pub fn os_string(encoded: Vec<u8>) -> OsString {
    let text = String::from_utf8(encoded);
    text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
        .into()
}

/// Returns a path as text, with escapes for control characters. `%` and `;` are escaped too, so
/// that such texts can be joined to a list. Windows allows unpaired surrogates, which UTF-8 cannot
/// encode: they become `%uD800`.
pub fn path_to_text(path: &Path) -> String {
    let mut text = String::new();
    for c in char::decode_utf16(path.as_os_str().encode_wide()) {
        let _ = match c {
            Ok(c @ ('%' | ';' | '\0'..='\x1f')) => write!(text, "%{:02X}", u32::from(c)),
            Ok(c) => write!(text, "{c}"),
            Err(error) => write!(text, "%u{:04X}", error.unpaired_surrogate()),
        };
    }
    text
}

/// Returns the path of a text from [`path_to_text`].
pub fn path_from_text(text: &str) -> PathBuf {
    let mut units = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        units.extend(before.encode_utf16());
        let (digits, skipped) = if after.starts_with('u') {
            (after.get(1..5), 5)
        } else {
            (after.get(..2), 2)
        };
        let unit = digits.and_then(|hex| u16::from_str_radix(hex, 16).ok());
        units.push(unit.unwrap_or(u16::from(b'%')));
        rest = if unit.is_some() {
            &after[skipped..]
        } else {
            after
        };
    }
    units.extend(rest.encode_utf16());
    OsString::from_wide(&units).into()
}

/// Returns the path that a file contains as text.
pub fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::LIST_SEPARATOR;

    #[test]
    fn text_of_a_path_round_trips() {
        let strange: Vec<u16> = [0x43, 0x3a, 0x5c, 0xd800, 0x25, 0x75, 0xdc00, 0x3b, 0x0a].into();
        for path in [
            OsString::from(r"C:\Program Files\Side Effects\ca.pem"),
            OsString::from(r"\\server\share\한글;%41%u0041"),
            OsString::from("%"),
            OsString::new(),
            OsString::from_wide(&strange),
        ] {
            let text = path_to_text(Path::new(&path));
            assert!(!text.contains([LIST_SEPARATOR, '\n']), "{text}");
            assert_eq!(path_from_text(&text), Path::new(&path));
        }
    }
}
