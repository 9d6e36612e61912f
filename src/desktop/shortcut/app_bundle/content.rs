//! The files of a shortcut's application.

use std::io;
use std::path::PathBuf;

use super::{COMMANDS, EXECUTABLE, EXECUTABLES, ICON, INFO, TERMINAL_SCRIPT, commands, info_plist};
use crate::desktop::shortcut::Shortcut;
use crate::os::read::read_regular;
use crate::shell::in_single_quotes;

/// Maximum size of an icon in bytes.
const MAX_ICON: u64 = 64 * 1024 * 1024;

/// Executable of an application: runs the commands in a file. `scripts/macos/build-starter` builds
/// it from the C file beside it.
pub const STARTER: &[u8] = include_bytes!("starter/starter");

/// Executable of an application for Terminal, which runs an executable file that it opens.
const OPEN_TERMINAL: &str =
    "#!/bin/sh\nexec /usr/bin/open -b com.apple.Terminal \"${0%/*}/terminal.command\"\n";

/// First lines of the script that Terminal runs.
const SCRIPT_HEADER: &str = "#!/bin/sh\n# Created by sglaunch shortcut add.\ncd || exit\nexec ";

/// A file of an application.
pub struct AppFile {
    /// Path in the application.
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    pub is_executable: bool,
}

/// Returns the files of a shortcut's application.
pub fn files(shortcut: &Shortcut) -> io::Result<Vec<AppFile>> {
    let file = |path: &str, bytes: Vec<u8>, is_executable| AppFile {
        path: path.into(),
        bytes,
        is_executable,
    };
    let executable = |name: &str, bytes| file(&format!("{EXECUTABLES}/{name}"), bytes, true);
    let mut files = vec![file(INFO, info_plist::format(shortcut)?, false)];
    if shortcut.terminal {
        files.push(executable(EXECUTABLE, OPEN_TERMINAL.into()));
        files.push(executable(
            TERMINAL_SCRIPT,
            terminal_script(&shortcut.command),
        ));
    } else {
        files.push(executable(EXECUTABLE, STARTER.into()));
        files.push(file(COMMANDS, commands::format(shortcut), false));
    }
    if let Some(icon) = &shortcut.icon {
        let (icon, _) = read_regular(icon.as_ref(), MAX_ICON)?;
        files.push(file(ICON, icon, false));
    }
    Ok(files)
}

/// Returns a script that runs the command in the home directory.
fn terminal_script(command: &[String]) -> Vec<u8> {
    let args = command.iter().map(|arg| in_single_quotes(arg.as_bytes()));
    let args: Vec<Vec<u8>> = args.collect();
    [SCRIPT_HEADER.as_bytes(), &args.join(&b' '), b" \"$@\"\n"].concat()
}
