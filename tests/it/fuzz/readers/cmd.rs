//! cmd: a batch file of one `@set`, which may change the code page around it.

use super::{Variable, split};

/// Reads a batch file that sets one variable.
pub fn set(batch: &[u8]) -> Variable {
    let text = batch.strip_suffix(b"\r\n").ok_or("no line break")?;
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    for line in &mut lines {
        *line = line.strip_suffix(b"\r").unwrap_or(line);
    }
    let line = match lines.as_slice() {
        [line] if line.is_ascii() => line,
        [save, utf8, line, back, clear]
            if save.starts_with(b"@for ")
                && *utf8 == b"@chcp 65001 >nul"
                && back.starts_with(b"@chcp %")
                && clear.starts_with(b"@set \"SGLAUNCH_CODE_PAGE=") =>
        {
            line
        }
        _ => return Err(format!("{} lines", lines.len())),
    };
    if line.contains(&b'\r') || line.contains(&0x1a) {
        return Err("the end of a line or of the file".to_owned());
    }
    match line.strip_prefix(b"@set \"") {
        Some(_) => quoted(line),
        None => with_carets(line),
    }
}

/// Reads an assignment in quotes, which protect all but percent signs.
fn quoted(line: &[u8]) -> Variable {
    let line = line.strip_suffix(b"\"").ok_or("no closing quote")?;
    let (name, value) = split(line, "@set \"", b'=')?;
    if line[6..].contains(&b'"') {
        return Err("a quote in quotes".to_owned());
    }
    Ok((single_percents(name)?, single_percents(value)?))
}

/// Reads an assignment in which a caret is before each special character.
fn with_carets(line: &[u8]) -> Variable {
    let (name, value) = split(line, "@set ", b'=')?;
    // `set` skips spaces and separators before a name, and `/a` is an option.
    if name.first().is_none_or(|byte| b" \t,;/".contains(byte)) {
        return Err(format!("name {name:?}"));
    }
    let mut plain = Vec::new();
    let mut bytes = value.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'^' => plain.push(*bytes.next().ok_or("a caret at the end")?),
            b'"' | b'&' | b'|' | b'<' | b'>' | b'(' | b')' => {
                return Err(format!("{} without a caret", char::from(*byte)));
            }
            byte => plain.push(*byte),
        }
    }
    Ok((single_percents(name)?, single_percents(&plain)?))
}

fn single_percents(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut single = Vec::new();
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        if *byte == b'%' && bytes.next() != Some(&b'%') {
            return Err("a single percent sign".to_owned());
        }
        single.push(*byte);
    }
    Ok(single)
}
