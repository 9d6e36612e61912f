//! Commands in the syntax of the user's shell, and the line that puts a directory first on PATH.

mod startup_file;

use std::ffi::OsStr;
use std::path::Path;

use super::posix::{in_single_quotes, quote};
use super::{csh, fish, powershell};
use crate::env::Env;
use crate::error::{Error, Location, Result};
use crate::os;

/// The shell of the user, by its syntax and its startup file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserShell {
    Bash,
    Zsh,
    Fish,
    Csh,
    Tcsh,
    /// dash, ksh and unknown shells.
    Sh,
    Powershell,
}

impl UserShell {
    /// Returns the shell that `SHELL` names, and on Windows PowerShell.
    pub fn from_env(env: &Env) -> Self {
        if cfg!(windows) {
            return Self::Powershell;
        }
        let name = (env.get("SHELL").map(Path::new)).and_then(Path::file_name);
        Self::from_name(name.and_then(OsStr::to_str).unwrap_or_default())
    }

    fn from_name(name: &str) -> Self {
        match name {
            "bash" => Self::Bash,
            "zsh" => Self::Zsh,
            "fish" => Self::Fish,
            "csh" => Self::Csh,
            "tcsh" => Self::Tcsh,
            _ => Self::Sh,
        }
    }

    /// Returns the command that sets a variable, for a message.
    pub fn set(self, name: &str, value: &str) -> String {
        match self {
            Self::Bash | Self::Zsh | Self::Sh => format!("export {name}={}", quote(value.as_ref())),
            Self::Fish => format!("set -gx {name} {}", fish::quote(value.as_ref())),
            Self::Csh | Self::Tcsh => {
                let value = csh::quote(value.as_bytes());
                format!("setenv {name} {}", String::from_utf8_lossy(&value))
            }
            Self::Powershell => format!("$Env:{name} = {}", powershell::quote(value)),
        }
    }

    /// Returns the command that removes a variable, for a message.
    pub fn unset(self, name: &str) -> String {
        match self {
            Self::Bash | Self::Zsh | Self::Sh => format!("unset {name}"),
            Self::Fish => format!("set --erase {name}"),
            Self::Csh | Self::Tcsh => format!("unsetenv {name}"),
            Self::Powershell => format!("Remove-Item Env:{name}"),
        }
    }

    /// Returns a line that puts a directory first on PATH.
    pub fn prepend_to_path(self, dir: &Path) -> Result<Vec<u8>> {
        let path = dir.as_os_str();
        let bytes = path.as_encoded_bytes();
        let is_separator = |byte: &u8| *byte == os::LIST_SEPARATOR as u8 || *byte == b'\n';
        if bytes.iter().any(is_separator) {
            let sentence = format!(
                "the directory of shims cannot be on PATH: its path contains `{}` or a line break",
                os::LIST_SEPARATOR
            );
            return Err(Error::new(sentence)
                .at(Location::file(dir))
                .hint("set SGLAUNCH_DATA_DIR to another directory"));
        }
        Ok(match self {
            Self::Bash | Self::Zsh | Self::Sh => {
                let dir = in_single_quotes(bytes);
                [b"export PATH=", &dir[..], b":\"$PATH\"\n"].concat()
            }
            Self::Fish => format!("set -gx PATH {} $PATH\n", fish::quote(path)).into(),
            Self::Csh | Self::Tcsh => {
                let dir = csh::quote(bytes);
                [b"setenv PATH ", &dir[..], b":\"$PATH\"\n"].concat()
            }
            Self::Powershell => powershell_line(dir).into(),
        })
    }
}

/// Returns a line that changes the user's PATH in the registry.
///
/// .NET's own function would replace variables in the existing PATH with their values. It is called
/// for a variable that does not exist, because it notifies the desktop of the change.
fn powershell_line(dir: &Path) -> String {
    let dir = dir.display().to_string().replace('\'', "''");
    format!(
        "$key = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment'); \
         $key.SetValue('Path', '{dir};' + \
         $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames'), 'ExpandString'); \
         [Environment]::SetEnvironmentVariable('SGLAUNCH_SHIMS', $null, 'User')\n"
    )
}
