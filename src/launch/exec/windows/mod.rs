//! Windows has no `exec`: sglaunch waits for the program and exits with its code. If sglaunch is
//! terminated before, for example by a render farm, the program is terminated too.

mod console;
mod hand_over;
mod job;
mod window;

pub use hand_over::hand_over;

use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::{self, Command};

use windows_sys::Win32::Foundation::{HWND, LPARAM, WAIT_OBJECT_0, WPARAM};
use windows_sys::Win32::System::Threading::{INFINITE, SetProcessShutdownParameters};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    MSG, MsgWaitForMultipleObjects, PM_REMOVE, PeekMessageW, PostMessageW, QS_ALLINPUT, WM_NULL,
};

use super::length::{TooLong, is_batch_file};
use super::redirector::Redirector;
use super::refusal::{BAD_EXE_FORMAT, Refusal, refusal};
use window::Started;

use crate::error::{Error, Exit, Location, Result};
use crate::launch::plan::Plan;
use crate::os;
use crate::profile::Job;
use crate::program::cannot_run;

/// Runs the program and exits with its code, all 32 bits of it. Returns only if it cannot be
/// started. `refuse` returns the error of a file that is known not to be a program, for a file that
/// is not a Windows program.
pub fn launch(plan: &Plan, refuse: impl Fn(&Path) -> Option<Error>) -> Result<Infallible> {
    let path = os::spawnable_path(&plan.program);
    if let Some(too_long) = TooLong::of(plan, &path) {
        return Err(too_long.error().at(Location::file(&plan.program)));
    }
    console::ignore_events();
    shut_down_last();
    let ends_tree = plan.job == Job::Tree || Redirector::of(&plan.program).is_some();
    if ends_tree {
        job::enter();
    }
    let ended = start(plan, &path).and_then(|program| {
        if !ends_tree {
            job::contain(program.handle());
        }
        wait(program)
    });
    job::release();
    match ended {
        Ok(code) => exit(code),
        Err(error) => {
            let is_no_program = code_of(&error) == Some(BAD_EXE_FORMAT);
            let refused = is_no_program.then(|| refuse(&plan.program)).flatten();
            Err(refused.unwrap_or_else(|| {
                explain(&plan.program, &error).at(Location::file(&plan.program))
            }))
        }
    }
}

/// Starts the program. The window mode of a shortcut is passed on, but not to a batch file: std
/// quotes its arguments, and cannot pass the mode.
fn start(plan: &Plan, path: &Path) -> io::Result<Started> {
    let window = (!is_batch_file(path)).then(window::chosen).flatten();
    if let Some(started) = window.and_then(|window| window::spawn(plan, path, window)) {
        return started;
    }
    let mut command = Command::new(path);
    command.args(&plan.args).env_clear().envs(plan.env.iter());
    command.spawn().map(Started::Std)
}

/// Waits until the program ends, and returns its exit code.
fn wait(program: Started) -> io::Result<Option<i32>> {
    console::set_program(program.id());
    if console::processes().is_empty() {
        wait_with_messages(&program);
    }
    program.wait()
}

/// Exits with the code of the program. `ExitCode` would cut it to 8 bits.
fn exit(code: Option<i32>) -> ! {
    process::exit(code.unwrap_or(Exit::Failed.code().into()))
}

/// Returns why the plan's `job` does not count, if that is so.
pub fn ignored_job(plan: &Plan) -> Option<String> {
    let redirector = (plan.job == Job::Program).then(|| Redirector::of(&plan.program));
    redirector.flatten().map(|kind| {
        format!(
            "`job: program` is ignored, so everything ends with sglaunch: {} is {kind}, whose work \
             is done by a child process; name the program itself in `program`",
            plan.program.display()
        )
    })
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
    if let Some(Refusal { reason, hint }) = code_of(error).and_then(refusal) {
        return cannot_run(reason).hint(hint);
    }
    let (reason, hint) = match error.kind() {
        ErrorKind::NotFound if !program.exists() => {
            return Error::new("there is no such program").exit(Exit::NotFound);
        }
        // std refuses arguments that it cannot quote safely for cmd.exe.
        ErrorKind::InvalidInput if is_batch_file(program) => (
            "it is a batch file, and an argument cannot be quoted for cmd.exe",
            "remove line breaks from the arguments, or start the program that the batch file starts",
        ),
        ErrorKind::InvalidInput => (
            "an argument or a variable contains a NUL character",
            "find it in the output of `sglaunch --dry-run` and remove it",
        ),
        _ => return cannot_run(&error.to_string()),
    };
    cannot_run(reason).hint(hint)
}

fn code_of(error: &io::Error) -> Option<u32> {
    error.raw_os_error().map(i32::cast_unsigned)
}

/// Waits for the program and reads window messages meanwhile, although none is sent to this
/// process.
///
/// Windows shows its "starting" cursor until a process without a console reads messages
/// (<https://bugs.python.org/issue17290>); the program shows its own.
fn wait_with_messages(program: &Started) {
    let handle = program.handle();
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
