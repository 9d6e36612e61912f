//! PowerShell: `${Env:NAME} = 'value'`, in plain ASCII.
//!
//! PowerShell reads a program's output in the console's code page, which is rarely UTF-8, and line
//! by line, so `Out-String` inserts its own line breaks. Every character outside printable ASCII is
//! therefore written as a UTF-16 code unit, typographic quotes included, because PowerShell treats
//! them as straight ones.

use std::ffi::OsStr;
use std::fmt::Write as _;

use super::{Line, Unwritable, utf8};
use crate::error::characters;

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

/// Quotes a word for a person, who sees it: other characters than ASCII stay. Typographic quotes
/// count as straight ones, and are doubled like them. Characters that a terminal would obey or not
/// show are subexpressions in double quotes, because `` `u{…} `` is new in PowerShell 6.
///
/// Up to PowerShell 7.2, a double quote in the word is lost on the way to a program: how it would
/// have to be escaped differs between versions. Windows PowerShell 5.1 puts a word with a blank in
/// double quotes for the program, which a final backslash would escape: it is doubled, and other
/// versions pass on both, which mean the same at the end of a path.
pub(super) fn quote_argument(text: &str) -> String {
    if !characters(text).all(|(_, is_shown)| is_shown) {
        return format!("\"{}\"", in_double_quotes(text));
    }
    let backslashes = if text.contains(char::is_whitespace) {
        &text[text.trim_end_matches('\\').len()..]
    } else {
        ""
    };
    format!("'{}{backslashes}'", in_single_quotes(text))
}

/// Quotes a word of a command line if it needs quotes.
pub(super) fn quote_unless_plain(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || r"._-@:=/\".contains(c);
    if word.chars().all(is_plain) && !word.starts_with('@') {
        word.to_owned()
    } else {
        quote_argument(word)
    }
}

/// Doubles what would end single quotes.
pub(super) fn in_single_quotes(text: &str) -> String {
    let mut doubled = String::new();
    for c in text.chars() {
        doubled.push(c);
        if is_single_quote(c) {
            doubled.push(c);
        }
    }
    doubled
}

/// Undoes [`in_single_quotes`].
#[cfg(any(windows, test))]
pub(super) fn from_single_quotes(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(c);
        if is_single_quote(c) {
            chars.next();
        }
    }
    plain
}

fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

/// Escapes what is special inside double quotes.
pub(super) fn in_double_quotes(text: &str) -> String {
    let mut escaped = String::new();
    for (c, is_shown) in characters(text) {
        if !is_shown {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "$([char]0x{unit:04x})");
            }
            continue;
        }
        if matches!(c, '$' | '`' | '"' | '\u{201c}'..='\u{201e}') {
            escaped.push('`');
        }
        escaped.push(c);
    }
    escaped
}

fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~')
}
