//! Prints the environment of a launch for others to use.

use super::Context;
use super::launch::environment;
use crate::cli::Target;
use crate::error::Result;
use crate::program;
use crate::shell::{Format, write};

/// The changes that a launch would make, without the count of launches: evaluating them is none.
pub fn run(context: &Context, target: &Target, format: Format) -> Result<u8> {
    let profile = context.profile(&target.name)?;
    let program = match &target.version {
        Some(_) => Some(context.program(&profile, target)?),
        // The environment is wanted even where the program is not installed.
        None => program::find(&profile, None, &context.search_context()).ok(),
    };
    let values = context.values(
        program
            .as_ref()
            .and_then(|program| program.version.as_ref()),
    );
    let after = environment(context, &profile, values)?;
    context
        .ui
        .print(write(&context.env.changes_to(&after), format)?)?;
    Ok(0)
}
