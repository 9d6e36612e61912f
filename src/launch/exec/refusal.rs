//! The reasons why Windows does not start a program, by the error code of `CreateProcessW`.
//!
//! The codes are those of `winerror.h` ("System Error Codes" in Microsoft's documentation). std has
//! no kind for most of them, and Windows' messages contain no action.

use crate::os::AS_ADMINISTRATOR;

/// A reason not to start a program, and the action that fixes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: &'static str,
    pub hint: &'static str,
}

/// The file is not a program (`ERROR_BAD_EXE_FORMAT`).
pub const BAD_EXE_FORMAT: u32 = 193;

/// Returns the reason of an error code, if it has one of its own.
pub fn refusal(code: u32) -> Option<Refusal> {
    let known = REFUSALS.iter().find(|(known, ..)| *known == code)?;
    let (_, reason, hint) = *known;
    Some(Refusal { reason, hint })
}

/// By code: the reason and the action.
const REFUSALS: [(u32, &str, &str); 12] = [
    // ERROR_ACCESS_DENIED
    (
        5,
        "access denied",
        "check its permissions (Properties, Security) and the log of the virus scanner",
    ),
    // ERROR_SHARING_VIOLATION
    (
        32,
        "another process has the file open for writing",
        "start it again when the copy or the installation has ended",
    ),
    (
        BAD_EXE_FORMAT,
        "it is not a Windows program",
        "start a script with its interpreter: `sglaunch -p PROFILE python SCRIPT`",
    ),
    // ERROR_FILENAME_EXCED_RANGE: the path. The length of the command line is checked before.
    (
        206,
        "its path is too long: Windows allows 259 characters",
        "move it to a directory with a shorter path",
    ),
    // ERROR_EXE_MACHINE_TYPE_MISMATCH
    (
        216,
        "it is built for another type of processor",
        "install a build of the program for this machine",
    ),
    // ERROR_VIRUS_INFECTED
    (
        225,
        "the virus scanner blocks it",
        "ask an administrator to check the file and to allow it in the virus scanner",
    ),
    // ERROR_VIRUS_DELETED
    (
        226,
        "the virus scanner has removed it",
        "ask an administrator to allow it in the virus scanner, then install it again",
    ),
    // ERROR_ELEVATION_REQUIRED
    (740, "it requires administrator rights", AS_ADMINISTRATOR),
    // ERROR_ACCESS_DISABLED_BY_POLICY
    (
        1260,
        "a group policy blocks it (AppLocker or Software Restriction Policies)",
        "ask an administrator to allow this path (event log Microsoft-Windows-AppLocker)",
    ),
    // ERROR_CANT_ACCESS_FILE: the target of an app execution alias is not there for this user
    (
        1920,
        "Windows cannot open it: the alias of a Microsoft Store app that this user does not have",
        "install the app for this user, or switch the alias off (Settings, App execution aliases)",
    ),
    // ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION
    (
        4551,
        "an application control policy blocks it (App Control, WDAC or Smart App Control)",
        "ask an administrator to allow it (event log Microsoft-Windows-CodeIntegrity)",
    ),
    // ERROR_SXS_CANT_GEN_ACTCTX
    (
        14001,
        "a component that it needs is not installed (side-by-side configuration)",
        "install the program again, or the Visual C++ runtime that it needs",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_each_code_once_and_in_order() {
        let codes: Vec<u32> = REFUSALS.iter().map(|(code, ..)| *code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
        assert_eq!(refusal(0), None);
        for (code, reason, hint) in REFUSALS {
            for text in [reason, hint] {
                assert!(!text.ends_with('.'), "{code}: {text}");
            }
        }
    }

    #[cfg(windows)]
    #[test]
    fn the_codes_are_those_of_windows() {
        use windows_sys::Win32::Foundation as win;
        let codes = REFUSALS.map(|(code, ..)| code);
        let names = [
            win::ERROR_ACCESS_DENIED,
            win::ERROR_SHARING_VIOLATION,
            win::ERROR_BAD_EXE_FORMAT,
            win::ERROR_FILENAME_EXCED_RANGE,
            win::ERROR_EXE_MACHINE_TYPE_MISMATCH,
            win::ERROR_VIRUS_INFECTED,
            win::ERROR_VIRUS_DELETED,
            win::ERROR_ELEVATION_REQUIRED,
            win::ERROR_ACCESS_DISABLED_BY_POLICY,
            win::ERROR_CANT_ACCESS_FILE,
            win::ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION,
            win::ERROR_SXS_CANT_GEN_ACTCTX,
        ];
        assert_eq!(codes, names);
    }
}
