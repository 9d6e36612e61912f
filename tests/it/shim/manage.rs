//! `shim add`, `list` and `remove`.

use std::fs;
use std::path::Path;

use super::{sh, shimmed, shims, studio};
use crate::sandbox::sglaunch;
use crate::system::symlink;

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn adding_twice_changes_nothing() {
    let sandbox = studio();
    let first = sandbox.run(["shim", "add", "maya"]).code(0);
    assert!(
        first
            .text()
            .starts_with("# the shims come first, from ~/.profile on:\nexport PATH='")
    );
    let first = first.says("sglaunch: maya starts ");
    let link = shims(&sandbox).join("maya");
    let made = fs::symlink_metadata(&link)
        .expect("it is there")
        .modified()
        .expect("a time");
    // That something hides it is what the line is there to change.
    assert!(!first.stderr.contains("hidden"), "{}", first.stderr);
    sandbox
        .run(["shim", "add", "maya"])
        .code(0)
        .says("maya starts, as before, ");
    let again = fs::symlink_metadata(&link)
        .expect("it is there")
        .modified()
        .expect("a time");
    assert_eq!(made, again);
    // On PATH already, there is nothing to say of that.
    assert_eq!(
        shimmed(sandbox, &["maya"])
            .run(["-q", "shim", "add", "maya"])
            .quietly()
            .text(),
        ""
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn another_sglaunchs_shim_is_taken_over_and_anything_else_is_not() {
    let sandbox = studio();
    let link = shims(&sandbox).join("maya");
    fs::create_dir_all(shims(&sandbox)).expect("a folder");
    symlink("/opt/sglaunch-0.0/bin/sglaunch", &link).expect("a link");
    let listed = sandbox.run(["shim", "list"]).quietly().text();
    assert!(
        listed.contains("calls another sglaunch: `sglaunch shim add maya`"),
        "{listed}"
    );
    sandbox.run(["shim", "add", "maya"]).code(0);
    assert_eq!(fs::read_link(&link).expect("a link"), Path::new(sglaunch()));
    for other in ["file", "link"] {
        fs::remove_file(&link).expect("it is there");
        match other {
            "file" => fs::write(&link, "#!/bin/sh\n").expect("it can be written"),
            _ => symlink("/usr/bin/true", &link).expect("a link"),
        }
        sandbox
            .run(["shim", "add", "maya"])
            .code(125)
            .says("something that is no shim has this name")
            .says("shims/maya");
        sandbox
            .run(["shim", "remove", "maya"])
            .code(125)
            .says("there is no shim `maya`");
        assert!(fs::symlink_metadata(&link).is_ok());
    }
    // All of them or none.
    sandbox.run(["shim", "add", "nuke", "maya"]).code(125);
    assert!(!shims(&sandbox).join("nuke").exists());
}

#[test]
fn what_no_profile_can_start_gets_no_shim() {
    let program = "program: {linux: [maya]}\n";
    let sandbox =
        (studio().profile("nothing", "description: Only certificates\n")).profile("show", program);
    let elsewhere = sandbox.write("elsewhere/demo.yaml", program);
    sandbox
        .run(["-P", "../elsewhere", "shim", "add", "demo"])
        .code(125)
        .says("a shim has no --profile-dir to find its profile by")
        .says(&elsewhere.file_name().expect("a file").to_string_lossy());
    for (name, why) in [
        ("myaa", "there is no profile `myaa`"),
        (
            "nothing",
            "profile `nothing` has no program for this system",
        ),
        ("show", "`show` is a command of sglaunch"),
        ("maya@", "a version is missing after the @"),
        (
            "maya@2/../../x",
            "`2/../../x` cannot be in a name of a file",
        ),
    ] {
        sandbox
            .run(["shim", "add", "maya", name])
            .code(125)
            .says(why);
    }
    // All of them or none.
    assert!(!shims(&sandbox).exists());
    // What is not installed here may be where the home folder is used too.
    sandbox
        .run(["shim", "add", "nuke"])
        .code(0)
        .says("nuke starts nothing (the program of profile `nuke` was not found)");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_list_says_what_becomes_of_each() {
    let sandbox = shimmed(studio().dcc("bin/maya"), &["maya", "nuke"]);
    let listed = sandbox.run(["shim", "list", "--json"]).quietly().json();
    let maya = &listed["shims"][0];
    assert_eq!(
        (listed["schema"].as_i64(), listed["on_path"].as_bool()),
        (Some(1), Some(true))
    );
    assert_eq!(listed["folder"], shims(&sandbox).to_str().expect("UTF-8"));
    assert_eq!(
        (maya["name"].as_str(), maya["ready"].as_bool()),
        (Some("maya"), Some(true))
    );
    assert_eq!(
        maya["program"],
        sandbox.path("bin/maya").to_str().expect("UTF-8")
    );
    assert_eq!(
        listed["shims"][1]["problem"],
        "the program of profile `nuke` was not found"
    );
    let bin = sandbox.path("bin").display().to_string();
    let hidden = sandbox.env("PATH", format!("{bin}:/bin"));
    let text = hidden.run(["shim", "list"]).quietly().text();
    assert!(
        text.contains(&format!("maya\t{bin}/maya\thidden on PATH by {bin}/maya\n")),
        "{text}"
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn removing_takes_the_shim_alone() {
    let sandbox = shimmed(studio(), &["maya", "tank"]);
    sandbox
        .run(["shim", "remove", "may"])
        .code(125)
        .says("hint: there is `maya`");
    let removed = sandbox.run(["shim", "remove", "maya"]).quietly().text();
    assert_eq!(removed, "removed: ~/.local/share/sglaunch/shims/maya\n");
    let started = sh(&sandbox, "maya").quietly();
    assert_eq!(started.dcc_env("SGLAUNCH_PROFILE"), None);
    let left = sandbox.run(["shim", "list"]).quietly().text();
    assert!(left.contains("tank") && !left.contains("maya"), "{left}");
}
