//! PowerShell: `${Env:NAME} = 'value'`, in plain ASCII.
//!
//! PowerShell reads a program's output in the console's code page, which is rarely UTF-8, and line
//! by line, so `Out-String` inserts its own line breaks. Every character outside printable ASCII is
//! therefore written as a UTF-16 code unit, typographic quotes included, because PowerShell treats
//! them as straight ones.

use std::ffi::OsStr;
use std::fmt::Write as _;

use super::{Line, Unwritable, utf8};

pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    if !name.chars().all(is_printable) || name.contains(['{', '}', '`', '*', '?', '[', ']']) {
        return Err(Unwritable("PowerShell cannot write this name"));
    }
    let Some(value) = value else {
        let name = name.replace('\'', "''");
        return Ok(format!("Remove-Item -LiteralPath 'Env:{name}' -ErrorAction Ignore").into());
    };
    let value = utf8(value)?;
    if value.is_empty() {
        return Err(Unwritable("PowerShell cannot set an empty value"));
    }
    Ok(format!("${{Env:{name}}} = {}", quote(value)).into())
}

/// Quotes a value: single quotes preserve every other character (`about_Quoting_Rules`).
pub(super) fn quote(value: &str) -> String {
    let mut quoted = "'".to_owned();
    let mut in_quotes = true;
    for unit in value.encode_utf16() {
        let printable = u8::try_from(unit)
            .ok()
            .filter(|byte| is_printable(char::from(*byte)));
        if printable.is_some() != in_quotes {
            quoted.push_str(if in_quotes { "'" } else { " + '" });
            in_quotes = !in_quotes;
        }
        let _ = match printable {
            Some(b'\'') => quoted.write_str("''"),
            Some(byte) => quoted.write_char(char::from(byte)),
            None => write!(quoted, " + [char]0x{unit:04x}"),
        };
    }
    quoted.push_str(if in_quotes { "'" } else { "" });
    quoted
}

fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~')
}
