//! The search for a shim's program on PATH.

use std::fs;

use super::{path_of, sh, shimmed, shims, studio};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{install, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn the_search_skips_the_shims_wherever_they_are_on_path() {
    let sandbox = shimmed(studio(), &["maya"]);
    let (shims, bin) = (shims(&sandbox), sandbox.path("bin"));
    symlink(&shims, sandbox.path("home/link")).expect("a link");
    symlink(shims.join("maya"), sandbox.path("home/maya")).expect("a link");
    let (shims, bin) = (shims.display(), bin.display());
    for path in [
        format!("{shims}:{bin}:/bin"),
        format!("/bin:{bin}:{shims}"),
        format!("{shims}:{shims}:{bin}:{shims}"),
        format!("{shims}/:{shims}//.:{shims}/../shims:{bin}"),
        format!("{}/link:{bin}:{shims}", sandbox.home().display()),
        format!(".local/share/sglaunch/shims:link:{bin}"),
        // The home directory contains another link to sglaunch.
        format!(":.:{bin}"),
        format!("{shims}:/nowhere:../bin"),
    ] {
        let mut call = sandbox.command_of(sandbox.home().join("maya"));
        let started: Outcome = call.env("PATH", &path).output().expect("it starts").into();
        let program = started.success().json()["args"][0].clone();
        let program = program.as_str().expect("text");
        assert!(
            program.ends_with("bin/maya") && !program.contains("share"),
            "{path}: {program}"
        );
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_script_before_the_shims_can_call_them() {
    let sandbox = studio();
    let script = format!(
        "#!/bin/sh\nexec '{}/maya' wrapped \"$@\"\n",
        shims(&sandbox).display()
    );
    let sandbox = shimmed(sandbox.script("wrappers/maya", &script), &["maya"]);
    let path = format!(
        "{}:{}",
        sandbox.path("wrappers").display(),
        path_of(&sandbox)
    );
    let started = sh(&sandbox.env("PATH", path), "maya x").success();
    assert_eq!(started.dcc_args(), ["-own", "wrapped", "x"]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_launch_loop_is_reported() {
    let sandbox = Sandbox::new()
        .script("studio/maya", "#!/bin/sh\nexec maya again\n")
        .profile("maya", "program: {linux: [\"${STUDIO}/maya\"]}\n");
    let studio = sandbox.path("studio");
    let sandbox = shimmed(sandbox.env("STUDIO", &studio), &["maya"]);
    sh(&sandbox, "maya")
        .code(125)
        .stderr_contains("10 nested launches: `maya` starts `maya`")
        .stderr_contains(&format!(
            "the program of `maya` is {}/maya",
            studio.display()
        ))
        .stderr_contains("maya is a script that starts sglaunch or a shim");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_shim_alone_on_path_is_not_the_program() {
    let sandbox = shimmed(studio(), &["maya"]);
    fs::remove_file(sandbox.path("bin/maya")).expect("it was there");
    sh(&sandbox, "maya")
        .code(127)
        .stderr_contains("maya: only sglaunch's own shim is on PATH");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn the_shims_of_another_installation_are_skipped_too() {
    let sandbox = shimmed(studio(), &["maya"]);
    let other = sandbox.path("opt/sglaunch");
    fs::create_dir(sandbox.path("opt")).expect("a directory");
    install(sglaunch().as_ref(), &other);
    let started: Outcome = sandbox
        .command_of(other)
        .arg("maya")
        .output()
        .expect("it starts")
        .into();
    let started = started.success();
    assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn two_sglaunches_do_not_start_each_other() {
    let sandbox = shimmed(studio(), &["maya"]);
    let other = sandbox.path("other/sglaunch");
    fs::create_dir(sandbox.path("other")).expect("a directory");
    install(sglaunch().as_ref(), &other);
    let data = sandbox.path("other/data");
    let mut add = sandbox.command_of(&other);
    let added = add.env("SGLAUNCH_DATA_DIR", &data);
    let added = added.args(["-q", "shim", "add", "maya"]).output();
    Outcome::from(added.expect("it starts")).code(0);
    // Without a home, as in a daemon of the render farm, neither has a directory of shims.
    let path = format!("{}/shims:{}", data.display(), path_of(&sandbox));
    for home in ["", "/nowhere"] {
        let mut call = sandbox.command_of(shims(&sandbox).join("maya"));
        let call = call.env("PATH", &path).env("HOME", home);
        let started = Outcome::from(call.output().expect("it starts")).code(0);
        assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn an_sglaunch_with_another_name_can_add_shims() {
    let sandbox = studio();
    fs::create_dir(sandbox.path("tools")).expect("a directory");
    install(sglaunch().as_ref(), &sandbox.path("tools/launcher"));
    let link = sandbox.path("tools/sglaunch");
    symlink(sandbox.path("tools/launcher"), &link).expect("a link");
    for args in [
        ["shim", "add", "maya"],
        ["shim", "add", "maya"],
        ["shim", "remove", "maya"],
    ] {
        let outcome = sandbox.command_of(&link).args(args).output();
        Outcome::from(outcome.expect("it starts")).code(0);
    }
    assert!(fs::symlink_metadata(shims(&sandbox).join("maya")).is_err());
}
