//! JSON: an object with a string for each variable to set and null for each to remove.

use std::fmt::Write as _;

use super::{Format, NAME_NOT_UTF8, unwritable, utf8};
use crate::env::Changes;
use crate::error::{Error, Result, printable_json};

pub(super) fn write(changes: &Changes) -> Result<Vec<u8>> {
    let mut object = serde_json::Map::new();
    for (name, value) in changes {
        let error = |why| unwritable(name, Format::Json, &why);
        let key = name.to_str().ok_or_else(|| error(NAME_NOT_UTF8))?;
        let value = value.as_deref().map(utf8).transpose().map_err(error)?;
        object.insert(key.to_owned(), value.into());
    }
    let text =
        serde_json::to_string_pretty(&object).map_err(|error| Error::new(error.to_string()))?;
    // PowerShell and cmd read pipes in the console's code page.
    let text = if cfg!(windows) {
        ascii(&text)
    } else {
        printable_json(&text)
    };
    Ok((text + "\n").into())
}

/// Returns a string in plain ASCII.
pub fn string(text: &str) -> String {
    ascii(&serde_json::Value::from(text).to_string())
}

/// Writes the characters of a JSON text that are not printable ASCII as escapes, except for line
/// breaks. They are in strings only.
pub fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, ' '..='~' | '\n') {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}
