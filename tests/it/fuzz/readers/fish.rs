//! fish: `set -gx NAME word` (its language's "Quotes" and "Escaping characters").

use super::{Variable, posix, split, without_line_break};

/// Reads one assignment.
pub fn set(line: &[u8]) -> Variable {
    let (name, word) = split(without_line_break(line)?, "set -gx ", b' ')?;
    posix::check_name(name)?;
    Ok((name.to_owned(), parts(word)?))
}

fn parts(mut text: &[u8]) -> Result<Vec<u8>, String> {
    let mut word = Vec::new();
    if text.is_empty() {
        return Err("no word".to_owned());
    }
    while !text.is_empty() {
        text = match text {
            [b'\'', rest @ ..] => quoted(rest, &mut word)?,
            [b'\\', b'X', high, low, rest @ ..] => {
                let digits = [*high, *low];
                let digits = str::from_utf8(&digits).map_err(|error| error.to_string())?;
                word.push(u8::from_str_radix(digits, 16).map_err(|error| error.to_string())?);
                rest
            }
            _ => return Err(format!("{:#x} without quotes", text[0])),
        };
    }
    Ok(word)
}

/// Reads up to the closing quote, and returns the rest.
fn quoted<'a>(mut text: &'a [u8], word: &mut Vec<u8>) -> Result<&'a [u8], String> {
    loop {
        let (byte, rest) = match text {
            [] => return Err("no closing quote".to_owned()),
            [b'\'', rest @ ..] => return Ok(rest),
            [b'\\', byte @ (b'\'' | b'\\'), rest @ ..] | [byte, rest @ ..] => (*byte, rest),
        };
        word.push(byte);
        text = rest;
    }
}
