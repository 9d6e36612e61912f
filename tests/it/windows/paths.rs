//! Paths that are long, in Korean, or unreachable.

use std::path::Path;

use winsafe::guard::RegCloseKeyGuard;
use winsafe::{HKEY, RegistryValue, co};

use crate::launch::VARIABLES;
use crate::sandbox::{Outcome, Sandbox, count};

fn maya() -> Sandbox {
    Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\nca: {certifi: true}\n")
        .dcc("bin/maya")
        .on_path("bin")
}

/// Checks that every path in a program's environment exists, is ASCII and is short.
#[track_caller]
fn check_paths(sandbox: &Sandbox) {
    let outcome = sandbox.run(["maya"]).success();
    for name in VARIABLES
        .into_iter()
        .chain(["PYTHONPATH", "SGLAUNCH_CERTIFI"])
    {
        let path = outcome.dcc_env(name).expect("a value");
        assert!(path.is_ascii() && path.len() < 260, "{name}: {path}");
        assert!(!path.starts_with(r"\\?\"), "{name}: {path}");
        assert!(Path::new(&path).exists(), "{name}: {path}");
    }
    let bundle = outcome.dcc_env("SSL_CERT_FILE").expect("a value");
    assert!(count(&bundle) > 100);
    // The next launch uses the same path.
    let again = sandbox
        .run(["-v", "maya"])
        .code(0)
        .stderr_contains("is fresh");
    assert_eq!(again.dcc_env("SSL_CERT_FILE"), Some(bundle));
}

#[test]
fn programs_get_no_path_with_a_korean_user_name() {
    let sandbox = maya();
    let cache = sandbox.path("사용자/AppData/Local/sglaunch/cache");
    check_paths(&sandbox.env("SGLAUNCH_CACHE_DIR", cache));
}

#[test]
fn programs_get_no_long_path() {
    let sandbox = maya();
    let cache = sandbox.path("a long name of a directory/".repeat(12));
    check_paths(&sandbox.env("SGLAUNCH_CACHE_DIR", cache));
}

/// Returns a path of some 300 characters.
fn long_path() -> String {
    "a long name of a directory/".repeat(12)
}

#[test]
fn a_profile_may_have_a_long_path() {
    let sandbox = maya();
    let profile = sandbox.write(
        format!("{}profiles/far.yaml", long_path()),
        "env: {FAR: down}\n",
    );
    let dir = profile
        .parent()
        .expect("a directory")
        .as_os_str()
        .to_owned();
    let started = sandbox
        .run(["-P".into(), dir, "-p".into(), "far".into(), "maya".into()])
        .success();
    assert_eq!(started.dcc_env("FAR").as_deref(), Some("down"));
}

#[test]
#[ignore = "Wine starts no program with such a long path, not even by its short path"]
fn a_program_may_have_a_long_path() {
    let sandbox = Sandbox::new().dcc(format!("{}bin/maya", long_path()));
    let program = sandbox.program(format!("{}bin/maya", long_path()));
    let started = sandbox
        .run([program.into_os_string(), "x".into()])
        .success();
    assert_eq!(started.dcc_args(), ["x"]);
}

/// The registry key of the user's directories.
const SHELL_FOLDERS: &str =
    r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders";

/// The location of roaming settings before the test, restored when it ends.
struct Roaming(RegistryValue);

impl Roaming {
    /// Moves them to a drive that cannot be reached.
    fn unreachable() -> Self {
        let before = key().RegQueryValueEx(Some("AppData")).expect("a value");
        set_roaming(RegistryValue::ExpandSz(r"Q:\gone".to_owned()));
        Self(before)
    }
}

impl Drop for Roaming {
    fn drop(&mut self) {
        set_roaming(std::mem::replace(&mut self.0, RegistryValue::None));
    }
}

fn set_roaming(value: RegistryValue) {
    key()
        .RegSetValueEx(Some("AppData"), value)
        .expect("the user's own key");
}

fn key() -> RegCloseKeyGuard {
    HKEY::CURRENT_USER
        .RegOpenKeyEx(
            Some(SHELL_FOLDERS),
            co::REG_OPTION::default(),
            co::KEY::ALL_ACCESS,
        )
        .expect("the key exists")
}

/// As on a laptop outside the studio.
#[test]
fn unreachable_settings_do_not_prevent_a_launch() {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    let _roaming = Roaming::unreachable();
    let mut command = sandbox.command(["-p", "defaults", "maya"]);
    command.env_remove("SGLAUNCH_CONFIG_DIR");
    Outcome::from(command.output().expect("it starts")).success();
}
