//! Windows has no `exec`: sglaunch waits for the program and exits with its code. If sglaunch is
//! terminated before, for example by a render farm, the program is terminated too.

mod console;
mod hand_over;
mod job;

pub use hand_over::hand_over;

use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::os::windows::io::AsRawHandle as _;
use std::path::Path;
use std::process::{self, Child, Command};

use windows_sys::Win32::Foundation::{
    ERROR_BAD_EXE_FORMAT, ERROR_ELEVATION_REQUIRED, HWND, LPARAM, WAIT_OBJECT_0, WPARAM,
};
use windows_sys::Win32::System::Threading::{INFINITE, SetProcessShutdownParameters};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    MSG, MsgWaitForMultipleObjects, PM_REMOVE, PeekMessageW, PostMessageW, QS_ALLINPUT, WM_NULL,
};

use crate::error::{Error, Exit, Location, Result};
use crate::launch::plan::Plan;
use crate::os;

/// Runs the program and exits with its code, all 32 bits of it. Returns only if it cannot be
/// started. `refuse` returns the error of a file that is known not to be a program, for a file that
/// is not a Windows program.
pub fn launch(plan: &Plan, refuse: impl Fn(&Path) -> Option<Error>) -> Result<Infallible> {
    console::ignore_events();
    shut_down_last();
    job::enter();
    let started = Command::new(os::spawnable_path(&plan.program))
        .args(&plan.args)
        .env_clear()
        .envs(plan.env.iter())
        .spawn();
    let ended = started.and_then(|mut program| {
        console::set_program(program.id());
        if console::processes().is_empty() {
            wait_with_messages(&program);
        }
        program.wait()
    });
    job::release();
    match ended {
        // `ExitCode` would cut the code to 8 bits.
        Ok(status) => process::exit(status.code().unwrap_or(Exit::Failed.code().into())),
        Err(error) => {
            let is_no_program = error.raw_os_error() == Some(ERROR_BAD_EXE_FORMAT.cast_signed());
            let refused = is_no_program.then(|| refuse(&plan.program)).flatten();
            Err(refused.unwrap_or_else(|| {
                explain(&plan.program, &error).at(Location::file(&plan.program))
            }))
        }
    }
}

/// Makes Windows end this process after the program when the user signs out: the program may ask
/// whether to save first, and would otherwise be terminated with the job. By default both have the
/// same level, 0x280.
fn shut_down_last() {
    /// The lowest level for applications.
    const LAST: u32 = 0x100;
    #[expect(unsafe_code, reason = "neither std nor a dependency sets it")]
    // SAFETY: it takes two numbers.
    unsafe {
        SetProcessShutdownParameters(LAST, 0);
    }
}

/// Returns why Windows would not run a program, if its file tells it: not determined here.
pub fn obstacle(_: &Path) -> Option<Error> {
    None
}

/// Returns the error of a script whose line endings hide its interpreter: none here.
pub fn crlf_in(_: &Path) -> Option<Error> {
    None
}

fn explain(program: &Path, error: &io::Error) -> Error {
    let cannot =
        |why| Error::new(format!("the program cannot be run: {why}")).exit(Exit::CannotRun);
    let code = error
        .raw_os_error()
        .and_then(|code| u32::try_from(code).ok());
    let (why, hint) = match (error.kind(), code) {
        (ErrorKind::NotFound, _) if !program.exists() => {
            return Error::new("there is no such program").exit(Exit::NotFound);
        }
        (_, Some(ERROR_ELEVATION_REQUIRED)) => (
            "it requires administrator rights",
            "start sglaunch as administrator",
        ),
        (_, Some(ERROR_BAD_EXE_FORMAT)) => (
            "it is not a Windows program",
            "start a script with its interpreter: `sglaunch -p PROFILE python SCRIPT`",
        ),
        (ErrorKind::PermissionDenied, _) => (
            "access denied",
            "check its permissions (Properties, Security) and the log of the virus scanner",
        ),
        // std refuses arguments that it cannot quote safely for cmd.exe.
        (ErrorKind::InvalidInput, _) if is_batch_file(program) => (
            "it is a batch file, and an argument cannot be quoted for cmd.exe",
            "remove line breaks from the arguments, or start the program that the batch file starts",
        ),
        (ErrorKind::InvalidInput, _) => (
            "an argument or a variable contains a NUL character",
            "find it in the output of `sglaunch --dry-run` and remove it",
        ),
        _ => return cannot(error.to_string()),
    };
    cannot(why.to_owned()).hint(hint)
}

fn is_batch_file(program: &Path) -> bool {
    program
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("bat") || it.eq_ignore_ascii_case("cmd"))
}

/// Waits for the program and reads window messages meanwhile, although none is sent to this
/// process.
///
/// Windows shows its "starting" cursor until a process without a console reads messages
/// (<https://bugs.python.org/issue17290>); the program shows its own.
fn wait_with_messages(program: &Child) {
    let handle = program.as_raw_handle();
    let mut message = MSG::default();
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency waits for messages too"
    )]
    // SAFETY: the list has one handle, which is open as long as `program` exists. Messages without
    // a window contain no pointers; they are written to a variable of their type.
    unsafe {
        PostMessageW(
            HWND::default(),
            WM_NULL,
            WPARAM::default(),
            LPARAM::default(),
        );
        while MsgWaitForMultipleObjects(1, &raw const handle, 0, INFINITE, QS_ALLINPUT)
            == HAS_MESSAGE
        {
            while PeekMessageW(&raw mut message, HWND::default(), 0, 0, PM_REMOVE) != 0 {}
        }
    }
}

/// The result of waiting for one handle and for messages if there is a message.
const HAS_MESSAGE: u32 = WAIT_OBJECT_0 + 1;
