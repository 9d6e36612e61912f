//! Changes to an environment in the words of shells and of other launchers: a function for each.
//!
//! What a format cannot hold is an error that names the variable, never something near it.

mod path;

use std::ffi::OsStr;
use std::fmt::Write as _;

pub use path::Shell;

use crate::env::Changes;
use crate::error::{Error, Result, printable};

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

/// The changes in a format, ending in a line break if there are any.
pub fn write(changes: &Changes, format: Format) -> Result<Vec<u8>> {
    let line: fn(&str, Option<&OsStr>) -> Line = match format {
        Format::Sh => sh,
        Format::Fish => fish,
        Format::Powershell => powershell,
        Format::Cmd => cmd,
        Format::Dotenv => dotenv,
        Format::Json => return json(changes),
    };
    let mut lines = Vec::new();
    for (name, value) in changes {
        let written = match name.to_str() {
            Some(name) => line(name, value.as_deref()),
            None => Err(NAME_NOT_TEXT),
        };
        lines.push(written.map_err(|why| cannot(name, format, why))?);
    }
    if format == Format::Cmd {
        return Ok(batch(lines));
    }
    Ok(lines
        .into_iter()
        .flat_map(|line| [line, b"\n".to_vec()].concat())
        .collect())
}

fn cannot(name: &OsStr, format: Format, why: &str) -> Error {
    Error::new(format!(
        "`{}` cannot be written as {}: {why}",
        printable(&name.to_string_lossy()),
        format.name()
    ))
    .hint(match format {
        Format::Sh => "launch the program with sglaunch itself, or use --format json",
        _ => "launch the program with sglaunch itself, or use --format sh",
    })
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

const NAME_NOT_TEXT: &str = "its name is not UTF-8";

type Line = Result<Vec<u8>, &'static str>;

/// POSIX shells and those that are like them. Without `-v`, `unset` may take a function where there is no variable.
fn sh(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, SH_OWN)?;
    let Some(value) = value else {
        return Ok(format!("unset -v {name}").into());
    };
    let value = in_single_quotes(value.as_encoded_bytes());
    Ok([format!("export {name}=").as_bytes(), &value].concat())
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

fn fish(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, FISH_OWN)?;
    Ok(match value {
        None => format!("set -e {name}").into(),
        Some(value) => format!("set -gx {name} {}", fish_quoted(value)).into(),
    })
}

/// Single quotes hold everything but themselves and backslashes; bytes that are no text stand outside of them.
fn fish_quoted(value: &OsStr) -> String {
    let mut line = "'".to_owned();
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
    line
}

/// Single quotes hold everything but themselves (`about_Quoting_Rules`).
///
/// PowerShell reads what a program prints in the console's code page, which is rarely UTF-8, and line by line, so that
/// `Out-String` puts its own line breaks in. Whatever is not plain ASCII is therefore written as the number of its
/// UTF-16 unit, typographic quotes with it, which PowerShell would take for straight ones.
fn powershell(name: &str, value: Option<&OsStr>) -> Line {
    if !name.chars().all(is_plain) || name.contains(['{', '}', '`', '*', '?', '[', ']']) {
        return Err("PowerShell has no way to write its name");
    }
    let Some(value) = value else {
        let name = name.replace('\'', "''");
        return Ok(format!("Remove-Item -LiteralPath 'Env:{name}' -ErrorAction Ignore").into());
    };
    let value = text(value)?;
    if value.is_empty() {
        return Err("PowerShell cannot hold an empty value");
    }
    let mut line = format!("${{Env:{name}}} = '");
    let mut is_quoting = true;
    for unit in value.encode_utf16() {
        let plain = u8::try_from(unit)
            .ok()
            .filter(|byte| is_plain(char::from(*byte)));
        if plain.is_some() != is_quoting {
            line.push_str(if is_quoting { "'" } else { " + '" });
            is_quoting = !is_quoting;
        }
        let _ = match plain {
            Some(b'\'') => line.write_str("''"),
            Some(byte) => line.write_char(char::from(byte)),
            None => write!(line, " + [char]0x{unit:04x}"),
        };
    }
    line.push_str(if is_quoting { "'" } else { "" });
    Ok(line.into())
}

fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// What cmd reads of a line at most, in characters.
const CMD_LINE: usize = 8191;

/// In a batch file `%` is doubled. Without double quotes in the value, quotes around the assignment protect the rest;
/// with one of them in it, nothing is quoted and each special character gets a caret.
fn cmd(name: &str, value: Option<&OsStr>) -> Line {
    if name.contains(['%', '"', '^', '&', '|', '<', '>']) || name.contains(char::is_control) {
        return Err("cmd has no way to write its name");
    }
    let Some(value) = value else {
        return Ok(format!("@set \"{name}=\"").into());
    };
    let value = text(value)?;
    if value.contains(['\r', '\n', '\u{1a}']) {
        return Err("cmd cannot hold a line break or a Control-Z");
    }
    if value.is_empty() {
        return Err("cmd cannot hold an empty value");
    }
    let value = value.replace('%', "%%");
    let line = if value.contains('"') {
        format!("@set {name}={}", with_carets(&value))
    } else {
        format!("@set \"{name}={value}\"")
    };
    if line.encode_utf16().count() > CMD_LINE {
        return Err("cmd cannot read a line that long");
    }
    Ok(line.into())
}

