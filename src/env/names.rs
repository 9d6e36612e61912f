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
