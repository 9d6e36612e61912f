//! `sglaunch list`: the profiles, or the installed versions of one.

mod profiles;
mod search;
mod version_rows;
mod versions;

use super::Context;
use crate::cli::Target;
use crate::error::Result;

/// Lists the profiles, or the versions of one profile, or prints the path that it would start.
pub fn run(context: &Context, target: Option<&Target>, path: bool, json: bool) -> Result<u8> {
    match target {
        None => profiles::run(context, json),
        Some(target) if path => versions::print_path(context, target),
        Some(target) => versions::run(context, target, json),
    }
}
