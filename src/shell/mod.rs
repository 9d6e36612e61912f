//! Changes to an environment in the syntax of shells and other launchers, a file for each, and all
//! quoting for shells.
//!
//! A name or value that a format cannot represent is an error, never an approximation.

#[cfg(any(windows, test))]
mod argument;
mod builtins;
#[cfg(any(windows, test))]
mod caller;
mod cmd;
#[cfg(any(windows, test))]
mod command_line;
mod completion;
mod csh;
mod dotenv;
mod fish;
mod json;
mod openjd;
mod path;
mod posix;
mod powershell;
mod systemd;
#[cfg(test)]
mod tests;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::ffi::{OsStr, OsString};

pub use builtins::shell_with_builtin;
#[cfg(windows)]
pub use command_line::{arguments, command_line};
pub use completion::{Added, Candidate, CompletingShell, TypedWords, typed_path};
pub use json::ascii as ascii_json;
pub use path::UserShell;
#[cfg(any(target_os = "macos", test))]
pub use posix::in_single_quotes;
#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

use crate::env::Changes;
use crate::error::{Error, Result, printable};

/// The formats of `sglaunch env`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For eval in sh, bash, zsh or ksh
    Sh,
    /// For eval in csh or tcsh, in double quotes and backquotes
    Csh,
    /// For `| source` in fish
    Fish,
    /// For `| Out-String | Invoke-Expression` in PowerShell
    Powershell,
    /// For a batch file that cmd calls
    Cmd,
    /// An object: a string sets a variable, null removes it
    Json,
    /// NAME='value' lines for python-dotenv or a shell
    Dotenv,
    /// NAME="value" lines for `EnvironmentFile=` of systemd
    Systemd,
    /// For an environment of Open Job Description (AWS Deadline Cloud)
    Openjd,
}

/// The bytes of one line, without its line break.
type Line = Result<Vec<u8>, Unwritable>;

/// Reason why a format cannot represent a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unwritable(&'static str);

const NAME_NOT_UTF8: Unwritable = Unwritable("its name is not UTF-8");

/// Writes changes in a format; the text ends in a line break unless it is empty.
pub fn write(changes: &Changes, format: Format) -> Result<Vec<u8>> {
    let line: fn(&str, Option<&OsStr>) -> Line = match format {
        Format::Sh => posix::line,
        Format::Csh => csh::line,
        Format::Fish => fish::line,
        Format::Powershell => powershell::line,
        Format::Cmd => cmd::line,
        Format::Dotenv => dotenv::line,
        Format::Systemd => systemd::line,
        Format::Openjd => openjd::line,
        Format::Json => return json::write(changes),
    };
    let lines = changes.iter().map(|(name, value)| {
        let written = match name.to_str() {
            Some(name) => line(name, value.as_deref()),
            None => Err(NAME_NOT_UTF8),
        };
        let line = written.map_err(|why| unwritable(name, format, &why))?;
        Ok((name, line))
    });
    let lines: Vec<(&OsString, Vec<u8>)> = lines.collect::<Result<_>>()?;
    let lines = match format {
        Format::Csh => {
            csh::in_order(lines).map_err(|(name, why)| unwritable(name, format, &why))?
        }
        _ => lines.into_iter().map(|(_, line)| line).collect(),
    };
    if format == Format::Cmd {
        return Ok(cmd::batch(lines));
    }
    Ok(lines
        .into_iter()
        .flat_map(|line| [line, b"\n".to_vec()].concat())
        .collect())
}

fn unwritable(name: &OsStr, format: Format, why: &Unwritable) -> Error {
    let Unwritable(why) = why;
    let shown = printable(&name.to_string_lossy());
    let format_name = format.name();
    Error::new(format!("cannot write `{shown}` as {format_name}: {why}")).hint(match format {
        Format::Sh => "launch the program with sglaunch itself, or use --format json",
        _ => "launch the program with sglaunch itself, or use --format sh",
    })
}

impl Format {
    /// Returns whether a running shell or program applies the output to its own environment.
    pub fn is_for_shells(self) -> bool {
        !matches!(self, Format::Dotenv | Format::Systemd | Format::Openjd)
    }

    fn name(self) -> &'static str {
        match self {
            Format::Sh => "sh",
            Format::Csh => "csh",
            Format::Fish => "fish",
            Format::Powershell => "PowerShell",
            Format::Cmd => "cmd",
            Format::Json => "JSON",
            Format::Dotenv => "dotenv",
            Format::Systemd => "systemd",
            Format::Openjd => "openjd",
        }
    }
}

fn utf8(value: &OsStr) -> Result<&str, Unwritable> {
    value.to_str().ok_or(Unwritable("its value is not UTF-8"))
}

/// Checks that shells can assign to a name (POSIX, XBD 3.216); `special` lists the variables that
/// the shell manages itself.
fn identifier<'a>(name: &'a str, special: &str) -> Result<&'a str, Unwritable> {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let starts_with_digit = name.starts_with(|c: char| c.is_ascii_digit());
    if special.split(' ').any(|special| special == name) {
        return Err(Unwritable("the shell manages this variable itself"));
    }
    if is_word && !starts_with_digit && !name.is_empty() {
        Ok(name)
    } else {
        Err(Unwritable("a shell cannot set this name"))
    }
}
