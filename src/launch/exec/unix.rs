//! `exec`: the program keeps the process id, terminal and file descriptors, and its exit status is
//! the caller's.

use std::convert::Infallible;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::execve::exec;
use super::interpreter::{Interpreter, is_elf};
use crate::error::{Error, Exit, Location, Result};
use crate::launch::plan::Plan;
use crate::os;
use crate::shell::quote;

/// The kernel does not know the format of the program (`errno(3)`; 8 on Linux and macOS).
const ENOEXEC: i32 = 8;

/// Replaces the process with the program. Returns only if that fails.
pub fn launch(plan: &Plan) -> Result<Infallible> {
    os::restore_write_signals();
    let error = exec(plan);
    let error = if error.kind() == ErrorKind::ArgumentListTooLong {
        too_large(plan)
    } else {
        explain(&plan.program, &error)
    };
    Err(error.at(Location::file(&plan.program)))
}

/// Returns why the kernel would not run a program that was found, if its file tells it.
pub fn obstacle(program: &Path) -> Option<Error> {
    let error = is_without_interpreter(program).then(|| ErrorKind::NotFound.into())?;
    Some(explain(program, &error).at(Location::file(program)))
}

fn is_without_interpreter(program: &Path) -> bool {
    match Interpreter::read(program) {
        Ok(Some(Interpreter::Script(path) | Interpreter::Loader(path))) => {
            path.is_absolute() && !path.exists()
        }
        Ok(Some(Interpreter::ScriptWithCrlf(_))) => true,
        Ok(None) | Err(_) => false,
    }
}

/// Returns the error of a plan that is larger than the kernel allows.
fn too_large(plan: &Plan) -> Error {
    let args = plan.args.iter().map(|arg| arg.len()).sum();
    let variables = plan.env.iter().map(|(name, value)| (value.len(), name));
    let hint = match variables.max() {
        Some((length, name)) if length > args => {
            let name = name.display();
            format!(
                "shorten the largest variable, `{name}` with {} KiB",
                length / 1024
            )
        }
        _ => format!("pass fewer arguments: they have {} KiB", args / 1024),
    };
    cannot_run("its arguments and variables are larger than the system allows").hint(hint)
}

fn explain(program: &Path, error: &io::Error) -> Error {
    let meta = match fs::metadata(program) {
        Err(_) if error.kind() == ErrorKind::NotFound => {
            return Error::new("there is no such program").exit(Exit::NotFound);
        }
        meta => meta.ok(),
    };
    let missing = (error.kind() == ErrorKind::NotFound)
        .then(|| Interpreter::read(program).ok().flatten())
        .flatten();
    let is_not_executable = || meta.is_some_and(|meta| !is_executable(&meta));
    let (reason, hint) = match missing {
        Some(interpreter) => explain_missing(program, &interpreter),
        None if error.kind() == ErrorKind::PermissionDenied && is_not_executable() => (
            "it is not executable".to_owned(),
            format!(
                "make it executable: chmod +x {}",
                quote(program.as_os_str())
            ),
        ),
        None if error.raw_os_error().is_some_and(is_for_another_processor) => (
            "it is built for another type of processor".to_owned(),
            "if that is Intel, install Rosetta: softwareupdate --install-rosetta".to_owned(),
        ),
        None if is_elf(program) && error.raw_os_error() == Some(ENOEXEC) => (
            "it is built for another type of processor, or damaged".to_owned(),
            "install a build of the program for this machine".to_owned(),
        ),
        None => return cannot_run(&error.to_string()),
    };
    cannot_run(&reason).hint(hint)
}

fn cannot_run(reason: &str) -> Error {
    Error::new(format!("the program cannot be run: {reason}")).exit(Exit::CannotRun)
}

/// Returns why a program without its interpreter cannot be run, and a hint.
fn explain_missing(program: &Path, interpreter: &Interpreter) -> (String, String) {
    match interpreter {
        Interpreter::Script(path) => (
            format!("its interpreter {} does not exist", path.display()),
            "correct the first line of the script, or install the interpreter".to_owned(),
        ),
        Interpreter::ScriptWithCrlf(_) => (
            "it is a script with Windows line endings (CRLF)".to_owned(),
            format!(
                "convert it to LF: perl -pi -e 's/\\r$//' {}",
                quote(program.as_os_str())
            ),
        ),
        Interpreter::Loader(path) => (
            format!("its loader {} does not exist", path.display()),
            "install the C library that it was built for, or a build for this system".to_owned(),
        ),
    }
}

fn is_executable(meta: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o111 != 0
}

/// Returns whether this is `EBADARCH` of macOS (`sys/errno.h`).
fn is_for_another_processor(code: i32) -> bool {
    cfg!(target_os = "macos") && code == 86
}
