//! Paths that are long, in Korean, or not to be reached.

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

/// Checks that every path in a program's environment is there and can be read by the oldest program.
#[track_caller]
fn all_in_ascii(sandbox: &Sandbox) {
    let outcome = sandbox.run(["maya"]).quietly();
    for name in VARIABLES
        .into_iter()
        .chain(["PYTHONPATH", "SGLAUNCH_CERTIFI"])
    {
        let path = outcome.dcc_env(name).expect("it is set");
        assert!(path.is_ascii() && path.len() < 260, "{name}: {path}");
        assert!(!path.starts_with(r"\\?\"), "{name}: {path}");
        assert!(Path::new(&path).exists(), "{name}: {path}");
    }
    let bundle = outcome.dcc_env("SSL_CERT_FILE").expect("it is set");
    assert!(count(&bundle) > 100);
    // The next launch agrees.
    let again = sandbox.run(["-v", "maya"]).code(0).says("is fresh");
    assert_eq!(again.dcc_env("SSL_CERT_FILE"), Some(bundle));
}

#[test]
fn a_korean_user_name_is_not_in_what_programs_read() {
    let sandbox = maya();
    let cache = sandbox.path("사용자/AppData/Local/sglaunch/cache");
    all_in_ascii(&sandbox.env("SGLAUNCH_CACHE_DIR", cache));
}

#[test]
fn a_long_path_is_not_in_what_programs_read() {
    let sandbox = maya();
    let cache = sandbox.path("a long name of a folder/".repeat(12));
    all_in_ascii(&sandbox.env("SGLAUNCH_CACHE_DIR", cache));
}

/// A path of some 300 characters.
fn far_down() -> String {
    "a long name of a folder/".repeat(12)
}

#[test]
fn a_profile_may_be_far_down() {
    let sandbox = maya();
    let profile = sandbox.write(
        format!("{}profiles/far.yaml", far_down()),
        "env: {FAR: down}\n",
    );
    let folder = profile.parent().expect("a folder").as_os_str().to_owned();
    let started = sandbox
        .run([
            "-P".into(),
            folder,
            "-p".into(),
            "far".into(),
            "maya".into(),
        ])
        .quietly();
    assert_eq!(started.dcc_env("FAR").as_deref(), Some("down"));
}

#[test]
#[ignore = "Wine starts no program that is so far down, by its short path neither"]
fn a_program_may_be_far_down() {
    let sandbox = Sandbox::new().dcc(format!("{}bin/maya", far_down()));
    let program = sandbox.program(format!("{}bin/maya", far_down()));
    let started = sandbox
        .run([program.into_os_string(), "x".into()])
        .quietly();
    assert_eq!(started.dcc_args(), ["x"]);
}

/// Where Windows is told that the user's folders are.
const USERS_FOLDERS: &str =
    r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders";

/// The user's settings as the test has found them, put back when it ends.
struct Roaming(RegistryValue);

impl Roaming {
    /// Has them be on a server that cannot be reached.
    fn gone() -> Self {
        let before = key()
            .RegQueryValueEx(Some("AppData"))
            .expect("there is one");
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
        .expect("it is ours");
}

fn key() -> RegCloseKeyGuard {
    HKEY::CURRENT_USER
        .RegOpenKeyEx(
            Some(USERS_FOLDERS),
            co::REG_OPTION::default(),
            co::KEY::ALL_ACCESS,
        )
        .expect("it is there")
}

/// A laptop that is not in the studio today.
#[test]
fn settings_that_cannot_be_reached_keep_nothing_from_starting() {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    let _gone = Roaming::gone();
    let mut command = sandbox.command(["-p", "defaults", "maya"]);
    command.env_remove("SGLAUNCH_CONFIG_DIR");
    Outcome::from(command.output().expect("it starts")).quietly();
}
