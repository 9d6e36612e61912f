//! Shims in a directory that machines share.

use std::fs;
use std::path::{Path, PathBuf};

use super::{path_of, sh, shimmed, studio};
use crate::clients::{namespaces_or_skip, not_run};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{device, install, symlink};

/// A studio with the share `share`: sglaunch in `tools`, and the directory `bin` for shims.
fn share() -> Sandbox {
    let sandbox = studio();
    for dir in ["share/bin", "share/tools", "home/local"] {
        fs::create_dir_all(sandbox.path(dir)).expect("a directory");
    }
    install(sglaunch().as_ref(), &sandbox.path("share/tools/sglaunch"));
    sandbox
}

/// Runs the share's sglaunch, with `{}` in an argument for the share's path.
fn run(sandbox: &Sandbox, line: &str) -> Outcome {
    let share = sandbox.path("share").display().to_string();
    let args = line.split(' ').map(|word| word.replace("{}", &share));
    let mut command = sandbox.command_of(sandbox.path("share/tools/sglaunch"));
    command.args(args).output().expect("it starts").into()
}

/// Puts directories of the sandbox first on PATH.
fn first_on_path(sandbox: Sandbox, dirs: &[&str]) -> Sandbox {
    let dirs = dirs
        .iter()
        .map(|dir| sandbox.path(dir).display().to_string());
    let path = dirs
        .chain([path_of(&sandbox)])
        .collect::<Vec<_>>()
        .join(":");
    sandbox.env("PATH", path)
}

/// Checks that one sglaunch started the program, with the profile's arguments once.
#[track_caller]
fn assert_started_once(outcome: Outcome) {
    let started = outcome.code(0);
    assert_eq!(started.dcc_args(), ["-own", "x"]);
    assert_eq!(started.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("maya"));
    assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
}

/// Returns a directory on another file system than the sandbox, if there is one.
fn other_file_system(test: &str, sandbox: &Sandbox) -> Option<tempfile::TempDir> {
    let dir = tempfile::tempdir_in("/dev/shm").ok();
    let dir = dir.filter(|dir| device(dir.path()) != device(&sandbox.home()));
    if dir.is_none() {
        not_run(test, "/dev/shm is not another file system");
    }
    dir
}

#[test]
#[cfg_attr(windows, ignore = "tests links; windows::shims tests copies")]
fn a_share_may_be_mounted_elsewhere() {
    let sandbox = share();
    let added = run(&sandbox, "shim add --to {}/bin maya").code(0);
    assert!(added.stderr.contains("maya starts "), "{}", added.stderr);
    let link = fs::read_link(sandbox.path("share/bin/maya")).expect("a link");
    assert_eq!(link, Path::new("../tools/sglaunch"));
    // The directory may be named by a path with links, and from anywhere.
    symlink(sandbox.path("share/bin"), sandbox.path("home/link")).expect("a link");
    let again = run(&sandbox, "shim add --to link maya").code(0);
    assert!(again.stderr.contains("(unchanged"), "{}", again.stderr);

    fs::rename(sandbox.path("share"), sandbox.path("mounted")).expect("one file system");
    let sandbox = first_on_path(sandbox, &["mounted/bin"]);
    assert_started_once(sh(&sandbox, "maya x"));
    let config = sandbox.home().join(".config/sglaunch");
    let sandbox = sandbox.env("SGLAUNCH_CONFIG_DIR", config);
    assert_started_once(sh(&sandbox.without("HOME"), "maya x"));
}

/// The printed line puts the directory on PATH.
#[test]
#[cfg_attr(windows, ignore = "tests links; windows::shims tests copies")]
fn the_printed_line_is_for_each_machine() {
    let sandbox = share();
    let line = run(&sandbox, "-q shim add --to {}/bin maya")
        .success()
        .text();
    let comment = "# put the directory first on PATH on each machine:\n";
    assert!(line.starts_with(comment), "{line}");
    assert_started_once(sh(&sandbox, &format!("{line}maya x")));
}

