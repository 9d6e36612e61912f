//! What was typed: options, then a profile and everything that belongs to the program, or a command.

mod commands;
mod help;
mod options;
mod parse;
mod target;

pub use commands::{
    AddShortcut, BundleCommand, Command, Filter, ShimCommand, ShortcutCommand, TrustCommand,
};
pub use help::{EXIT_CODES, command};
pub use options::{Launch, Options, Start};
pub use parse::{parse, wants_window};
pub use target::Target;

/// What sglaunch is asked to do.
#[derive(Debug)]
pub enum Invocation {
    /// Start a program.
    Launch(Launch),
    /// Anything else.
    Command(Options, Command),
}
