//! The plan of a launch, a value: exec runs it, `--dry-run` prints it. Nothing here reads or writes
//! files.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::env::names::{SGLAUNCH_DEPTH, SGLAUNCH_PROFILE};
use crate::error::{Error, Result};
use crate::profile::{Job, Profile, Room, Values};
use crate::program::Program;

/// Maximum number of nested launches. SG Desktop starts Houdini, which starts hython: three.
const MAXIMUM_DEPTH: u32 = 10;

/// A program, its arguments and its environment.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    pub program: PathBuf,
    /// The arguments after the program's name.
    pub args: Vec<OsString>,
    pub env: Env,
    /// The processes that end with sglaunch.
    pub job: Job,
}

impl Plan {
    /// Plans to run `program` with its own arguments, those of the profile, and `args`.
    pub fn new(
        profile: &Profile,
        program: &Program,
        args: Vec<OsString>,
        mut env: Env,
        values: Values,
    ) -> Result<Self> {
        let depth = depth(profile, &program.path, values.env)?;
        env.set(SGLAUNCH_DEPTH, depth.to_string());
        let mut room = Room::default();
        // They may name the bundle: `--cafile=${SSL_CERT_FILE}`.
        let values = Values {
            env: &env,
            ..values
        };
        let of_profile = (profile.settings.args.iter()).map(|written| {
            let expanded = written.value.expand(values);
            expanded
                .and_then(|arg| room.take(&arg).map(|()| arg))
                .map_err(|missing| profile.expand_error(&missing, written))
        });
        let of_program = program.args.iter().cloned();
        let args = (of_program.map(Ok).chain(of_profile))
            .chain(args.into_iter().map(Ok))
            .collect::<Result<_>>()?;
        Ok(Self {
            program: program.path.clone(),
            args,
            env,
            job: profile.settings.job(),
        })
    }
}

/// Returns the number of nested launches, this one included. Too many mean that a program starts
/// itself through sglaunch.
fn depth(profile: &Profile, program: &Path, env: &Env) -> Result<u32> {
    let outer_launches = env
        .get(SGLAUNCH_DEPTH)
        .and_then(OsStr::to_str)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    if outer_launches < MAXIMUM_DEPTH {
        return Ok(outer_launches + 1);
    }
    let name = &profile.name;
    let from = env
        .get(SGLAUNCH_PROFILE)
        .unwrap_or(OsStr::new(name))
        .to_string_lossy()
        .into_owned();
    let cycle = if from == *name {
        format!("`{name}` starts `{name}`")
    } else {
        format!("`{from}` starts `{name}`, which starts the next")
    };
    Err(
        Error::new(format!("{MAXIMUM_DEPTH} nested launches: {cycle}"))
            .note(format!("the program of `{name}` is {}", program.display()))
            .hint(format!(
                "if {} is a script that starts sglaunch or a shim, let it start the program itself",
                program.display()
            )),
    )
}
