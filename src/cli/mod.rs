//! The command line: options and a profile with the arguments of its program, or a command.

mod bundle;
mod commands;
mod cursor;
mod doctor;
mod help;
mod options;
mod parse;
mod target;
mod version;

pub use bundle::{BundleCommand, ExportOptions, Filter};
pub use commands::{AddShortcut, Command, ShimCommand, ShortcutCommand, TrustCommand};
pub use cursor::{Cursor, Place};
pub use doctor::{DoctorArgs, ExplainArgs};
#[cfg(test)]
pub use help::{EXIT_CODES, command};
pub use options::{Launch, LaunchOptions, Options};
pub use parse::{completion, parse, shown_commands, wants_window};
pub use target::Target;

/// A parsed command line.
#[derive(Debug)]
pub enum Invocation {
    Launch(Launch),
    Command(Options, Command),
}
