//! Works with shortcuts: what is in a menu or on a desktop, and starts a program by sglaunch.

mod add;
mod list;
mod remove;

use super::Context;
use crate::cli::{Options, ShortcutCommand};
use crate::error::Result;

/// Runs one of the commands.
pub fn run(context: &Context, options: &Options, command: ShortcutCommand) -> Result<u8> {
    match command {
        ShortcutCommand::Add(wanted) => add::run(context, options, wanted),
        ShortcutCommand::List { json } => list::run(context, json),
        ShortcutCommand::Remove { names } => remove::run(context, &names),
    }
}
