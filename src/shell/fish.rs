//! fish: `set -gx NAME 'value'`.

use std::ffi::OsStr;
use std::fmt::Write as _;

use super::{Line, identifier};

/// Variables that fish manages itself (its manual, "Special variables").
const SPECIAL: &str = "CMD_DURATION FISH_VERSION PWD SHLVL _ fish_kill_signal fish_pid history hostname pipestatus \
    status status_generation version";

pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, SPECIAL)?;
    Ok(match value {
        None => format!("set -e {name}").into(),
        Some(value) => format!("set -gx {name} {}", quote(value)).into(),
    })
}

/// Quotes a value: single quotes preserve every other character except backslashes. Bytes that
/// are not UTF-8 become escapes outside the quotes.
pub(super) fn quote(value: &OsStr) -> String {
    let mut quoted = "'".to_owned();
    for chunk in value.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if matches!(c, '\'' | '\\') {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        for byte in chunk.invalid() {
            let _ = write!(quoted, "'\\X{byte:02x}'");
        }
    }
    quoted.push('\'');
    quoted
}
