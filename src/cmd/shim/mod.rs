//! `sglaunch shim`: adds, lists and removes shims.

mod add;
mod list;
mod remove;
mod row;

use std::path::Path;

use super::Context;
use crate::cli::ShimCommand;
use crate::desktop::shim::ShimDir;
use crate::error::{Error, Result};
use crate::os;

/// Runs a command about shims.
pub fn run(context: &Context, command: ShimCommand) -> Result<u8> {
    let dir = context.dirs.shims.clone().ok_or_else(|| {
        Error::new("there is no directory for shims, because HOME is not set")
            .hint("set HOME or SGLAUNCH_DATA_DIR")
    })?;
    let shims = ShimDir {
        path: &dir,
        exe: &context.lasting_path(),
    };
    match command {
        ShimCommand::Add { profiles, .. } => add::run(context, shims, &profiles),
        ShimCommand::List { json, .. } => list::run(context, shims, json),
        ShimCommand::Remove { names, .. } => remove::run(context, shims, &names),
    }
}

fn is_on_path(context: &Context, dir: &Path) -> bool {
    let list = context.env.get("PATH").unwrap_or_default();
    std::env::split_paths(list).any(|entry| os::same_file(&context.cwd.join(entry), dir))
}
