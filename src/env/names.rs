//! Names of the environment variables that sglaunch reads and sets.

/// Directories of profiles, the first wins; below the user's own profiles.
pub const SGLAUNCH_PROFILE_PATH: &str = "SGLAUNCH_PROFILE_PATH";

/// Directory of the user's profiles and trusted certificates.
pub const SGLAUNCH_CONFIG_DIR: &str = "SGLAUNCH_CONFIG_DIR";

/// Directory of bundles, their records and the certifi hook.
pub const SGLAUNCH_CACHE_DIR: &str = "SGLAUNCH_CACHE_DIR";

/// Directory of shims and the list of shortcuts.
pub const SGLAUNCH_DATA_DIR: &str = "SGLAUNCH_DATA_DIR";

/// Directory of the log of launches without a terminal.
pub const SGLAUNCH_STATE_DIR: &str = "SGLAUNCH_STATE_DIR";

/// Root of the absolute paths that sglaunch reads: programs, machine profiles, the system's store.
pub const SGLAUNCH_ROOT: &str = "SGLAUNCH_ROOT";

/// Set for the program: the profile's name.
pub const SGLAUNCH_PROFILE: &str = "SGLAUNCH_PROFILE";

/// Set for the program: the number of nested launches.
pub const SGLAUNCH_DEPTH: &str = "SGLAUNCH_DEPTH";

/// Set for the program: the CA files that went into the bundle. A nested launch needs them, because
/// the CA variables name the bundle by then.
pub const SGLAUNCH_INHERITED: &str = "SGLAUNCH_INHERITED";

/// Set for the program if the profile has the certifi hook: the bundle. Without it the hook does
/// nothing.
pub const SGLAUNCH_CERTIFI: &str = "SGLAUNCH_CERTIFI";

/// Set by `env` in a shell: what it has changed, for `env --unset`. A launch removes it: it holds
/// values of the shell, and the program is not that shell.
pub const SGLAUNCH_RESTORE: &str = "SGLAUNCH_RESTORE";

/// Options that every JVM reads, also one that is embedded in a program.
pub const JAVA_TOOL_OPTIONS: &str = "JAVA_TOOL_OPTIONS";

/// OpenSSL's certificate directories.
pub const SSL_CERT_DIR: &str = "SSL_CERT_DIR";

/// The variables that always name the bundle: the ShotGrid API, OpenSSL and requests read one each.
pub const CA_FILE_VARIABLES: [&str; 3] =
    ["SHOTGUN_API_CACERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];

/// Variables that the system, the session or the shell sets, and that describe the machine or the
/// user. They name the bundle on no system, because profiles are shared.
pub const OF_SYSTEM: [&str; 54] = [
    "ALLUSERSPROFILE",
    "APPDATA",
    "CommonProgramFiles",
    "CommonProgramFiles(x86)",
    "CommonProgramW6432",
    "COMPUTERNAME",
    "ComSpec",
    "DISPLAY",
    "DriverData",
    "HOME",
    "HOMEDRIVE",
    "HOMEPATH",
    "HOMESHARE",
    "HOSTNAME",
    "LANG",
    "LANGUAGE",
    "LOCALAPPDATA",
    "LOGNAME",
    "LOGONSERVER",
    "NUMBER_OF_PROCESSORS",
    "OLDPWD",
    "OS",
    "PATH",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
    "PROCESSOR_ARCHITEW6432",
    "PROCESSOR_IDENTIFIER",
    "PROCESSOR_LEVEL",
    "PROCESSOR_REVISION",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramW6432",
    "PROMPT",
    "PSModulePath",
    "PUBLIC",
    "PWD",
    "SESSIONNAME",
    "SHELL",
    "SystemDrive",
    "SystemRoot",
    "TEMP",
    "TERM",
    "TMP",
    "TMPDIR",
    "TZ",
    "USER",
    "USERDNSDOMAIN",
    "USERDOMAIN",
    "USERDOMAIN_ROAMINGPROFILE",
    "USERNAME",
    "USERPROFILE",
    "WAYLAND_DISPLAY",
    "windir",
];

/// Variables without which programs of Windows do not work: Winsock loads its providers by
/// `SystemRoot`, `system()` starts `ComSpec`, and a search for programs needs PATHEXT.
pub const NEEDED_ON_WINDOWS: [&str; 3] = ["SystemRoot", "ComSpec", PATHEXT];

/// The extensions of programs on Windows.
pub const PATHEXT: &str = "PATHEXT";

/// The value that counts if PATHEXT is not set, as in cmd. Not all of these files are programs that
/// sglaunch can start: Windows opens scripts with another program.
pub const DEFAULT_EXTENSIONS: &str = ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC";

/// Prefixes of names that belong to the loader, the session or sglaunch.
pub const RESERVED_PREFIXES: [&str; 5] = ["LD_", "DYLD_", "LC_", "XDG_", "SGLAUNCH_"];

/// Returns whether a variable, in any case, describes the machine or the user.
pub fn is_of_system(name: &str) -> bool {
    (OF_SYSTEM.iter()).any(|known| known.eq_ignore_ascii_case(name))
}

/// Returns whether a variable, in any case, cannot name the bundle.
pub fn is_reserved(name: &str) -> bool {
    let begins_with = |prefix: &&str| {
        let start = name.as_bytes().get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    is_of_system(name)
        || ([SSL_CERT_DIR, JAVA_TOOL_OPTIONS].iter()).any(|known| known.eq_ignore_ascii_case(name))
        || RESERVED_PREFIXES.iter().any(begins_with)
}
