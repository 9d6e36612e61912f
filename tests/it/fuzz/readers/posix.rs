//! sh: words of POSIX' shell command language (XCU 2.2), without expansions.

use super::{Variable, split, until, without_line_break};

/// Reads `export NAME=word`.
pub fn export(line: &[u8]) -> Variable {
    assignment(line.strip_prefix(b"export ").ok_or("no export")?)
}

/// Reads `NAME=word`.
pub fn assignment(line: &[u8]) -> Variable {
    let (name, value) = split(without_line_break(line)?, "", b'=')?;
    check_name(name)?;
    Ok((name.to_owned(), parts(value)?))
}

/// Reads a text that must be one word.
pub fn word(text: &[u8]) -> Result<Vec<u8>, String> {
    match text.first() {
        None => Err("no word".to_owned()),
        // zsh expands `=ls` to the path of ls.
        Some(b'=') => Err("begins with `=`".to_owned()),
        Some(_) => parts(text),
    }
}

/// Checks that a shell can assign to a name.
pub fn check_name(name: &[u8]) -> Result<(), String> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let starts_with_digit = name.first().is_none_or(u8::is_ascii_digit);
    (name.iter().all(is_word) && !starts_with_digit)
        .then_some(())
        .ok_or_else(|| format!("name {name:?}"))
}

/// Reads quoted and plain parts up to the end.
pub fn parts(mut text: &[u8]) -> Result<Vec<u8>, String> {
    let mut word = Vec::new();
    while let [first, rest @ ..] = text {
        text = match (first, rest) {
            (b'\'', rest) => {
                let (quoted, rest) = until(rest, b'\'')?;
                word.extend(quoted);
                rest
            }
            (b'"', rest) => double_quoted(rest, &mut word)?,
            (b'$', [b'\'', rest @ ..]) => escapes(rest, &mut word)?,
            (b'\\', [escaped, rest @ ..]) if *escaped != b'\n' => {
                word.push(*escaped);
                rest
            }
            (byte, rest) if is_plain(*byte) => {
                word.push(*byte);
                rest
            }
            (byte, _) => return Err(format!("{byte:#x} without quotes")),
        };
    }
    Ok(word)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/._-+=:,@%".contains(&byte) || !byte.is_ascii()
}

/// Reads up to the closing double quote, and returns the rest.
fn double_quoted<'a>(mut text: &'a [u8], word: &mut Vec<u8>) -> Result<&'a [u8], String> {
    loop {
        let (byte, rest) = match text {
            [] => return Err("no closing quote".to_owned()),
            [b'"', rest @ ..] => return Ok(rest),
            [b'$' | b'`', ..] | [b'\\', b'\n', ..] => {
                return Err("an expansion or a continued line".to_owned());
            }
            [b'\\', byte @ (b'"' | b'\\' | b'$' | b'`'), rest @ ..] | [byte, rest @ ..] => {
                (*byte, rest)
            }
        };
        word.push(byte);
        text = rest;
    }
}

/// Reads what follows `$'` up to the closing quote, and returns the rest.
fn escapes<'a>(mut text: &'a [u8], word: &mut Vec<u8>) -> Result<&'a [u8], String> {
    loop {
        let (byte, rest) = match text {
            [b'\'', rest @ ..] => return Ok(rest),
            [
                b'\\',
                a @ b'0'..=b'3',
                b @ b'0'..=b'7',
                c @ b'0'..=b'7',
                rest @ ..,
            ] => (((a - b'0') << 6) | ((b - b'0') << 3) | (c - b'0'), rest),
            [b'\\', b't', rest @ ..] => (b'\t', rest),
            [b'\\', b'n', rest @ ..] => (b'\n', rest),
            [b'\\', b'r', rest @ ..] => (b'\r', rest),
            [b'\\', ..] | [] => return Err("another escape, or no end".to_owned()),
            [byte, rest @ ..] => (*byte, rest),
        };
        word.push(byte);
        text = rest;
    }
}
