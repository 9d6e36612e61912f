//! Windows' own dialogs, and its clipboard.

use std::ptr;

use windows_sys::Win32::System::LibraryLoader::{GetProcAddress, LoadLibraryW};
use windows_sys::Win32::System::StationsAndDesktops::{
    GetProcessWindowStation, GetUserObjectInformationW, UOI_FLAGS, USEROBJECTFLAGS,
};
use windows_sys::Win32::UI::Controls::{
    TASKDIALOG_BUTTON, TASKDIALOGCONFIG, TASKDIALOGCONFIG_0, TD_ERROR_ICON, TD_INFORMATION_ICON,
    TDCBF_CLOSE_BUTTON, TDF_ALLOW_DIALOG_CANCELLATION, TDF_SIZE_TO_CONTENT,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{IDCLOSE, WSF_VISIBLE};
use windows_sys::core::{BOOL, HRESULT, w};
use winsafe::prelude::Handle as _;
use winsafe::{HWND, co};

use super::{Desktop, Message};
use crate::os::wide;

/// The button's number, above those that Windows knows.
const COPY: i32 = 100;

/// `TaskDialogIndirect`.
type ShowTask =
    unsafe extern "system" fn(*const TASKDIALOGCONFIG, *mut i32, *mut i32, *mut BOOL) -> HRESULT;

/// Shows a message where somebody can see it, and comes back when it has been closed.
pub fn show(message: &Message, _: &Desktop) {
    if !has_screen() {
        return;
    }
    match show_task(message) {
        Some(COPY) if copy(&message.details) => {}
        Some(COPY) | None => show_box(message),
        Some(_) => {}
    }
}

/// Whether there is somebody to see it: a service's windows are on no screen, and a dialog there would wait for ever.
/// Where Windows does not say, there is.
fn has_screen() -> bool {
    let mut flags = USEROBJECTFLAGS::default();
    let Ok(size) = u32::try_from(size_of_val(&flags)) else {
        return true;
    };
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already asks for window stations"
    )]
    // SAFETY: the station is this process's own, whose handle need not be closed, and the structure and the size are those
    // that this kind of information asks for.
    let is_told = unsafe {
        GetUserObjectInformationW(
            GetProcessWindowStation(),
            UOI_FLAGS,
            (&raw mut flags).cast(),
            size,
            ptr::null_mut(),
        )
    };
    is_told == 0 || flags.dwFlags & WSF_VISIBLE.cast_unsigned() != 0
}

/// Shows a task dialog, and gives the button that was pressed. `None` where there are none: in an older common control
/// library, which a program without the manifest gets. That is why it is looked for, and not linked.
fn show_task(message: &Message) -> Option<i32> {
    let show = find_task_dialog()?;
    let texts = [&message.title, &message.sentence, &message.body()].map(wide);
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
        reason = "winsafe has it linked, which tests could not be loaded with"
    )]
    // SAFETY: what `config` points to outlives the call and ends in NUL; the two pointers that are null may be.
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

fn find_task_dialog() -> Option<ShowTask> {
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already looks functions up"
    )]
    // SAFETY: both names end in NUL, and the library, which is Windows' own, stays loaded until the process ends. The
    // function of this name has this type (commctrl.h).
    unsafe {
        let library = LoadLibraryW(w!("comctl32.dll"));
        let found = GetProcAddress(library, c"TaskDialogIndirect".as_ptr().cast())?;
        Some(std::mem::transmute::<
            unsafe extern "system" fn() -> isize,
            ShowTask,
        >(found))
    }
}

/// Shows the details in a message box, whose text Ctrl+C copies.
fn show_box(message: &Message) {
    let icon = if message.is_failure {
        co::MB::ICONERROR
    } else {
        co::MB::ICONINFORMATION
    };
    // There is nobody left to tell.
    let _ = HWND::NULL.MessageBox(
        &message.details,
        &message.title,
        icon | co::MB::SETFOREGROUND,
    );
}

/// Puts the text on the clipboard, with lines that end as Windows' do. Says whether that was possible: another program may
/// hold the clipboard.
fn copy(text: &str) -> bool {
    clipboard_win::set_clipboard_string(&text.replace('\n', "\r\n")).is_ok()
}
