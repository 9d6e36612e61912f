//! Shims and shortcuts of an sglaunch in a transient directory, and of one that an update moves.

use std::fs;
use std::path::{Path, PathBuf};

use super::shims;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{install, symlink};

const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55";

/// The hint in a virtual environment of Python.
const INSTALL: &str = "install sglaunch with pip, pipx, `uv tool` or a package of the system";

/// The hint elsewhere.
const COPY: &str = "copy it to a directory such as ";

/// A sandbox with a Maya, on every system.
fn studio() -> Sandbox {
    Sandbox::new()
        .dcc("bin/maya")
        .profile("maya", "program: {linux: [maya]}\n")
        .on_path("bin")
}

/// Installs sglaunch below this directory.
fn install_in(sandbox: &Sandbox, dir: &str) -> PathBuf {
    let exe = sandbox.program(Path::new(dir).join("sglaunch"));
    fs::create_dir_all(exe.parent().expect("a directory")).expect("its directory");
    install(sglaunch().as_ref(), &exe);
    exe
}

fn run(sandbox: &Sandbox, exe: &Path, args: &[&str]) -> Outcome {
    let output = sandbox.command_of(exe).args(args).output();
    output.expect("it starts").into()
}

/// Checks that neither shims nor shortcuts are added.
#[track_caller]
fn refused(sandbox: &Sandbox, exe: &Path, kind: &str, end: &str, hint: &str) {
    fs::create_dir_all(sandbox.path("links")).expect("a directory");
    let links = sandbox.path("links");
    let links = links.to_str().expect("UTF-8");
    for (args, link) in [
        (&["shim", "add", "maya"][..], "shim"),
        (&["shim", "add", "maya", "--to", links], "shim"),
        (&["shortcut", "add", "maya"], "shortcut"),
        (&["shortcut", "add", "maya", "--to", links], "shortcut"),
    ] {
        run(sandbox, exe, args)
            .code(125)
            .stderr_contains(&format!(", a {kind}: the {link} would break when {end}"))
            .stderr_contains(hint);
    }
    assert!(!shims(sandbox).exists());
    assert_eq!(fs::read_dir(links).expect("a directory").count(), 0);
    // What exists can be listed and removed.
    run(sandbox, exe, &["shim", "list"]).code(0);
    run(sandbox, exe, &["shortcut", "list"]).code(0);
}

/// Checks that a shim is added, and returns what it leads to.
#[track_caller]
fn added(sandbox: &Sandbox, exe: &Path) -> PathBuf {
    run(sandbox, exe, &["shim", "add", "maya"]).code(0);
    if cfg!(windows) {
        let record = shims(sandbox).join("maya.sglaunch");
        assert!(record.exists());
        return exe.to_owned();
    }
    fs::read_link(shims(sandbox).join("maya")).expect("a shim")
}

#[test]
fn a_directory_of_temporary_files_is_refused() {
    let dirs = if cfg!(windows) {
        &["tmp"][..]
    } else {
        &["tmp", "root/tmp", "root/var/tmp"]
    };
    for dir in dirs {
        let sandbox = studio();
        let exe = install_in(&sandbox, &format!("{dir}/download"));
        let kind = "directory of temporary files";
        refused(&sandbox, &exe, kind, "it is emptied", COPY);
    }
}

#[test]
fn the_cache_of_an_installer_is_refused() {
    for (cache, environment) in [
        ("home/.local/uv", "archive-v0/9cnf7nDBuuyD4u0x"),
        ("home/.local/uv", "builds-v0/.tmpTb0Kfx"),
        ("home/.local/pipx/.cache", "0b1ac8c301ed429"),
    ] {
        let sandbox = studio();
        sandbox.write(format!("{cache}/CACHEDIR.TAG"), TAG);
        let environment = format!("{cache}/{environment}");
        sandbox.write(format!("{environment}/CACHEDIR.TAG"), TAG);
        sandbox.write(format!("{environment}/pyvenv.cfg"), "");
        let exe = install_in(&sandbox, &format!("{environment}/bin"));
        refused(&sandbox, &exe, "cache", "it is pruned", INSTALL);
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "a directory of Windows has both caches and programs"
)]
fn the_users_directory_of_caches_is_refused() {
    let caches = if cfg!(target_os = "macos") {
        "home/Library/Caches"
    } else {
        "home/.cache"
    };
    let sandbox = studio();
    let exe = install_in(&sandbox, &format!("{caches}/studio/bin"));
    refused(&sandbox, &exe, "cache", "it is pruned", COPY);
    if !cfg!(target_os = "macos") {
        for dir in ["nowhere", "home"] {
            let sandbox = studio();
            let dir = sandbox.path(dir);
            let sandbox = sandbox.env("XDG_CACHE_HOME", dir);
            let exe = install_in(&sandbox, &format!("{caches}/studio/bin"));
            assert_eq!(added(&sandbox, &exe), exe);
        }
    }
}

