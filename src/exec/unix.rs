//! `exec`: the process id, signals, terminal, file descriptors and exit status are the program's own.

use std::convert::Infallible;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::error::{Error, Exit, Place, Result};
use crate::plan::Plan;

/// Becomes the program. Only comes back when that fails.
pub fn launch(plan: &Plan) -> Result<Infallible> {
    let error = Command::new(&plan.program)
        .args(&plan.args)
        .env_clear()
        .envs(plan.env.iter())
        .exec();
    let place = Place::file(&plan.program);
    Err(match error.kind() {
        ErrorKind::NotFound if fs::metadata(&plan.program).is_ok() => Error::new(
            "the program cannot be run: the interpreter that its first line names is not there",
        )
        .exit(Exit::CannotRun)
        .hint("correct the first line of the script, or install what it names"),
        ErrorKind::NotFound => Error::new("there is no such program").exit(Exit::NotFound),
        ErrorKind::PermissionDenied => {
            Error::new("the program cannot be run: it is not executable")
                .exit(Exit::CannotRun)
                .hint(format!("make it so: chmod +x '{}'", plan.program.display()))
        }
        _ => Error::new(format!("the program cannot be run: {error}")).exit(Exit::CannotRun),
    }
    .at(place))
}
