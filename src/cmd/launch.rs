//! Starts a program: the reason why everything else is here.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::Context;
use super::bundle::obtain;
use crate::certs::{Problem, Source};
use crate::cli::{Launch, Target};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::launch::plan::Plan;
use crate::launch::{environment, exec, hook};
use crate::profile::{BASE, Profile, Values};
use crate::program::{self, Program};
use crate::shell::quote;

/// Becomes the program, or with `--dry-run` shows it.
pub fn run(context: &Context, launch: Launch) -> Result<u8> {
    let Launch { start, words, .. } = launch;
    let mut words = words.into_iter();
    let first = words.next().unwrap_or_default();
    let (mut profile, program) = match &start.profile {
        Some(name) => (context.profile(name)?, typed(context, &first)?),
        None if program::is_path(&first) => {
            let name =
                program::profile_name(Path::new(&first)).filter(|name| context.layers.has(name));
            (
                context.profile(name.as_deref().unwrap_or(BASE))?,
                typed(context, &first)?,
            )
        }
        None => {
            let target = Target::from(first.to_str().ok_or_else(|| not_a_profile(&first))?);
            let profile = context
                .profile(&target.name)
                .map_err(|error| for_what_was_typed(error, context, &first, &target.name))?;
            let program = context.program(&profile, &target)?;
            (profile, program)
        }
    };
    if start.profile.is_some() {
        // They are for the profile's own program: `--nukex` is nothing to a script under the profile of Nuke.
        profile.settings.args.clear();
    }
    let plan = plan(context, &profile, program, words.collect())?;
    if start.dry_run {
        context.ui.print(describe(&profile, &plan, &context.env))?;
        return Ok(0);
    }
    context.ui.say(1, || {
        format!("{} starts {}", profile.name, plan.program.display())
    });
    match exec::launch(&plan)? {}
}

fn plan(
    context: &Context,
    profile: &Profile,
    program: Program,
    args: Vec<OsString>,
) -> Result<Plan> {
    let values = context.values(program.version.as_ref());
    let env = environment(context, profile, values)?;
    Plan::new(profile, program.path, args, env, values)
}

/// Returns the environment of a program under a profile. Obtains its bundle.
pub fn environment(context: &Context, profile: &Profile, values: Values) -> Result<Env> {
    let inputs = context.inputs(profile)?;
    let bundle = obtain(context, profile, &context.request(&inputs))?;
    let hook = profile
        .settings
        .ca
        .certifi
        .value
        .then(|| install_hook(context));
    let hook = hook.flatten();
    environment::of_program(profile, &inputs, &bundle, hook.as_deref(), values)
}

/// Installs the certifi hook. Most programs work without it, so that a failure is a warning.
fn install_hook(context: &Context) -> Option<PathBuf> {
    hook::install(&context.dirs.caches)
        .map_err(|reason| {
            let message =
                format!("Python code that asks certifi gets certifi's own list: {reason}");
            context.ui.warn(&Problem::new(Source::Certifi, message));
        })
        .ok()
}

fn typed(context: &Context, word: &OsStr) -> Result<Program> {
    let path = program::find_typed(word, &context.search_context())?;
    Ok(Program {
        path,
        version: None,
    })
}

/// What to do about a profile that is not there depends on who wanted it.
fn for_what_was_typed(error: Error, context: &Context, word: &OsStr, name: &str) -> Error {
    if !context.is_shim {
        return for_a_program(error, context, word);
    }
    if context.layers.has(name) {
        return error;
    }
    // Somebody who calls a shim may not know that sglaunch is behind it.
    let what = format!("sglaunch was called as `{name}`, and starts the profile of that name");
    error.note(what).hint(format!(
        "make the profile, or take the shim away: `sglaunch shim remove {name}`"
    ))
}

/// Somebody who types a program's name wants that program.
fn for_a_program(error: Error, context: &Context, word: &OsStr) -> Error {
    let name = word.to_string_lossy();
    if context.layers.has(&name) || program::find_typed(word, &context.search_context()).is_err() {
        return error;
    }
    error.hint(format!(
        "to start the program without a profile of its own: `sglaunch -p {BASE} {name}`"
    ))
}

fn not_a_profile(word: &OsStr) -> Error {
    Error::new(format!(
        "there is no profile `{}`",
        word.to_string_lossy().escape_debug()
    ))
    .hint("`sglaunch list` shows the profiles")
}

/// The plan, a line for each thing that would happen; `before` is the caller's environment.
fn describe(profile: &Profile, plan: &Plan, before: &Env) -> Vec<u8> {
    let mut out = Vec::new();
    let mut line = |what: &str, parts: &[&[u8]]| {
        out.extend(format!("{what:<9}").into_bytes());
        out.extend(parts.concat());
        out.push(b'\n');
    };
    line("profile", &[profile.name.as_bytes()]);
    line("program", &[&quote(plan.program.as_os_str())]);
    for arg in &plan.args {
        line("argument", &[&quote(arg)]);
    }
    for (name, value) in &before.changes_to(&plan.env) {
        match value {
            Some(value) => line("set", &[name.as_encoded_bytes(), b"=", &quote(value)]),
            None => line("remove", &[name.as_encoded_bytes()]),
        }
    }
    out
}
