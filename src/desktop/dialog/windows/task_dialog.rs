//! Task dialogs, which have a button for the details.

use std::ptr;

use windows_sys::Win32::System::LibraryLoader::{GetProcAddress, LoadLibraryW};
use windows_sys::Win32::UI::Controls::{
    TASKDIALOG_BUTTON, TASKDIALOGCONFIG, TASKDIALOGCONFIG_0, TD_ERROR_ICON, TD_INFORMATION_ICON,
    TDCBF_CLOSE_BUTTON, TDF_ALLOW_DIALOG_CANCELLATION, TDF_SIZE_TO_CONTENT,
};
use windows_sys::Win32::UI::WindowsAndMessaging::IDCLOSE;
use windows_sys::core::{BOOL, HRESULT, w};

use crate::desktop::dialog::Message;
use crate::os::wide;

/// ID of the button that copies the details, above the IDs that Windows uses.
pub const COPY: i32 = 100;

type TaskDialogIndirect =
    unsafe extern "system" fn(*const TASKDIALOGCONFIG, *mut i32, *mut i32, *mut BOOL) -> HRESULT;

/// Shows a task dialog and returns the ID of the pressed button, or `None` without task dialogs.
///
/// A program without the manifest gets an older common control library, which has none. That is
/// why the function is looked up and not linked.
pub fn show(message: &Message) -> Option<i32> {
    let show = task_dialog_function()?;
    let texts = [&message.title, &message.summary, &message.body()].map(wide);
    let label = wide("Copy details");
    let button = TASKDIALOG_BUTTON {
        nButtonID: COPY,
        pszButtonText: label.as_ptr(),
    };
    let icon = if message.is_failure {
        TD_ERROR_ICON
    } else {
        TD_INFORMATION_ICON
    };
    let config = TASKDIALOGCONFIG {
        cbSize: u32::try_from(size_of::<TASKDIALOGCONFIG>()).ok()?,
        dwFlags: TDF_ALLOW_DIALOG_CANCELLATION | TDF_SIZE_TO_CONTENT,
        dwCommonButtons: TDCBF_CLOSE_BUTTON,
        pszWindowTitle: texts[0].as_ptr(),
        Anonymous1: TASKDIALOGCONFIG_0 { pszMainIcon: icon },
        pszMainInstruction: texts[1].as_ptr(),
        pszContent: texts[2].as_ptr(),
        cButtons: 1,
        pButtons: &raw const button,
        nDefaultButton: IDCLOSE,
        ..TASKDIALOGCONFIG::default()
    };
    let mut pressed = 0;
    #[expect(
        unsafe_code,
        reason = "winsafe links the function, and then the test programs could not be loaded"
    )]
    // SAFETY: the strings that `config` points to outlive the call and end in NUL; the last two
    // pointers may be null.
    let result = unsafe {
        show(
            &raw const config,
            &raw mut pressed,
            ptr::null_mut(),
            ptr::null_mut(),
        )
    };
    (result == 0).then_some(pressed)
}

fn task_dialog_function() -> Option<TaskDialogIndirect> {
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is already used looks up functions"
    )]
    // SAFETY: both names end in NUL, and the library, a part of Windows, stays loaded until the
    // process ends. The function of this name has this type (commctrl.h).
    unsafe {
        let library = LoadLibraryW(w!("comctl32.dll"));
        let found = GetProcAddress(library, c"TaskDialogIndirect".as_ptr().cast())?;
        Some(std::mem::transmute::<
            unsafe extern "system" fn() -> isize,
            TaskDialogIndirect,
        >(found))
    }
}
