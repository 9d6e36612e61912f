//! `shortcut add --site`: the menu of all users.

use std::fs;
use std::path::PathBuf;

use super::{menu, read, value};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{has_mode, install, set_mode};

/// A machine with a Houdini and a sglaunch that all users can start.
fn machine() -> Sandbox {
    let sandbox = Sandbox::new()
        .dcc("root/opt/hfs20.5.370/bin/houdini")
        .without("XDG_DATA_HOME");
    install(sglaunch().as_ref(), &exe(&sandbox));
    sandbox
}

fn exe(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("sglaunch")
}

fn site_menu(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("root/usr/local/share/applications")
}

fn entry(sandbox: &Sandbox) -> PathBuf {
    site_menu(sandbox).join("sglaunch-houdini.desktop")
}

/// Runs the installed sglaunch.
fn run(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    let mut command = sandbox.command_of(exe(sandbox));
    command.args(args).output().expect("it starts").into()
}

fn add(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    run(sandbox, &[&["shortcut", "add", "--site"], args].concat())
}

/// Each user can read the entry, whatever root's umask is, and it starts the installed sglaunch.
#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "of the others, only Windows has a menu for all users: windows::shortcuts"
)]
fn a_shortcut_for_all_users() {
    let sandbox = machine();
    let line = "umask 077; exec \"$0\" shortcut add --site houdini";
    let mut shell = sandbox.command_of("/bin/sh");
    let output = shell.args(["-c", line]).arg(exe(&sandbox)).output();
    let added = Outcome::from(output.expect("sh starts")).success().text();
    let path = entry(&sandbox);
    assert_eq!(added, format!("added: Houdini ({})\n", path.display()));
    assert!(has_mode(&path, 0o644));
    for dir in path.ancestors().skip(1).take(4) {
        assert!(has_mode(dir, 0o755), "{}", dir.display());
    }
    let own = exe(&sandbox).display().to_string();
    assert_eq!(value(&path, "TryExec").as_deref(), Some(&*own));
    let exec = format!("{own} --window houdini %F");
    assert_eq!(value(&path, "Exec").as_deref(), Some(&*exec));
    let home = sandbox.home().display().to_string();
    assert!(!read(&path).contains(&home), "{}", read(&path));
    super::validate("shortcut::site::a_shortcut_for_all_users", &path);
    assert!(!menu(&sandbox).exists());
    let again = add(&sandbox, &["houdini"]).success().text();
    assert!(again.starts_with("unchanged: "), "{again}");
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "of the others, only Windows has a menu for all users: windows::shortcuts"
)]
fn it_is_listed_and_removed() {
    let sandbox = machine();
    add(&sandbox, &["houdini"]).success();
    run(&sandbox, &["shortcut", "add", "houdini"]).success();
    let places = || -> Vec<String> {
        let list = run(&sandbox, &["shortcut", "list", "--json"])
            .success()
            .json();
        let rows = list["shortcuts"].as_array().expect("a list").iter();
        rows.map(|row| row["place"].as_str().expect("text").to_owned())
            .collect()
    };
    assert_eq!(places(), ["menu", "site"]);
    // The user's own is removed first.
    for left in [&["site"][..], &[]] {
        run(&sandbox, &["shortcut", "remove", "houdini"]).success();
        assert_eq!(places(), left);
    }
}

/// A shortcut that was added by an alias belongs to the profile.
#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "of the others, only Windows has a menu for all users: windows::shortcuts"
)]
fn ones_own_shortcut_of_an_alias_is_removed_before_that_for_all_users() {
    let own = "extends: houdini\naliases: [hou, 'hou{version}']\n";
    let sandbox = machine().profile("houdini", own);
    let rows = || -> Vec<(String, String, String)> {
        let list = run(&sandbox, &["shortcut", "list", "--json"])
            .success()
            .json();
        let rows = list["shortcuts"].as_array().expect("a list").iter();
        let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
        rows.map(|row| {
            let target = row["command"].as_array().and_then(|words| words.last());
            (
                text(&row["place"]),
                text(&row["profile"]),
                text(target.expect("a command")),
            )
        })
        .collect()
    };
    let row = |place: &str, target: &str| (place.into(), "houdini".into(), target.into());
    add(&sandbox, &["houdini"]).success();
    run(&sandbox, &["shortcut", "add", "hou"]).success();
    assert_eq!(rows(), [row("menu", "hou"), row("site", "houdini")]);
    let text = run(&sandbox, &["shortcut", "list"]).success().text();
    let profiles = (text.lines().skip(1)).filter_map(|line| line.split('\t').nth(1));
    assert!(profiles.eq(["houdini", "houdini"]), "{text}");
    for name in ["houdini", "hou"] {
        run(&sandbox, &["shortcut", "add", "hou"]).success();
        run(&sandbox, &["shortcut", "remove", name]).success();
        assert_eq!(rows(), [row("site", "houdini")], "{name}");
    }
    run(&sandbox, &["shortcut", "add", "hou20.5"]).success();
    run(&sandbox, &["shortcut", "remove", "hou20.5"]).success();
    assert_eq!(rows(), [row("site", "houdini")]);
    run(&sandbox, &["shortcut", "remove", "hou"]).success();
    assert_eq!(rows(), []);
}

