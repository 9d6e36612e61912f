//! `shim add`, `list` and `remove`.

use std::fs;
use std::path::Path;

use super::{sh, shimmed, shims, studio};
use crate::sandbox::sglaunch;
use crate::system::{install, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn adding_twice_changes_nothing() {
    let sandbox = studio();
    let first = sandbox.run(["shim", "add", "maya"]).code(0);
    assert!(first.text().starts_with(
        "# add this line to ~/.profile to put the shims first on PATH:\nexport PATH='"
    ));
    let first = first.stderr_contains("sglaunch: maya starts ");
    let link = shims(&sandbox).join("maya");
    let created = fs::symlink_metadata(&link)
        .expect("a shim")
        .modified()
        .expect("a time");
    // The printed line fixes the order on PATH, so it is not mentioned.
    assert!(!first.stderr.contains("hidden"), "{}", first.stderr);
    sandbox
        .run(["shim", "add", "maya"])
        .code(0)
        .stderr_contains("(unchanged)");
    let again = fs::symlink_metadata(&link)
        .expect("a shim")
        .modified()
        .expect("a time");
    assert_eq!(created, again);
    // If the shims are on PATH, no line is printed.
    assert_eq!(
        shimmed(sandbox, &["maya"])
            .run(["-q", "shim", "add", "maya"])
            .success()
            .text(),
        ""
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn only_the_shim_of_another_sglaunch_is_replaced() {
    let sandbox = studio();
    let link = shims(&sandbox).join("maya");
    fs::create_dir_all(shims(&sandbox)).expect("a directory");
    let other = sandbox.path("opt/sglaunch");
    fs::create_dir(sandbox.path("opt")).expect("a directory");
    symlink(&other, &link).expect("a link");
    let listed = || sandbox.run(["shim", "list"]).success().text();
    let leads = format!("leads to {}, which is not here; ", other.display());
    assert!(listed().contains(&leads), "{}", listed());
    install(sglaunch().as_ref(), &other);
    let listed = listed();
    assert!(
        listed.contains("starts another sglaunch; run `sglaunch shim add maya`"),
        "{listed}"
    );
    sandbox.run(["shim", "add", "maya"]).code(0);
    assert_eq!(fs::read_link(&link).expect("a link"), Path::new(sglaunch()));
    for other in ["file", "link"] {
        fs::remove_file(&link).expect("a shim");
        match other {
            "file" => fs::write(&link, "#!/bin/sh\n").expect("it can be written"),
            _ => symlink("/usr/bin/true", &link).expect("a link"),
        }
        sandbox
            .run(["shim", "add", "maya"])
            .code(125)
            .stderr_contains("a file that is not a shim has this name")
            .stderr_contains("shims/maya");
        sandbox
            .run(["shim", "remove", "maya"])
            .code(125)
            .stderr_contains("there is no shim `maya`");
        assert!(fs::symlink_metadata(&link).is_ok());
    }
    // All of the shims are added, or none.
    sandbox.run(["shim", "add", "nuke", "maya"]).code(125);
    assert!(!shims(&sandbox).join("nuke").exists());
}

#[test]
fn a_profile_that_starts_nothing_gets_no_shim() {
    let program = "program: {linux: [maya]}\n";
    let sandbox =
        (studio().profile("nothing", "description: Only certificates\n")).profile("show", program);
    let elsewhere = sandbox.write("elsewhere/demo.yaml", program);
    sandbox
        .run(["-P", "../elsewhere", "shim", "add", "demo"])
        .code(125)
        .stderr_contains("a shim does not find a profile that --profile-dir names")
        .stderr_contains(&elsewhere.file_name().expect("a file").to_string_lossy());
    for (name, why) in [
        ("myaa", "there is no profile `myaa`"),
        (
            "nothing",
            "profile `nothing` has no program for this system",
        ),
        ("show", "`show` is a command of sglaunch"),
        ("maya@", "the version after `@` is missing"),
        (
            "maya@2/../../x",
            "`2/../../x` cannot be a part of a file name",
        ),
    ] {
        sandbox
            .run(["shim", "add", "maya", name])
            .code(125)
            .stderr_contains(why);
    }
    // All of the shims are added, or none.
    assert!(!shims(&sandbox).exists());
    // A program that is missing here can be installed on another machine with the same home.
    sandbox
        .run(["shim", "add", "nuke"])
        .code(0)
        .stderr_contains("nuke starts nothing (the program of profile `nuke` was not found)");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn a_list_shows_what_each_shim_starts() {
    let sandbox = shimmed(studio().dcc("bin/maya"), &["maya", "nuke"]);
    let listed = sandbox.run(["shim", "list", "--json"]).success().json();
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
    let text = hidden.run(["shim", "list"]).success().text();
    assert!(
        text.contains(&format!("maya\t{bin}/maya\thidden on PATH by {bin}/maya\n")),
        "{text}"
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn remove_deletes_only_the_shim() {
    let sandbox = shimmed(studio(), &["maya", "tank"]);
    sandbox
        .run(["shim", "remove", "may"])
        .code(125)
        .stderr_contains("hint: did you mean `maya`?");
    let removed = sandbox.run(["shim", "remove", "maya"]).success().text();
    assert_eq!(removed, "removed: ~/.local/share/sglaunch/shims/maya\n");
    let started = sh(&sandbox, "maya").success();
    assert_eq!(started.dcc_env("SGLAUNCH_PROFILE"), None);
    let left = sandbox.run(["shim", "list"]).success().text();
    assert!(left.contains("tank") && !left.contains("maya"), "{left}");
}
