//! A shortcut on disk, and the profile that its command starts.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{Error, Exit, Location};

/// Options of sglaunch in a shortcut's command.
const FLAGS: [&str; 1] = [WINDOW];
const OPTIONS_WITH_VALUE: [&str; 1] = [PROFILE_DIR];
pub const WINDOW: &str = "--window";
pub const PROFILE_DIR: &str = "--profile-dir";

/// A shortcut that sglaunch made.
#[derive(Clone, Debug)]
pub struct InstalledShortcut {
    pub path: PathBuf,
    pub name: String,
    /// The profile and the version that the file records, on systems whose files can. The command
    /// may have an alias of the profile.
    pub recorded: Option<String>,
    /// The path of sglaunch and its arguments.
    pub command: Vec<String>,
}

/// Returns the profile or the alias, and the version, in the command of a shortcut.
pub fn target_of(command: &[String]) -> &str {
    let mut args = command.iter().skip(1);
    while let Some(arg) = args.next() {
        if OPTIONS_WITH_VALUE.contains(&arg.as_str()) {
            args.next();
        } else if !FLAGS.contains(&arg.as_str()) {
            return arg;
        }
    }
    ""
}

impl InstalledShortcut {
    /// Returns the profile or the alias, and the version, in the command: `houdini@20.5`.
    pub fn target(&self) -> &str {
        target_of(&self.command)
    }

    /// Returns the profile without the version.
    pub fn profile(&self) -> &str {
        let target = self.recorded.as_deref().unwrap_or(self.target());
        target.split('@').next().unwrap_or_default()
    }

    /// Returns the values of `--profile-dir`.
    pub fn profile_dirs(&self) -> Vec<PathBuf> {
        let pairs = self.command.iter().zip(self.command.iter().skip(1));
        let options = pairs.take_while(|(arg, _)| *arg != self.target());
        let dirs = options.filter(|(arg, _)| *arg == PROFILE_DIR);
        dirs.map(|(_, dir)| dir.into()).collect()
    }

    /// Returns the command, followed by the arguments that the shortcut was called with.
    pub fn call(&self, args: &[OsString]) -> Vec<OsString> {
        let own = self.command.iter().map(OsString::from);
        own.chain(args.iter().skip(1).cloned()).collect()
    }

    /// Returns the path of sglaunch in the command.
    pub fn program(&self) -> &Path {
        Path::new(self.command.first().map_or("", String::as_str))
    }

    /// Returns the error for a command whose sglaunch does not exist.
    pub fn missing_sglaunch(&self) -> Error {
        Error::new("the sglaunch that this shortcut starts does not exist any more")
            .at(Location::file(self.program()))
            .exit(Exit::NotFound)
            .hint(missing_sglaunch_hint(&self.command))
    }
}

/// Returns the hint for a command whose sglaunch does not exist.
pub fn missing_sglaunch_hint(command: &[String]) -> String {
    let target = target_of(command);
    format!(
        "install sglaunch there again, or create the shortcut again: `sglaunch shortcut add {target}`"
    )
}
