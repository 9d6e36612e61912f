//! `sglaunch shortcut add`

use std::path::Path;

use super::{content, destination, path_check, site};
use crate::cli::{AddShortcut, Options};
use crate::cmd::{Context, refuse_reserved};
use crate::desktop::shortcut::location::ShortcutLocation;
use crate::desktop::shortcut::{
    self, DESKTOP_PATH, InstalledShortcut, Shortcut, WriteOutcome, missing_program, notify_desktop,
    register, target_of,
};
use crate::error::{Error, Location, Result, printable, shorten};

/// Adds or updates a shortcut.
pub fn run(context: &Context, options: &Options, request: AddShortcut) -> Result<u8> {
    let called = context.resolve(&request.profile)?;
    refuse_reserved(&called.profile)?;
    let program = context.program_with_version(&called)?;
    let place = (request.desktop, request.site, request.to.clone());
    let shortcut = content::build(context, options, &called, &program, request)?;
    let path = destination::resolve(context, &shortcut, place)?;
    let location = ShortcutLocation::of(&path, &context.dirs);
    if location == ShortcutLocation::Site {
        site::check(context, &shortcut, &program)?;
        site::create_dir(&path)?;
    }
    let is_menu = location.is_menu();
    let before = shortcut::read(&path);
    let outcome = shortcut::write(&path, &shortcut, is_menu)?;
    let shown = shorten(&path, context.ui.home());
    let name = printable(&shortcut.name);
    let replaced = (before.iter().map(InstalledShortcut::target))
        .find(|target| *target != target_of(&shortcut.command))
        .map_or_else(String::new, |target| format!(", which started `{target}`"));
    (context.ui).print(format!("{}: {name} ({shown}){replaced}\n", outcome.name()))?;
    register(&path, &context.dirs)?;
    if let Some(path) = DESKTOP_PATH.filter(|_| !shortcut.terminal) {
        let search = context.search_context();
        let problem = path_check::check(&called.profile, called.request(), &program, &search, path);
        if let Some(problem) = problem {
            context.ui.warn(&problem);
        }
    }
    if let Some(file) = missing_program(&shortcut) {
        let why = "this program does not exist, so the shortcut opens a console window too";
        let warning = Error::new(why).at(Location::file(file));
        let hint = "copy it from where sglaunch.exe comes from, and add the shortcut again";
        context.ui.warn_with_location(&warning.hint(hint));
    }
    if outcome != WriteOutcome::Unchanged {
        print_hint(context, &path, is_menu, &shortcut)?;
    }
    Ok(0)
}

fn print_hint(context: &Context, path: &Path, is_menu: bool, shortcut: &Shortcut) -> Result<()> {
    let has_mime_types = !shortcut.mime_types.is_empty();
    match notify_desktop(path, is_menu, has_mime_types, &context.env) {
        Some(hint) => context.ui.print(format!("{hint}\n")),
        None => Ok(()),
    }
}
