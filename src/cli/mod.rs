//! The command line: options and a profile with the arguments of its program, or a command.

mod bundle;
mod commands;
mod doctor;
mod help;
mod options;
mod parse;
mod target;
mod version;

pub use bundle::{BundleCommand, ExportOptions, Filter};
pub use commands::{AddShortcut, Command, ShimCommand, ShortcutCommand, TrustCommand};
pub use doctor::{DoctorArgs, ExplainArgs};
pub use help::command_to_complete;
#[cfg(test)]
pub use help::{EXIT_CODES, command};
pub use options::{Launch, LaunchOptions, Options};
pub use parse::{parse, wants_window};
pub use target::Target;

/// A parsed command line.
#[derive(Debug)]
pub enum Invocation {
    Launch(Launch),
    Command(Options, Command),
}
