use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use plist::{Dictionary, Value};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::desktop::shortcut::Shortcut;

fn shortcut(dir: &Path, arg: &str) -> Shortcut {
    let sglaunch = dir.join("it's $HOME \"here\"");
    fs::write(&sglaunch, "#!/bin/sh\nprintf '%s\\n' \"$PWD\" \"$@\"\n").unwrap();
    fs::set_permissions(&sglaunch, Permissions::from_mode(0o755)).unwrap();
    let command = [sglaunch.to_str().unwrap(), "--window", "houdini@20.5", arg];
    Shortcut {
        name: "Houdini <20.5> & 후디니".to_owned(),
        profile: "houdini".to_owned(),
        command: command.map(str::to_owned).to_vec(),
        ..Shortcut::default()
    }
}

#[test]
fn an_application_contains_the_starter_and_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let app = dir.path().join("Applications/X.app");
    let shortcut = shortcut(dir.path(), "a 'b' $(c) `d` \\");
    write(&app, &shortcut).unwrap();
    let program = app.join("Contents/MacOS/shortcut");
    let found = enclosing_app(&program).unwrap();
    assert_eq!(
        (&found.name, &found.command),
        (&shortcut.name, &shortcut.command)
    );
    assert_eq!((&found.path, found.target()), (&app, "houdini@20.5"));
    let called = found.call(&[program.clone().into(), "file 1".into()]);
    let command = shortcut.command.iter().map(String::as_str);
    assert!(
        called
            .iter()
            .map(|arg| arg.to_str().unwrap())
            .eq(command.chain(["file 1"]))
    );
    let sglaunch = found.program();
    assert_eq!(fs::read(&program).unwrap(), content::STARTER);
    assert!(!fs::symlink_metadata(&program).unwrap().is_symlink());
    let mode = fs::metadata(&program).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
    for other in [sglaunch, &program.with_file_name("sglaunch"), &app] {
        assert!(enclosing_app(other).is_none(), "{}", other.display());
    }
    let files = fs::read_dir(dir.path().join("Applications")).unwrap();
    assert_eq!(files.count(), 1, "no temporary file is left");
    remove(&app).unwrap();
    assert!(enclosing_app(&program).is_none() && !app.exists());
}

#[test]
fn an_application_is_the_same_until_something_changes() {
    let dir = tempfile::tempdir().unwrap();
    let app = dir.path().join("X.app");
    let mut shortcut = shortcut(dir.path(), "a");
    write(&app, &shortcut).unwrap();
    assert!(is_same(&app, &shortcut).unwrap());
    let icon = dir.path().join("x.icns");
    fs::write(&icon, "icns").unwrap();
    shortcut.icon = Some(icon.to_str().unwrap().to_owned());
    assert!(!is_same(&app, &shortcut).unwrap());
    write(&app, &shortcut).unwrap();
    assert!(is_same(&app, &shortcut).unwrap());
    assert_eq!(fs::read(app.join(ICON)).unwrap(), b"icns");
    assert_eq!(
        icon_of(&app.join("Contents/MacOS/shortcut")).unwrap(),
        app.join(ICON).to_str().unwrap()
    );
    shortcut.icon = None;
    assert!(!is_same(&app, &shortcut).unwrap());
    write(&app, &shortcut).unwrap();
    assert!(is_same(&app, &shortcut).unwrap());
    // An update of sglaunch changes nothing, so permissions stay.
    fs::write(&shortcut.command[0], "the next version").unwrap();
    assert!(is_same(&app, &shortcut).unwrap());
    shortcut.command.push("b".to_owned());
    assert!(!is_same(&app, &shortcut).unwrap());
}

#[test]
fn an_application_with_a_copy_of_sglaunch_is_recognised_and_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let app = dir.path().join("X.app");
    let shortcut = shortcut(dir.path(), "a");
    write(&app, &shortcut).unwrap();
    let program = app.join(EXECUTABLES).join(EXECUTABLE);
    fs::copy(&shortcut.command[0], &program).unwrap();
    fs::remove_file(app.join(COMMANDS)).unwrap();
    let found = enclosing_app(&program).unwrap();
    assert_eq!(found.command, shortcut.command);
    assert!(!is_same(&app, &shortcut).unwrap());
    write(&app, &shortcut).unwrap();
    assert!(is_same(&app, &shortcut).unwrap());
    assert_eq!(fs::read(&program).unwrap(), content::STARTER);
}

