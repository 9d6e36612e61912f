//! Where Windows looks for the DLLs of this process.

use windows_sys::Win32::System::LibraryLoader::{
    LOAD_LIBRARY_SEARCH_SYSTEM32, SetDefaultDllDirectories,
};

/// Lets Windows load DLLs from System32 alone from now on: not from sglaunch's directory, the
/// current directory or PATH, where another user or a download may have put a DLL ("Dynamic-Link
/// Library Security" in Microsoft's documentation). Child processes do not inherit the setting.
///
/// The DLLs that the program imports are loaded before any of its code runs: see `build.rs`.
pub fn load_libraries_from_system() {
    #[expect(unsafe_code, reason = "neither std nor a dependency sets it")]
    // SAFETY: the function takes a number.
    unsafe {
        SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use windows_sys::Win32::Foundation::FreeLibrary;
    use windows_sys::Win32::System::LibraryLoader::LoadLibraryW;

    use super::*;
    use crate::os::wide;

    #[expect(unsafe_code, reason = "std loads no libraries")]
    fn is_loaded(name: &str) -> bool {
        let name = wide(name);
        // SAFETY: the name ends in a zero. The DLL is a part of Windows and is unloaded once.
        unsafe {
            let library = LoadLibraryW(name.as_ptr());
            !library.is_null() && FreeLibrary(library) != 0
        }
    }

    #[test]
    fn a_library_beside_the_program_is_not_loaded() {
        const PLANTED: &str = "sglaunch-planted.dll";
        let exe = std::env::current_exe().expect("it runs");
        let planted = exe.with_file_name(PLANTED);
        let genuine = Path::new(r"C:\windows\system32\version.dll");
        fs::copy(genuine, &planted).expect("ours");
        let before = is_loaded(PLANTED);
        load_libraries_from_system();
        let after = is_loaded(PLANTED);
        fs::remove_file(planted).expect("ours");
        assert!(before, "Windows looks beside the program by default");
        assert!(!after, "it was loaded");
        assert!(is_loaded("version.dll"), "System32 is searched");
    }
}
