//! Environments of rez around a launch and inside it.

use std::fs;
use std::path::PathBuf;

use super::{assert_published, command, shown, studio, typed};
use crate::clients::{environment, python_or_skip, script, system_python, tool_or_skip};
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::{Authority, Site};

const ALONE: &str = "rez env houdini -- hython publish.py \"$SITE\"";

#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn a_launch_inside_finds_the_program_of_the_package() {
    let test = "integrations::rez::a_launch_inside_finds_the_program_of_the_package";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = repository(test, &authority, &site) else {
        return;
    };
    typed(&sandbox, ALONE).untrusted();
    assert_published(&typed(&sandbox, &inside()));
}

#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn a_launch_around_reaches_the_programs_inside() {
    let test = "integrations::rez::a_launch_around_reaches_the_programs_inside";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = repository(test, &authority, &site) else {
        return;
    };
    typed(&sandbox, ALONE).untrusted();
    assert_published(&typed(&sandbox, &around(&sandbox)));
}

/// A package that sets a CA variable wins inside a launch, and is merged by a launch inside it.
#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn a_packages_variable_replaces_the_bundle_around_and_is_merged_inside() {
    let test =
        "integrations::rez::a_packages_variable_replaces_the_bundle_around_and_is_merged_inside";
    let (authority, other) = (Authority::new("Studio"), Authority::new("Package"));
    let site = Site::start(&authority);
    let Some(sandbox) = repository(test, &authority, &site) else {
        return;
    };
    let sandbox = sandbox.pem("package.pem", &other);
    add_to_houdini(
        &sandbox,
        "    env.SSL_CERT_FILE = '{env.HOME}/package.pem'\n",
    );
    typed(&sandbox, &around(&sandbox)).untrusted();
    assert_published(&typed(&sandbox, &inside()));
    let bundles = sandbox.bundles();
    let has_both = |path: &PathBuf| {
        let blocks = pem::parse_many(fs::read(path).expect("a bundle")).expect("good PEM");
        let has = |der: &[u8]| blocks.iter().any(|block| block.contents() == der);
        has(&authority.der()) && has(&other.der())
    };
    assert!(bundles.iter().any(has_both), "{bundles:?}");
}

/// The documented cure: a list that a package extends starts empty unless it is a parent variable.
#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn a_list_that_a_package_adds_to_is_kept_as_a_parent_variable() {
    let test = "integrations::rez::a_list_that_a_package_adds_to_is_kept_as_a_parent_variable";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = repository(test, &authority, &site) else {
        return;
    };
    let sandbox = sandbox.env("PYTHONPATH", "/callers").dcc("bin/list");
    let line = "rez env houdini -- \"$LIST\"";
    let seen = |sandbox: &Sandbox| typed(sandbox, line).code(0).dcc_env("PYTHONPATH");
    let list = sandbox.path("bin/list");
    let sandbox = sandbox.env("LIST", list);
    assert_eq!(seen(&sandbox).as_deref(), Some("/callers"));
    add_to_houdini(&sandbox, "    env.PYTHONPATH.append('{root}/python')\n");
    let package = sandbox.path("packages/houdini/20.5.613/python");
    let package = package.to_str().expect("text");
    assert_eq!(seen(&sandbox).as_deref(), Some(package));
    let sandbox = sandbox.env("REZ_PARENT_VARIABLES", "PYTHONPATH");
    assert_eq!(seen(&sandbox), Some(format!("/callers:{package}")));
}