fn with_carets(value: &str) -> String {
    let mut escaped = String::new();
    for c in value.chars() {
        if matches!(c, '^' | '&' | '|' | '<' | '>' | '(' | ')' | '"') {
            escaped.push('^');
        }
        escaped.push(c);
    }
    escaped
}

/// The lines of a batch file. cmd reads it in the console's code page, line by line: for what is not ASCII that has to
/// be UTF-8, and afterwards what it was.
fn batch(mut lines: Vec<Vec<u8>>) -> Vec<u8> {
    if !lines.iter().all(|line| line.is_ascii()) {
        let before =
            r#"@for /f "tokens=2 delims=:." %%p in ('chcp') do @set "SGLAUNCH_CODE_PAGE=%%p""#;
        lines.splice(0..0, [before.into(), "@chcp 65001 >nul".into()]);
        lines.push("@chcp %SGLAUNCH_CODE_PAGE% >nul".into());
        lines.push(r#"@set "SGLAUNCH_CODE_PAGE=""#.into());
    }
    (lines.into_iter())
        .flat_map(|line| [line, b"\r\n".to_vec()].concat())
        .collect()
}

/// As python-dotenv reads it (its parser.py), whose pattern for a quoted value takes every `\'` for a quote in the
/// value, even where the backslash is itself the second of two: a value with a backslash at its end cannot be quoted.
fn dotenv(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, "")?;
    let Some(value) = value else {
        return Ok(format!("# {name} is to be removed, which this format cannot say").into());
    };
    let value = text(value)?;
    // It is filled in wherever it stands, and nothing protects it.
    if value.contains("${") {
        return Err("readers of this format would fill in its `${`");
    }
    let value = match value {
        value if value.ends_with('\\') => unquoted(value)?.to_owned(),
        // Python reads the file with its line breaks made equal.
        value if value.contains('\r') => {
            let value = value
                .replace('\\', r"\\")
                .replace('"', r#"\""#)
                .replace('\r', r"\r");
            format!("\"{value}\"")
        }
        value => format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'")),
    };
    Ok(format!("{name}={value}").into())
}

/// A value that means itself without quotes.
fn unquoted(value: &str) -> Result<&str, &'static str> {
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    let is_quoted = value.starts_with(|c: char| matches!(c, '\'' | '"') || is_space(c));
    let has_comment = value
        .split('#')
        .rev()
        .skip(1)
        .any(|before| before.ends_with(is_space));
    if is_quoted || has_comment || value.contains(['\r', '\n']) {
        return Err(
            "readers of this format would take the backslash at its end for part of the quotes around it",
        );
    }
    Ok(value)
}

fn json(changes: &Changes) -> Result<Vec<u8>> {
    let mut object = serde_json::Map::new();
    for (name, value) in changes {
        let cannot = |why| cannot(name, Format::Json, why);
        let key = name.to_str().ok_or_else(|| cannot(NAME_NOT_TEXT))?;
        let value = value.as_deref().map(text).transpose().map_err(cannot)?;
        object.insert(key.to_owned(), value.into());
    }
    let mut out =
        serde_json::to_vec_pretty(&object).map_err(|error| Error::new(error.to_string()))?;
    out.push(b'\n');
    Ok(out)
}

fn text(value: &OsStr) -> Result<&str, &'static str> {
    value.to_str().ok_or("its value is not UTF-8")
}

/// Variables that bash, zsh or mksh keep for themselves: they refuse or ignore a value, make a number of it, or tie it
/// to another variable, as zsh ties `path` to `PATH`.
const SH_OWN: &str = "ARGC BASHOPTS BASH_VERSINFO DIRSTACK EGID ERRNO EUID FUNCNAME GID GROUPS HISTCMD KSH_VERSION \
    LINENO OPTIND PPID RANDOM SECONDS SHELLOPTS UID USER_ID _ aliases argv builtins cdpath commands fignore fpath \
    functions history mailpath manpath module_path options parameters path pipestatus psvar signals status watch";

/// The same in fish (its manual, "Special variables").
const FISH_OWN: &str = "CMD_DURATION FISH_VERSION PWD SHLVL _ fish_kill_signal fish_pid history hostname pipestatus \
    status status_generation version";

