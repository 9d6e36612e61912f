//! Settings for all users, which count only if no other user could have written them. The tests
//! need root and Wine, whose permissions they change from outside.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use winsafe::{HKEY, RegistryValue, co};

use crate::clients::cannot_run;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;
use crate::windows::programs::has_registry;

const MACHINE_DIR: &str = "root/ProgramData/sglaunch";

fn maya() -> Sandbox {
    Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\n")
        .dcc("bin/maya")
        .on_path("bin")
}

/// Runs a command of the system around Wine on a file. Returns whether it succeeded.
fn run_outside(args: &[&str], path: &Path) -> bool {
    let Some(prefix) = std::env::var_os("WINECONFIGDIR") else {
        return false;
    };
    let drives = prefix
        .to_string_lossy()
        .replace(r"\??\Z:", "")
        .replace('\\', "/")
        + "/dosdevices/";
    let path = path.display().to_string().replace('\\', "/");
    let unix = drives + &path.replacen("C:", "c:", 1);
    let mut start = Command::new("start");
    let status = start.args(["/wait", "/unix"]).args(args).arg(unix).status();
    status.is_ok_and(|status| status.success())
}

/// Changes the owner of a file to another user.
fn give_away(path: &Path) -> bool {
    run_outside(&["/bin/chown", "65534"], path)
}

/// Lets every user change a file or a directory's content.
fn make_world_writable(path: &Path) -> bool {
    run_outside(&["/bin/chmod", "o+w"], path)
}

/// Reports that a test cannot change owners here.
fn skip(test: &str) {
    cannot_run(test, "files cannot be given to another user here");
}

#[test]
fn a_certificate_of_another_user_is_ignored() {
    let sandbox = maya();
    let authority = Authority::new("Other CA");
    let file = sandbox.write(format!("{MACHINE_DIR}/ca.d/theirs.pem"), authority.pem());
    assert!(sandbox.trusts(&authority.der()));
    if !give_away(&file) {
        return skip("windows::for_all::a_certificate_of_another_user_is_ignored");
    }
    let outcome = sandbox.run(["--refresh", "bundle", "path"]).code(0);
    outcome.stderr_contains("can change it, so it is ignored");
    assert!(!sandbox.trusts(&authority.der()));
}

#[test]
fn distrust_of_another_user_is_ignored() {
    let (sandbox, authority) = (maya(), Authority::new("Studio"));
    sandbox.write("home/.config/sglaunch/ca.d/studio.pem", authority.pem());
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let der = [&authority.der()[..], rejects].concat();
    let rejected = pem::encode(&pem::Pem::new("TRUSTED CERTIFICATE", der));
    let file = sandbox.write(format!("{MACHINE_DIR}/ca.d/theirs.pem"), rejected);
    assert!(!sandbox.trusts(&authority.der()));
    if !give_away(&file) {
        return skip("windows::for_all::distrust_of_another_user_is_ignored");
    }
    assert!(
        sandbox
            .run(["--refresh", "bundle", "path"])
            .code(0)
            .stderr
            .contains("so it is ignored")
    );
    assert!(sandbox.trusts(&authority.der()));
}

/// The user's own directory may be on a server, with files of colleagues.
#[test]
fn a_file_of_another_user_in_the_users_directory_counts() {
    let (sandbox, authority) = (maya(), Authority::new("Studio"));
    let file = sandbox.write("home/.config/sglaunch/ca.d/studio.pem", authority.pem());
    if !give_away(&file) {
        return skip("windows::for_all::a_file_of_another_user_in_the_users_directory_counts");
    }
    assert!(sandbox.trusts(&authority.der()));
}

