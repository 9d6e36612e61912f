//! cmd: a batch file of `@set "NAME=value"` lines.

use std::ffi::OsStr;

use super::{Line, Unwritable, utf8};

/// Longest line that cmd reads, in UTF-16 code units.
pub(super) const MAX_LINE: usize = 8191;

/// Writes one assignment; `%` is doubled, as batch files need. Quotes around the assignment protect
/// a value without double quotes; in a value with one, a caret escapes each special character.
pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    if name.contains(['%', '"', '^', '&', '|', '<', '>']) || name.contains(char::is_control) {
        return Err(Unwritable("cmd cannot write this name"));
    }
    let Some(value) = value else {
        return Ok(format!("@set \"{name}=\"").into());
    };
    let value = utf8(value)?;
    if value.contains(['\r', '\n', '\u{1a}']) {
        return Err(Unwritable("cmd cannot set a line break or a Control-Z"));
    }
    if value.is_empty() {
        return Err(Unwritable("cmd cannot set an empty value"));
    }
    let value = value.replace('%', "%%");
    let line = if value.contains('"') {
        // Without quotes, `set` skips separators before a name, and `/a` is an option.
        if name.starts_with([' ', ',', ';', '/']) {
            return Err(Unwritable(
                "cmd cannot set this name to a value with quotes",
            ));
        }
        format!("@set {name}={}", with_carets(&value))
    } else {
        format!("@set \"{name}={value}\"")
    };
    if line.encode_utf16().count() > MAX_LINE {
        return Err(Unwritable("cmd cannot read a line this long"));
    }
    Ok(line.into())
}

/// Returns the command that sets a variable at the prompt, where `%` is not doubled: it stands for
/// itself if there is no variable of the name between two of them.
pub(super) fn typed(name: &str, value: &str) -> String {
    format!("set {}", assignment(name, value))
}

/// Returns a variable and its value as `set` takes them at the prompt. Quotes around the value
/// alone would become a part of it.
pub(super) fn assignment(name: &str, value: &str) -> String {
    if value.contains('"') || value.matches('%').count() > 1 {
        format!("{name}={}", with_carets(value).replace('%', "^%"))
    } else {
        format!("\"{name}={value}\"")
    }
}

/// Puts a caret in front of everything that cmd treats as special outside quotes, except for `%`.
pub(super) fn with_carets(value: &str) -> String {
    let mut escaped = String::new();
    for c in value.chars() {
        if matches!(c, '^' | '&' | '|' | '<' | '>' | '(' | ')' | '"') {
            escaped.push('^');
        }
        escaped.push(c);
    }
    escaped
}

/// Joins the lines of a batch file. cmd reads it line by line in the console's code page: if a line
/// is not ASCII, the file switches to UTF-8 and back at its end.
pub(super) fn batch(mut lines: Vec<Vec<u8>>) -> Vec<u8> {
    if !lines.iter().all(|line| line.is_ascii()) {
        let save =
            r#"@for /f "tokens=2 delims=:." %%p in ('chcp') do @set "SGLAUNCH_CODE_PAGE=%%p""#;
        lines.splice(0..0, [save.into(), "@chcp 65001 >nul".into()]);
        lines.push("@chcp %SGLAUNCH_CODE_PAGE% >nul".into());
        lines.push(r#"@set "SGLAUNCH_CODE_PAGE=""#.into());
    }
    (lines.into_iter())
        .flat_map(|line| [line, b"\r\n".to_vec()].concat())
        .collect()
}