/// A name that shells can assign to (POSIX, XBD 3.216).
fn identifier<'a>(name: &'a str, own: &str) -> Result<&'a str, &'static str> {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let starts_with_digit = name.starts_with(|c: char| c.is_ascii_digit());
    if own.split(' ').any(|own| own == name) {
        return Err("the variable is the shell's own");
    }
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
            written(hostile, Format::Dotenv),
            r"A='it\'s $HOME `x` \\ ’'"
        );
    }

    #[test]
    fn powershell_is_given_plain_ascii() {
        for (value, line) in [
            ("it's $HOME `x` \\ \"q\"", r#"'it''s $HOME `x` \ "q"'"#),
            (
                "\u{2018}a\u{2019}",
                "'' + [char]0x2018 + 'a' + [char]0x2019",
            ),
            ("a\r\nb", "'a' + [char]0x000d + [char]0x000a + 'b'"),
            ("C:\\한\\x", r"'C:\' + [char]0xd55c + '\x'"),
            ("\u{1f3a5}", "'' + [char]0xd83c + [char]0xdfa5"),
        ] {
            assert_eq!(
                written(value, Format::Powershell),
                format!("${{Env:A}} = {line}")
            );
        }
    }

    #[test]
    fn cmd_has_two_ways_to_quote() {
        for (value, line) in [
            (
                "100% a&b^c|d<e>f(g)!h ",
                r#"@set "A=100%% a&b^c|d<e>f(g)!h ""#,
            ),
            (r#""a" & b^"#, r#"@set A=^"a^" ^& b^^"#),
            (
                r#" %PATH% (x) | < > !" "#,
                r#"@set A= %%PATH%% ^(x^) ^| ^< ^> !^" "#,
            ),
            ("C:\\x\\", r#"@set "A=C:\x\""#),
        ] {
            assert_eq!(written(value, Format::Cmd), line.to_owned() + "\r");
        }
    }

    #[test]
    fn cmd_reads_what_is_not_ascii_as_utf_8() {
        assert_eq!(
            written("한", Format::Cmd).lines().collect::<Vec<_>>(),
            [
                r#"@for /f "tokens=2 delims=:." %%p in ('chcp') do @set "SGLAUNCH_CODE_PAGE=%%p""#,
                "@chcp 65001 >nul",
                r#"@set "A=한""#,
                "@chcp %SGLAUNCH_CODE_PAGE% >nul",
                "@set \"SGLAUNCH_CODE_PAGE=\"\r",
            ]
        );
    }

    #[test]
    fn dotenv_quotes_what_quotes_can_hold() {
        for (value, line) in [
            ("", "A=''"),
            (" a\tb\nc ", "A=' a\tb\nc '"),
            ("a\\'b", r"A='a\\\'b'"),
            ("a\r\n\"b\\c", "A=\"a\\r\n\\\"b\\\\c\""),
            ("C:\\x y\\", "A=C:\\x y\\"),
            ("#\\", "A=#\\"),
        ] {
            assert_eq!(written(value, Format::Dotenv), line);
        }
        for value in [" \\", "a #\\", "'\\", "\"\\", "a\nb\\", "a\rb\\"] {
            assert!(
                written(value, Format::Dotenv).contains("backslash"),
                "{value:?}"
            );
        }
    }

    #[test]
    fn what_a_format_cannot_hold_is_an_error() {
        for (value, format, why) in [
            ("a\nb", Format::Cmd, "line break"),
            ("a\u{1a}b", Format::Cmd, "Control-Z"),
            ("", Format::Cmd, "empty"),
            (&"x".repeat(CMD_LINE), Format::Cmd, "that long"),
            ("", Format::Powershell, "empty"),
            ("${A}", Format::Dotenv, "fill in"),
        ] {
            assert!(written(value, format).contains(why), "{value:?}");
        }
    }

    #[test]
    fn names_that_a_shell_cannot_set_are_errors() {
        let is_written = |name: &str, format| {
            write(&Changes::from([(name.into(), Some("1".into()))]), format).is_ok()
        };
        for name in ["a.b", "a b", "1a", "한", "UID", "path"] {
            assert!(!is_written(name, Format::Sh), "{name}");
            assert!(is_written(name, Format::Json), "{name}");
        }
        assert!(!is_written("version", Format::Fish));
        assert!(is_written("ProgramFiles(x86)", Format::Powershell));
        assert!(!is_written("a}b", Format::Powershell));
        assert!(!is_written("한", Format::Powershell));
        assert!(!is_written("a%b", Format::Cmd));
    }

    #[test]
    fn removing_has_its_words_too() {
        let changes = Changes::from([("A".into(), None)]);
        for (format, line) in [
            (Format::Sh, "unset -v A\n"),
            (Format::Fish, "set -e A\n"),
            (
                Format::Powershell,
                "Remove-Item -LiteralPath 'Env:A' -ErrorAction Ignore\n",
            ),
            (Format::Cmd, "@set \"A=\"\r\n"),
            (Format::Json, "{\n  \"A\": null\n}\n"),
            (
                Format::Dotenv,
                "# A is to be removed, which this format cannot say\n",
            ),
        ] {
            assert_eq!(
                String::from_utf8(write(&changes, format).unwrap()).unwrap(),
                line
            );
        }
    }
}
