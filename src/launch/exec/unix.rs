//! `exec`: the process id, signals, terminal, file descriptors and exit status are the program's own.

use std::convert::Infallible;
use std::fs;
use std::io::{self, ErrorKind};

use crate::error::{Error, Exit, Location, Result};
use crate::launch::plan::Plan;

/// Becomes the program. Only comes back when that fails.
pub fn launch(plan: &Plan) -> Result<Infallible> {
    let error = exec(plan);
    let shown = plan.program.display();
    let error = match (error.kind(), fs::metadata(&plan.program)) {
        (ErrorKind::NotFound, Err(_)) => {
            return Err(Error::new("there is no such program")
                .at(Location::file(&plan.program))
                .exit(Exit::NotFound));
        }
        (ErrorKind::NotFound, Ok(_)) => Error::new(
            "the program cannot be run: the interpreter that its first line names is not there",
        )
        .hint("correct the first line of the script, or install what it names"),
        (ErrorKind::PermissionDenied, Ok(meta)) if !is_executable(&meta) => {
            Error::new("the program cannot be run: it is not executable")
                .hint(format!("make it so: chmod +x '{shown}'"))
        }
        _ if error.raw_os_error().is_some_and(is_for_another_processor) => {
            Error::new("the program cannot be run: it is made for another kind of processor")
                .hint("if it is Intel's, install Rosetta: softwareupdate --install-rosetta")
        }
        _ => Error::new(format!("the program cannot be run: {error}")),
    };
    Err(error
        .at(Location::file(&plan.program))
        .exit(Exit::CannotRun))
}

fn is_executable(meta: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o111 != 0
}

/// Whether macOS says that it lacks what runs programs for another processor (`EBADARCH`, `sys/errno.h`).
fn is_for_another_processor(code: i32) -> bool {
    cfg!(target_os = "macos") && code == 86
}

/// The bare system call. std's way would reset SIGPIPE, which a caller may have reason to ignore, and keep the last of two
/// variables of the same name, where libc sees the first.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn exec(plan: &Plan) -> io::Error {
    use std::ffi::{CString, OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;

    use nix::errno::Errno;
    use nix::unistd::execve;

    let text = |parts: &[&OsStr]| {
        CString::new(
            parts
                .iter()
                .flat_map(|part| part.as_bytes())
                .copied()
                .collect::<Vec<u8>>(),
        )
    };
    let words = [plan.program.as_os_str()]
        .into_iter()
        .chain(plan.args.iter().map(OsString::as_os_str));
    let args: Result<Vec<CString>, _> = words.map(|word| text(&[word])).collect();
    let env: Result<Vec<CString>, _> = plan
        .env
        .iter()
        .map(|(name, value)| text(&[name, OsStr::new("="), value]))
        .collect();
    let (Ok(args), Ok(env)) = (args, env) else {
        return io::Error::from(ErrorKind::InvalidInput);
    };
    let failed = execve(&args[0], &args, &env).err();
    if failed == Some(Errno::ENOEXEC) {
        // A script without a first line that names its interpreter is the shell's (POSIX, execvp).
        let shell = [c"/bin/sh".to_owned()].into_iter().chain(args);
        let failed = execve(c"/bin/sh", &shell.collect::<Vec<_>>(), &env).err();
        return failed.unwrap_or(Errno::ENOEXEC).into();
    }
    failed.unwrap_or(Errno::EINVAL).into()
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn exec(plan: &Plan) -> io::Error {
    use std::os::unix::process::CommandExt;

    std::process::Command::new(&plan.program)
        .args(&plan.args)
        .env_clear()
        .envs(plan.env.iter())
        .exec()
}