/// An update names what the entry started before.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "tests desktop entries")]
fn an_entry_of_another_alias_is_not_replaced_silently() {
    let own = "extends: houdini\naliases: [hou]\n";
    let sandbox = machine().profile("houdini", own);
    let add = |name: &str| {
        run(&sandbox, &["shortcut", "add", name])
            .success()
            .text()
            .replace(
                " (~/.local/share/applications/sglaunch-houdini.desktop)",
                "",
            )
    };
    assert_eq!(add("houdini"), "added: Houdini\n");
    assert_eq!(add("hou"), "updated: Houdini, which started `houdini`\n");
    assert_eq!(add("hou"), "unchanged: Houdini\n");
    assert_eq!(add("houdini"), "updated: Houdini, which started `hou`\n");
}

/// Other users do not have the settings of the administrator who adds it.
#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "of the others, only Windows has a menu for all users: windows::shortcuts"
)]
fn the_settings_of_the_administrator_do_not_count() {
    let sandbox = machine()
        .profile("houdini", "extends: houdini\nshortcut: {name: Mine}\n")
        .profile("mine", "program: {linux: [houdini]}\n");
    sandbox.write(
        "home/.local/share/applications/x.desktop",
        "[Desktop Entry]\nType=Application\nName=Vendor\nExec=houdini\n",
    );
    sandbox.write_profile(
        "root/etc/sglaunch/profiles/defaults.yaml",
        "shortcut: {categories: [Graphics]}\n",
    );
    add(&sandbox, &["houdini"]).success();
    assert_eq!(value(&entry(&sandbox), "Name").as_deref(), Some("Houdini"));
    add(&sandbox, &["mine"])
        .code(125)
        .stderr_contains("`mine` is your own profile, which does not count for all users");
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "of the others, only Windows has a menu for all users: windows::shortcuts"
)]
fn what_others_cannot_read_is_refused() {
    let sandbox = machine();
    let refused = |outcome: Outcome, path: &str, hint: &str| {
        let expected = format!(
            "error: other users cannot read this path, which the shortcut needs\n  --> {path}\nhint: {hint}\n"
        );
        assert_eq!(outcome.code(125).stderr, expected);
        assert!(!site_menu(&sandbox).exists());
    };
    let dir = "move it to a directory that all users can read";
    sandbox.write("home/icon.png", "");
    let icon = sandbox.home().join("icon.png").display().to_string();
    refused(
        add(&sandbox, &["houdini", "--icon", &icon]),
        "~/icon.png",
        dir,
    );
    let profiles = sandbox.home().join("profiles").display().to_string();
    fs::create_dir(&profiles).expect("a directory");
    let mut command = sandbox.command_of(exe(&sandbox));
    command.args(["-P", &profiles, "shortcut", "add", "--site", "houdini"]);
    refused(
        command.output().expect("it starts").into(),
        "~/profiles",
        dir,
    );
    let own = "install sglaunch in /usr/local/bin, and run it there";
    for path in ["home/sglaunch", "private/sglaunch"] {
        let copy = sandbox.path(path);
        fs::create_dir_all(copy.parent().expect("a directory")).expect("a directory");
        set_mode(sandbox.home(), 0o755);
        install(sglaunch().as_ref(), &copy);
        if path.starts_with("private") {
            set_mode(copy.parent().expect("a directory"), 0o700);
        }
        let mut command = sandbox.command_of(&copy);
        command.args(["shortcut", "add", "--site", "houdini"]);
        let shown = copy.display().to_string();
        let shown = shown.replace(&sandbox.home().display().to_string(), "~");
        refused(command.output().expect("it starts").into(), &shown, own);
    }
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "of the others, only Windows has a menu for all users: windows::shortcuts"
)]
fn it_takes_the_rights_of_root() {
    let sandbox = Sandbox::new()
        .dcc("root/opt/hfs20.5.370/bin/houdini")
        .unprivileged();
    let refused = |command: &str, hint: &str| {
        let line = ["shortcut", command, "--site", "houdini"];
        let line = line
            .into_iter()
            .filter(|word| command == "add" || *word != "--site");
        let stderr = sandbox.run(line).code(125).stderr;
        assert!(stderr.ends_with(hint), "{stderr}");
    };
    let dir = site_menu(&sandbox);
    let usr = sandbox.path("root/usr");
    fs::create_dir(&usr).expect("a directory");
    set_mode(&usr, 0o555);
    refused("add", "hint: run it as root, with sudo\n");
    set_mode(&usr, 0o755);
    fs::create_dir_all(&dir).expect("a directory");
    let mark =
        "[Desktop Entry]\nName=Houdini\nExec=/x/sglaunch houdini\nX-sglaunch-Profile=houdini\n";
    fs::write(dir.join("sglaunch-houdini.desktop"), mark).expect("a file");
    set_mode(&dir, 0o555);
    for command in ["add", "remove"] {
        let hint = "hint: run it as the owner of the directory: for all users, with sudo\n";
        refused(command, hint);
    }
    set_mode(&dir, 0o755);
}

#[test]
#[cfg_attr(
    any(target_os = "linux", windows),
    ignore = "Linux and Windows have a menu for all users"
)]
fn other_systems_refuse_it() {
    let refused = Sandbox::new().run(["shortcut", "add", "--site", "houdini"]);
    let expected = "error: `--site` works on Linux and Windows only: macOS has no menu for all users\n\
        hint: run the command without `--site` as each user\n";
    assert_eq!(refused.code(125).stderr, expected);
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the rule is the same on Windows; macOS has no menu for all users"
)]
fn an_own_profile_does_not_count() {
    let sandbox = machine().profile("studio", "{program: {linux: [/bin/sh]}}\n");
    let error = add(&sandbox, &["studio@2"]).code(125).stderr;
    assert!(
        error
            .starts_with("error: `studio` is your own profile, which does not count for all users")
            && error.contains("studio.yaml")
            && error.contains("`sglaunch init studio --site`"),
        "{error}"
    );
}
