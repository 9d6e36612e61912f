//! systemd: one assignment in an environment file (its `parse_env_file`), and what it refuses
//! afterwards (`env_assignment_is_valid`).

use super::{Variable, posix, split};

/// Reads `NAME="value"`.
pub fn assignment(line: &[u8]) -> Variable {
    let text = str::from_utf8(line).map_err(|error| error.to_string())?;
    let (name, rest) = split(text.as_bytes(), "", b'=')?;
    posix::check_name(name)?;
    let rest = str::from_utf8(rest).map_err(|error| error.to_string())?;
    let rest = rest.strip_prefix('"').ok_or("no double quote")?;
    let mut value = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next().ok_or("no closing quote")? {
            '"' => break,
            '\\' => match chars.next().ok_or("a backslash at the end")? {
                c @ ('"' | '\\' | '`' | '$') => value.push(c),
                '\n' => {}
                c => value.extend(['\\', c]),
            },
            c => value.push(c),
        }
    }
    if chars.as_str() != "\n" {
        return Err("more than one line".to_owned());
    }
    let is_refused = |c: char| {
        c.is_ascii_control() && c != '\n' && c != '\t'
            || ('\u{fdd0}'..='\u{fdef}').contains(&c)
            || matches!(u32::from(c) % 0x1_0000, 0xfffe | 0xffff)
    };
    match value.find(is_refused) {
        Some(_) => Err("a character that systemd refuses".to_owned()),
        None => Ok((name.to_owned(), value.into_bytes())),
    }
}
