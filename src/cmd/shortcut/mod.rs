//! `sglaunch shortcut`: adds, lists and removes shortcuts in the menu, on the desktop or elsewhere.

mod add;
mod content;
mod destination;
mod list;
mod path_check;
mod remove;
mod site;

use super::Context;
use crate::cli::{Options, ShortcutCommand, Target};
use crate::desktop::shortcut::InstalledShortcut;
use crate::error::Result;

/// Runs a command about shortcuts.
pub fn run(context: &Context, options: &Options, command: ShortcutCommand) -> Result<u8> {
    match command {
        ShortcutCommand::Add(request) => {
            let for_all = request.site.then(|| site::context(context, options));
            let for_all = for_all.transpose()?;
            if let Some(for_all) = &for_all {
                site::check_profile(context, for_all, &request.profile)?;
            }
            add::run(for_all.as_ref().unwrap_or(context), options, request)
        }
        ShortcutCommand::List { json } => list::run(context, json),
        ShortcutCommand::Remove { names } => remove::run(context, &names),
    }
}

/// Returns the profile of a shortcut and the version, whatever alias its command has.
fn profile_and_version(context: &Context, shortcut: &InstalledShortcut) -> String {
    let resolved = || with_profile(context, shortcut.target());
    let recorded = shortcut.recorded.clone().or_else(resolved);
    recorded.unwrap_or_else(|| shortcut.target().to_owned())
}

/// Returns a typed target with the profile's name instead of the alias.
fn with_profile(context: &Context, target: &str) -> Option<String> {
    let called = context.find(&Target::from(target)).ok()??;
    let name = called.profile.name;
    Some(match called.version {
        Some(version) => format!("{name}@{}", version.as_str()),
        None => name,
    })
}
