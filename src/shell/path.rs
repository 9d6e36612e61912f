//! The line that puts a folder in front of PATH, in the words of the user's shell.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::fish;
use super::posix::in_single_quotes;
use crate::env::Env;
use crate::error::{Error, Location, Result};
use crate::os;

/// A kind of shell, as far as PATH is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shell {
    /// sh and its like, and what the user's reads when it starts, below the home folder: the first of these that is there.
    Sh(&'static [&'static str]),
    /// fish.
    Fish,
    /// csh or tcsh, and what it reads when it starts, below the home folder: the first of these that is there.
    Csh(&'static [&'static str]),
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
        let name = name.and_then(OsStr::to_str).unwrap_or_default();
        Self::called(name, cfg!(target_os = "macos"))
    }

    /// The shell of this name. Where terminals sign the user in, as macOS' do, bash does not read what it reads elsewhere.
    fn called(name: &str, signs_in: bool) -> Self {
        match name {
            "bash" if signs_in => Self::Sh(&[".bash_profile", ".bash_login", ".profile"]),
            "bash" => Self::Sh(&[".bashrc"]),
            "zsh" => Self::Sh(&[".zshrc"]),
            "fish" => Self::Fish,
            "tcsh" => Self::Csh(&[".tcshrc", ".cshrc"]),
            "csh" => Self::Csh(&[".cshrc"]),
            _ => Self::Sh(&[".profile"]),
        }
    }

    /// The file that the line belongs into.
    pub fn start_file(&self, home: Option<&Path>) -> PathBuf {
        let home = home.unwrap_or(Path::new("~"));
        let file = match self {
            Self::Sh(files) | Self::Csh(files) => {
                let there = files.iter().find(|file| home.join(file).is_file());
                there.or(files.first()).copied().unwrap_or_default()
            }
            Self::Fish => ".config/fish/config.fish",
            Self::Powershell => return "the next sign-in".into(),
        };
        home.join(file)
    }

    /// The line, with its line break.
    pub fn in_front_of_path(&self, folder: &Path) -> Result<Vec<u8>> {
        let path = folder.as_os_str();
        let bytes = path.as_encoded_bytes();
        if bytes
            .iter()
            .any(|byte| *byte == os::LIST_SEPARATOR as u8 || *byte == b'\n')
        {
            return Err(Error::new(
                "no list of folders can hold this one, so it cannot be on PATH",
            )
            .at(Location::file(folder))
            .hint("name another in SGLAUNCH_DATA_DIR"));
        }
        Ok(match self {
            Self::Sh(_) => [
                b"export PATH=",
                &in_single_quotes(bytes)[..],
                b":\"$PATH\"\n",
            ]
            .concat(),
            Self::Fish => format!("set -gx PATH {} $PATH\n", fish::quote(path)).into(),
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_line_belongs_into_what_the_shell_reads() {
        let home = tempfile::tempdir().unwrap();
        let file = |name, signs_in| {
            let file = Shell::called(name, signs_in).start_file(Some(home.path()));
            let file = file.strip_prefix(home.path()).unwrap();
            file.to_str().unwrap().to_owned()
        };
        for (name, elsewhere, on_macos) in [
            ("bash", ".bashrc", ".bash_profile"),
            ("zsh", ".zshrc", ".zshrc"),
            (
                "fish",
                ".config/fish/config.fish",
                ".config/fish/config.fish",
            ),
            ("tcsh", ".tcshrc", ".tcshrc"),
            ("csh", ".cshrc", ".cshrc"),
            ("ksh", ".profile", ".profile"),
        ] {
            assert_eq!(
                (&*file(name, false), &*file(name, true)),
                (elsewhere, on_macos)
            );
        }
        // tcsh would no longer read the one if the other were made, and neither would bash.
        fs::write(home.path().join(".cshrc"), "").unwrap();
        assert_eq!(file("tcsh", false), ".cshrc");
        fs::write(home.path().join(".tcshrc"), "").unwrap();
        assert_eq!(file("tcsh", false), ".tcshrc");
        for there in [".profile", ".bash_login", ".bash_profile"] {
            fs::write(home.path().join(there), "").unwrap();
            assert_eq!(file("bash", true), there);
            assert_eq!(file("bash", false), ".bashrc");
        }
    }
}
