//! A shortcut as a macOS application: a directory with an Info.plist, an executable and an icon.
//!
//! The executable is a small program that execs the sglaunch named in a file beside it. macOS ties
//! the user's permissions to the digest of an executable, so this one never changes. It is a script
//! only for a terminal: if an application's executable is a script, macOS denies access to the
//! user's directories and the microphone without a prompt
//! (<https://github.com/tofi86/universalJavaApplicationStub/issues/85>).
//!
//! Older applications have a copy of sglaunch instead, which execs the sglaunch named in the
//! Info.plist.

mod commands;
mod content;
mod info_plist;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use read::{enclosing_app, icon_of, read};
pub use write::{is_same, remove, write};

/// The key of the Info.plist that marks an application of sglaunch. Its value is the command.
const MARK: &str = "SGLaunchCommand";

const INFO: &str = "Contents/Info.plist";
const RESOURCES: &str = "Contents/Resources";
const ICON: &str = "Contents/Resources/icon.icns";
const COMMANDS: &str = "Contents/Resources/commands";
const EXECUTABLES: &str = "Contents/MacOS";
const EXECUTABLE: &str = "shortcut";
const TERMINAL_SCRIPT: &str = "terminal.command";
