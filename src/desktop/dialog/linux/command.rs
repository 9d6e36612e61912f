//! The environment of the desktop's programs, and where they are searched for.

use std::env::{join_paths, split_paths};
use std::path::PathBuf;
use std::process::Command;

use super::Desktop;
use crate::os;

/// Variables removed for zenity and kdialog: a DCC's libraries would break them.
const REMOVED: [&str; 2] = ["LD_LIBRARY_PATH", "QT_PLUGIN_PATH"];

impl Desktop {
    pub fn has(&self, variable: &str) -> bool {
        self.env.non_empty(variable).is_some()
    }

    pub fn is_kde(&self) -> bool {
        let names = self.env.non_empty("XDG_CURRENT_DESKTOP");
        let names = names.unwrap_or_default().to_string_lossy();
        names
            .split(':')
            .any(|name| name.eq_ignore_ascii_case("KDE"))
    }

    /// Returns a command for a program in an absolute directory of PATH.
    ///
    /// Relative directories are skipped, because the current directory can be a project's.
    pub fn command(&self, name: &str) -> Option<Command> {
        let dirs = split_paths(self.env.search_path()?).filter(|dir| dir.is_absolute());
        let path = join_paths(dirs).ok()?;
        let mut found = which::which_in_all(name, Some(path), "/").ok()?;
        let program: PathBuf = found.find(|path| !os::same_file(path, &self.exe))?;
        let mut command = Command::new(program);
        command.env_clear().envs(self.env.iter());
        for variable in REMOVED {
            command.env_remove(variable);
        }
        if !self.has_utf8() {
            // GLib accepts text only in the locale's encoding, and a path can be in any language.
            command.env("LC_ALL", "C.UTF-8");
        }
        Some(command)
    }

    fn has_utf8(&self) -> bool {
        let mut names = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
        let locale = names.find_map(|name| self.env.non_empty(name));
        let locale = locale.unwrap_or_default().to_string_lossy().to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }
}
