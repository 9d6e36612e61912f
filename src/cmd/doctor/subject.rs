//! The launch to examine, put together as a launch does it, but every failure is kept.

use crate::bundle::now;
use crate::cli::Target;
use crate::cmd::bundle::explain;
use crate::cmd::{Context, refuse_reserved};
use crate::doctor::{Certificates, Subject};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::launch::plan::Plan;
use crate::launch::{environment, hook, inputs};
use crate::profile::{BASE, Layers, Profile, Values};

/// Returns the launch of a target. It builds the bundle, as a launch would.
pub fn subject(context: &Context, target: &Target) -> Subject {
    let called = context.resolve(target);
    let program = match &called {
        Ok(called) => context.program_with_version(called),
        Err(_) => Err(Error::new("the profile is invalid")),
    };
    let profile = called.map(|called| called.profile);
    let version = program.as_ref().ok();
    let values = context.values(version.and_then(|program| program.version.as_ref()));
    let prepared = Prepared::new(context, profile.as_ref().ok(), values);
    let Prepared {
        certificates,
        program_env,
        mut inapplicable,
    } = prepared;
    let plan = match (&profile, &program, &program_env) {
        (Ok(profile), Ok(program), Ok(env)) if inapplicable.is_none() => {
            Plan::new(profile, program, Vec::new(), env.clone(), values)
        }
        _ => Err(Error::new("there is no program to start")),
    };
    let plan = plan.map_err(|error| {
        if program.is_ok() && program_env.is_ok() && inapplicable.is_none() {
            inapplicable = Some(error);
        }
        Error::new("the program cannot be started")
    });
    Subject {
        target: target.to_string(),
        env: context.env.clone(),
        cwd: context.cwd.clone(),
        exe: context.exe.clone(),
        is_shim: context.is_shim,
        dirs: context.dirs.clone(),
        now: now(),
        profile_exists: profile.is_ok() || context.layers.has(&target.name),
        profile,
        inapplicable,
        program,
        certificates,
        program_env,
        plan,
    }
}

/// The certificates and the environment that a launch prepares for the program.
struct Prepared {
    certificates: Option<Certificates>,
    program_env: Result<Env>,
    /// The error of a launch under the profile before it has a program to start.
    inapplicable: Option<Error>,
}

impl Prepared {
    /// Prepares a launch under `profile`. If there is none, or if it does not apply here, the other
    /// checks still learn something from `defaults`: the user's, else the built-in ones.
    fn new(context: &Context, profile: Option<&Profile>, values: Values) -> Self {
        let mut inapplicable = None;
        let mut certificates = None;
        if let Some(profile) = profile {
            let own = refuse_reserved(profile).and_then(|()| gather(context, profile));
            match own.map(|own| (env(context, profile, &own, values), own)) {
                Ok((Err(error), own)) if own.bundle.is_ok() => {
                    inapplicable = Some(error);
                    certificates = Some(own);
                }
                Ok((program_env, own)) => {
                    return Self {
                        certificates: Some(own),
                        program_env,
                        inapplicable,
                    };
                }
                Err(error) => inapplicable = Some(error),
            }
        }
        let layers = [&context.layers, &Layers::new([])];
        let fallbacks = layers.map(|layers| Profile::load(BASE, layers).ok());
        let mut program_env = Err(Error::new("there is no valid profile"));
        for fallback in fallbacks.iter().flatten() {
            if certificates.is_none() {
                certificates = gather(context, fallback).ok();
            }
            if let Some(certificates) = &certificates
                && program_env.is_err()
            {
                program_env = env(context, fallback, certificates, values);
            }
        }
        Self {
            certificates,
            program_env,
            inapplicable,
        }
    }
}

fn gather(context: &Context, profile: &Profile) -> Result<Certificates> {
    let inputs = context.inputs(profile)?;
    let request = context.request(&inputs);
    let bundle = request.fresh().map_or_else(|| request.build(), Ok);
    let (gathered, _) = request.gather_files(now());
    let error = bundle.as_ref().err();
    Ok(Certificates {
        error: error.map(|reason| explain(reason, profile)),
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
