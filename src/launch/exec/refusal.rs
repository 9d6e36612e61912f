//! The reasons why Windows does not start a program, by the error code of `CreateProcessW`.
//!
//! The codes are those of `winerror.h` ("System Error Codes" in Microsoft's documentation). std has
//! no kind for most of them, and Windows' messages contain no action.

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
        "its path is too long for Windows",
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
    (
        740,
        "it requires administrator rights",
        "start sglaunch from a Command Prompt that was started as administrator",
    ),
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
    fn each_known_code_has_a_reason_and_an_action() {
        for (code, word) in [
            (206, "path is too long"),
            (216, "processor"),
            (225, "virus scanner blocks"),
            (226, "virus scanner has removed"),
            (740, "administrator rights"),
            (1260, "group policy"),
            (1920, "Microsoft Store"),
            (4551, "application control policy"),
        ] {
            let refusal = refusal(code).unwrap_or_else(|| panic!("{code} has no reason"));
            assert!(refusal.reason.contains(word), "{code}: {}", refusal.reason);
            assert!(!refusal.hint.is_empty(), "{code}");
        }
        assert_eq!(refusal(0), None);
        assert_eq!(refusal(1), None);
    }

    #[test]
    fn the_table_has_each_code_once_and_in_order() {
        let codes: Vec<u32> = REFUSALS.iter().map(|(code, ..)| *code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
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
        for (code, known) in [
            (win::ERROR_ACCESS_DENIED, 5),
            (win::ERROR_SHARING_VIOLATION, 32),
            (win::ERROR_BAD_EXE_FORMAT, BAD_EXE_FORMAT),
            (win::ERROR_FILENAME_EXCED_RANGE, 206),
            (win::ERROR_EXE_MACHINE_TYPE_MISMATCH, 216),
            (win::ERROR_VIRUS_INFECTED, 225),
            (win::ERROR_VIRUS_DELETED, 226),
            (win::ERROR_ELEVATION_REQUIRED, 740),
            (win::ERROR_ACCESS_DISABLED_BY_POLICY, 1260),
            (win::ERROR_CANT_ACCESS_FILE, 1920),
            (win::ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION, 4551),
            (win::ERROR_SXS_CANT_GEN_ACTCTX, 14001),
        ] {
            assert_eq!(code, known);
            assert!(refusal(code).is_some(), "{code}");
        }
    }
}
