//! How the program behind a shim is found on PATH.

use std::fs;

use super::{path_of, sh, shimmed, shims, studio};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{install, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn the_program_is_found_beyond_the_shims_however_path_is_arranged() {
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
        // The home folder holds another name of sglaunch.
        format!(":.:{bin}"),
        format!("{shims}:/nowhere:../bin"),
    ] {
        let mut call = sandbox.alone(sandbox.home().join("maya"));
        let started: Outcome = call.env("PATH", &path).output().expect("it starts").into();
        let program = started.quietly().json()["args"][0].clone();
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
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_script_in_front_of_the_shims_may_call_them() {
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
    let started = sh(&sandbox.env("PATH", path), "maya x").quietly();
    assert_eq!(started.dcc_args(), ["-own", "wrapped", "x"]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_loop_is_named() {
    let sandbox = Sandbox::new()
        .script("studio/maya", "#!/bin/sh\nexec maya again\n")
        .profile("maya", "program: {linux: [\"${STUDIO}/maya\"]}\n");
    let studio = sandbox.path("studio");
    let sandbox = shimmed(sandbox.env("STUDIO", &studio), &["maya"]);
    sh(&sandbox, "maya")
        .code(125)
        .says("10 launches are inside each other already: `maya` → `maya`")
        .says(&format!("`maya` starts {}/maya", studio.display()))
        .says("hint: find what starts sglaunch again, by its name or by a shim");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn where_there_is_only_the_shim_the_program_is_not_found() {
    let sandbox = shimmed(studio(), &["maya"]);
    fs::remove_file(sandbox.path("bin/maya")).expect("it was there");
    sh(&sandbox, "maya")
        .code(127)
        .says("maya: only sglaunch's own shim is on PATH");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn the_shims_of_another_installation_are_no_program_either() {
    let sandbox = shimmed(studio(), &["maya"]);
    let other = sandbox.path("opt/sglaunch");
    fs::create_dir(sandbox.path("opt")).expect("a folder");
    install(sglaunch().as_ref(), &other);
    let started: Outcome = sandbox
        .alone(other)
        .arg("maya")
        .output()
        .expect("it starts")
        .into();
    let started = started.quietly();
    assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn two_sglaunches_do_not_start_each_other() {
    let sandbox = shimmed(studio(), &["maya"]);
    let other = sandbox.path("other/sglaunch");
    fs::create_dir(sandbox.path("other")).expect("a folder");
    install(sglaunch().as_ref(), &other);
    let data = sandbox.path("other/data");
    let mut add = sandbox.alone(&other);
    let added = add.env("SGLAUNCH_DATA_DIR", &data);
    let added = added.args(["-q", "shim", "add", "maya"]).output();
    Outcome::from(added.expect("it starts")).code(0);
    // A daemon of the farm may have no home, and then neither knows even its own folder.
    let path = format!("{}/shims:{}", data.display(), path_of(&sandbox));
    for home in ["", "/nowhere"] {
        let mut call = sandbox.alone(shims(&sandbox).join("maya"));
        let call = call.env("PATH", &path).env("HOME", home);
        let started = Outcome::from(call.output().expect("it starts")).code(0);
        assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_shim_of_an_sglaunch_with_another_name_is_a_shim_too() {
    let sandbox = studio();
    fs::create_dir(sandbox.path("tools")).expect("a folder");
    install(sglaunch().as_ref(), &sandbox.path("tools/launcher"));
    let link = sandbox.path("tools/sglaunch");
    symlink(sandbox.path("tools/launcher"), &link).expect("a link");
    for words in [
        ["shim", "add", "maya"],
        ["shim", "add", "maya"],
        ["shim", "remove", "maya"],
    ] {
        let outcome = sandbox.alone(&link).args(words).output();
        Outcome::from(outcome.expect("it starts")).code(0);
    }
    assert!(fs::symlink_metadata(shims(&sandbox).join("maya")).is_err());
}
