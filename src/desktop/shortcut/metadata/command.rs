//! The command of a shortcut.

use super::{ShortcutRequest, runs_in_terminal};
use crate::desktop::shortcut::installed::PROFILE_DIR;
use crate::desktop::shortcut::system::exec_command;
use crate::error::{Error, Location, Result};
use crate::profile::Profile;

/// Returns the path of sglaunch and the arguments that start a version of a profile.
pub fn command(
    profile: &Profile,
    request: &ShortcutRequest,
    version: Option<&str>,
) -> Result<Vec<String>> {
    let (exe, options) = exec_command(request.exe, runs_in_terminal(profile));
    let exe = exe.to_str().map(str::to_owned).ok_or_else(|| {
        Error::new("the path of sglaunch is not UTF-8, and a shortcut holds only UTF-8")
            .at(Location::file(&exe))
            .hint("move sglaunch to a directory with an UTF-8 name")
    })?;
    let target = match version {
        Some(version) => format!("{}@{version}", profile.name),
        None => request.alias.unwrap_or(&profile.name).to_owned(),
    };
    let mut command = vec![exe];
    command.extend(options.iter().map(|option| (*option).to_owned()));
    for dir in &request.profile_dirs {
        command.extend([PROFILE_DIR.to_owned(), dir.clone()]);
    }
    command.push(target);
    command.extend(request.args.iter().cloned());
    Ok(command)
}
