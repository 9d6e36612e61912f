//! The console of this process, if it has one, and the console events.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use windows_sys::Win32::Foundation::STATUS_CONTROL_C_EXIT;
use windows_sys::Win32::System::Console::{
    CTRL_BREAK_EVENT, CTRL_C_EVENT, GetConsoleProcessList, SetConsoleCtrlHandler,
};
use windows_sys::core::BOOL;

use super::job;

/// The id of the program's process, 0 before it runs.
static PROGRAM: AtomicU32 = AtomicU32::new(0);

/// Ignores Ctrl-C and similar events: the program receives them too, and sglaunch must exit with
/// the program's code.
///
/// A handler does so, because the program would inherit the setting that ignores Ctrl-C.
pub fn ignore_events() {
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency sets a console handler"
    )]
    // SAFETY: `on_event` exists as long as the process, and takes no lock.
    unsafe {
        SetConsoleCtrlHandler(Some(on_event), 1);
    }
}

/// Sets the program's process.
pub fn set_program(id: u32) {
    PROGRAM.store(id, Ordering::SeqCst);
}

/// Handles a console event, on a thread of its own.
///
/// If the console's window is closed, Windows ends sglaunch; the program ends or continues as it
/// would without sglaunch: one with windows of its own may have work to save. Such a program does
/// not receive Ctrl-C either, which then ends sglaunch, so that the prompt returns.
extern "system" fn on_event(event: u32) -> BOOL {
    let is_key = matches!(event, CTRL_C_EVENT | CTRL_BREAK_EVENT);
    let program = PROGRAM.load(Ordering::SeqCst);
    if is_key && (program == 0 || processes().contains(&program)) {
        return 1;
    }
    job::release();
    if is_key {
        process::exit(STATUS_CONTROL_C_EXIT);
    }
    1
}

/// Returns the processes in the console, this one included; none if there is no console.
pub fn processes() -> Vec<u32> {
    let mut ids = vec![0; 64];
    loop {
        let length = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        #[expect(
            unsafe_code,
            reason = "neither std nor a dependency lists the processes of a console"
        )]
        // SAFETY: the list has the length that is passed.
        let count = unsafe { GetConsoleProcessList(ids.as_mut_ptr(), length) } as usize;
        if count <= ids.len() {
            ids.truncate(count);
            return ids;
        }
        // The list was too short, and nothing was written.
        ids.resize(count, 0);
    }
}
