//! dotenv: `NAME='value'`, as python-dotenv reads it (its parser.py).
//!
//! Its pattern for a quoted value treats every `\'` as an escaped quote, even if the backslash is
//! the second of two: a value that ends in a backslash cannot be quoted.

use std::ffi::OsStr;

use super::{Line, Unwritable, identifier, utf8};

pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, "")?;
    let Some(value) = value else {
        return Ok(format!("# {name}: dotenv cannot remove a variable").into());
    };
    let value = utf8(value)?;
    // Readers expand it even inside quotes.
    if value.contains("${") {
        return Err(Unwritable("readers of dotenv would expand the `${` in it"));
    }
    Ok(format!("{name}={}", quote(value)?).into())
}

fn quote(value: &str) -> Result<String, Unwritable> {
    if value.ends_with('\\') {
        return unquoted(value);
    }
    // python-dotenv reads the file with universal newlines, so a carriage return needs an escape.
    if value.contains('\r') {
        let value = value
            .replace('\\', r"\\")
            .replace('"', r#"\""#)
            .replace('\r', r"\r");
        return Ok(format!("\"{value}\""));
    }
    let value = value.replace('\\', r"\\").replace('\'', r"\'");
    Ok(format!("'{value}'"))
}

/// Returns a value that needs no quotes.
fn unquoted(value: &str) -> Result<String, Unwritable> {
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    let needs_quotes = value.starts_with(|c: char| matches!(c, '\'' | '"') || is_space(c));
    let has_comment = value
        .split('#')
        .rev()
        .skip(1)
        .any(|before| before.ends_with(is_space));
    if needs_quotes || has_comment || value.contains(['\r', '\n']) {
        return Err(Unwritable(
            "readers of dotenv would take the backslash at its end for an escape",
        ));
    }
    Ok(value.to_owned())
}