#[test]
#[cfg_attr(windows, ignore = "a copy needs no other file")]
fn an_sglaunch_elsewhere_is_refused() {
    let test = "shim::shared::an_sglaunch_elsewhere_is_refused";
    let sandbox = share();
    let Some(other) = other_file_system(test, &sandbox) else {
        return;
    };
    let bin = other.path().display().to_string();
    let add = format!("shim add --to {bin} maya");
    run(&sandbox, &add)
        .code(125)
        .stderr_contains("tools/sglaunch is not on the share of ")
        .stderr_contains("add --force");
    assert_eq!(fs::read_dir(&bin).expect("a directory").count(), 0);
    run(&sandbox, &format!("{add} --force")).code(0);
    let link = fs::read_link(other.path().join("maya")).expect("a link");
    assert_eq!(link, sandbox.path("share/tools/sglaunch"));

    // A link on the share that leads elsewhere is not on the share.
    let local = other.path().join("sglaunch");
    install(sglaunch().as_ref(), &local);
    fs::remove_file(sandbox.path("share/tools/sglaunch")).expect("a copy");
    symlink(&local, sandbox.path("share/tools/sglaunch")).expect("a link");
    run(&sandbox, "shim add --to {}/bin maya").code(125);
    // A local link to an sglaunch on the share is not, but its target is.
    let called = other.path().join("called");
    fs::create_dir(&called).expect("a directory");
    symlink(&local, sandbox.path("home/local/sglaunch")).expect("a link");
    let mut command = sandbox.command_of(sandbox.path("home/local/sglaunch"));
    let called = command
        .args(["shim", "add", "--to"])
        .arg(&called)
        .arg("maya");
    Outcome::from(called.output().expect("it starts")).code(0);
    let link = fs::read_link(other.path().join("called/maya")).expect("a link");
    assert_eq!(link, Path::new("../sglaunch"));
}

/// On overlayfs, a file of a lower layer has another device than its directory.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "mounts overlayfs")]
fn an_sglaunch_beside_the_shims_is_on_the_share() {
    let test = "shim::shared::an_sglaunch_beside_the_shims_is_on_the_share";
    let sandbox = studio();
    let Some(upper) = other_file_system(test, &sandbox) else {
        return;
    };
    if !namespaces_or_skip(test) {
        return;
    }
    for dir in ["upper", "work"] {
        fs::create_dir(upper.path().join(dir)).expect("a directory");
    }
    for dir in ["lower", "root"] {
        fs::create_dir_all(sandbox.path(dir)).expect("a directory");
    }
    fs::create_dir(sandbox.path("lower/bin")).expect("a directory");
    install(sglaunch().as_ref(), &sandbox.path("lower/bin/sglaunch"));
    let script = "set -e; cd \"$1\"; \
        mount -t overlay overlay -o lowerdir=lower,upperdir=\"$2/upper\",workdir=\"$2/work\" root; \
        [ \"$(stat -c %d root/bin)\" != \"$(stat -c %d root/bin/sglaunch)\" ]; \
        root/bin/sglaunch -q shim add --to root/bin maya >/dev/null; readlink root/bin/maya";
    let mut command = sandbox.command_of("unshare");
    command.args(["--mount", "sh", "-c", script, "sh"]);
    let output = command.arg(sandbox.path("")).arg(upper.path()).output();
    let link = Outcome::from(output.expect("unshare starts")).success();
    assert_eq!(link.text(), "sglaunch\n");
}

/// A file in place of the directory is not a share that is not mounted.
#[test]
fn a_file_is_not_a_directory_of_shims() {
    let sandbox = studio();
    sandbox.write("home/file", "");
    sandbox
        .run(["shim", "add", "--to", "file", "maya"])
        .code(125)
        .stderr_contains("this is not a directory")
        .stderr_contains("hint: give the directory of the shims");
}

