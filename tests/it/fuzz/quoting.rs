//! Properties of every variable that `env` writes: its reader finds the same value.
//!
//! The readers are models of the shells' rules, each for the part of the syntax that `env` writes:
//! what else a line contains is a failure. `tests/it/env` compares with the real shells.

use std::ffi::{OsStr, OsString};

use sglaunch::env::Changes;
use sglaunch::shell::{Format, quote, write};

use super::readers::{cmd, csh, dotenv, fish, openjd, posix, powershell, systemd};

/// Panics if a property does not hold for a variable. The bytes are its name, `=` and its value.
pub fn hold(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == b'=');
    let name = parts.next().unwrap_or_default();
    let value = parts.next().unwrap_or(name);
    if bytes.contains(&0) || name.is_empty() {
        return;
    }
    let (name, value) = (os_string(name), os_string(value));
    for format in [
        Format::Sh,
        Format::Csh,
        Format::Fish,
        Format::Powershell,
        Format::Cmd,
        Format::Json,
        Format::Dotenv,
        Format::Systemd,
        Format::Openjd,
    ] {
        reads_back(&name, &value, format);
    }
    let word = quote(&value);
    assert_eq!(posix::word(word.as_bytes()), Ok(value.into_encoded_bytes()));
}

/// A format either has the value or refuses it.
fn reads_back(name: &OsStr, value: &OsStr, format: Format) {
    let changes = Changes::from([(name.to_owned(), Some(value.to_owned()))]);
    let Ok(line) = write(&changes, format) else {
        return;
    };
    let found = match format {
        Format::Sh => posix::export(&line),
        Format::Csh => csh::setenv(&line),
        Format::Fish => fish::set(&line),
        Format::Powershell => powershell::assignment(&line),
        Format::Cmd => cmd::set(&line),
        Format::Dotenv => dotenv::assignment(&line),
        Format::Systemd => systemd::assignment(&line),
        Format::Openjd => openjd::message(&line),
        Format::Json => json(&line),
    };
    let expected = (
        name.as_encoded_bytes().to_vec(),
        value.as_encoded_bytes().to_vec(),
    );
    let text = String::from_utf8_lossy(&line);
    assert_eq!(found, Ok(expected), "{format:?}: {text}");
}

fn json(text: &[u8]) -> Result<(Vec<u8>, Vec<u8>), String> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let (name, value) = object.iter().next().ok_or("no variable")?;
    let value = value.as_str().ok_or("no string")?;
    Ok((name.clone().into_bytes(), value.as_bytes().to_vec()))
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
