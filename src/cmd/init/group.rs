//! The option `--group`: a group that may write profiles for all users.

use std::path::Path;

use crate::cmd::Context;
use crate::cmd::settings_dir::cannot_change;
use crate::dirs::Scope;
use crate::error::{Error, Result, cut};
use crate::os::{self, GroupFault};

/// Returns the SID of the group that was typed.
pub(super) fn find(text: &str) -> Result<String> {
    os::find_site_group(text).map_err(|fault| explain(fault, text))
}

fn explain(fault: GroupFault, text: &str) -> Error {
    let shown = cut(text);
    let (why, hint) = match fault {
        GroupFault::Unsupported => (
            "`--group` works on Windows only".to_owned(),
            "put the group's profiles into a directory that SGLAUNCH_PROFILE_PATH names \
             (see docs/profiles.md, For all users)",
        ),
        GroupFault::Unknown => (
            format!("there is no group `{shown}`"),
            "write DOMAIN\\GROUP, or the SID that `Get-ADGroup` or `Get-LocalGroup` prints",
        ),
        GroupFault::NotAGroup => (
            format!("`{shown}` is not a group"),
            "create a group of the users who may write profiles, and name the group",
        ),
        GroupFault::Predefined => (
            format!("Windows predefines the group `{shown}`: it can include every user"),
            "name a group whose members an administrator chooses: they decide which programs and \
             certificates all users get",
        ),
    };
    Error::new(why).hint(hint)
}

/// Lets the group write the profiles in a directory, and prints what it may do.
pub(super) fn allow(context: &Context, dir: &Path, group: &str) -> Result<()> {
    os::allow_site_group(dir, group)
        .map_err(|error| cannot_change("cannot let the group write", dir, Scope::Site, &error))?;
    context.ui.info(0, || {
        format!(
            "group {group} may write profiles for all users (recorded in {})",
            os::SITE_GROUP_RECORD
        )
    });
    Ok(())
}
