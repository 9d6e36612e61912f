//! Changes to an environment in the words of shells and of other launchers: a function for each.
//!
//! What a format cannot hold is an error that names the variable, never something near it.

use std::ffi::OsStr;
use std::fmt::Write as _;

use crate::env::Changes;
use crate::error::{Error, Result};

/// A way to write changes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For eval in sh, bash, zsh and their like.
    Sh,
    /// For `| source` in fish.
    Fish,
    /// For `| Out-String | Invoke-Expression` in PowerShell.
    Powershell,
    /// For a .bat file that is called.
    Cmd,
    /// An object: a string to set, null to remove.
    Json,
    /// NAME='value' lines, as python-dotenv reads them.
    Dotenv,
}

/// The changes in a format, ending in a newline if there are any.
pub fn write(changes: &Changes, format: Format) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    if format == Format::Json {
        return json(changes);
    }
    for (name, value) in changes {
        let name = (name.to_str()).ok_or_else(|| cannot(name, format, "its name is not UTF-8"))?;
        let line = match format {
            Format::Sh => sh(name, value.as_deref()),
            Format::Fish => fish(name, value.as_deref()),
            Format::Powershell => powershell(name, value.as_deref()),
            Format::Cmd => cmd(name, value.as_deref()),
            Format::Dotenv | Format::Json => dotenv(name, value.as_deref()),
        };
        out.extend(line.map_err(|why| cannot(OsStr::new(name), format, why))?);
        out.push(b'\n');
    }
    Ok(out)
}

fn cannot(name: &OsStr, format: Format, why: &str) -> Error {
    Error::new(format!(
        "`{}` cannot be written as {}: {why}",
        name.display(),
        format.name()
    ))
    .hint("launch the program with sglaunch itself, or use --format sh")
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Format::Sh => "sh",
            Format::Fish => "fish",
            Format::Powershell => "PowerShell",
            Format::Cmd => "cmd",
            Format::Json => "JSON",
            Format::Dotenv => "dotenv",
        }
    }
}

type Line = Result<Vec<u8>, &'static str>;

/// POSIX shells and those that are like them.
fn sh(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name)?;
    let Some(value) = value else {
        return Ok(format!("unset {name}").into());
    };
    Ok([
        format!("export {name}=").as_bytes(),
        &in_single_quotes(value.as_encoded_bytes()),
    ]
    .concat())
}

/// A word as a person reads it best: in quotes only where a shell would need them.
pub fn quote(word: &OsStr) -> Vec<u8> {
    let is_plain = |byte: &u8| {
        byte.is_ascii_alphanumeric() || b"/._-+=:,@%".contains(byte) || !byte.is_ascii()
    };
    let bytes = word.as_encoded_bytes();
    if !bytes.is_empty() && bytes.iter().all(is_plain) {
        bytes.to_owned()
    } else {
        in_single_quotes(bytes)
    }
}

/// Single quotes hold everything but themselves (POSIX, XCU 2.2.2).
fn in_single_quotes(bytes: &[u8]) -> Vec<u8> {
    let mut quoted = vec![b'\''];
    for byte in bytes {
        match byte {
            b'\'' => quoted.extend(br"'\''"),
            byte => quoted.push(*byte),
        }
    }
    quoted.push(b'\'');
    quoted
}

/// Single quotes hold everything but themselves and backslashes; bytes that are no text stand outside of them.
fn fish(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name)?;
    let Some(value) = value else {
        return Ok(format!("set -e {name}").into());
    };
    let mut line = format!("set -gx {name} '");
    for chunk in value.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if matches!(c, '\'' | '\\') {
                line.push('\\');
            }
            line.push(c);
        }
        for byte in chunk.invalid() {
            let _ = write!(line, "'\\X{byte:02x}'");
        }
    }
    line.push('\'');
    Ok(line.into())
}

/// Single quotes hold everything but themselves, and PowerShell takes four other characters for one
/// (about_Quoting_Rules; CharTraits.cs).
fn powershell(name: &str, value: Option<&OsStr>) -> Line {
    if name.contains(['{', '}', '`', '*', '?', '[', ']']) {
        return Err("PowerShell has no way to write its name");
    }
    let Some(value) = value else {
        return Ok(format!(
            "Remove-Item -LiteralPath 'Env:{}' -ErrorAction Ignore",
            name.replace('\'', "''")
        )
        .into());
    };
    let mut line = format!("${{Env:{name}}} = '");
    for c in text(value)?.chars() {
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            line.push(c);
        }
        line.push(c);
    }
    line.push('\'');
    Ok(line.into())
}

