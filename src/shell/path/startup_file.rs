//! The file that an interactive shell reads when it starts.

use std::path::{Path, PathBuf};

use super::UserShell;
use crate::env::Env;

impl UserShell {
    /// Returns the startup file. Windows needs none: its line changes PATH permanently.
    pub fn startup_file(self, env: &Env, home: Option<&Path>) -> Option<PathBuf> {
        if cfg!(windows) {
            return None;
        }
        self.startup_file_on(cfg!(target_os = "macos"), env, home)
    }

    /// Returns the startup file of a shell in a terminal, which on macOS starts login shells.
    fn startup_file_on(self, is_macos: bool, env: &Env, home: Option<&Path>) -> Option<PathBuf> {
        let home = home.unwrap_or(Path::new("~"));
        let configured = |variable: &str| env.non_empty(variable).map(PathBuf::from);
        Some(match self {
            Self::Bash if is_macos => {
                first_existing(home, &[".bash_profile", ".bash_login", ".profile"])
            }
            Self::Bash => home.join(".bashrc"),
            Self::Zsh => {
                let dir = configured("ZDOTDIR");
                dir.unwrap_or_else(|| home.to_owned()).join(".zshrc")
            }
            Self::Fish => {
                let dir = configured("XDG_CONFIG_HOME");
                let dir = dir.unwrap_or_else(|| home.join(".config"));
                dir.join("fish/config.fish")
            }
            Self::Csh => home.join(".cshrc"),
            Self::Tcsh => first_existing(home, &[".tcshrc", ".cshrc"]),
            Self::Sh => home.join(".profile"),
            Self::Powershell | Self::Cmd | Self::Windows => return None,
        })
    }
}

/// Returns the file that the shell reads: the first of these that exists, and no other.
fn first_existing(home: &Path, names: &[&str]) -> PathBuf {
    let mut files = names.iter().map(|name| home.join(name));
    let first = files.clone().next().unwrap_or_default();
    files.find(|file| file.is_file()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Returns the startup file of a shell relative to its home directory.
    fn file(home: &Path, name: &str, is_macos: bool) -> PathBuf {
        let shell = UserShell::from_name(name);
        let file = shell.startup_file_on(is_macos, &Env::default(), Some(home));
        let file = file.unwrap();
        file.strip_prefix(home).unwrap().to_owned()
    }

    #[test]
    fn each_shell_has_a_startup_file() {
        let home = tempfile::tempdir().unwrap();
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
            assert_eq!(file(home.path(), name, false), Path::new(elsewhere));
            assert_eq!(file(home.path(), name, true), Path::new(on_macos));
        }
    }

    #[test]
    fn an_existing_startup_file_is_used() {
        let home = tempfile::tempdir().unwrap();
        // tcsh and bash stop at the first file that exists, so a new one would hide the others.
        fs::write(home.path().join(".cshrc"), "").unwrap();
        assert_eq!(file(home.path(), "tcsh", false), Path::new(".cshrc"));
        fs::write(home.path().join(".tcshrc"), "").unwrap();
        assert_eq!(file(home.path(), "tcsh", false), Path::new(".tcshrc"));
        for existing in [".profile", ".bash_login", ".bash_profile"] {
            fs::write(home.path().join(existing), "").unwrap();
            assert_eq!(file(home.path(), "bash", true), Path::new(existing));
            assert_eq!(file(home.path(), "bash", false), Path::new(".bashrc"));
        }
    }

    #[test]
    fn zsh_and_fish_read_a_configured_directory() {
        let env = Env::from_iter([("ZDOTDIR", "/z"), ("XDG_CONFIG_HOME", "/x")]);
        let file = |shell: UserShell, env| shell.startup_file_on(false, env, Some(Path::new("/h")));
        assert_eq!(file(UserShell::Zsh, &env), Some("/z/.zshrc".into()));
        assert_eq!(
            file(UserShell::Fish, &env),
            Some("/x/fish/config.fish".into())
        );
        let env = Env::from_iter([("ZDOTDIR", ""), ("XDG_CONFIG_HOME", "")]);
        assert_eq!(file(UserShell::Zsh, &env), Some("/h/.zshrc".into()));
        assert_eq!(
            file(UserShell::Fish, &env),
            Some("/h/.config/fish/config.fish".into())
        );
    }
}
