//! `sglaunch shim`: adds, lists and removes shims.

mod add;
mod list;
mod remove;
mod row;
mod shared;

use std::path::Path;

use super::Context;
use crate::cli::ShimCommand;
use crate::desktop::shim::ShimDir;
use crate::error::{Error, Result};
use crate::os;

const NO_HOME_HINT: &str =
    "set HOME to a directory of yours, or SGLAUNCH_DATA_DIR, or name a directory: --to DIR";

/// Runs a command about shims.
pub fn run(context: &Context, command: ShimCommand) -> Result<u8> {
    let to = match &command {
        ShimCommand::Add { to, .. }
        | ShimCommand::List { to, .. }
        | ShimCommand::Remove { to, .. } => to.clone(),
    };
    let is_shared = to.is_some();
    let dir = match to {
        Some(dir) => shared::dir(context, &dir)?,
        None => context.dirs.shims.clone().ok_or_else(|| {
            Error::new("there is no directory for shims, because HOME is not set")
                .hint(NO_HOME_HINT)
        })?,
    };
    let exe = context.lasting_path();
    let target = match &command {
        ShimCommand::Add { force, .. } if is_shared => shared::target(context, &exe, &dir, *force)?,
        _ => Some(exe.clone()),
    };
    if matches!(command, ShimCommand::Add { .. }) && target.is_some() {
        context.check_lasting_path(&exe, "shim")?;
    }
    let shims = ShimDir {
        path: &dir,
        exe: &exe,
        target: target.as_deref(),
        is_shared,
    };
    match command {
        ShimCommand::Add { profiles, .. } => add::run(context, shims, &profiles),
        ShimCommand::List { json, .. } => list::run(context, shims, json),
        ShimCommand::Remove { names, .. } => remove::run(context, shims, &names),
    }
}

/// Returns the names that `shim remove` takes: those in a directory, or the user's own.
pub fn removable(context: &Context, to: Option<&Path>) -> Vec<String> {
    let to = to.map(|dir| context.cwd.join(dir));
    let dir = to.or_else(|| context.dirs.shims.clone());
    let names = |path: &Path| {
        let shims = ShimDir {
            path,
            exe: &context.exe,
            target: None,
            is_shared: false,
        };
        shims.names()
    };
    dir.as_deref().map(names).unwrap_or_default()
}

fn is_on_path(context: &Context, dir: &Path) -> bool {
    let list = context.env.get("PATH").unwrap_or_default();
    std::env::split_paths(list).any(|entry| os::same_file(&context.cwd.join(entry), dir))
}
