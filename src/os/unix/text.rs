//! Reversible text for paths, which need not be UTF-8.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Returns the text of these encoded bytes (`OsStr::as_encoded_bytes`).
pub fn os_string(encoded: Vec<u8>) -> OsString {
    OsString::from_vec(encoded)
}

/// Returns a path as text, with escapes for bytes that are not UTF-8 and for control characters.
/// `%` and `:` are escaped too, so that such texts can be joined to a list.
pub fn path_to_text(path: &Path) -> String {
    if let Some(text) = path.to_str()
        && !text.bytes().any(is_escaped)
    {
        return text.to_owned();
    }
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                c if c.is_ascii() && is_escaped(c as u8) => escape(&mut text, c as u8),
                c => text.push(c),
            }
        }
        chunk
            .invalid()
            .iter()
            .for_each(|byte| escape(&mut text, *byte));
    }
    text
}

/// Returns the path of a text from [`path_to_text`].
pub fn path_from_text(text: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    OsString::from_vec(bytes).into()
}

/// Returns the path that a file contains as text.
pub fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    OsStr::from_bytes(bytes).into()
}

fn is_escaped(byte: u8) -> bool {
    matches!(byte, b'%' | b':' | 0..=0x1f)
}

fn escape(text: &mut String, byte: u8) {
    let _ = write!(text, "%{byte:02X}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::LIST_SEPARATOR;

    #[test]
    fn text_of_a_path_round_trips() {
        for bytes in [
            &b"/plain/path.pem"[..],
            b"/with space/\xED\x95\x9C\xEA\xB8\x80",
            b"/not/utf8/\xFF\xFE",
            b"/list:of%3Athings\n",
            b"%",
            b"",
        ] {
            let path = Path::new(OsStr::from_bytes(bytes));
            let text = path_to_text(path);
            assert!(!text.contains([LIST_SEPARATOR, '\n']), "{text}");
            assert_eq!(path_from_text(&text), path);
        }
    }
}
