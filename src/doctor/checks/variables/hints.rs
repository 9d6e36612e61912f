//! Common mistakes in the value of a variable that names a file.

use std::ffi::OsStr;

use super::known::Names;
use crate::os;

/// Returns the likely mistake in a value that names nothing.
pub fn hint(value: &OsStr, names: Names) -> Option<String> {
    let text = value.to_string_lossy();
    let trimmed = text.trim();
    let is_switch = ["0", "1", "true", "false", "no", "yes", "none", "off"]
        .iter()
        .any(|word| trimmed.eq_ignore_ascii_case(word));
    let is_address = ["https://", "http://", "file://"]
        .iter()
        .any(|scheme| trimmed.starts_with(scheme));
    let is_quoted = trimmed.len() > 1 && trimmed.starts_with(['"', '\'']);
    let has_drive = matches!(trimmed.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let text = if is_switch {
        "the value is a path, not a switch"
    } else if is_address {
        "the value is an address: download the file, and name it by its path"
    } else if is_quoted {
        "the quotes are a part of the value: set it without them"
    } else if trimmed.len() < text.len() {
        "a blank or a line break is a part of the value: a file with the line breaks of Windows may have set it"
    } else if trimmed.starts_with('~') {
        "no program replaces this `~`: write the whole path, or leave out the quotes around it"
    } else if trimmed.contains('$') || trimmed.starts_with('%') {
        "the value still contains the name of a variable: nothing has expanded it"
    } else if has_drive && !cfg!(windows) {
        "the path is one of Windows"
    } else if names != Names::Directories && text.contains(os::LIST_SEPARATOR) && !has_drive {
        "the value may be a list, and the variable names one file: merge the files into one"
    } else {
        return None;
    };
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_mistake_is_named() {
        let list = format!("/a.pem{}/b.pem", os::LIST_SEPARATOR);
        for (value, word) in [
            ("~/ca.pem", Some("`~`")),
            ("$HOME/ca.pem", Some("expanded")),
            ("%USERPROFILE%\\ca.pem", Some("expanded")),
            ("\"/ca.pem\"", Some("quotes")),
            ("/ca.pem\r", Some("line break")),
            ("False", Some("switch")),
            ("https://studio/ca.pem", Some("address")),
            (&*list, Some("list")),
            ("/studio/ca.pem", None),
        ] {
            let hint = hint(value.as_ref(), Names::File);
            match word {
                Some(word) => assert!(hint.is_some_and(|hint| hint.contains(word)), "{value}"),
                None => assert_eq!(hint, None, "{value}"),
            }
        }
    }
}
