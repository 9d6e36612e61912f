//! The console around this process, if there is one, and what it says to the processes in it.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use windows_sys::Win32::Foundation::STATUS_CONTROL_C_EXIT;
use windows_sys::Win32::System::Console::{
    CTRL_BREAK_EVENT, CTRL_C_EVENT, GetConsoleProcessList, SetConsoleCtrlHandler,
};
use windows_sys::core::BOOL;

use super::job;

/// The number of the program's process, 0 before it runs.
static PROGRAM: AtomicU32 = AtomicU32::new(0);

/// Leaves Ctrl-C and its like to the program, which gets them too: what they mean is its business, and sglaunch must be
/// there to pass its code on.
///
/// It takes a handler to do so, because the program would inherit being deaf to Ctrl-C without one.
pub fn stay_through_events() {
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already sets a console handler"
    )]
    // SAFETY: `on_event` is there as long as the process, and takes nothing that another thread could hold.
    unsafe {
        SetConsoleCtrlHandler(Some(on_event), 1);
    }
}

/// Says which process the program is.
pub fn program_is(id: u32) {
    PROGRAM.store(id, Ordering::SeqCst);
}

/// What a console says, on a thread of its own.
///
/// When its window is closed, the program ends or stays as it would without sglaunch, which is ended next: a program with
/// windows of its own has nothing to do with it, and may have work to save. Such a program does not hear Ctrl-C either:
/// whoever presses it wants the prompt back.
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

/// The processes in the console, this one among them; none if there is no console.
pub fn processes() -> Vec<u32> {
    let mut ids = vec![0; 64];
    loop {
        let room = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        #[expect(
            unsafe_code,
            reason = "neither std nor a crate that is here already asks who is in a console"
        )]
        // SAFETY: the list has the room that is passed.
        let count = unsafe { GetConsoleProcessList(ids.as_mut_ptr(), room) } as usize;
        if count <= ids.len() {
            ids.truncate(count);
            return ids;
        }
        // There was not enough room, and nothing was written.
        ids.resize(count, 0);
    }
}
