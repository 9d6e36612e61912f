//! `exec`: the program keeps the process id, terminal and file descriptors, and its exit status is
//! the caller's.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::path::Path;

use super::execve::{exec, exec_by_shell};
use super::failure::{explain, has_crlf};
use super::format::FileFormat;
use super::interpreter::Interpreter;
use crate::error::{Error, Location, Result};
use crate::launch::plan::Plan;
use crate::os;
use crate::program::cannot_run;

/// Returns `None`: only Windows has shims that are copies and hand over to another sglaunch.
pub fn hand_over(_: &Path) -> Option<Error> {
    None
}

/// Replaces the process with the program. Returns only if that fails. For a file whose format the
/// kernel does not run, `refuse` returns an error if the file is known not to be a program.
pub fn launch(plan: &Plan, refuse: impl Fn(&Path) -> Option<Error>) -> Result<Infallible> {
    os::restore_write_signals();
    let mut error = exec(plan);
    if error.raw_os_error() == Some(ENOEXEC) {
        if let Some(error) = refuse(&plan.program) {
            return Err(error);
        }
        // The shell would run the bytes of any other file as commands.
        if FileFormat::of(&plan.program) == FileFormat::Text {
            error = exec_by_shell(plan);
        }
    }
    let error = if error.kind() == ErrorKind::ArgumentListTooLong {
        too_large(plan)
    } else {
        explain(&plan.program, &error)
    };
    Err(error.at(Location::file(&plan.program)))
}

/// The kernel does not know the format of the program (`errno(3)`; 8 on Linux and macOS).
pub(super) const ENOEXEC: i32 = 8;

/// Returns the error of a program that the kernel would not run, as far as its file shows.
pub fn obstacle(program: &Path) -> Option<Error> {
    if let Some(error) = crlf_in(program) {
        return Some(error);
    }
    let error = is_without_interpreter(program).then(|| ErrorKind::NotFound.into())?;
    Some(explain(program, &error).at(Location::file(program)))
}

/// Returns the error of a script with CRLF in its first line. The kernel starts such a script if
/// its interpreter is `env`, which then fails in place of sglaunch.
pub fn crlf_in(script: &Path) -> Option<Error> {
    let interpreter = Interpreter::read(script).ok().flatten()?;
    matches!(interpreter, Interpreter::ScriptWithCrlf(_))
        .then(|| has_crlf(script).at(Location::file(script)))
}

/// Returns `None`: only Windows has job objects, which the plan's `job` is about.
pub fn ignored_job(_: &Plan) -> Option<String> {
    None
}

fn is_without_interpreter(program: &Path) -> bool {
    match Interpreter::read(program) {
        Ok(Some(Interpreter::Script(path) | Interpreter::Loader(path))) => {
            path.is_absolute() && !path.exists()
        }
        _ => false,
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