#[test]
fn a_directory_that_is_not_there_is_not_created() {
    let sandbox = studio();
    for command in ["add", "list", "remove"] {
        let args = ["shim", command, "--to", "missing"];
        let names: &[&str] = if command == "list" { &[] } else { &["maya"] };
        sandbox
            .run([&args[..], names].concat())
            .code(125)
            .stderr_contains("there is no such directory")
            .stderr_contains("mount the share");
    }
    assert!(!sandbox.home().join("missing").exists());
}

#[test]
#[cfg_attr(windows, ignore = "tests links; windows::shims tests copies")]
fn other_files_in_the_directory_are_kept() {
    let sandbox = share();
    let bin = sandbox.path("share/bin");
    symlink("../tools/sglaunch", bin.join("sglaunch")).expect("a link");
    for kind in ["file", "link", "dangling link"] {
        let path = bin.join("maya");
        let _ = fs::remove_file(&path);
        match kind {
            "file" => fs::write(&path, "a wrapper").expect("a file"),
            "link" => symlink("/usr/bin/true", &path).expect("a link"),
            _ => symlink("/nowhere/maya", &path).expect("a link"),
        }
        run(&sandbox, "shim add --to {}/bin --force nuke maya")
            .code(125)
            .stderr_contains("a file that is not a shim has this name");
        for name in ["maya", "sglaunch"] {
            run(&sandbox, &format!("shim remove --to {{}}/bin {name}")).code(125);
        }
        assert!(fs::symlink_metadata(&path).is_ok(), "{kind}");
        // All of the shims are added, or none.
        let left: Vec<PathBuf> = crate::sandbox::files_in(&bin);
        assert_eq!(left, [bin.join("maya"), bin.join("sglaunch")]);
    }
    fs::remove_file(bin.join("maya")).expect("a link");
    run(&sandbox, "-q shim add --to {}/bin maya nuke").code(0);
    let removed = run(&sandbox, "shim remove --to {}/bin maya").success();
    assert!(
        removed.text().contains("share/bin/maya"),
        "{}",
        removed.text()
    );
    let listed = run(&sandbox, "shim list --to {}/bin --json")
        .success()
        .json();
    assert_eq!(listed["shims"][0]["name"], "nuke");
    assert_eq!(listed["shims"].as_array().map(Vec::len), Some(1));
}

