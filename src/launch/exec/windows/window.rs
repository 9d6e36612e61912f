//! The window mode of a shortcut ("Run: Minimized"), which Windows passes to the process that the
//! shortcut starts, and only to that.

use std::ffi::c_void;
use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle, RawHandle};
use std::path::Path;
use std::process::Child;
use std::ptr;

use windows_sys::Win32::Foundation::CloseHandle;
use windows_sys::Win32::System::Threading::{
    CREATE_UNICODE_ENVIRONMENT, CreateProcessW, GetExitCodeProcess, GetStartupInfoW, INFINITE,
    PROCESS_INFORMATION, STARTF_USESHOWWINDOW, STARTUPINFOW, WaitForSingleObject,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    SW_FORCEMINIMIZE, SW_MINIMIZE, SW_SHOWMAXIMIZED, SW_SHOWMINIMIZED, SW_SHOWMINNOACTIVE,
};

use crate::env::Env;
use crate::launch::plan::Plan;
use crate::os::wide;
use crate::shell::command_line;

/// A program that was started.
pub enum Started {
    Std(Child),
    Own { handle: OwnedHandle, id: u32 },
}

impl Started {
    pub fn id(&self) -> u32 {
        match self {
            Self::Std(child) => child.id(),
            Self::Own { id, .. } => *id,
        }
    }

    pub fn handle(&self) -> RawHandle {
        match self {
            Self::Std(child) => child.as_raw_handle(),
            Self::Own { handle, .. } => handle.as_raw_handle(),
        }
    }

    /// Waits until the program ends, and returns its exit code.
    pub fn wait(self) -> io::Result<Option<i32>> {
        let handle = match self {
            Self::Std(mut child) => return Ok(child.wait()?.code()),
            Self::Own { handle, .. } => handle,
        };
        let mut code = 0;
        #[expect(
            unsafe_code,
            reason = "std waits only for the processes that it started"
        )]
        // SAFETY: the handle is open, and the code is written to a variable of its type.
        let has_ended = unsafe {
            WaitForSingleObject(handle.as_raw_handle(), INFINITE);
            GetExitCodeProcess(handle.as_raw_handle(), &raw mut code)
        };
        match has_ended {
            0 => Err(io::Error::last_os_error()),
            _ => Ok(Some(code.cast_signed())),
        }
    }
}

/// Returns the window mode that the caller has chosen for this process: minimized or maximized.
/// Others are not passed on: a caller may hide the console of sglaunch, but not the program.
pub fn chosen() -> Option<u16> {
    const CHOICES: [i32; 5] = [
        SW_SHOWMINIMIZED,
        SW_SHOWMAXIMIZED,
        SW_MINIMIZE,
        SW_SHOWMINNOACTIVE,
        SW_FORCEMINIMIZE,
    ];
    let mut info = STARTUPINFOW::default();
    #[expect(unsafe_code, reason = "neither std nor a dependency returns it")]
    // SAFETY: the structure is written to a variable of its type.
    unsafe {
        GetStartupInfoW(&raw mut info);
    }
    let is_chosen = info.dwFlags & STARTF_USESHOWWINDOW != 0;
    (is_chosen && CHOICES.contains(&info.wShowWindow.into())).then_some(info.wShowWindow)
}

/// Starts a program, which is not a batch file, with a window mode. std cannot pass it
/// (<https://github.com/rust-lang/rust/issues/127544>). Returns `None` if std
/// must start it: an argument is not Unicode, or a text contains a zero.
pub fn spawn(plan: &Plan, program: &Path, window: u16) -> Option<io::Result<Started>> {
    let words = [program.as_os_str()].into_iter();
    let words = words.chain(plan.args.iter().map(AsRef::as_ref));
    let words: Option<Vec<String>> = words.map(|word| Some(word.to_str()?.to_owned())).collect();
    let (words, env) = (words?, block(&plan.env));
    // A zero in a text would end it: std reports that.
    let zeros = env.iter().filter(|unit| **unit == 0).count();
    let has_zero = zeros != plan.env.iter().count() + 2 || words.iter().any(|it| it.contains('\0'));
    (!has_zero).then(|| create(program, &command_line(&words), &env, window))
}

fn create(program: &Path, line: &str, env: &[u16], window: u16) -> io::Result<Started> {
    let info = STARTUPINFOW {
        cb: u32::try_from(size_of::<STARTUPINFOW>()).unwrap_or_default(),
        dwFlags: STARTF_USESHOWWINDOW,
        wShowWindow: window,
        ..STARTUPINFOW::default()
    };
    let (program, mut line) = (wide(program), wide(line));
    let mut process = PROCESS_INFORMATION::default();
    #[expect(unsafe_code, reason = "std cannot pass the window mode")]
    // SAFETY: the texts end in a zero, and the block in two; the command line can be written to.
    // The result is written to a variable of its type. Its handles are open, and owned once.
    unsafe {
        let is_created = CreateProcessW(
            program.as_ptr(),
            line.as_mut_ptr(),
            ptr::null(),
            ptr::null(),
            1,
            CREATE_UNICODE_ENVIRONMENT,
            env.as_ptr().cast::<c_void>(),
            ptr::null(),
            &raw const info,
            &raw mut process,
        );
        if is_created == 0 {
            return Err(io::Error::last_os_error());
        }
        CloseHandle(process.hThread);
        Ok(Started::Own {
            handle: OwnedHandle::from_raw_handle(process.hProcess),
            id: process.dwProcessId,
        })
    }
}

/// Returns an environment as Windows takes it: sorted by upper case, each variable with a zero at
/// its end, and one more at the end of all.
fn block(env: &Env) -> Vec<u16> {
    let mut variables: Vec<_> = env.iter().collect();
    variables.sort_by_key(|(name, _)| name.to_ascii_uppercase());
    let mut block = Vec::new();
    for (name, value) in variables {
        block.extend(name.encode_wide());
        block.push(u16::from(b'='));
        block.extend(value.encode_wide().chain([0]));
    }
    // An empty block ends in two zeros too.
    block.extend([0; 2]);
    block
}
