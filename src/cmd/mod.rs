//! The commands, a file each: they take the parsed command line, call other modules, and print.

mod bundle;
mod certificate;
mod check;
mod complete;
mod completions;
mod context;
mod doctor;
mod dry_run;
mod env;
mod explain;
mod home;
mod init;
mod lasting_path;
mod launch;
mod launch_argument;
mod left_out;
mod list;
mod man;
mod schema;
mod settings_dir;
mod shared_dirs;
mod shim;
mod shortcut;
mod show;
mod trust;

use serde_json::{Value, json};

use crate::certs::Problem;
use crate::cli::{Command, Invocation, Options};
use crate::error::{Error, Location, Result, cut};
use crate::profile::{Profile, RESERVED, Version};
use crate::shell::write_for_any_shell;

pub use complete::{LIMIT as COMPLETION_LIMIT, answer};
pub use context::Context;

/// Runs a command or a launch, and returns the exit code.
pub fn run(context: &Context, invocation: Invocation) -> Result<u8> {
    let mut profile_dirs = invocation.options().profile_dir.iter();
    if let Some(dir) = profile_dirs.find(|dir| !context.cwd.join(dir).is_dir()) {
        return Err(Error::new("there is no such profile directory")
            .at(Location::file(dir))
            .hint("correct the path in --profile-dir"));
    }
    let (options, command) = match invocation {
        Invocation::Launch(launch) => return launch::run(context, launch),
        Invocation::Command(options, command) => (options, command),
    };
    if command.writes_document() {
        write_for_any_shell();
    }
    if matches!(
        command,
        Command::List { .. } | Command::Show { .. } | Command::Check { .. }
    ) {
        context.aliases().refresh();
    }
    match command {
        Command::List {
            profile: Some(target),
            path,
            json,
            ..
        } => list::versions(context, &target, path, json),
        Command::List { all, json, .. } => list::profiles(context, all, json),
        Command::Show { profile, json } => show::run(context, &profile, json),
        Command::Init {
            profile,
            site,
            group,
        } => init::run(context, &profile, site, group.as_deref()),
        Command::Check { profiles, strict } => check::run(context, &profiles, strict),
        Command::Env {
            profile,
            format,
            unset: false,
        } => env::run(context, &profile, format),
        Command::Env { format, .. } => env::unset(context, format),
        Command::Bundle { command } => bundle::run(context, command),
        Command::Trust { command } => trust::run(context, command),
        Command::Doctor(args) => doctor::run(context, &args),
        Command::Explain(args) => explain::run(context, &args),
        Command::Shim { command } => shim::run(context, command),
        Command::Shortcut { command } => shortcut::run(context, &options, command),
        Command::Schema => schema::run(context),
        Command::Completions { shell } => completions::run(context, shell),
        Command::Man => man::run(context),
    }
}

impl Invocation {
    /// Returns the options that launches and commands share.
    pub fn options(&self) -> &Options {
        match self {
            Invocation::Launch(launch) => &launch.options,
            Invocation::Command(options, _) => options,
        }
    }

    /// Returns whether sglaunch was called by the name of a shim.
    pub fn is_shim(&self) -> bool {
        matches!(self, Invocation::Launch(launch) if launch.is_shim)
    }
}

/// Returns the value of `problems` in JSON output.
fn problems_json(problems: &[Problem]) -> Value {
    problems
        .iter()
        .map(|problem| {
            let (source, message) = (problem.source.to_string(), problem.kind.to_string());
            json!({"source": source, "message": message})
        })
        .collect()
}

/// Fails if the profile has the name of a command, because no command line can start it.
fn refuse_reserved(profile: &Profile) -> Result<()> {
    let name = profile.name.as_str();
    if RESERVED.contains(&name) {
        let reason = format!("`{name}` is a command of sglaunch: no profile can have that name");
        return Err(Error::new(reason).hint("rename the profile"));
    }
    Ok(())
}

/// Parses the version of a target.
fn version(text: &str) -> Result<Version> {
    if text.is_empty() {
        return Err(Error::new("the version after `@` is missing")
            .hint("write PROFILE@VERSION, as in houdini@20.5"));
    }
    if let Some((first, second)) = text.split_once('@') {
        return Err(context::two_versions(first, second));
    }
    Version::new(text).ok_or_else(|| {
        Error::new(format!(
            "`{}` is not a version: it does not begin with a digit",
            cut(text)
        ))
        .hint("write PROFILE@VERSION, as in houdini@20.5")
    })
}