#[test]
#[cfg_attr(windows, ignore = "tests links; windows::shims tests copies")]
fn a_list_says_what_each_machine_needs() {
    let sandbox = share();
    sandbox.write_profile("share/profiles/publish.yaml", "program: {linux: [sh]}\n");
    sandbox.write_profile(
        sandbox.machine("profiles/farm.yaml"),
        "program: {linux: [sh]}\n",
    );
    let profiles = sandbox.path("share/profiles");
    let sandbox = sandbox.env("SGLAUNCH_PROFILE_PATH", &profiles);
    run(&sandbox, "-q shim add --to {}/bin maya publish farm python").code(0);
    let text = run(&sandbox, "shim list --to {}/bin").code(0);
    let document = run(&sandbox, "shim list --to {}/bin --json")
        .success()
        .json();
    assert_eq!(document["shims"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["shims"][0]["ready"], true, "{document}");
    let needs = document["needs"].as_array().expect("a list");
    let of_kind = |kind: &str| -> Vec<String> {
        let found = needs.iter().filter(|need| need["need"] == kind);
        let texts = found.filter_map(|need| Some(need["message"].as_str()?.to_owned()));
        texts.collect()
    };
    for need in needs {
        let message = need["message"].as_str().expect("a text");
        assert!(
            text.stderr.contains(&format!("- {message}\n")),
            "{}",
            text.stderr
        );
    }
    let one = |kind: &str, words: &str| {
        let texts = of_kind(kind);
        let found = texts.iter().filter(|text| text.contains(words)).count();
        assert_eq!(found, 1, "{words}: {texts:?}");
    };
    one(
        "sglaunch",
        "../tools/sglaunch, relative to the directory of the shims",
    );
    one(
        "profile",
        &format!("SGLAUNCH_PROFILE_PATH={}", profiles.display()),
    );
    one(
        "profile",
        "maya.yaml (profile `maya`), which only your user reads: copy it to ",
    );
    one("profile", "farm.yaml (profile `farm`), at the same path");
    one("cache", "SGLAUNCH_CACHE_DIR");
    one("path", "export PATH=");
    assert_eq!((needs.len(), of_kind("profile").len()), (6, 3), "{needs:?}");

    // A file is not copied over another one, and a directory on PATH need not be put there.
    let machine = sandbox.machine("profiles/maya.yaml");
    sandbox.write_profile(&machine, "program: {linux: [maya]}\n");
    let onto = format!("add what they need to {}", machine.display());
    let bin = sandbox.path("share/bin").display().to_string();
    let path = format!("{}:{bin}", path_of(&sandbox));
    let mut listed = sandbox.command_of(sandbox.path("share/tools/sglaunch"));
    let listed = listed
        .args(["shim", "list", "--to", &bin])
        .env("PATH", path);
    let listed = Outcome::from(listed.output().expect("it starts")).code(0);
    assert!(!listed.stderr.contains("export PATH="), "{}", listed.stderr);
    assert!(!listed.stderr.contains("copy it to"), "{}", listed.stderr);
    listed.stderr_contains(&onto);

    // A profile that was removed, and a share of which a part is not mounted.
    fs::remove_file(profiles.join("publish.yaml")).expect("a profile");
    fs::remove_file(sandbox.path("share/tools/sglaunch")).expect("a copy");
    let text = sandbox
        .run(["shim", "list", "--to", "../share/bin"])
        .code(0);
    let broken = "leads to ../tools/sglaunch, which is not here";
    assert_eq!(text.text().matches(broken).count(), 4, "{}", text.text());
    text.stderr_contains("the profile `publish`, which is not here");
}

/// A shared directory is not the user's directory of shims, which every search skips.
#[test]
#[cfg_attr(windows, ignore = "tests links; windows::shims tests copies")]
fn no_sglaunch_starts_a_shim() {
    let sandbox = share();
    run(&sandbox, "-q shim add --to {}/bin maya").code(0);
    // The user's shims lead to another sglaunch, and so does a second share.
    let sandbox = shimmed(sandbox, &["maya"]);
    fs::create_dir_all(sandbox.path("second/bin")).expect("a directory");
    install(sglaunch().as_ref(), &sandbox.path("second/sglaunch"));
    let mut second = sandbox.command_of(sandbox.path("second/sglaunch"));
    let second = second.args(["-q", "shim", "add", "maya", "--to", "../second/bin"]);
    Outcome::from(second.output().expect("it starts")).code(0);
    let orders: [&[&str]; 3] = [
        &["share/bin"],
        &["share/bin", "second/bin"],
        &["second/bin", "share/bin"],
    ];
    let homes = ["".into(), "/nowhere".into(), sandbox.home()];
    let mut sandbox = sandbox;
    let behind = path_of(&sandbox);
    for dirs in orders {
        sandbox = first_on_path(sandbox.env("PATH", &behind), dirs);
        for home in &homes {
            sandbox = sandbox.env("HOME", home);
            sandbox = sandbox.env("SGLAUNCH_CONFIG_DIR", homes[2].join(".config/sglaunch"));
            assert_started_once(sh(&sandbox, "maya x"));
            // A launch would otherwise start the shim of the other sglaunch, which adds `args`.
            assert_started_once(sandbox.run(["maya", "x"]));
            assert_started_once(run(&sandbox, "maya x"));
        }
    }
}

/// As for the user's shims: a wrapper in front of them calls the shim by its path.
#[test]
#[cfg_attr(windows, ignore = "tests links; windows::shims tests copies")]
fn a_script_before_the_directory_can_call_the_shim() {
    let sandbox = share();
    run(&sandbox, "-q shim add --to {}/bin maya").code(0);
    let shim = sandbox.path("share/bin/maya");
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", shim.display());
    let sandbox = sandbox.script("wrappers/maya", &script);
    let sandbox = first_on_path(sandbox, &["wrappers", "share/bin"]);
    assert_started_once(sh(&sandbox, "maya x"));
}
