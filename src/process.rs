//! The process: the only module that reads its arguments, environment and directories.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the module that reads the process"
)]

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::os;

/// The process as its caller started it.
#[derive(Debug)]
pub struct Process {
    /// The name by which sglaunch was called, followed by its arguments.
    pub args: Vec<OsString>,
    pub env: Env,
    /// The path of sglaunch.
    pub exe: PathBuf,
    pub cwd: PathBuf,
    /// The system's directory of temporary files.
    pub temp: PathBuf,
}

impl Process {
    /// Reads all but the arguments.
    pub fn read(args: Vec<OsString>) -> Self {
        Self {
            args,
            env: env::vars_os().collect(),
            exe: executable(),
            cwd: env::current_dir().unwrap_or_default(),
            temp: env::temp_dir(),
        }
    }
}

/// Returns the name by which sglaunch was called, followed by its arguments.
pub fn args() -> Vec<OsString> {
    os::args(env::args_os(), &executable()).collect()
}

fn executable() -> PathBuf {
    env::current_exe().unwrap_or_default()
}

/// Changes the current directory. A program may run although its directory does not exist.
pub fn change_dir(dir: &Path) {
    let _ = env::set_current_dir(dir);
}
