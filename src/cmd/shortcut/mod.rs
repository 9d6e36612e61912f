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
use crate::desktop::shortcut::location::find_all;
use crate::error::Result;
use crate::order;
use crate::shell::Candidate;

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

/// Returns the names that `shortcut remove` takes, each with what the shortcut starts.
pub fn removable(context: &Context) -> Vec<Candidate> {
    let all = find_all(&context.dirs).unwrap_or_default().into_iter();
    let candidate = |(_, found): (_, InstalledShortcut)| {
        let description = format!("Shortcut of {}", found.target());
        Candidate::new(found.name.as_str(), description)
    };
    let mut names: Vec<Candidate> = all.map(candidate).collect();
    order::sort_by(&mut names, |a: &Candidate, b| a.text.cmp(&b.text));
    names.dedup_by(|a, b| a.text == b.text);
    names
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