#[test]
fn a_world_writable_directory_is_ignored() {
    for open in ["ca.d", "profiles", ""] {
        let (sandbox, authority) = (maya(), Authority::new("Studio"));
        let file = sandbox.write(format!("{MACHINE_DIR}/ca.d/studio.pem"), authority.pem());
        // Files that have just been written would be read again in any case.
        let long_ago = SystemTime::now() - Duration::from_hours(1);
        for path in [&*file, file.parent().expect("a directory")] {
            system::set_modified(path, long_ago);
        }
        sandbox.write(
            format!("{MACHINE_DIR}/profiles/defaults.yaml"),
            "env: {STUDIO: here}\n",
        );
        let started = sandbox.run(["maya"]).success();
        assert_eq!(started.dcc_env("STUDIO").as_deref(), Some("here"));
        assert!(sandbox.trusts(&authority.der()));
        if !make_world_writable(&sandbox.path(Path::new(MACHINE_DIR).join(open))) {
            return skip("windows::for_all::a_world_writable_directory_is_ignored");
        }
        let started = sandbox.run(["--refresh", "maya"]).code(0);
        let counts = open == "ca.d";
        assert_eq!(started.dcc_env("STUDIO").is_some(), counts, "{open}");
        if open == "profiles" {
            let ignored =
                r"ProgramData\sglaunch\profiles: every user can change it, so it is ignored";
            started.stderr_contains(ignored);
            assert!(sandbox.trusts(&authority.der()));
            continue;
        }
        sandbox
            .run(["--refresh", "bundle", "path"])
            .code(0)
            .stderr_contains("every user can change it");
        assert!(!sandbox.trusts(&authority.der()));
        sandbox
            .run(["maya"])
            .code(0)
            .stderr_contains("every user can change it");
        sandbox
            .run(["trust", "list"])
            .code(0)
            .stderr_contains("every user can change it");
    }
}

/// Every user can create the directory if no administrator has. That must not affect others.
#[test]
fn an_empty_directory_of_another_user_causes_no_warning() {
    let sandbox = maya();
    let dir = sandbox.path(MACHINE_DIR);
    std::fs::create_dir_all(&dir).expect("a directory");
    if !make_world_writable(&dir) {
        return skip("windows::for_all::an_empty_directory_of_another_user_causes_no_warning");
    }
    sandbox.run(["maya"]).success();
    sandbox
        .run(["-v", "maya"])
        .code(0)
        .stderr_contains(" is fresh");
}

/// An administrator may have moved the file with its permissions.
#[test]
fn a_profile_of_another_user_is_ignored() {
    let sandbox = maya();
    let file = sandbox.write(
        format!("{MACHINE_DIR}/profiles/defaults.yaml"),
        "env: {STUDIO: here}\n",
    );
    if !give_away(&file) {
        return skip("windows::for_all::a_profile_of_another_user_is_ignored");
    }
    let started = sandbox.run(["--refresh", "maya"]).code(0);
    assert_eq!(started.dcc_env("STUDIO"), None);
    started.stderr_contains("defaults.yaml: ");
    sandbox.run(["maya"]).success();
    let checked = sandbox.run(["check"]).code(1);
    checked.stderr_contains("so it is ignored (see docs/windows.md, For all users)");
}

#[test]
fn a_world_writable_directory_of_the_user_causes_a_warning() {
    let (sandbox, authority) = (maya(), Authority::new("Studio"));
    let file = sandbox.write("home/.config/sglaunch/ca.d/studio.pem", authority.pem());
    if !make_world_writable(file.parent().expect("a directory")) {
        return skip("windows::for_all::a_world_writable_directory_of_the_user_causes_a_warning");
    }
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    outcome.stderr_contains("all users can write to it");
    assert!(sandbox.trusts(&authority.der()));
}

/// The directory may have existed in the data directory of all users before.
#[test]
fn a_world_writable_cache_is_not_used() {
    let sandbox = maya();
    let cache = tempfile::tempdir_in(r"C:\ProgramData").expect("a directory");
    let cache = cache.path();
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", cache);
    let started = sandbox.run(["maya"]).success();
    let bundle = started.dcc_env("SSL_CERT_FILE").expect("a value");
    assert!(Path::new(&bundle).starts_with(cache), "{bundle}");
    if make_world_writable(cache) {
        let passed_over = sandbox.run(["maya"]).code(0);
        passed_over
            .stderr_contains("every user can change it; the bundle is in ")
            .stderr_contains("(set SGLAUNCH_CACHE_DIR to a directory below ");
        // A new directory in it is not safe either, but the one of temporary files is.
        let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", cache.join("own"));
        let elsewhere = sandbox.run(["bundle", "path"]).code(0);
        assert!(Path::new(&elsewhere.text()).starts_with(sandbox.path("tmp/sglaunch-artist")));
        elsewhere.stderr_contains("warning: cache: not used: ");
    } else {
        skip("windows::for_all::a_world_writable_cache_is_not_used");
    }
}

