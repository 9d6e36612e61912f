//! systemd: `NAME="value"` lines for `EnvironmentFile=` (systemd.exec(5)).
//!
//! Such a file cannot remove a variable; a unit can, with `UnsetEnvironment=`.

use std::ffi::OsStr;

use super::{Line, Unwritable, identifier, utf8};

/// Writes one assignment, in double quotes, where a backslash escapes.
pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, "")?;
    let Some(value) = value else {
        return Ok(format!("# {name}: an environment file cannot remove a variable").into());
    };
    let value = utf8(value)?;
    if value.contains(|c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t')) {
        return Err(Unwritable("systemd refuses the control character in it"));
    }
    if value.contains(is_noncharacter) {
        return Err(Unwritable(
            "systemd refuses a character in it that Unicode does not assign",
        ));
    }
    let mut quoted = String::new();
    for c in value.chars() {
        if matches!(c, '"' | '\\' | '`' | '$') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    Ok(format!("{name}=\"{quoted}\"").into())
}

/// Returns whether systemd refuses a character (its `unichar_is_valid`).
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}
