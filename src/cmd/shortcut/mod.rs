//! Works with shortcuts: what is in a menu or on a desktop, and starts a program by sglaunch.

mod add;
mod list;
mod remove;

use super::Caller;
use crate::cli::{Options, ShortcutCommand};
use crate::error::Result;

/// Runs one of the commands.
pub fn run(caller: &Caller, options: &Options, command: ShortcutCommand) -> Result<u8> {
    match command {
        ShortcutCommand::Add(wanted) => add::run(caller, options, wanted),
        ShortcutCommand::List { json } => list::run(caller, json),
        ShortcutCommand::Remove { names } => remove::run(caller, &names),
    }
}
