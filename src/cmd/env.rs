//! Prints the environment of a launch for others to use.

use super::Caller;
use crate::cli::Target;
use crate::error::Result;
use crate::program;
use crate::shell::{Format, write};

/// The changes that a launch would make, without the count of launches: evaluating them is none.
pub fn run(caller: &Caller, target: &Target, format: Format) -> Result<u8> {
    let profile = caller.profile(&target.name)?;
    let program = match &target.version {
        Some(_) => Some(caller.program(&profile, target)?),
        // The environment is wanted even where the program is not installed.
        None => program::find(&profile, None, &caller.machine()).ok(),
    };
    let values = caller.values(
        program
            .as_ref()
            .and_then(|program| program.version.as_ref()),
    );
    let after = caller.environment(&profile, values)?;
    caller
        .ui
        .print(write(&caller.env.changes_to(&after), format)?)?;
    Ok(0)
}