#[test]
fn trust_add_refuses_a_world_writable_directory() {
    let (sandbox, authority) = (maya(), Authority::new("Studio"));
    let file = sandbox.write("home/studio.pem", authority.pem());
    let file = file.to_str().expect("UTF-8");
    let digits = sha1(&authority.der());
    let add = ["trust", "add", "--site", file, "--fingerprint", &digits];
    let dir = sandbox.write(format!("{MACHINE_DIR}/x"), "");
    let dir = dir.parent().expect("a directory");
    if !make_world_writable(dir) {
        return skip("windows::for_all::trust_add_refuses_a_world_writable_directory");
    }
    let refused = sandbox.run(add).code(125);
    refused
        .stderr_contains("every user can change it")
        .stderr_contains("hint: read the files in it, remove it, and install");
    std::fs::remove_dir_all(dir).expect("our own directory");
    sandbox.run(add).success();
    assert!(sandbox.trusts(&authority.der()));
}

/// The key of the recorded group, below `HKEY_LOCAL_MACHINE`.
const RECORD_KEY: &str = r"SOFTWARE\sglaunch";

/// Returns the group that is recorded on this machine.
fn recorded() -> Option<String> {
    let kind = co::RRF::RT_REG_SZ | co::RRF::SUBKEY_WOW6464KEY;
    match HKEY::LOCAL_MACHINE.RegGetValue(Some(RECORD_KEY), Some("ProfileGroup"), kind) {
        Ok(RegistryValue::Sz(group)) => Some(group),
        _ => None,
    }
}

/// The group that was recorded before a test, which restores it.
struct FormerRecord(Option<String>);

impl Drop for FormerRecord {
    fn drop(&mut self) {
        let access = co::KEY::SET_VALUE | co::KEY::WOW64_64KEY;
        let options = co::REG_OPTION::default();
        let created = HKEY::LOCAL_MACHINE.RegCreateKeyEx(RECORD_KEY, None, options, access, None);
        let (key, _) = created.expect("a key that can be written");
        // The value is absent if the test has failed early.
        let _ = match self.0.take() {
            Some(group) => key.RegSetValueEx(Some("ProfileGroup"), RegistryValue::Sz(group)),
            None => key.RegDeleteValue(Some("ProfileGroup")),
        };
    }
}

/// The right of the group itself is a rule in `os::access`, because Wine has owner and mode alone.
#[test]
fn init_records_the_group_that_may_write_profiles() {
    const GROUP: &str = "S-1-5-21-1-2-3-1104";
    if !has_registry("windows::for_all::init_records_the_group_that_may_write_profiles") {
        return;
    }
    let _before = FormerRecord(recorded());
    let sandbox = maya();
    let made = sandbox.run(["init", "--site", "--group", GROUP]).code(0);
    let file = sandbox
        .path(MACHINE_DIR)
        .join("profiles")
        .join("defaults.yaml");
    assert_eq!(made.text(), format!("{}\n", file.display()));
    made.stderr_contains(&format!("group {GROUP} may write profiles for all users"));
    assert_eq!(recorded().as_deref(), Some(GROUP));
    // What was created counts, and the profile may exist already.
    sandbox.write(&file, "env: {STUDIO: here}\n");
    let started = sandbox.run(["maya"]).success();
    assert_eq!(started.dcc_env("STUDIO").as_deref(), Some("here"));
    let administrators = "S-1-5-32-544";
    let again = ["init", "--site", "--group", administrators];
    sandbox.run(again).code(0);
    assert_eq!(recorded().as_deref(), Some(administrators));
    for (group, message) in [
        ("Everyone", "Windows predefines the group `Everyone`"),
        (
            "S-1-5-21-1-2-3-513",
            "Windows predefines the group `S-1-5-21-1-2-3-513`",
        ),
        ("S-1-5-32-554", "Windows predefines the group"),
        ("NoSuchGroup", "there is no group `NoSuchGroup`"),
        ("S-1-x", "there is no group `S-1-x`"),
    ] {
        let refused = sandbox.run(["init", "--site", "--group", group]).code(125);
        refused.stderr_contains(message);
    }
    assert_eq!(
        recorded().as_deref(),
        Some(administrators),
        "errors change nothing"
    );
}
