//! What a launch will do, as a value: the launch executes it, `env` prints it, `--dry-run` shows it. Nothing here reads
//! or writes anything.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::env::names::{SGLAUNCH_DEPTH, SGLAUNCH_PROFILE};
use crate::error::{Error, Result};
use crate::profile::{Profile, Values};

/// How many launches may be inside each other. SG Desktop starts Houdini, which starts hython: that is three.
const DEEPEST: u32 = 10;

/// A program, its arguments and its environment.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments, without its own name.
    pub args: Vec<OsString>,
    /// Its whole environment.
    pub env: Env,
}

impl Plan {
    /// The launch of `program` with `args` after those of the profile.
    pub fn new(
        profile: &Profile,
        program: PathBuf,
        args: Vec<OsString>,
        mut env: Env,
        values: Values,
    ) -> Result<Self> {
        let depth = depth(profile, &program, values.env)?;
        env.set(SGLAUNCH_DEPTH, depth.to_string());
        let own = (profile.settings.args.iter()).map(|written| {
            let expanded = written.value.expand(values);
            expanded.map_err(|missing| profile.expand_error(&missing, written))
        });
        let args = own.chain(args.into_iter().map(Ok)).collect::<Result<_>>()?;
        Ok(Self { program, args, env })
    }
}

/// How many launches there are with this one. Too many are a program that starts itself through sglaunch.
fn depth(profile: &Profile, program: &Path, env: &Env) -> Result<u32> {
    let outer = env
        .get(SGLAUNCH_DEPTH)
        .and_then(OsStr::to_str)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    if outer < DEEPEST {
        return Ok(outer + 1);
    }
    let name = &profile.name;
    let from = env
        .get(SGLAUNCH_PROFILE)
        .unwrap_or(OsStr::new(name))
        .to_string_lossy()
        .into_owned();
    let way = if from == *name {
        format!("`{name}` → `{name}`")
    } else {
        format!("`{from}` → `{name}` → …")
    };
    Err(Error::new(format!(
        "{DEEPEST} launches are inside each other already: {way}"
    ))
    .note(format!("`{name}` starts {}", program.display()))
    .hint(format!(
        "find what starts sglaunch again, by its name or by a shim: {} may be a script that does",
        program.display()
    )))
}
