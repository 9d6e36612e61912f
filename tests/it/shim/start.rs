//! Launches through a shim.

use std::fs;

use super::{path_of, sh, shimmed, shims, studio};
use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{install, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_shim_starts_the_profile_and_passes_all_arguments_on() {
    let sandbox = shimmed(studio(), &["maya"]);
    for line in ["maya --help -n -p x list", "exec maya --help -n -p x list"] {
        let started = sh(&sandbox, line).success();
        assert_eq!(
            started.dcc_args(),
            ["-own", "--help", "-n", "-p", "x", "list"]
        );
        assert_eq!(started.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("maya"));
        assert!(started.dcc_env("SSL_CERT_FILE").is_some());
    }
    assert_eq!(sh(&sandbox, "DCC_EXIT=7 maya").code, Some(7));
    // A shim can be called by its path.
    let by_path = sandbox
        .run_without(&[shims(&sandbox).join("maya")])
        .success();
    assert_eq!(by_path.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_shim_can_name_a_version() {
    let sandbox = Sandbox::new()
        .dcc("root/opt/hfs20.5.332/bin/houdini")
        .dcc("root/opt/hfs21.0.100/bin/houdini");
    let sandbox = shimmed(sandbox, &["houdini@20.5"]);
    let started = sh(&sandbox, "houdini@20.5").success();
    let program = sandbox.path("root/opt/hfs20.5.332/bin/houdini");
    assert_eq!(started.json()["args"][0], program.to_str().expect("UTF-8"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_tank_script_that_calls_tank_works_unchanged() {
    let tank = "#!/bin/bash\n[ \"$1\" = inner ] && exec maya \"$2\"\ntank inner \"$1 and more\"\n";
    let sandbox = studio()
        .script("pipeline/tank", tank)
        .profile("tank", "program: {linux: [tank]}\nenv: {TANK: '1'}\n");
    let path = format!(
        "{}:{}",
        path_of(&sandbox),
        sandbox.path("pipeline").display()
    );
    let sandbox = shimmed(sandbox.env("PATH", path), &["tank", "maya"]);
    for line in [
        "tank outer",
        "printf 'all:\\n\\t@tank outer\\n' | make -s -f -",
        "/usr/bin/python3 -c 'import subprocess; subprocess.check_call([\"tank\", \"outer\"])'",
    ] {
        if line.contains("make")
            && tool_or_skip(
                "shim::start::a_tank_script_that_calls_tank_works_unchanged",
                "make",
            )
            .is_none()
        {
            continue;
        }
        let started = sh(&sandbox, line).success();
        assert_eq!(started.dcc_args(), ["-own", "outer and more"], "{line}");
        assert_eq!(started.dcc_env("TANK").as_deref(), Some("1"), "{line}");
        assert_eq!(
            started.dcc_env("SGLAUNCH_DEPTH").as_deref(),
            Some("3"),
            "{line}"
        );
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_shim_without_a_profile_is_an_error() {
    let sandbox = shimmed(studio(), &["maya"]);
    let profile = sandbox.path("home/.config/sglaunch/profiles/maya.yaml");
    let other = profile.with_file_name("tool.yaml");
    fs::rename(&profile, &other).expect("a file");
    let sandbox = shimmed(sandbox, &["tool"]);
    fs::remove_file(other).expect("a file");
    sh(&sandbox, "tool")
        .code(125)
        .stderr_contains("there is no profile `tool`")
        .stderr_contains("`tool` is a shim of sglaunch")
        .stderr_contains("`sglaunch shim remove tool`");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_shim_starts_the_link_that_sglaunch_was_called_by() {
    let sandbox = studio();
    for version in ["1.1", "1.2"] {
        fs::create_dir_all(sandbox.path(format!("opt/{version}"))).expect("a directory");
        install(
            sglaunch().as_ref(),
            &sandbox.path(format!("opt/{version}/sglaunch")),
        );
    }
    let link = sandbox.path("bin/sglaunch");
    symlink("../opt/1.1/sglaunch", &link).expect("a link");
    for (program, dir) in [
        ("sglaunch", "bin"),
        ("./sglaunch", "bin"),
        ("../bin/sglaunch", "home"),
    ] {
        let mut call = sandbox.command_of("/bin/sh");
        call.args(["-c", &format!("{program} -q shim add maya")])
            .current_dir(sandbox.path(dir));
        Outcome::from(call.output().expect("it starts")).success();
        let target = fs::read_link(shims(&sandbox).join("maya")).expect("a link");
        assert!(
            target.is_absolute() && target.ends_with("bin/sglaunch"),
            "{program}: {}",
            target.display()
        );
        sandbox.run(["-q", "shim", "remove", "maya"]).code(0);
    }
    sandbox
        .run_without(&[&link.display().to_string(), "-q", "shim", "add", "maya"])
        .success();
    // After an update, the link leads to the new version.
    fs::remove_dir_all(sandbox.path("opt/1.1")).expect("a file");
    fs::remove_file(&link).expect("a file");
    symlink("../opt/1.2/sglaunch", &link).expect("a link");
    let started = sandbox
        .run_without(&[shims(&sandbox).join("maya")])
        .success();
    assert_eq!(started.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("maya"));
}
