//! The reasons why the kernel does not run a program, found in the program's file.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::format::FileFormat;
use super::interpreter::Interpreter;
use super::unix::ENOEXEC;
use crate::error::{Error, Exit};
use crate::os;
use crate::program::{NOT_EXECUTABLE, cannot_run, how_to_make_executable};
use crate::shell::quote;

/// The reason of a failure, and the action that fixes it.
type Explanation = (String, String);

/// Returns the error of a program that the kernel did not run.
pub(super) fn explain(program: &Path, error: &io::Error) -> Error {
    let reason = match error.kind() {
        ErrorKind::NotFound if !program.exists() => {
            return Error::new("there is no such program").exit(Exit::NotFound);
        }
        ErrorKind::NotFound => {
            let missing = Interpreter::read(program).ok().flatten();
            missing.map(|interpreter| without_interpreter(program, &interpreter))
        }
        ErrorKind::PermissionDenied => Some(not_permitted(program)),
        ErrorKind::ExecutableFileBusy => Some(reason(
            "it is being written",
            "start it again when the copy or the installation has ended",
        )),
        _ => match error.raw_os_error() {
            Some(code) if is_for_another_processor(code) => Some(reason(
                "it is built for another type of processor",
                "if that is Intel, install Rosetta: softwareupdate --install-rosetta",
            )),
            Some(ENOEXEC) => unknown_format(program),
            _ => None,
        },
    };
    match reason {
        Some((reason, hint)) => cannot_run(&reason).hint(hint),
        None => cannot_run(&error.to_string()),
    }
}

/// Returns the error of a script whose line endings hide its interpreter.
pub(super) fn has_crlf(program: &Path) -> Error {
    let (reason, hint) = crlf(program);
    cannot_run(&reason).hint(hint)
}

fn reason(reason: &str, hint: &str) -> Explanation {
    (reason.to_owned(), hint.to_owned())
}

fn crlf(program: &Path) -> Explanation {
    (
        "it is a script with Windows line endings (CRLF)".to_owned(),
        format!(
            "convert it to LF: perl -pi -e 's/\\r$//' {}",
            quote(program.as_os_str())
        ),
    )
}

/// Returns why a program without its interpreter cannot be run.
fn without_interpreter(program: &Path, interpreter: &Interpreter) -> Explanation {
    match interpreter {
        Interpreter::Script(path) => (
            format!("its interpreter {} does not exist", path.display()),
            "correct the first line of the script, or install the interpreter".to_owned(),
        ),
        Interpreter::ScriptWithCrlf(_) => crlf(program),
        Interpreter::Loader(path) => (
            format!("its loader {} does not exist", path.display()),
            "install the C library that it was built for, or a build for this system".to_owned(),
        ),
    }
}

fn not_permitted(program: &Path) -> Explanation {
    let is_executable = |path: &Path| fs::metadata(path).is_ok_and(|meta| os::is_executable(&meta));
    if !is_executable(program) {
        return (NOT_EXECUTABLE.to_owned(), how_to_make_executable(program));
    }
    if os::is_on_noexec(program) {
        return reason(
            "its file system is mounted with the option `noexec`",
            "start a copy in another directory, or have it mounted without that option",
        );
    }
    let interpreter = Interpreter::read(program).ok().flatten();
    if let Some(Interpreter::Script(path) | Interpreter::Loader(path)) = interpreter
        && path.exists()
        && !is_executable(&path)
    {
        return (
            format!("its interpreter {} is not executable", path.display()),
            "correct the first line of the script".to_owned(),
        );
    }
    (
        "permission denied".to_owned(),
        format!(
            "check the permissions of the file and its directories: {} {}",
            os::LIST_RIGHTS,
            quote(program.as_os_str())
        ),
    )
}

fn unknown_format(program: &Path) -> Option<Explanation> {
    let (why, hint) = match FileFormat::of(program) {
        FileFormat::Empty => ("the file is empty", "install or copy it again"),
        FileFormat::Elf => (
            "it is built for another type of processor, or damaged",
            "install a build of the program for this machine",
        ),
        FileFormat::Windows => (
            "it is a program for Windows",
            "install a build of the program for this system",
        ),
        FileFormat::Binary => (
            "its format is not that of a program for this system",
            "open a document with its program: `sglaunch PROFILE FILE`",
        ),
        FileFormat::Text => return None,
    };
    Some(reason(why, hint))
}

/// Returns whether this is `EBADARCH` of macOS (`sys/errno.h`).
fn is_for_another_processor(code: i32) -> bool {
    cfg!(target_os = "macos") && code == 86
}
