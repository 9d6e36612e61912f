//! Open Job Description: `openjd_env: NAME=value` lines, which a session reads from the output of
//! an environment's action (its specification, "How Jobs Are Run").

use std::ffi::OsStr;

use super::{Line, Unwritable, identifier, json, utf8};

/// Maximum length of a line that openjd-sessions reads whole.
const MAX_LINE: usize = 64_000;

/// Writes one variable. A value that is not plain ASCII is in a JSON string.
pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, "")?;
    let Some(value) = value else {
        return Ok(format!("openjd_unset_env: {name}").into());
    };
    let value = utf8(value)?;
    if value.contains("\r\n") {
        return Err(Unwritable(
            "a session of Open Job Description would change the line break `\\r\\n` in it",
        ));
    }
    let assignment = format!("{name}={value}");
    let is_plain = value.bytes().all(|byte| matches!(byte, b' '..=b'~')) && value.trim() == value;
    let line = if is_plain {
        format!("openjd_env: {assignment}")
    } else {
        format!("openjd_env: {}", json::string(&assignment))
    };
    if line.len() > MAX_LINE {
        return Err(Unwritable(
            "a session of Open Job Description cannot read a line this long",
        ));
    }
    Ok(line.into())
}
