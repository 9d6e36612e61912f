//! `integrations/ayon`: programs that AYON starts, through the hook, through its settings, and without either.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::clients::{environment, script};
use crate::sandbox::{Outcome, Sandbox, dcc};
use crate::site::{Authority, Site};

const SGLAUNCH: &str = env!("CARGO_BIN_EXE_sglaunch");

fn hook() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations/ayon/pre_sglaunch.py")
}

/// A server, and a user whose programs are to trust it.
fn workplace() -> (Site, Sandbox) {
    let authority = Authority::new("Studio");
    let sandbox = Sandbox::new()
        .pem("studio.pem", &authority)
        .profile("defaults", "ca: {files: [~/studio.pem]}\n");
    (Site::start(&authority), sandbox)
}

/// Lets AYON start an application with the executable and the arguments of its settings.
fn start<S: AsRef<OsStr>>(
    sandbox: &Sandbox,
    python: &Path,
    hook: &Path,
    application: [&str; 2],
    launch_args: impl IntoIterator<Item = S>,
) -> Outcome {
    let mut command = sandbox.alone(python);
    command
        .arg(script("launch_ayon.py"))
        .arg(hook)
        .args(application);
    let output = command.args(launch_args).output();
    output.expect("Python starts").into()
}

/// urllib reads the variable that AYON's launcher has pointed at its certifi.
#[test]
fn what_it_starts_trusts_the_server_through_the_hook_or_the_settings() {
    let test = "ayon::what_it_starts_trusts_the_server_through_the_hook_or_the_settings";
    let Some(python) = environment(test, "3.11-ayon") else {
        return;
    };
    let (site, sandbox) = workplace();
    let sandbox = sandbox.env("SGLAUNCH", SGLAUNCH);
    let (nothing, maya) = (Path::new(""), ["maya", "2024"]);
    for (client, answer) in [("get_ayon.py", "1.13.0\n"), ("get_urllib.py", "hello\n")] {
        let program = [python.clone(), script(client), site.url().into()];
        let failed = start(&sandbox, &python, nothing, maya, &program).code(1);
        let why = "CERTIFICATE_VERIFY_FAILED";
        assert!(failed.stderr.contains(why), "{}", failed.stderr);

        let outcome = start(&sandbox, &python, &hook(), maya, &program).quietly();
        assert_eq!(outcome.text(), answer);
        let settings = [SGLAUNCH, "-p", "maya"].map(PathBuf::from);
        let launch_args = settings.iter().chain(&program);
        let outcome = start(&sandbox, &python, nothing, maya, launch_args).quietly();
        assert_eq!(outcome.text(), answer);
    }
}

#[test]
fn the_hook_changes_what_ayon_has_prepared() {
    let Some(python) = environment("ayon::the_hook_changes_what_ayon_has_prepared", "3.11-ayon")
    else {
        return;
    };
    let profile = "extends: houdini\n\
        env: {PYTHONPATH: {prepend: [/studio]}, UNWANTED: null, HOUDINI_HERE: '{version}'}\n";
    let (_site, sandbox) = workplace();
    let sandbox = sandbox
        .profile("houdini", profile)
        .dcc("root/opt/hfs20.5.332/bin/houdini")
        .dcc("root/opt/hfs21.0.440/bin/houdini")
        .env("SGLAUNCH", SGLAUNCH)
        .env("PYTHONPATH", "/ayon/dependencies")
        .env("UNWANTED", "x");
    let outcome = start(&sandbox, &python, &hook(), ["houdini", "20-5"], [dcc()]).quietly();
    let expected = [
        ("PYTHONPATH", Some("/studio:/ayon/dependencies")),
        ("UNWANTED", None),
        ("HOUDINI_HERE", Some("20.5.332")),
        ("SGLAUNCH_PROFILE", Some("houdini")),
    ];
    for (name, value) in expected {
        assert_eq!(outcome.dcc_env(name).as_deref(), value, "{name}");
    }
    let other = start(&sandbox, &python, &hook(), ["krita", "5"], [dcc()]).quietly();
    assert_eq!(
        other.dcc_env("SGLAUNCH_PROFILE").as_deref(),
        Some("defaults")
    );
}

#[test]
fn the_hook_never_stops_a_launch() {
    let Some(python) = environment("ayon::the_hook_never_stops_a_launch", "3.11-ayon") else {
        return;
    };
    let cases = [
        ("", "put its folder on PATH, or its path into SGLAUNCH"),
        (SGLAUNCH, "unknown key `certificate` in profile `maya`"),
        ("/bin/echo", "starts without what sglaunch would give it"),
    ];
    for (program, why) in cases {
        let (_site, sandbox) = workplace();
        let sandbox = sandbox.profile("maya", "ca: {certificate: x}\n");
        let sandbox = sandbox.env("SGLAUNCH", program);
        let outcome = start(&sandbox, &python, &hook(), ["maya", "2024"], [dcc()]).code(0);
        assert!(
            outcome.stderr.starts_with("WARNING: maya/2024"),
            "{}",
            outcome.stderr
        );
        assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
        assert_eq!(outcome.dcc_env("SGLAUNCH_PROFILE"), None);
    }
}
