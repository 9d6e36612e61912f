//! A node of a farm that starts a program with another machine's environment, or by a path.

use std::fs;

use super::{studio, typed};
use crate::doc_pages::FARM_PAGE;
use crate::sandbox::{Sandbox, sglaunch};
use crate::system::install;
use crate::tls_server::{Authority, Site};

/// The environment of AYON on Deadline is extracted on one node and used on the others.
#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn a_cached_environment_of_another_node_is_corrected_on_the_node() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let sandbox = studio(&authority, &site);
    let first = sandbox.run(["env", "python", "--format", "json"]).success();
    let first = first.json();
    let cached = first.as_object().expect("an object");
    // The other node does not see the cache of the first one.
    fs::remove_dir_all(sandbox.cache()).expect("a cache");
    let other = sandbox.path("other");
    let mut sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", &other);
    for (name, value) in cached {
        if let Some(value) = value.as_str() {
            sandbox = sandbox.env(name, value);
        }
    }
    typed(&sandbox, "python3 publish.py \"$SITE\"; exit 1").code(1);
    let publish = FARM_PAGE.command("OpenCue", "sglaunch python");
    // It is known as a bundle by its path, also without sglaunch's own variables.
    assert_eq!(typed(&sandbox, &publish).success().text(), "hello\n");
    let sandbox = sandbox.without("SGLAUNCH_INHERITED");
    assert_eq!(typed(&sandbox, &publish).success().text(), "hello\n");
}

/// A farm's list of executables has paths without arguments.
#[test]
#[cfg_attr(windows, ignore = "tests links of Unix; windows::shims tests copies")]
fn a_shim_on_a_share_starts_its_version_by_path() {
    let sandbox = Sandbox::new()
        .dcc("root/opt/hfs20.5.332/bin/hython")
        .dcc("root/opt/hfs21.0.440/bin/hython");
    fs::create_dir_all(sandbox.path("studio/sglaunch")).expect("a directory");
    fs::create_dir_all(sandbox.path("studio/bin")).expect("a directory");
    install(
        sglaunch().as_ref(),
        &sandbox.path("studio/sglaunch/sglaunch"),
    );
    let add = FARM_PAGE.command("Shims on a share", "/studio/sglaunch/sglaunch shim add");
    let root = sandbox.path("").display().to_string();
    let root = root.trim_end_matches('/');
    typed(&sandbox, &add.replace("/studio", &format!("{root}/studio"))).code(0);
    let shim = FARM_PAGE.command("Deadline", "/studio/bin/hython@");
    let sandbox = sandbox.without("HOME").without("PATH");
    let started = typed(&sandbox, &format!("'{root}{shim}' x")).code(0);
    assert_eq!(started.dcc_args(), ["x"]);
    assert_eq!(
        started.dcc_env("SGLAUNCH_PROFILE").as_deref(),
        Some("hython")
    );
    let program = started.json()["args"][0].to_string();
    assert!(program.contains("hfs20.5.332"), "{program}");
    let listed = FARM_PAGE.command("Shims on a share", "sglaunch shim list");
    let listed = listed.replace("/studio", &format!("{root}/studio"));
    let listed = listed.replacen("sglaunch", &format!("{root}/studio/sglaunch/sglaunch"), 1);
    let listed = typed(&sandbox, &listed).code(0);
    assert!(listed.text().contains("hython@20.5"), "{}", listed.text());
    listed.stderr_contains("each machine needs:");
}
