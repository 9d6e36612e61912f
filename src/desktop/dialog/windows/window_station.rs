//! The window station, which determines whether the windows of this process are visible.

use std::ptr;

use windows_sys::Win32::System::StationsAndDesktops::{
    GetProcessWindowStation, GetUserObjectInformationW, UOI_FLAGS, USEROBJECTFLAGS,
};
use windows_sys::Win32::UI::WindowsAndMessaging::WSF_VISIBLE;

/// Returns whether a user can see and close a dialog. In a service it would wait forever.
///
/// Returns true if Windows does not report it.
pub fn is_visible() -> bool {
    let mut flags = USEROBJECTFLAGS::default();
    let Ok(size) = u32::try_from(size_of_val(&flags)) else {
        return true;
    };
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is already used reads window stations"
    )]
    // SAFETY: the handle is the process's own station, which need not be closed, and the buffer and
    // its size are those that UOI_FLAGS requires.
    let result = unsafe {
        GetUserObjectInformationW(
            GetProcessWindowStation(),
            UOI_FLAGS,
            (&raw mut flags).cast(),
            size,
            ptr::null_mut(),
        )
    };
    result == 0 || flags.dwFlags & WSF_VISIBLE.cast_unsigned() != 0
}
