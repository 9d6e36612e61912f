//! The line that puts a folder in front of PATH, in the words of the user's shell.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{fish_quoted, in_single_quotes};
use crate::env::Env;
use crate::error::{Error, Place, Result};
use crate::platform;

/// A kind of shell, as far as PATH is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shell {
    /// sh and its like, and what the user's reads when it starts, below the home folder.
    Sh(&'static str),
    /// fish.
    Fish,
    /// csh or tcsh, and what it reads when it starts, below the home folder.
    Csh(&'static str),
    /// PowerShell, which sets it for the user once and for all.
    Powershell,
}

impl Shell {
    /// The shell of the user, which `SHELL` names on Unix.
    pub fn of(env: &Env) -> Self {
        if cfg!(windows) {
            return Self::Powershell;
        }
        let name = (env.get("SHELL").map(Path::new)).and_then(Path::file_name);
        match name.and_then(OsStr::to_str) {
            Some("bash") => Self::Sh(".bashrc"),
            Some("zsh") => Self::Sh(".zshrc"),
            Some("fish") => Self::Fish,
            Some("tcsh") => Self::Csh(".tcshrc"),
            Some("csh") => Self::Csh(".cshrc"),
            _ => Self::Sh(".profile"),
        }
    }

    /// The file that the line belongs into.
    pub fn start_file(&self, home: Option<&Path>) -> PathBuf {
        let file = match self {
            Self::Sh(file) | Self::Csh(file) => file,
            Self::Fish => ".config/fish/config.fish",
            Self::Powershell => return "the next sign-in".into(),
        };
        home.unwrap_or(Path::new("~")).join(file)
    }

    /// The line, with its line break.
    pub fn in_front_of_path(&self, folder: &Path) -> Result<Vec<u8>> {
        let path = folder.as_os_str();
        let bytes = path.as_encoded_bytes();
        if bytes
            .iter()
            .any(|byte| *byte == platform::LIST_SEPARATOR as u8 || *byte == b'\n')
        {
            return Err(Error::new(
                "no list of folders can hold this one, so it cannot be on PATH",
            )
            .at(Place::file(folder))
            .hint("name another in SGLAUNCH_DATA_DIR"));
        }
        Ok(match self {
            Self::Sh(_) => [
                b"export PATH=",
                &in_single_quotes(bytes)[..],
                b":\"$PATH\"\n",
            ]
            .concat(),
            Self::Fish => format!("set -gx PATH {} $PATH\n", fish_quoted(path)).into(),
            Self::Csh(_) => [b"setenv PATH ", &csh_quoted(bytes)[..], b":\"$PATH\"\n"].concat(),
            Self::Powershell => {
                let folder = folder.display().to_string().replace('\'', "''");
                // .NET's own way would write the folders of others filled in, and so for good, as they are today. It tells
                // the desktop that something has changed, though.
                format!(
                    "$key = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment'); \
                     $key.SetValue('Path', '{folder};' + \
                     $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames'), 'ExpandString'); \
                     [Environment]::SetEnvironmentVariable('SGLAUNCH_SHIMS', $null, 'User')\n"
                )
                .into()
            }
        })
    }
}

/// In single quotes as csh reads them: it looks for its history even there.
fn csh_quoted(bytes: &[u8]) -> Vec<u8> {
    let quoted = in_single_quotes(bytes);
    let parts: Vec<&[u8]> = quoted.split(|byte| *byte == b'!').collect();
    parts.join(&br"\!"[..])
}
