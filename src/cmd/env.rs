//! `env`: prints the environment of a launch for shells and other launchers.

use super::Context;
use super::launch::{environment, report};
use crate::cli::Target;
use crate::error::Result;
use crate::shell::{Format, write};

/// Prints the changes that a launch makes to the environment, except for `SGLAUNCH_DEPTH`:
/// evaluating them is not a launch.
pub fn run(context: &Context, target: &Target, format: Format) -> Result<u8> {
    let called = context.resolve(target)?;
    let program = match &called.version {
        Some(_) => Some(context.program(&called)?),
        // The program need not be installed.
        None => context.program(&called).ok(),
    };
    if let Some(program) = &program {
        report(context, &called.profile, program);
    }
    let values = context.values(
        program
            .as_ref()
            .and_then(|program| program.version.as_ref()),
    );
    let after = environment(context, &called.profile, values)?;
    context
        .ui
        .print_data(write(&context.env.changes_to(&after), format)?)?;
    Ok(0)
}
