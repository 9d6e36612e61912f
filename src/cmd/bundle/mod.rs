//! The commands of `sglaunch bundle`.

mod build;
mod diff;
mod expiring;
mod export;
mod list;
mod mozilla;
mod obtain;
mod prune;
mod verify;

use super::Context;
use crate::bundle::Bundle;
use crate::cli::{BundleCommand, Target};
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::stores::inputs::BundleInputs;

pub use obtain::{check_required, explain, obtain};

pub fn run(context: &Context, command: BundleCommand) -> Result<u8> {
    match command {
        BundleCommand::Path { profile } => path(context, &profile),
        BundleCommand::List {
            profile,
            filter,
            json,
            exit_code,
        } => list::run(context, &profile, &filter, json, exit_code),
        BundleCommand::Build { profile } => build::run(context, &profile),
        BundleCommand::Verify { profile, file } => verify::run(context, &profile, file.as_deref()),
        BundleCommand::Export {
            file,
            profile,
            options,
        } => export::run(context, &profile, &file, &options),
        BundleCommand::Diff { profile } => diff::run(context, &profile),
        BundleCommand::Prune => prune::run(context),
    }
}

/// Prints the path of a profile's bundle.
fn path(context: &Context, target: &Target) -> Result<u8> {
    let (_, bundle) = bundle_of(context, target)?;
    let mut line = bundle.path.into_os_string();
    line.push("\n");
    context.ui.print_data(line.as_encoded_bytes())?;
    Ok(0)
}

fn inputs_of(context: &Context, target: &Target) -> Result<(Profile, BundleInputs)> {
    let name = &target.name;
    if let Some(version) = &target.version {
        return Err(Error::new(format!(
            "`{name}@{version}` names a version, but a bundle is the same for every version"
        ))
        .hint(format!("write `{name}` without the version")));
    }
    let profile = context.resolve_name(name)?.profile;
    let inputs = context.inputs(&profile)?;
    Ok((profile, inputs))
}

fn bundle_of(context: &Context, target: &Target) -> Result<(BundleInputs, Bundle)> {
    let (profile, inputs) = inputs_of(context, target)?;
    let bundle = obtain(context, &profile, &context.request(&inputs))?;
    Ok((inputs, bundle))
}
