//! A launch: selects the profile and the program, plans and runs it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::Context;
use super::bundle::obtain;
use super::dry_run::describe;
use super::launch_argument::{self, LaunchArgument};
use super::left_out::with_left_out;
use crate::certs::{Problem, Source};
use crate::cli::{Launch, Target};
use crate::desktop::shim::renew_called;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::launch::aliases::{CalledProfile, Reindex};
use crate::launch::plan::Plan;
use crate::launch::{environment, exec, hook, inputs, java};
use crate::profile::{BASE, Profile, Values, Version};
use crate::program::{self, Program, Selection};

/// Replaces the process with the program, or prints the plan with `--dry-run`.
pub fn run(context: &Context, launch: Launch) -> Result<u8> {
    let Launch { start, args, .. } = launch;
    let mut args = args.into_iter();
    let first = args.next().unwrap_or_default();
    let args: Vec<OsString> = args.collect();
    let (profile, program) = select(context, start.profile.as_deref(), &first, &args)?;
    report(context, &profile, &program);
    let plan =
        plan(context, &profile, &program, args).map_err(|error| with_left_out(error, &profile))?;
    if let Some(message) = exec::ignored_job(&plan) {
        let source = Source::Profile(profile.name.clone());
        context.ui.warn(&Problem::new(source, message));
    }
    if start.dry_run {
        context.ui.print(describe(&profile, &plan, &context.env))?;
        return Ok(0);
    }
    context.ui.info(1, || {
        format!("{} starts {}", profile.name, plan.program.display())
    });
    if context.is_shim {
        renew_called(
            context.argv0.as_ref(),
            &context.exe,
            context.dirs.shims.as_deref(),
        );
    }
    let argument = LaunchArgument::new(context, Some(&profile.name), &first);
    match exec::launch(&plan, |program| argument.document(program))? {}
}

/// Returns the profile and the program that an argument names. It is a target, a path, or with
/// `--profile` any program.
fn select(
    context: &Context,
    profile: Option<&str>,
    argument: &OsStr,
    args: &[OsString],
) -> Result<(Profile, Program)> {
    if let Some(name) = profile {
        let target = Target::from(name);
        let CalledProfile {
            mut profile,
            version,
            ..
        } = context.resolve(&target)?;
        // The arguments belong to the profile's own program, as `--nukex` does to Nuke.
        profile.settings.args.clear();
        let argument = LaunchArgument::new(context, Some(&profile.name), argument);
        let program = typed(argument, &profile, version);
        return match program {
            Ok(program) => Ok((profile, program)),
            Err(error) => Err(with_left_out(error, &profile)),
        };
    }
    if program::is_path(argument) {
        let name = program::profile_name(Path::new(argument));
        let called = name.map(|name| context.aliases().resolve(&name, Reindex::IfOutdated));
        let called = match called.transpose()?.flatten() {
            Some(called) => called,
            None => CalledProfile::by_name(context.profile(BASE)?),
        };
        let argument = LaunchArgument::new(context, None, argument);
        let program = typed(argument, &called.profile, called.version)?;
        return Ok((called.profile, program));
    }
    let target = Target::from(argument.to_str().ok_or_else(|| not_a_profile(argument))?);
    let called = match context.find(&target)? {
        Some(called) => called,
        // Fails, and explains why.
        None => (context.profile(&target.name).map(CalledProfile::by_name)).map_err(|error| {
            LaunchArgument::new(context, None, argument).no_profile(error, &target.name, args)
        })?,
    };
    let program = context.program(&called);
    let program = program.map_err(|error| with_left_out(error, &called.profile))?;
    Ok((called.profile, program))
}

fn plan(
    context: &Context,
    profile: &Profile,
    program: &Program,
    args: Vec<OsString>,
) -> Result<Plan> {
    let values = context.values(program.version.as_ref());
    let env = environment(context, profile, values)?;
    Plan::new(profile, program, args, env, values)
}

/// Obtains the bundle of a profile and returns the environment of its program.
pub fn environment(context: &Context, profile: &Profile, values: Values) -> Result<Env> {
    let bundle_inputs = context.inputs(profile)?;
    let bundle = obtain(context, profile, &context.request(&bundle_inputs))?;
    let hook = profile
        .settings
        .ca
        .certifi
        .value
        .then(|| install_hook(context, &bundle.path));
    let hook = hook.flatten();
    let rest = inputs::without_bundles(profile, values.env, &context.dirs);
    let values = Values {
        env: rest.as_ref().unwrap_or(values.env),
        ..values
    };
    let env = environment::of_program(profile, &bundle_inputs, &bundle, hook.as_deref(), values)?;
    if bundle_inputs.java {
        warn_of_trust_store(context, &env);
    }
    Ok(env)
}

/// Warns of options that name another trust store for Java, which is kept. They are not an input of
/// the bundle, so that each launch warns.
fn warn_of_trust_store(context: &Context, env: &Env) {
    if let Some(variable) = java::own_trust_store(env) {
        let message = format!(
            "{variable} names a trust store of its own, so that Java does not use the bundle: \
             remove `-Djavax.net.ssl.trustStore…` from it, or set `ca.java: false` in the profile"
        );
        context.ui.warn(&Problem::new(Source::Java, message));
    }
}

/// Installs the certifi hook. Most programs work without it, so that a failure is a warning.
fn install_hook(context: &Context, bundle: &Path) -> Option<PathBuf> {
    hook::install(&context.dirs.caches, bundle)
        .map_err(|reason| {
            let message = format!(
                "cannot install the hook: {reason}; Python code that uses certifi trusts only \
                 certifi's own list"
            );
            context.ui.warn(&Problem::new(Source::Certifi, message));
        })
        .ok()
}

/// Prints the notes of the program search.
pub fn report(context: &Context, profile: &Profile, program: &Program) {
    for note in &program.notes {
        let Some(action) = note.action() else {
            context.ui.info(1, || note.to_string());
            continue;
        };
        let path = program.path.display();
        let message = format!("{note}, so {path} is started; {action}");
        let source = Source::Profile(profile.name.clone());
        context.ui.warn(&Problem::new(source, message));
    }
}

/// Returns the program that the user typed. Its version is that of its path, unless another version
/// was requested with the profile. The profile's pin does not count.
fn typed(
    argument: LaunchArgument,
    profile: &Profile,
    requested: Option<Version>,
) -> Result<Program> {
    let search = argument.context.search_context();
    let path =
        program::find_typed(argument.text, &search).map_err(|error| argument.no_program(error))?;
    launch_argument::check_line_endings(&path)?;
    let version = profile
        .uses_version()
        .then(|| program::version_of(&path, profile, &search));
    let matches =
        |version: &Version| (requested.as_ref()).is_none_or(|requested| version.matches(requested));
    let version = version.flatten().filter(matches).or(requested);
    Ok(Program::new(path, version, Selection::Typed))
}

fn not_a_profile(argument: &OsStr) -> Error {
    Error::new(format!(
        "there is no profile `{}`",
        argument.to_string_lossy()
    ))
    .hint("run `sglaunch list` to see the profiles")
}
