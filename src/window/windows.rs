//! Windows' own dialogs, and its clipboard.

use std::ptr;

use windows_sys::Win32::Foundation::HWND;
use windows_sys::Win32::System::DataExchange::{
    CloseClipboard, EmptyClipboard, OpenClipboard, SetClipboardData,
};
use windows_sys::Win32::System::LibraryLoader::{GetProcAddress, LoadLibraryW};
use windows_sys::Win32::System::Memory::{GMEM_MOVEABLE, GlobalAlloc, GlobalLock, GlobalUnlock};
use windows_sys::Win32::UI::Controls::{
    TASKDIALOG_BUTTON, TASKDIALOGCONFIG, TASKDIALOGCONFIG_0, TD_ERROR_ICON, TD_INFORMATION_ICON,
    TDCBF_CLOSE_BUTTON, TDF_ALLOW_DIALOG_CANCELLATION, TDF_SIZE_TO_CONTENT,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    IDCLOSE, MB_ICONERROR, MB_ICONINFORMATION, MB_SETFOREGROUND, MessageBoxW,
};
use windows_sys::core::{BOOL, HRESULT, w};

use super::{Desktop, Message};

/// The button's number, above those that Windows knows.
const COPY: i32 = 100;

/// A clipboard's text in UTF-16.
const CF_UNICODETEXT: u32 = 13;

/// `TaskDialogIndirect`.
type ShowTask =
    unsafe extern "system" fn(*const TASKDIALOGCONFIG, *mut i32, *mut i32, *mut BOOL) -> HRESULT;

/// Shows a message, and comes back when somebody has closed it.
pub fn show(message: &Message, _: &Desktop) {
    match show_task(message) {
        Some(COPY) => copy(&message.details),
        Some(_) => {}
        None => show_box(message),
    }
}

/// Shows a task dialog, and gives the button that was pressed. `None` where there are none: in an older common control
/// library, which a program without the manifest gets. That is why it is looked for, and not linked.
fn show_task(message: &Message) -> Option<i32> {
    let show = find_task_dialog()?;
    let texts = [&message.title, &message.sentence, &message.body()].map(|text| wide(text));
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
        reason = "neither std nor a crate that is here already shows dialogs"
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

/// Shows a message box, whose text Ctrl+C copies.
fn show_box(message: &Message) {
    let (title, text) = (wide(&message.title), wide(&message.details));
    let icon = if message.is_failure {
        MB_ICONERROR
    } else {
        MB_ICONINFORMATION
    };
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already shows dialogs"
    )]
    // SAFETY: both texts outlive the call and end in NUL; without a window over it the first pointer is null.
    unsafe {
        MessageBoxW(
            HWND::default(),
            text.as_ptr(),
            title.as_ptr(),
            icon | MB_SETFOREGROUND,
        );
    }
}

/// Puts the text on the clipboard, with lines that end as Windows' do. Where another program holds the clipboard, the log
/// has the text.
fn copy(text: &str) {
    let text = wide(&text.replace('\n', "\r\n"));
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already has the clipboard"
    )]
    // SAFETY: the memory is as large as the text, written to only while it is locked, and the system's own from the moment
    // that the clipboard has it. The clipboard is closed by whoever opened it.
    unsafe {
        let memory = GlobalAlloc(GMEM_MOVEABLE, size_of_val(&*text));
        let place = GlobalLock(memory);
        if place.is_null() || OpenClipboard(HWND::default()) == 0 {
            return;
        }
        ptr::copy_nonoverlapping(text.as_ptr(), place.cast(), text.len());
        GlobalUnlock(memory);
        EmptyClipboard();
        SetClipboardData(CF_UNICODETEXT, memory);
        CloseClipboard();
    }
}

/// The text as Windows takes it, with a NUL at its end.
fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}
