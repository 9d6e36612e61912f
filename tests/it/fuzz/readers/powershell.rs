//! PowerShell: `${Env:NAME} = 'text' + [char]0x0000` (`about_Quoting_Rules`).

use super::{Variable, split, without_line_break};

/// Reads one assignment.
pub fn assignment(line: &[u8]) -> Variable {
    let (name, rest) = split(without_line_break(line)?, "${Env:", b'}')?;
    let rest = rest.strip_prefix(b" = ").ok_or("no assignment")?;
    let rest = str::from_utf8(rest).map_err(|error| error.to_string())?;
    // A backtick in a name in braces is an escape; the rest are patterns.
    if !line
        .iter()
        .all(|byte| (b' '..=b'~').contains(byte) || *byte == b'\n')
        || name.iter().any(|byte| b"`{*?[]".contains(byte))
    {
        return Err("a character that the console's code page or the name changes".to_owned());
    }
    let value = String::from_utf16(&units(rest)?).map_err(|error| error.to_string())?;
    Ok((name.to_owned(), value.into_bytes()))
}

/// Reads the terms of a sum as UTF-16 code units.
fn units(mut text: &str) -> Result<Vec<u16>, String> {
    let mut units = Vec::new();
    loop {
        if let Some(rest) = text.strip_prefix('\'') {
            text = quoted(rest, &mut units)?;
        } else if let Some(rest) = text.strip_prefix("[char]0x") {
            let (digits, rest) = rest.split_at_checked(4).ok_or("no digits")?;
            units.push(u16::from_str_radix(digits, 16).map_err(|error| error.to_string())?);
            text = rest;
        } else {
            return Err(format!("another term: {text}"));
        }
        match text.strip_prefix(" + ") {
            Some(rest) => text = rest,
            None if text.is_empty() => return Ok(units),
            None => return Err(format!("no sum: {text}")),
        }
    }
}

/// Reads up to the closing quote, and returns the rest.
fn quoted<'a>(mut text: &'a str, units: &mut Vec<u16>) -> Result<&'a str, String> {
    loop {
        let (before, rest) = text.split_once('\'').ok_or("no closing quote")?;
        units.extend(before.encode_utf16());
        match rest.strip_prefix('\'') {
            Some(rest) => {
                units.push(u16::from(b'\''));
                text = rest;
            }
            None => return Ok(rest),
        }
    }
}
