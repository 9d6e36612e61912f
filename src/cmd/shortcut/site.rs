//! Shortcuts for all users: nothing in them may depend on the user who adds them.

use std::path::{Path, PathBuf};

use crate::cli::{Options, Target};
use crate::cmd::Context;
use crate::desktop::shortcut::{Shortcut, site_menu_dir};
use crate::error::{Error, Location, Result, system_reason};
use crate::os;
use crate::program::Program;

/// Directories of users' homes, beside the home of the user who runs sglaunch.
const HOMES: [&str; 3] = ["/home", "/root", "/var/home"];

/// Returns a context without the user's settings.
pub fn context(context: &Context, options: &Options) -> Result<Context> {
    if site_menu_dir(&context.dirs).is_none() {
        return Err(Error::new(
            "`--site` works on Linux and Windows only: macOS has no menu for all users",
        )
        .hint("run the command without `--site` as each user"));
    }
    Ok(context.for_all_users(options))
}

/// Checks that a profile is not one of this user, which does not count for all users.
pub fn check_profile(context: &Context, for_all: &Context, target: &Target) -> Result<()> {
    if for_all.find(target)?.is_some() {
        return Ok(());
    }
    let Some(own) = context.find(target)? else {
        return Ok(());
    };
    let name = &own.profile.name;
    let error = Error::new(format!(
        "`{name}` is your own profile, which does not count for all users"
    ));
    let file = own.profile.files.iter().find_map(|it| it.path.as_ref());
    let error = match file {
        Some(file) => error.at(Location::file(file)),
        None => error,
    };
    Err(error.hint(format!(
        "create it for all users with `sglaunch init {name} --site`, and copy what it needs"
    )))
}

/// Checks that every user can read what the shortcut needs.
pub fn check(context: &Context, shortcut: &Shortcut, program: &Program) -> Result<()> {
    let words = shortcut.command.iter().chain(&shortcut.icon).skip(1);
    let paths = words.map(PathBuf::from).filter(|path| path.is_absolute());
    let error = |path: &Path| {
        Error::new("other users cannot read this path, which the shortcut needs")
            .at(Location::file(path))
    };
    for path in paths.chain([program.path.clone()]) {
        if is_private(context, &path) {
            return Err(error(&path).hint("move it to a directory that all users can read"));
        }
    }
    let exe = shortcut.command.first().map(Path::new);
    match exe.filter(|exe| is_private(context, exe)) {
        Some(exe) => Err(error(exe).hint(format!(
            "install sglaunch in {}, and run it there",
            os::SITE_PROGRAMS
        ))),
        None => Ok(()),
    }
}

/// Creates the directory of a shortcut, which all users can read.
pub fn create_dir(shortcut: &Path) -> Result<()> {
    let dir = shortcut.parent().unwrap_or(shortcut);
    os::create_dir(dir).map_err(|error| {
        Error::new(format!(
            "cannot create the directory: {}",
            system_reason(&error)
        ))
        .at(Location::file(dir))
        .hint(os::AS_ADMINISTRATOR)
    })
}

fn is_private(context: &Context, path: &Path) -> bool {
    let homes = HOMES.map(Path::new).into_iter().chain(context.ui.home());
    homes.into_iter().any(|home| path.starts_with(home)) || os::is_hidden_from_others(path)
}
