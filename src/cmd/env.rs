//! `env`: prints the environment of a launch for shells and other launchers.

use super::Context;
use super::launch::{environment, report};
use crate::cli::Target;
use crate::env::names::SGLAUNCH_RESTORE;
use crate::env::{Changes, Env};
use crate::error::Result;
use crate::launch::restore::{record, restored};
use crate::shell::{Format, write};

/// Prints the changes that a launch makes to the environment, except for `SGLAUNCH_DEPTH`:
/// evaluating them is not a launch.
pub fn run(context: &Context, target: &Target, format: Option<Format>) -> Result<u8> {
    let format = format.unwrap_or_else(Format::of_caller);
    let mut after = after_launch(context, target)?;
    if format.is_for_shells() {
        add_record(context, &mut after, format);
    }
    print(context, &after, format)
}

/// Prints the changes that undo those of [`run`].
pub fn unset(context: &Context, format: Option<Format>) -> Result<u8> {
    let format = format.unwrap_or_else(Format::of_caller);
    let (after, kept) = restored(&context.env)?;
    if !kept.is_empty() {
        let names = kept.join(", ");
        let text = || format!("kept, because they have changed since: {names}");
        context.ui.info(1, text);
    }
    print(context, &after, format)
}

fn after_launch(context: &Context, target: &Target) -> Result<Env> {
    let called = context.resolve(target)?;
    let program = match &called.version {
        Some(_) => Some(context.program(&called)?),
        // The program need not be installed.
        None => context.program(&called).ok(),
    };
    if let Some(program) = &program {
        report(context, &called.profile, program);
    }
    let version = (program.as_ref()).and_then(|program| program.version.as_ref());
    environment(context, &called.profile, context.values(version))
}

/// Adds the record for [`unset`], unless it is too long for the system or the format.
fn add_record(context: &Context, after: &mut Env, format: Format) {
    let is_written = record(&context.env, after) && {
        let value = after.get(SGLAUNCH_RESTORE).map(Into::into);
        let change = Changes::from([(SGLAUNCH_RESTORE.into(), value)]);
        write(&change, format).is_ok()
    };
    if !is_written {
        after.remove(SGLAUNCH_RESTORE);
        let why = "the previous values are too long for it";
        let text = || {
            format!(
                "{SGLAUNCH_RESTORE} is not set, because {why}: `sglaunch env --unset` will not work"
            )
        };
        context.ui.info(0, text);
    }
}

fn print(context: &Context, after: &Env, format: Format) -> Result<u8> {
    let changes = context.env.changes_to(after);
    context.ui.print_data(write(&changes, format)?)?;
    let removed: Vec<_> = (changes.iter())
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| name.to_string_lossy())
        .collect();
    let hint = match format {
        _ if removed.is_empty() => return Ok(0),
        Format::Systemd => {
            "an environment file cannot remove variables: add this line to [Service] in the unit: UnsetEnvironment="
        }
        Format::Dotenv => "dotenv cannot remove variables: remove these before the file is read: ",
        _ => return Ok(0),
    };
    context.ui.hint(&format!("{hint}{}", removed.join(" ")));
    Ok(0)
}