/// The starter in an application is for macOS, so this test builds it for this system.
#[test]
fn the_starter_runs_sglaunch_or_shows_why_not() {
    let dir = tempfile::tempdir().unwrap();
    let app = dir.path().join("it's an X.app");
    let shortcut = shortcut(dir.path(), "a 'b' $(c) \"d\" \\");
    write(&app, &shortcut).unwrap();
    let program = app.join(EXECUTABLES).join(EXECUTABLE);
    let source = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/desktop/shortcut/app_bundle/starter/starter.c"
    );
    let mut compiler = Command::new("cc");
    compiler.args(["-Wall", "-Wextra", "-Werror", "-o"]);
    let built = compiler.arg(&program).arg(source).status().unwrap();
    assert!(built.success());

    let run = |args: &[&str]| {
        let mut command = Command::new(&program);
        command.args(args).env_clear().env("HOME", dir.path());
        let output = command.current_dir("/").output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        (
            String::from_utf8(output.stdout).unwrap(),
            output.status.code(),
            stderr,
        )
    };
    let home = fs::canonicalize(dir.path()).unwrap();
    let own = format!(
        "{}\n--window\nhoudini@20.5\n{}\n",
        home.display(),
        shortcut.command[3]
    );
    assert_eq!(run(&[]).0, own);
    assert_eq!(run(&["file 1", ""]).0, format!("{own}file 1\n\n"));

    // Without sglaunch, it runs the command that shows a dialog, without its own arguments.
    fs::remove_file(&shortcut.command[0]).unwrap();
    let dialogs = dir.path().join("osascript");
    fs::write(&dialogs, "#!/bin/sh\nfor arg; do :; done\necho \"$arg\"\n").unwrap();
    fs::set_permissions(&dialogs, Permissions::from_mode(0o755)).unwrap();
    let commands = fs::read_to_string(app.join(COMMANDS)).unwrap();
    let with_dialogs = commands.replace("/usr/bin/osascript", dialogs.to_str().unwrap());
    fs::write(app.join(COMMANDS), with_dialogs).unwrap();
    let (shown, code, _) = run(&["file 1"]);
    assert!(shown.starts_with("The sglaunch that this shortcut starts cannot be started\n"));
    assert!(shown.contains(&shortcut.command[0]), "{shown}");
    assert!(shown.ends_with("create the shortcut again: `sglaunch shortcut add houdini@20.5`\n"));
    assert_eq!(code, Some(0));

    // Without either, and without commands, it prints why.
    fs::remove_file(&dialogs).unwrap();
    let (_, code, error) = run(&[]);
    let missing = format!("shortcut: {}: No such file", dialogs.display());
    assert!(error.starts_with(&missing), "{error}");
    assert_eq!(code, Some(127));
    fs::remove_file(app.join(COMMANDS)).unwrap();
    let (_, code, error) = run(&[]);
    assert!(
        error.contains("Resources/commands: No such file"),
        "{error}"
    );
    assert_eq!(code, Some(127));
}

/// The digest of the starter. If it changes, macOS asks every user for all permissions again.
#[test]
fn the_starter_never_changes() {
    let digest = Sha256::digest(content::STARTER);
    let digits: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        digits.concat(),
        "f3639974f257cba98c0036820f41911648432ca99d1d74e83b64984d0430abb7"
    );
}

#[test]
fn an_icon_with_dots_in_its_name_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let app = dir.path().join("Nuke15.1.app");
    fs::create_dir_all(app.join(RESOURCES)).unwrap();
    let icon = app.join(RESOURCES).join("Nuke15.1.icns");
    fs::write(&icon, "icns").unwrap();
    for name in ["Nuke15.1", "Nuke15.1.icns"] {
        let mut info = Dictionary::new();
        info.insert("CFBundleIconFile".to_owned(), name.into());
        (Value::Dictionary(info).to_file_xml(app.join(INFO))).unwrap();
        let found = icon_of(&app.join("Contents/MacOS/Nuke15.1"));
        assert_eq!(found.as_deref(), icon.to_str());
    }
}

#[test]
fn a_console_program_runs_in_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let app = dir.path().join("X.app");
    let shortcut = Shortcut {
        terminal: true,
        ..shortcut(dir.path(), "a 'b' $(c) `d` \\")
    };
    write(&app, &shortcut).unwrap();
    let executables = app.join(EXECUTABLES);
    let opener = fs::read_to_string(executables.join(EXECUTABLE)).unwrap();
    assert!(opener.contains("/usr/bin/open -b com.apple.Terminal"));
    let output = Command::new(executables.join(TERMINAL_SCRIPT))
        .arg("file 1")
        .env_clear()
        .env("HOME", dir.path())
        .output()
        .unwrap();
    let home = fs::canonicalize(dir.path()).unwrap();
    let printed = format!(
        "{}\n--window\nhoudini@20.5\na 'b' $(c) `d` \\\nfile 1\n",
        home.display()
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), printed);
}

#[test]
fn an_application_without_the_mark_is_not_a_shortcut() {
    let dir = tempfile::tempdir().unwrap();
    let info = dir.path().join("X.app").join(INFO);
    fs::create_dir_all(info.parent().unwrap()).unwrap();
    fs::write(
        &info,
        "<plist><dict><key>CFBundleName</key><string>X</string></dict></plist>",
    )
    .unwrap();
    assert!(read(&dir.path().join("X.app")).is_none());
}
