//! Commands in the syntax of the user's shell, and the line that puts a directory first on PATH.

mod startup_file;

use std::path::Path;

#[cfg(unix)]
use super::posix::in_single_quotes;
use super::posix::quote;
use super::{cmd, csh, fish, powershell};
use crate::error::{Error, Location, Result};
use crate::os;

/// The key of the machine's variables, as a word of PowerShell.
#[cfg(any(windows, test))]
const MACHINE_ENVIRONMENT: &str =
    r"'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment'";

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
    Cmd,
    /// An unknown shell on Windows. Commands are written so that cmd and PowerShell take them
    /// alike; where no form is the same, for cmd.
    Windows,
}

impl UserShell {
    #[cfg(any(unix, test))]
    pub(super) fn from_name(name: &str) -> Self {
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
            Self::Cmd | Self::Windows => cmd::typed(name, value),
        }
    }

    /// Returns the command that removes a variable, for a message.
    pub fn unset(self, name: &str) -> String {
        match self {
            Self::Bash | Self::Zsh | Self::Sh => format!("unset {name}"),
            Self::Fish => format!("set --erase {name}"),
            Self::Csh | Self::Tcsh => format!("unsetenv {name}"),
            Self::Powershell => format!("Remove-Item Env:{name}"),
            Self::Cmd | Self::Windows => cmd::typed(name, ""),
        }
    }

    /// Returns a line that puts a directory first on PATH: that of the machine on Windows if the
    /// directory is `shared`, because a user's PATH comes after the machine's there.
    pub fn prepend_to_path(self, dir: &Path, shared: bool) -> Result<Vec<u8>> {
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
        Ok(self.path_line(dir, shared))
    }

    /// Returns the line for the shell's startup file.
    #[cfg(unix)]
    fn path_line(self, dir: &Path, _: bool) -> Vec<u8> {
        let path = dir.as_os_str();
        let bytes = path.as_encoded_bytes();
        match self {
            Self::Fish => format!("set -gx PATH {} $PATH\n", fish::quote(path)).into(),
            Self::Csh | Self::Tcsh => {
                let dir = csh::quote(bytes);
                [b"setenv PATH ", &dir[..], b":\"$PATH\"\n"].concat()
            }
            _ => {
                let dir = in_single_quotes(bytes);
                [b"export PATH=", &dir[..], b":\"$PATH\"\n"].concat()
            }
        }
    }

    /// Returns a line to run once, which changes the PATH of the user or of the machine in the
    /// registry: every shell gets it from there. Only administrators may change the machine's
    /// ("Environment Variables",
    /// learn.microsoft.com/windows/win32/procthread/environment-variables).
    ///
    /// `setx` would cut the existing PATH after 1024 characters and replace the variables in it
    /// with their values, and .NET's own function would do the latter. It is called for a variable
    /// that does not exist, because it notifies the desktop of the change. The line has no `$`, so
    /// that it can stand in double quotes.
    #[cfg(any(windows, test))]
    fn line_for_registry(self, dir: &Path, of_machine: bool) -> Vec<u8> {
        let (key, target) = if of_machine {
            (MACHINE_ENVIRONMENT, "Machine")
        } else {
            ("HKCU:\\Environment", "User")
        };
        let dir = format!("{};", dir.display()).replace('\'', "''");
        let script = format!(
            "Set-ItemProperty {key} Path ('{dir}' + (Get-Item {key}).GetValue(\
             'Path', '', 'DoNotExpandEnvironmentNames')) -Type ExpandString; \
             [Environment]::SetEnvironmentVariable('SGLAUNCH_SHIMS', [NullString]::Value, '{target}')"
        );
        let line = match self {
            Self::Powershell => script,
            _ => format!(
                "powershell -NoProfile -Command {}",
                self.quote(script.as_ref())
            ),
        };
        format!("{line}\n").into()
    }

    #[cfg(windows)]
    fn path_line(self, dir: &Path, shared: bool) -> Vec<u8> {
        self.line_for_registry(dir, shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_for_the_registry_is_one_command_in_each_shell() {
        let line = |shell: UserShell| {
            let line = shell.line_for_registry(Path::new("C:\\O'Hara\\shims"), false);
            String::from_utf8(line).unwrap()
        };
        let script = line(UserShell::Powershell);
        assert!(
            script.starts_with(r"Set-ItemProperty HKCU:\Environment Path ('C:\O''Hara\shims;' + ")
        );
        assert!(!script.contains(['$', '"', '`', '%']), "{script}");
        for shell in [UserShell::Cmd, UserShell::Windows] {
            let quoted = format!("powershell -NoProfile -Command \"{}\"\n", script.trim_end());
            assert_eq!(line(shell), quoted);
        }
        let in_bash = format!("'{}'", script.trim_end().replace('\'', r"'\''"));
        assert_eq!(
            line(UserShell::Bash),
            format!("powershell -NoProfile -Command {in_bash}\n")
        );
    }

    #[test]
    fn shims_for_all_are_on_the_path_of_the_machine() {
        let line = UserShell::Cmd.line_for_registry(Path::new(r"D:\a b"), true);
        let key = r"'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment'";
        let expected = format!(
            "powershell -NoProfile -Command \"Set-ItemProperty {key} Path ('D:\\a b;' + (Get-Item {key})\
             .GetValue('Path', '', 'DoNotExpandEnvironmentNames')) -Type ExpandString; [Environment]::\
             SetEnvironmentVariable('SGLAUNCH_SHIMS', [NullString]::Value, 'Machine')\"\n"
        );
        assert_eq!(String::from_utf8(line).unwrap(), expected);
    }

    #[test]
    fn a_variable_is_set_and_removed_in_cmd() {
        let set = |value| UserShell::Cmd.set("HTTPS_PROXY", value);
        assert_eq!(set("http://a:1"), r#"set "HTTPS_PROXY=http://a:1""#);
        assert_eq!(set("http://a%40b"), r#"set "HTTPS_PROXY=http://a%40b""#);
        assert_eq!(set("http://%a%&b"), "set HTTPS_PROXY=http://^%a^%^&b");
        assert_eq!(UserShell::Windows.unset("A"), r#"set "A=""#);
    }
}
