//! Windows has no `exec`: sglaunch stays, waits, and leaves with the program's code, and whoever ends sglaunch meanwhile,
//! such as a farm, ends the program too.

mod console;
mod job;

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

/// Runs the program and leaves with its code, all 32 bits of it. Only comes back when it cannot be started.
pub fn launch(plan: &Plan) -> Result<Infallible> {
    console::stay_through_events();
    end_after_programs();
    job::enter();
    let started = Command::new(os::spawnable_path(&plan.program))
        .args(&plan.args)
        .env_clear()
        .envs(plan.env.iter())
        .spawn();
    let ended = started.and_then(|mut program| {
        console::program_is(program.id());
        if console::processes().is_empty() {
            wait_beside_messages(&program);
        }
        program.wait()
    });
    job::release();
    match ended {
        // `ExitCode` would cut the code to 8 bits.
        Ok(status) => process::exit(status.code().unwrap_or(Exit::Failed.code().into())),
        Err(error) => Err(explain(&plan.program, &error).at(Location::file(&plan.program))),
    }
}

/// Has the system end this process after the program, when somebody signs out: the program may want to be asked first, and
/// would otherwise go with the job. Without this, both would be on the same level, 0x280.
fn end_after_programs() {
    /// The lowest level that is for programs.
    const LAST: u32 = 0x100;
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already sets it"
    )]
    // SAFETY: it takes two numbers.
    unsafe {
        SetProcessShutdownParameters(LAST, 0);
    }
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
            "it wants an administrator's rights, and sglaunch asks for none",
            "start sglaunch itself as administrator",
        ),
        (_, Some(ERROR_BAD_EXE_FORMAT)) => (
            "it is not a Windows program",
            "start a script through what runs it: `sglaunch -p PROFILE python SCRIPT`",
        ),
        (ErrorKind::PermissionDenied, _) => (
            "Windows denies access to it",
            "look at the Security page of its properties, and at what the virus scanner says",
        ),
        // What std cannot quote for cmd.exe beyond doubt it refuses: it could run as a command there.
        (ErrorKind::InvalidInput, _) if is_batch_file(program) => (
            "it is a batch file, and one of its arguments cannot be passed to those",
            "take line breaks out of the arguments, or start what the batch file starts",
        ),
        (ErrorKind::InvalidInput, _) => (
            "an argument or a variable has a NUL character in it",
            "look for it in what `sglaunch --dry-run` prints, and take it out",
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

/// Waits for the program's end as whatever has no console waits: it looks for messages, though none is for it.
///
/// Until it does, the desktop shows by its cursor that what was clicked on is starting, which the program shows for itself
/// (<https://bugs.python.org/issue17290>).
fn wait_beside_messages(program: &Child) {
    let handle = program.as_raw_handle();
    let mut message = MSG::default();
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already waits for messages too"
    )]
    // SAFETY: the handle is open as long as `program` is there, and the one in the list. Messages without a window have no
    // pointers; they are written to a place of their type, and go no further.
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

/// What waiting for one handle and for messages gives where a message has come.
const HAS_MESSAGE: u32 = WAIT_OBJECT_0 + 1;
