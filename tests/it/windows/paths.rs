//! Paths that are long, in Korean, or somebody else's.

use std::path::Path;
use std::process::Command;

use crate::launch::VARIABLES;
use crate::sandbox::{Sandbox, count};
use crate::site::Authority;

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

/// Has somebody else own a file, which takes Wine, and root around it.
fn give_away(path: &Path) -> bool {
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
    let mut chown = Command::new("start");
    let given = chown
        .args(["/wait", "/unix", "/bin/chown", "65534", &unix])
        .status();
    given.is_ok_and(|status| status.success())
}

#[test]
fn what_another_user_made_for_all_does_not_count() {
    let sandbox = maya();
    let authority = Authority::new("Somebody's CA");
    let file = sandbox.write("root/ProgramData/sglaunch/ca.d/theirs.pem", authority.pem());
    assert!(sandbox.trusts(&authority.der()));
    if !give_away(&file) {
        eprintln!(
            "not run: what_another_user_made_for_all_does_not_count: nobody can be given a file here"
        );
        return;
    }
    sandbox
        .run(["--refresh", "bundle", "path"])
        .code(0)
        .says("who is no administrator: it is left out");
    assert!(!sandbox.trusts(&authority.der()));
    let profile = sandbox.write(
        "root/ProgramData/sglaunch/profiles/defaults.yaml",
        "ca: {mozilla: false}\n",
    );
    assert!(give_away(&profile));
    sandbox
        .run(["maya"])
        .code(125)
        .says("who is no administrator, and it would count for all users")
        .says("takeown /a /f");
}
