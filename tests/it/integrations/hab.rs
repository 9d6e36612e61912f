//! An alias of hab that is a launch.

use super::{assert_published, command, shown, studio, typed};
use crate::clients::{environment, system_python};
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::{Authority, Site};

const DISTRO: &str = "hab/distros/houdini/20.5.613/.hab.json";

#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn an_alias_is_a_launch() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let test = "integrations::hab::an_alias_is_a_launch";
    let Some(sandbox) = houdini(test, &authority, &site) else {
        return;
    };
    assert_published(&typed(&sandbox, &command("hab", "hab launch")));
    alone(&sandbox);
}

/// In a shell of hab the alias is a function with the name of the program that it starts.
#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn an_alias_is_a_launch_in_a_shell() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let test = "integrations::hab::an_alias_is_a_launch_in_a_shell";
    let Some(sandbox) = houdini(test, &authority, &site) else {
        return;
    };
    let line = "bash -c '. hab activate project && hython publish.py \"$SITE\"'";
    assert_published(&typed(&sandbox, line));
}

/// The variables of a distro are set before sglaunch runs, so their files are merged.
#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn ca_files_of_a_distro_are_merged() {
    let (authority, other) = (Authority::new("Studio"), Authority::new("Distro"));
    let site = Site::start(&other);
    let test = "integrations::hab::ca_files_of_a_distro_are_merged";
    let Some(sandbox) = houdini(test, &authority, &site) else {
        return;
    };
    let launch = command("hab", "hab launch");
    typed(&sandbox, &launch).untrusted();
    let sandbox = sandbox.pem("distro.pem", &other);
    let path = sandbox.home().join("distro.pem");
    let set = format!(r#""environment": {{"set": {{"REQUESTS_CA_BUNDLE": {path:?}}}}}, "aliases""#);
    sandbox.write(
        DISTRO,
        shown("hab", "`.hab.json`").replace(r#""aliases""#, &set),
    );
    assert_published(&typed(&sandbox, &launch));
}

/// Creates a studio with a Houdini, whose alias `hython` the page shows, and with hab on PATH.
fn houdini(test: &str, authority: &Authority, site: &Site) -> Option<Sandbox> {
    let python = environment(test, "3.11-hab")?;
    let sandbox = studio(authority, site).env("HAB_PYTHON", &python);
    system::symlink(python.with_file_name("hab"), sandbox.path("bin/hab")).expect("a link");
    // A link would lead to another file in the image.
    let hython = format!("#!/bin/sh\nexec '{}' \"$@\"\n", system_python().display());
    let sandbox = sandbox.script("root/opt/hfs20.5.613/bin/hython", &hython);
    sandbox.write("root/opt/hfs20.5.613/bin/houdini", "");
    sandbox.write(
        "hab/site.json",
        r#"{"append": {"config_paths": ["{relative_root}/configs"], "distro_paths": ["{relative_root}/distros/*"]}}"#,
    );
    sandbox.write(
        "hab/configs/project.json",
        r#"{"name": "project", "context": [], "distros": ["houdini"]}"#,
    );
    sandbox.write(DISTRO, shown("hab", "`.hab.json`"));
    let site = sandbox.path("hab/site.json");
    Some(sandbox.env("HAB_PATHS", site))
}

/// Runs the documented command in the same distro, whose alias is the program alone.
fn alone(sandbox: &Sandbox) {
    let program = sandbox.path("root/opt/hfs20.5.613/bin/hython");
    let text = shown("hab", "`.hab.json`");
    let alias = r#"["sglaunch", "hython@20.5"]"#;
    assert!(text.contains(alias), "{text}");
    sandbox.write(
        DISTRO,
        text.replace(alias, &format!("\"{}\"", program.display())),
    );
    typed(sandbox, &command("hab", "hab launch")).untrusted();
}