/// In a batch file `%` is doubled. Without double quotes in the value, quotes around the assignment protect the rest;
/// with one of them in it, nothing is quoted and each special character gets a caret.
fn cmd(name: &str, value: Option<&OsStr>) -> Line {
    if name.contains(['%', '"', '^', '&', '|', '<', '>', '\r', '\n']) {
        return Err("cmd has no way to write its name");
    }
    let Some(value) = value else {
        return Ok(format!("set \"{name}=\"").into());
    };
    let value = text(value)?;
    if value.contains(['\r', '\n']) {
        return Err("cmd cannot hold a line break");
    }
    if value.is_empty() {
        return Err("cmd cannot hold an empty value");
    }
    let value = value.replace('%', "%%");
    if !value.contains('"') {
        return Ok(format!("set \"{name}={value}\"").into());
    }
    let mut line = format!("set {name}=");
    for c in value.chars() {
        if matches!(c, '^' | '&' | '|' | '<' | '>' | '(' | ')' | '"' | '!') {
            line.push('^');
        }
        line.push(c);
    }
    Ok(line.into())
}

/// In single quotes `\\` and `\'` are escapes; `${…}` is filled in wherever it stands, and nothing protects it.
fn dotenv(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name)?;
    let Some(value) = value else {
        return Ok(format!("# {name} is to be removed, which this format cannot say").into());
    };
    let value = text(value)?;
    if value.contains("${") {
        return Err("readers of this format would fill in its `${`");
    }
    Ok(format!(
        "{name}='{}'",
        value.replace('\\', r"\\").replace('\'', r"\'")
    )
    .into())
}

fn json(changes: &Changes) -> Result<Vec<u8>> {
    let mut object = serde_json::Map::new();
    for (name, value) in changes {
        let cannot = |why| cannot(name, Format::Json, why);
        let value = value.as_deref().map(text).transpose().map_err(cannot)?;
        object.insert(text(name).map_err(cannot)?.to_owned(), value.into());
    }
    let mut out =
        serde_json::to_vec_pretty(&object).map_err(|error| Error::new(error.to_string()))?;
    out.push(b'\n');
    Ok(out)
}

fn text(value: &OsStr) -> Result<&str, &'static str> {
    value.to_str().ok_or("its value is not UTF-8")
}

/// A name that shells can assign to (POSIX, XBD 3.216).
fn identifier(name: &str) -> Result<&str, &'static str> {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let starts_with_digit = name.starts_with(|c: char| c.is_ascii_digit());
    if is_word && !starts_with_digit && !name.is_empty() {
        Ok(name)
    } else {
        Err("a shell cannot set that name")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &str, format: Format) -> String {
        let changes = Changes::from([("A".into(), Some(value.into()))]);
        match write(&changes, format) {
            Ok(line) => String::from_utf8(line)
                .unwrap()
                .trim_end_matches('\n')
                .to_owned(),
            Err(error) => format!("error: {}", error.sentence()),
        }
    }

    #[test]
    fn each_shell_has_its_own_quotes() {
        let hostile = "it's $HOME `x` \\ \u{2019}";
        assert_eq!(
            written(hostile, Format::Sh),
            r"export A='it'\''s $HOME `x` \ ’'"
        );
        assert_eq!(
            written(hostile, Format::Fish),
            r"set -gx A 'it\'s $HOME `x` \\ ’'"
        );
        assert_eq!(
            written(hostile, Format::Powershell),
            r"${Env:A} = 'it''s $HOME `x` \ ’’'"
        );
        assert_eq!(
            written(hostile, Format::Dotenv),
            r"A='it\'s $HOME `x` \\ ’'"
        );
        assert_eq!(written("100% a&b", Format::Cmd), r#"set "A=100%% a&b""#);
        assert_eq!(written(r#""a" & b^"#, Format::Cmd), r#"set A=^"a^" ^& b^^"#);
    }

    #[test]
    fn what_a_format_cannot_hold_is_an_error() {
        assert!(written("a\nb", Format::Cmd).contains("line break"));
        assert!(written("${A}", Format::Dotenv).starts_with("error"));
        let odd = Changes::from([("a.b".into(), Some("1".into()))]);
        assert!(write(&odd, Format::Sh).is_err());
        assert!(write(&odd, Format::Json).is_ok());
    }

    #[test]
    fn removing_has_its_words_too() {
        let changes = Changes::from([("A".into(), None)]);
        for (format, line) in [
            (Format::Sh, "unset A\n"),
            (Format::Fish, "set -e A\n"),
            (
                Format::Powershell,
                "Remove-Item -LiteralPath 'Env:A' -ErrorAction Ignore\n",
            ),
            (Format::Cmd, "set \"A=\"\n"),
            (Format::Json, "{\n  \"A\": null\n}\n"),
        ] {
            assert_eq!(
                String::from_utf8(write(&changes, format).unwrap()).unwrap(),
                line
            );
        }
    }
}