/// `Session.send` of requests reads no variable: only the certifi hook in PYTHONPATH reaches it.
#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn certifi_users_are_reached_through_pythonpath() {
    let test = "integrations::rez::certifi_users_are_reached_through_pythonpath";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some((python, sandbox)) = python_or_skip(test).zip(repository(test, &authority, &site))
    else {
        return;
    };
    let hython = sandbox.path("packages/houdini/20.5.613/bin/hython");
    fs::remove_file(&hython).expect("it is there");
    let sandbox = sandbox.script(hython, &format!("#!/bin/sh\nexec {python:?} \"$@\"\n"));
    let client = fs::read(script("send_requests.py")).expect("a client");
    sandbox.write("home/publish.py", client);
    typed(&sandbox, ALONE).untrusted();
    assert_published(&typed(&sandbox, &around(&sandbox)));

    add_to_houdini(&sandbox, "    env.PYTHONPATH.prepend('{root}/python')\n");
    typed(&sandbox, &around(&sandbox)).untrusted();
    assert_published(&typed(&sandbox, &inside()));
    let sandbox = sandbox.env("REZ_PARENT_VARIABLES", "PYTHONPATH");
    assert_published(&typed(&sandbox, &around(&sandbox)));
}

/// bash exports an alias as a function. Other shells do not export it, so that sglaunch can only
/// name it as a possibility.
#[test]
#[cfg_attr(windows, ignore = "the page's lines are for a shell of Unix")]
fn an_alias_of_a_package_is_named_as_one() {
    let test = "integrations::rez::an_alias_of_a_package_is_named_as_one";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = repository(test, &authority, &site) else {
        return;
    };
    add_to_houdini(
        &sandbox,
        "    alias('hou', '/opt/hfs20.5/bin/houdini -x')\n",
    );
    let refused = |shell: &str| {
        let line = format!("rez env --shell {shell} sglaunch houdini -- sglaunch hou");
        typed(&sandbox, &line)
    };
    let bash = refused("bash").code(126).stderr;
    let message = "error: `hou` is a shell function, which only the shell can start\n  \
                   it runs: /opt/hfs20.5/bin/houdini -x \"$@\"\n";
    assert!(bash.contains(message), "{bash}");
    for shell in ["zsh", "tcsh"] {
        if tool_or_skip(test, shell).is_some() {
            let note = "if `hou` is an alias of a rez package, only the shell can start it: \
                        `which hou` shows its program\n";
            refused(shell).code(125).stderr_contains(note);
        }
    }
}

/// Creates a repository with sglaunch and a Houdini, and puts rez on PATH.
fn repository(test: &str, authority: &Authority, site: &Site) -> Option<Sandbox> {
    let rez = environment(test, "any-rez")?.with_file_name("rez");
    let sandbox = studio(authority, site);
    system::symlink(rez, sandbox.path("bin/rez")).expect("a link");
    package(&sandbox, "sglaunch/0.1.0", &shown("rez", "`package.py`"));
    let sglaunch = sandbox.path("packages/sglaunch/0.1.0/bin/sglaunch");
    fs::rename(sandbox.path("bin/sglaunch"), sglaunch).expect("a package has a bin");
    package(
        &sandbox,
        "houdini/20.5.613",
        "name = 'houdini'\nversion = '20.5.613'\n\n\ndef commands():\n    env.PATH.prepend('{root}/bin')\n",
    );
    let hython = sandbox.path("packages/houdini/20.5.613/bin/hython");
    system::symlink(system_python(), hython).expect("a link");
    let packages = sandbox.path("packages");
    Some(sandbox.env("REZ_PACKAGES_PATH", packages))
}

fn package(sandbox: &Sandbox, dir: &str, text: &str) {
    let path = sandbox.write(format!("packages/{dir}/package.py"), text);
    fs::create_dir(path.with_file_name("bin")).expect("a directory");
}

/// Returns the documented launch inside an environment.
fn inside() -> String {
    command("rez", "rez env sglaunch")
}

/// Returns the documented launch around an environment, with the sglaunch on PATH outside.
fn around(sandbox: &Sandbox) -> String {
    let bin = sandbox.path("packages/sglaunch/0.1.0/bin");
    format!(
        "PATH=\"$PATH:{}\"; {}",
        bin.display(),
        command("rez", "sglaunch -p")
    )
}

fn add_to_houdini(sandbox: &Sandbox, line: &str) {
    let path = "packages/houdini/20.5.613/package.py";
    let text = fs::read_to_string(sandbox.path(path)).expect("a package");
    sandbox.write(path, text + line);
}
