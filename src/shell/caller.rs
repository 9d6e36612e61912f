//! The shell that called sglaunch on Windows.
//!
//! Windows has no `SHELL`, and cmd and PowerShell inherit each other's variables, so sglaunch reads
//! the names of its ancestor processes.

#[cfg(windows)]
use std::sync::OnceLock;

use super::UserShell::{self, Bash, Cmd, Csh, Fish, Powershell, Sh, Tcsh, Zsh};
#[cfg(windows)]
use crate::os;

/// Programs that are a shell, and those above which no calling shell can be: terminals, the
/// desktop, services, and shells whose quotes are not known here.
const SHELLS: [(&str, Option<UserShell>); 29] = [
    ("cmd", Some(Cmd)),
    ("powershell", Some(Powershell)),
    ("powershell_ise", Some(Powershell)),
    ("pwsh", Some(Powershell)),
    ("pwsh-preview", Some(Powershell)),
    ("bash", Some(Bash)),
    ("zsh", Some(Zsh)),
    ("sh", Some(Sh)),
    ("dash", Some(Sh)),
    ("ksh", Some(Sh)),
    ("mksh", Some(Sh)),
    ("fish", Some(Fish)),
    ("csh", Some(Csh)),
    ("tcsh", Some(Tcsh)),
    // A shell of Linux called sglaunch.
    ("wsl", Some(Sh)),
    ("wslhost", Some(Sh)),
    ("nu", None),
    ("elvish", None),
    ("xonsh", None),
    ("windowsterminal", None),
    ("openconsole", None),
    ("conhost", None),
    ("explorer", None),
    ("userinit", None),
    ("winlogon", None),
    ("services", None),
    ("svchost", None),
    ("taskeng", None),
    ("sshd", None),
];

/// Returns the nearest shell above a process, from the names of its ancestors. Everything else is
/// passed over: shims, the launchers of pipx, scoop and Chocolatey, Python, farm clients.
fn nearest(ancestors: &[String]) -> Option<UserShell> {
    let known = |name: &String| {
        let name = name.to_ascii_lowercase();
        let stem = name.strip_suffix(".exe").unwrap_or(&name);
        SHELLS.iter().find(|(shell, _)| *shell == stem)
    };
    ancestors.iter().find_map(known)?.1
}

#[cfg(windows)]
static CALLER: OnceLock<Option<UserShell>> = OnceLock::new();

/// Returns the shell that called sglaunch, if it is known. The processes are looked up once, and
/// only if something is printed.
#[cfg(windows)]
pub fn caller() -> Option<UserShell> {
    *CALLER.get_or_init(|| nearest(&os::calling_programs()))
}

/// Makes commands independent of the calling shell from now on: they are for a document that is
/// read elsewhere. Must be called before the first command is made.
#[cfg(windows)]
pub fn write_for_any_shell() {
    let _ = CALLER.set(None);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_known_shell_is_the_caller() {
        // Typical chains, from sglaunch's parent upwards.
        for (ancestors, shell) in [
            ("cmd.exe explorer.exe userinit.exe winlogon.exe", Some(Cmd)),
            ("powershell.exe explorer.exe", Some(Powershell)),
            (
                "pwsh.exe WindowsTerminal.exe explorer.exe",
                Some(Powershell),
            ),
            ("CMD.EXE WindowsTerminal.exe svchost.exe", Some(Cmd)),
            ("bash.exe bash.exe mintty.exe explorer.exe", Some(Bash)),
            ("sh.exe git.exe powershell.exe explorer.exe", Some(Sh)),
            ("powershell.exe cmd.exe explorer.exe", Some(Powershell)),
            // A shim under another name, and those of pipx, scoop and Chocolatey.
            ("houdini.exe cmd.exe explorer.exe", Some(Cmd)),
            (
                "python.exe sglaunch.exe pwsh.exe explorer.exe",
                Some(Powershell),
            ),
            ("sglaunch.exe powershell.exe explorer.exe", Some(Powershell)),
            ("uv.exe uvx.exe cmd.exe Code.exe explorer.exe", Some(Cmd)),
            ("wsl.exe bash.exe", Some(Sh)),
            // No shell that could be pasted into.
            ("explorer.exe", None),
            ("sglaunchw.exe explorer.exe cmd.exe", None),
            ("nu.exe cmd.exe explorer.exe", None),
            ("WindowsTerminal.exe cmd.exe", None),
            ("deadlinelauncher.exe services.exe cmd.exe", None),
            ("sshd.exe", None),
            ("", None),
        ] {
            let names: Vec<_> = ancestors.split_whitespace().map(str::to_owned).collect();
            assert_eq!(nearest(&names), shell, "{ancestors}");
        }
    }
}
