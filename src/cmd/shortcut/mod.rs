//! `sglaunch shortcut`: adds, lists and removes shortcuts in the menu, on the desktop or elsewhere.

mod add;
mod content;
mod destination;
mod list;
mod path_check;
mod remove;
mod site;

use super::Context;
use crate::cli::{Options, ShortcutCommand};
use crate::error::Result;

/// Runs a command about shortcuts.
pub fn run(context: &Context, options: &Options, command: ShortcutCommand) -> Result<u8> {
    match command {
        ShortcutCommand::Add(request) => {
            let for_all = request.site.then(|| site::context(context, options));
            let for_all = for_all.transpose()?;
            add::run(for_all.as_ref().unwrap_or(context), options, request)
        }
        ShortcutCommand::List { json } => list::run(context, json),
        ShortcutCommand::Remove { names } => remove::run(context, &names),
    }
}
