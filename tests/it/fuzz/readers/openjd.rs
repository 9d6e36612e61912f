//! openjd-sessions: one message of its `_action_filter.py`, which is logged, too.

use super::{Variable, posix, split, without_line_break};

/// Reads `openjd_env: NAME=value` or `openjd_env: "JSON"`.
pub fn message(line: &[u8]) -> Variable {
    let line = without_line_break(line)?;
    let is_whole = line.len() <= 64_000 && line.iter().all(|byte| matches!(byte, b' '..=b'~'));
    if !is_whole {
        return Err("a line that is too long, or not plain".to_owned());
    }
    let assignment = line.strip_prefix(b"openjd_env: ").ok_or("no openjd_env")?;
    if assignment.starts_with(b"\"") {
        let text: String = serde_json::from_slice(assignment).map_err(|error| error.to_string())?;
        return name_and_value(text.as_bytes());
    }
    if assignment.ends_with(b" ") {
        return Err("a blank at the end".to_owned());
    }
    name_and_value(assignment)
}

fn name_and_value(assignment: &[u8]) -> Variable {
    let (name, value) = split(assignment, "", b'=')?;
    posix::check_name(name)?;
    if value.windows(2).any(|pair| pair == b"\r\n") {
        return Err("a line break that a session changes".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}
