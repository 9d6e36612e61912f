//! dotenv: `NAME='value'`, which python-dotenv (its parser.py) and a shell that sources the file
//! read alike. A value that they would not read alike is refused.

use std::ffi::OsStr;

use super::posix::SPECIAL;
use super::{Line, Unwritable, identifier, utf8};

pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, SPECIAL)?;
    let Some(value) = value else {
        return Ok(format!("# {name}: dotenv cannot remove a variable").into());
    };
    Ok(format!("{name}={}", quote(utf8(value)?)?).into())
}

fn quote(value: &str) -> Result<String, Unwritable> {
    // python-dotenv expands it even inside quotes.
    if value.contains("${") {
        return Err(Unwritable("readers of dotenv would expand the `${` in it"));
    }
    // python-dotenv reads it as a line feed, and a shell does not read the escape `\r`.
    if value.contains('\r') {
        return Err(Unwritable(
            "readers of dotenv would change the carriage return in it",
        ));
    }
    // python-dotenv treats every quote behind a backslash as escaped, even if the backslash is the
    // second of two.
    if value.ends_with('\\') {
        return Err(Unwritable(
            "readers of dotenv would take the backslash at its end for an escape",
        ));
    }
    // In single quotes nothing is special to a shell, but `\\` and `\'` are to python-dotenv.
    if !value.contains('\'') && !value.contains(r"\\") {
        return Ok(format!("'{value}'"));
    }
    // In double quotes a shell expands them, and python-dotenv keeps a backslash before them.
    if value.contains(['$', '`']) {
        return Err(Unwritable(
            "in the quotes that it needs, a shell would expand the `$` or the backtick in it",
        ));
    }
    let value = value.replace('\\', r"\\").replace('"', r#"\""#);
    Ok(format!("\"{value}\""))
}
