//! A job around the program. Windows has no `exec`: sglaunch stays, waits, and leaves with the program's code, and
//! whoever ends sglaunch meanwhile, such as a farm, ends the program too.

use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::os::windows::io::AsRawHandle as _;
use std::path::Path;
use std::process::{self, Child, Command};
use std::ptr;
use std::thread;
use std::time::Duration;

use windows_sys::Win32::Foundation::{
    ERROR_BAD_EXE_FORMAT, ERROR_ELEVATION_REQUIRED, HANDLE, HWND, LPARAM, WAIT_OBJECT_0, WPARAM,
};
use windows_sys::Win32::System::Console::{
    CTRL_BREAK_EVENT, CTRL_C_EVENT, GetConsoleWindow, SetConsoleCtrlHandler,
};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT, JOB_OBJECT_LIMIT_BREAKAWAY_OK,
    JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
    JobObjectExtendedLimitInformation, SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, INFINITE};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    MSG, MsgWaitForMultipleObjects, PM_REMOVE, PeekMessageW, PostMessageW, QS_ALLINPUT, WM_NULL,
};
use windows_sys::core::BOOL;

use crate::error::{Error, Exit, Place, Result};
use crate::plan::Plan;
use crate::platform;

/// Longer than the system lets any process live once the window is closed or the session ends.
const GRACE: Duration = Duration::from_secs(60);

/// Runs the program and leaves with its code, all 32 bits of it. Only comes back when it cannot be started.
pub fn launch(plan: &Plan) -> Result<Infallible> {
    stay_through_console_events();
    let job = Job::around_this_process();
    let started = Command::new(platform::startable(&plan.program))
        .args(&plan.args)
        .env_clear()
        .envs(plan.env.iter())
        .spawn();
    let ended = started.and_then(|mut program| {
        if !has_console() {
            wait_beside_messages(&program);
        }
        program.wait()
    });
    if let Some(job) = job {
        job.release();
    }
    match ended {
        // `ExitCode` would cut the code to 8 bits.
        Ok(status) => process::exit(status.code().unwrap_or(Exit::Failed.code().into())),
        Err(error) => Err(explain(&plan.program, &error).at(Place::file(&plan.program))),
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

/// Whether there is a terminal around this process, seen or not.
fn has_console() -> bool {
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already asks for it"
    )]
    // SAFETY: it takes nothing, and what it gives is only compared.
    let window = unsafe { GetConsoleWindow() };
    !window.is_null()
}

/// A job that this process is in, and with it all that it starts.
///
/// The handle is only closed by the end of the process: before that, closing it would be that end.
struct Job(HANDLE);

impl Job {
    /// Ends everything in the job together with this process, except what has asked to be outside, as browsers and some
    /// farm clients do for their children: with `SILENT_BREAKAWAY_OK` all would be outside, the program included.
    ///
    /// `None` where the system refuses, as in a job of an old kind: the program then runs as it would without.
    fn around_this_process() -> Option<Self> {
        #[expect(
            unsafe_code,
            reason = "neither std nor a crate that is here already knows jobs"
        )]
        // SAFETY: both pointers may be null: the job has no name, and no child inherits its handle.
        let job = Self(unsafe { CreateJobObjectW(ptr::null(), ptr::null()) });
        if job.0.is_null()
            || !job.limit(JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_BREAKAWAY_OK)
        {
            return None;
        }
        #[expect(
            unsafe_code,
            reason = "neither std nor a crate that is here already knows jobs"
        )]
        // SAFETY: the first handle is an open job's, the second this process's own, which is always valid.
        let is_in = unsafe { AssignProcessToJobObject(job.0, GetCurrentProcess()) } != 0;
        is_in.then_some(job)
    }

    /// Lets what the program has left running outlive this process, as it would outlive the program alone.
    fn release(&self) {
        // There is nothing left to do where this fails.
        let _ = self.limit(JOB_OBJECT_LIMIT_BREAKAWAY_OK);
    }

    fn limit(&self, flags: JOB_OBJECT_LIMIT) -> bool {
        let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
        limits.BasicLimitInformation.LimitFlags = flags;
        let Ok(size) = u32::try_from(size_of_val(&limits)) else {
            return false;
        };
        #[expect(
            unsafe_code,
            reason = "neither std nor a crate that is here already knows jobs"
        )]
        // SAFETY: the handle is an open job's, and the pointer and the size are those of the structure that this class
        // of information asks for; it is only read, and only during the call.
        let is_set = unsafe {
            SetInformationJobObject(
                self.0,
                JobObjectExtendedLimitInformation,
                (&raw const limits).cast(),
                size,
            )
        };
        is_set != 0
    }
}

/// Leaves Ctrl-C and its like to the program, which gets them too: what they mean is its business, and sglaunch must be
/// there to pass its code on.
///
/// It takes a handler to do so, because the program would inherit being deaf to Ctrl-C without one.
fn stay_through_console_events() {
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already sets a console handler"
    )]
    // SAFETY: `stay` is there as long as the process, and touches nothing that another thread could hold.
    unsafe {
        SetConsoleCtrlHandler(Some(stay), 1);
    }
}

extern "system" fn stay(event: u32) -> BOOL {
    if !matches!(event, CTRL_C_EVENT | CTRL_BREAK_EVENT) {
        // The window was closed, or the session ends. This process is gone as soon as this returns, and the job would
        // not leave the program its time to save.
        thread::sleep(GRACE);
    }
    1
}
