//! The system call execve.
//!
//! std would reset SIGPIPE, which the caller may ignore on purpose, and keep the last of two
//! variables with the same name, while libc reads the first.

use std::ffi::{CStr, CString, NulError, OsStr, OsString};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt as _;

use nix::errno::Errno;
use nix::unistd::execve;

use crate::launch::plan::Plan;

/// Replaces the process with the program. Returns only if that fails.
pub fn exec(plan: &Plan) -> io::Error {
    exec_by(None, plan)
}

/// Replaces the process with the shell that runs the program, a script without `#!` (POSIX,
/// execvp). Returns only if that fails.
pub fn exec_by_shell(plan: &Plan) -> io::Error {
    exec_by(Some(c"/bin/sh"), plan)
}

fn exec_by(interpreter: Option<&CStr>, plan: &Plan) -> io::Error {
    let (Ok(argv), Ok(env)) = (argv(interpreter, plan), environ(plan)) else {
        return ErrorKind::InvalidInput.into();
    };
    let failed = execve(&argv[0], &argv, &env).err();
    failed.unwrap_or(Errno::EINVAL).into()
}

fn argv(interpreter: Option<&CStr>, plan: &Plan) -> Result<Vec<CString>, NulError> {
    let first = interpreter.map(|path| Ok(path.to_owned()));
    let program = [plan.program.as_os_str()].into_iter();
    let all = program.chain(plan.args.iter().map(OsString::as_os_str));
    first
        .into_iter()
        .chain(all.map(|arg| c_string(&[arg])))
        .collect()
}

fn environ(plan: &Plan) -> Result<Vec<CString>, NulError> {
    (plan.env.iter())
        .map(|(name, value)| c_string(&[name, OsStr::new("="), value]))
        .collect()
}

fn c_string(parts: &[&OsStr]) -> Result<CString, NulError> {
    // With room for the NUL, so that a large environment is copied once.
    let size: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = Vec::with_capacity(size + 1);
    for part in parts {
        bytes.extend_from_slice(part.as_bytes());
    }
    CString::new(bytes)
}