#[test]
fn a_virtual_environment_is_no_cache() {
    for environment in ["home/.local/share/uv/tools/sglaunch", "home/project/.venv"] {
        let sandbox = studio();
        sandbox.write(format!("{environment}/CACHEDIR.TAG"), TAG);
        sandbox.write(format!("{environment}/pyvenv.cfg"), "");
        let exe = install_in(&sandbox, &format!("{environment}/bin"));
        assert_eq!(added(&sandbox, &exe), exe);
    }
}

#[test]
#[cfg_attr(windows, ignore = "there is no Nix for Windows")]
fn the_store_of_nix_is_refused_and_a_profile_is_used() {
    let sandbox = studio();
    let store = "root/nix/store/abc-sglaunch-0.1.0/bin";
    let exe = install_in(&sandbox, store);
    let end = "its garbage is collected";
    refused(&sandbox, &exe, "store of packages", end, COPY);
    let profile = sandbox.home().join(".nix-profile");
    symlink(exe.with_file_name("").join(".."), &profile).expect("a link");
    let called = profile.join("bin/sglaunch");
    assert_eq!(added(&sandbox, &called), called);
    // A profile on PATH is found if the program is called by its path in the store.
    fs::remove_file(shims(&sandbox).join("maya")).expect("a shim");
    let sandbox = sandbox.on_path("home/.nix-profile/bin");
    assert_eq!(added(&sandbox, &exe), called);
}

/// A link in a transient directory is not recorded.
#[test]
#[cfg_attr(windows, ignore = "Wine has no links")]
fn a_link_in_a_temporary_directory_to_an_installed_sglaunch_is_followed() {
    let sandbox = studio();
    let exe = install_in(&sandbox, "opt");
    let link = sandbox.path("tmp/sglaunch");
    symlink(&exe, &link).expect("a link");
    assert_eq!(added(&sandbox, &link), exe);
    // The other way round, the file is in the transient directory.
    let exe = install_in(&sandbox, "tmp/download");
    let link = sandbox.path("bin/sglaunch");
    symlink(&exe, &link).expect("a link");
    run(&sandbox, &link, &["shim", "add", "maya"])
        .code(125)
        .stderr_contains("directory of temporary files");
}

/// Homebrew's directories: the link on PATH survives an update, and the program's path does not.
#[test]
#[cfg_attr(windows, ignore = "Wine has no links")]
fn a_shim_and_a_shortcut_survive_an_update_that_moves_sglaunch() {
    let own = concat!("opt/Cellar/sglaunch/", env!("CARGO_PKG_VERSION"), "/bin");
    for by_path in [false, true] {
        let sandbox = studio().on_path("opt/bin");
        let exe = install_in(&sandbox, own);
        let link = sandbox.path("opt/bin/sglaunch");
        fs::create_dir(sandbox.path("opt/bin")).expect("a directory");
        symlink(&exe, &link).expect("a link");
        let called = if by_path { &exe } else { &link };
        assert_eq!(added(&sandbox, called), link);
        run(&sandbox, called, &["shortcut", "add", "maya"]).success();

        fs::remove_dir_all(sandbox.path("opt/Cellar")).expect("a directory");
        let listed = sandbox.run(["shim", "list"]).success().text();
        let leads = format!("leads to {}, which is not here", link.display());
        assert!(listed.contains(&leads), "{listed}");

        let newer = install_in(&sandbox, "opt/Cellar/sglaunch/99.0.0/bin");
        fs::remove_file(&link).expect("a link");
        symlink(&newer, &link).expect("a link");
        let shim = shims(&sandbox).join("maya");
        sandbox.run_without(&[shim.as_os_str()]).success();
        let shortcuts = sandbox.run(["shortcut", "list"]).success().text();
        assert!(shortcuts.contains("\tworks\t"), "{shortcuts}");
    }
    // Without a link on PATH, the path is the only one.
    let sandbox = studio();
    let exe = install_in(&sandbox, own);
    assert_eq!(added(&sandbox, &exe), exe);
}

/// As after `pip uninstall sglaunch`, and an installation elsewhere.
#[test]
#[cfg_attr(windows, ignore = "windows::shims tests copies")]
fn the_shims_of_an_uninstalled_sglaunch_are_listed_with_the_cure() {
    let sandbox = studio();
    let exe = install_in(&sandbox, "home/venv/bin");
    assert_eq!(added(&sandbox, &exe), exe);
    fs::remove_file(&exe).expect("a file");
    let listed = sandbox.run(["shim", "list"]).success().text();
    let cure = format!(
        "leads to {}, which is not here; run `sglaunch shim add maya`",
        exe.display()
    );
    assert!(listed.contains(&cure), "{listed}");
    sandbox.run(["-q", "shim", "add", "maya"]).success();
    let listed = sandbox.run(["shim", "list"]).success().text();
    assert!(!listed.contains("leads to"), "{listed}");
}
