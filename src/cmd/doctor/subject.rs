//! The launch to examine, put together as a launch does it, but every failure is kept.

use crate::bundle::now;
use crate::cli::Target;
use crate::cmd::Context;
use crate::doctor::{Certificates, Subject};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::launch::plan::Plan;
use crate::launch::{environment, hook, inputs};
use crate::profile::{BASE, Profile, Values};

/// Returns the launch of a target. It builds the bundle, as a launch would.
pub fn subject(context: &Context, target: &Target) -> Subject {
    let profile = context.profile(&target.name);
    let program = match &profile {
        Ok(profile) => context.program(profile, target),
        Err(_) => Err(Error::new("the profile is invalid")),
    };
    // With an invalid profile, the certificates of `defaults` still tell something.
    let defaults = profile
        .is_err()
        .then(|| context.profile(BASE).ok())
        .flatten();
    let used = profile.as_ref().ok().or(defaults.as_ref());
    let certificates = used.and_then(|profile| certificates(context, profile).ok());
    let version = program
        .as_ref()
        .ok()
        .and_then(|program| program.version.as_ref());
    let values = context.values(version);
    let program_env = match (used, &certificates) {
        (Some(profile), Some(certificates)) => env(context, profile, certificates, values),
        _ => Err(Error::new("there is no valid profile")),
    };
    let plan = match (&profile, &program, &program_env) {
        (Ok(profile), Ok(program), Ok(env)) => Plan::new(
            profile,
            program.path.clone(),
            Vec::new(),
            env.clone(),
            values,
        ),
        _ => Err(Error::new("there is no program to start")),
    };
    Subject {
        target: target.to_string(),
        env: context.env.clone(),
        cwd: context.cwd.clone(),
        exe: context.exe.clone(),
        is_shim: context.is_shim,
        dirs: context.dirs.clone(),
        now: now(),
        profile,
        program,
        certificates,
        program_env,
        plan,
    }
}

fn certificates(context: &Context, profile: &Profile) -> Result<Certificates> {
    let inputs = context.inputs(profile)?;
    let request = context.request(&inputs);
    let bundle = request.fresh().map_or_else(|| request.build(), Ok);
    let (gathered, _) = request.gather_files(now());
    Ok(Certificates {
        bundle,
        gathered,
        inputs,
    })
}

fn env(
    context: &Context,
    profile: &Profile,
    certificates: &Certificates,
    values: Values,
) -> Result<Env> {
    let Certificates { inputs, bundle, .. } = certificates;
    let Ok(bundle) = bundle else {
        return Err(Error::new("there is no bundle"));
    };
    let wants_hook = profile.settings.ca.certifi.value;
    let hook = wants_hook.then(|| hook::install(&context.dirs.caches, &bundle.path).ok());
    let rest = inputs::without_bundles(profile, values.env, &context.dirs);
    let values = Values {
        env: rest.as_ref().unwrap_or(values.env),
        ..values
    };
    environment::of_program(profile, inputs, bundle, hook.flatten().as_deref(), values)
}
