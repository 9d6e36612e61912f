//! The commands: each takes what was typed, asks the modules below, and prints.

mod bundle;
mod certificate;
mod check;
mod completions;
mod context;
mod env;
mod launch;
mod list;
mod man;
mod schema;
mod shim;
mod shortcut;
mod show;
mod trust;

use serde_json::{Value, json};

use crate::certs::Problem;
use crate::cli::{Command, Invocation, Options};
use crate::error::{Error, Location, Result};
use crate::profile::{Profile, RESERVED, Version};

pub use context::Context;

/// Does what was asked, and gives the exit code.
pub fn run(context: &Context, invocation: Invocation) -> Result<u8> {
    if let Some(folder) = invocation
        .options()
        .profile_dir
        .iter()
        .find(|folder| !context.cwd.join(folder).is_dir())
    {
        return Err(Error::new("there is no such folder of profiles").at(Location::file(folder)));
    }
    let (options, command) = match invocation {
        Invocation::Launch(launch) => return launch::run(context, launch),
        Invocation::Command(options, command) => (options, command),
    };
    match command {
        Command::List { json } => list::run(context, json),
        Command::Show { profile, json } => show::run(context, &profile, json),
        Command::Check { files } => check::run(context, &files),
        Command::Env { profile, format } => env::run(context, &profile, format),
        Command::Bundle { command } => bundle::run(context, command),
        Command::Trust { command } => trust::run(context, command),
        Command::Shim { command } => shim::run(context, command),
        Command::Shortcut { command } => shortcut::run(context, &options, command),
        Command::Schema => schema::run(context),
        Command::Completions { shell } => completions::run(context, shell),
        Command::Man => man::run(context),
    }
}

impl Invocation {
    /// The options that every invocation has.
    pub fn options(&self) -> &Options {
        match self {
            Invocation::Launch(launch) => &launch.options,
            Invocation::Command(options, _) => options,
        }
    }

    /// Whether sglaunch was called by another name.
    pub fn is_shim(&self) -> bool {
        matches!(self, Invocation::Launch(launch) if launch.is_shim)
    }
}

/// What went wrong, as every list in JSON says it.
fn problems_json(problems: &[Problem]) -> Value {
    problems
        .iter()
        .map(|problem| json!({"source": problem.source.to_string(), "message": problem.kind.to_string()}))
        .collect()
}

/// Nothing can start a profile that is called like a command.
fn refuse_reserved(profile: &Profile) -> Result<()> {
    let name = profile.name.as_str();
    if RESERVED.contains(&name) {
        let why = format!("`{name}` is a command of sglaunch, and no profile to start");
        return Err(Error::new(why).hint("give the profile another name"));
    }
    Ok(())
}

fn version(text: &str) -> Result<Version> {
    if text.is_empty() {
        return Err(Error::new("a version is missing after the @")
            .hint("write PROFILE@VERSION, as in houdini@20.5"));
    }
    Version::new(text).ok_or_else(|| {
        Error::new(format!(
            "`{}` is no version: it does not begin with a digit",
            text.escape_debug()
        ))
        .hint("write PROFILE@VERSION, as in houdini@20.5")
    })
}
