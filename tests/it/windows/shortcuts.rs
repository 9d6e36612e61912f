//! Links, started by the shell itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::sandbox::{Outcome, Sandbox, dcc, files_in, sglaunch};

/// Arguments with characters that are special in a command line.
const HOSTILE: [&str; 11] = [
    "two words",
    "100%",
    "a\\b",
    "C:\\x y\\",
    "\\",
    "say \"x\"",
    "^&|<>",
    "",
    "후디니",
    "-p",
    "--window",
];

/// A sandbox with a Maya and a directory for links.
fn studio() -> Sandbox {
    let sandbox = Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\nargs: [-own]\n")
        .dcc("bin/maya")
        .on_path("bin");
    fs::create_dir(sandbox.path("links")).expect("a directory");
    sandbox
}

/// Adds a link and returns the output.
fn add(sandbox: &Sandbox, args: &[&str]) -> String {
    let line = [
        &["shortcut", "add", "maya", "--to", "../links"][..],
        &["--name", "마야 1"],
        args,
    ];
    sandbox.run(line.concat()).success().text()
}

/// The only link in the directory.
#[track_caller]
fn link(sandbox: &Sandbox) -> PathBuf {
    let files = files_in(&sandbox.path("links"));
    let [link] = files.as_slice() else {
        panic!("{files:?}")
    };
    link.clone()
}

/// Starts a link, and returns what the program wrote to a file.
fn start(sandbox: &Sandbox, link: &Path) -> Value {
    let report = sandbox.path("report.json");
    let mut command = sandbox.command_of("start");
    let status = command.arg(link).env("DCC_SAYS", &report).status();
    assert!(status.expect("the shell starts").success());
    let limit = Instant::now() + Duration::from_mins(1);
    while !report.exists() {
        assert!(Instant::now() < limit, "nothing has started");
        thread::sleep(Duration::from_millis(50));
    }
    let text = fs::read_to_string(&report).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_link_starts_the_program_with_its_arguments() {
    let sandbox = studio();
    add(&sandbox, &[&["--"], &HOSTILE[..]].concat());
    let started = start(&sandbox, &link(&sandbox));
    let args = started["args"].as_array().expect("a list");
    let expected: Vec<&str> = ["-own"].into_iter().chain(HOSTILE).collect();
    assert_eq!(args[1..], expected);
    assert_eq!(started["env"]["SGLAUNCH_PROFILE"], "maya");
    assert!(started["env"]["SSL_CERT_FILE"].is_string());
}

/// Explorer starts a link with the mode "Run: Minimized" like this. (Wine's shell does not.)
#[test]
fn the_window_mode_of_a_link_is_passed_on() {
    let sandbox = studio();
    let report = sandbox.path("report.json");
    let without_console = Path::new(sglaunch()).with_file_name("sglaunchw.exe");
    for (option, modes) in [("/min", [2, 6, 7]), ("/max", [3, 3, 3])] {
        let mut command = sandbox.command_of("start");
        command.args([option, "/wait"]).arg(&without_console);
        let command = command.arg("maya").args(HOSTILE).env("DCC_SAYS", &report);
        command.status().expect("it starts");
        let text = fs::read_to_string(&report).expect("a file");
        let started: Value = serde_json::from_str(&text).expect("JSON");
        let mode = started["window"].as_u64().unwrap_or_default();
        assert!(modes.contains(&mode), "{option}: {mode}");
        assert_eq!(started["env"]["SGLAUNCH_PROFILE"], "maya");
        fs::remove_file(&report).expect("a file");
    }
}

#[test]
fn adding_twice_changes_nothing() {
    let sandbox = studio();
    let output = add(&sandbox, &[]);
    assert!(output.starts_with("added: 마야 1 ("), "{output}");
    let stamp = || {
        let link = link(&sandbox);
        let time = fs::metadata(&link).expect("a link").modified();
        (time.expect("a time"), fs::read(link).expect("a link"))
    };
    let before = stamp();
    let output = add(&sandbox, &[]);
    assert!(output.starts_with("unchanged: 마야 1 ("), "{output}");
    assert_eq!(stamp(), before);
    let output = add(&sandbox, &["--", "x"]);
    assert!(output.starts_with("updated: 마야 1 ("), "{output}");
    assert_ne!(stamp().1, before.1);
}

#[test]
fn a_list_shows_the_command_and_remove_deletes_the_link() {
    let sandbox = studio();
    add(&sandbox, &["--", "a b", "c\\"]);
    let link = link(&sandbox);
    let list = || sandbox.run(["shortcut", "list", "--json"]).success().json()["shortcuts"].clone();
    let without_console = Path::new(sglaunch()).with_file_name("sglaunchw.exe");
    assert_eq!(
        list(),
        json!([{
            "name": "마야 1", "profile": "maya", "asked_version": null, "version": null, "place": "other",
            "path": link, "works": true, "problem": null,
            "command": [without_console, "maya", "a b", "c\\"],
        }])
    );
    sandbox.run(["shortcut", "remove", "마야 1"]).success();
    assert!(!link.exists());
    assert_eq!(list(), json!([]));
}

#[test]
fn a_file_that_sglaunch_did_not_create_stays() {
    let sandbox = studio();
    add(&sandbox, &[]);
    let link = link(&sandbox);
    sandbox.run(["shortcut", "remove", "마야 1"]).success();
    // A file that the shell cannot read belongs to another program.
    let original = b"L\0\0\0 something else";
    fs::write(&link, original).expect("a file");
    let args = [
        "shortcut", "add", "maya", "--to", "../links", "--name", "마야 1",
    ];
    sandbox
        .run(args)
        .code(125)
        .stderr_contains("a file that sglaunch did not create has the name of the shortcut");
    sandbox
        .run(["shortcut", "remove", "마야 1"])
        .code(125)
        .stderr_contains("there is no shortcut `마야 1`");
    assert_eq!(fs::read(&link).expect("a link"), original);
}

/// Explorer does not accept the prefix of the paths that the system's calls return.
#[test]
fn the_path_of_an_icon_has_no_prefix() {
    let sandbox = studio();
    sandbox.write_profile(
        "home/.config/sglaunch/profiles/maya.yaml",
        "program: {windows: [maya]}\nshortcut: {icon: {windows: [maya.ico]}}\n",
    );
    sandbox.write("bin/maya.ico", "");
    add(&sandbox, &[]);
    let bytes = fs::read(link(&sandbox)).expect("a link");
    let has = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(units.len()).any(|part| part == units)
    };
    assert!(has(r"\bin\maya.ico") && !has(r"\\?\"));
}

/// The link is in the Start menu of all users, and nothing in it depends on the user.
#[test]
fn a_link_for_all_users() {
    let sandbox = studio().dcc("bin/python");
    let add = ["shortcut", "add", "--site", "python"];
    sandbox
        .run(add)
        .code(125)
        .stderr_contains("other users cannot read this path, which the shortcut needs")
        .stderr_contains(r"bin\python.exe");

    let programs = tempfile::tempdir_in(r"C:\ProgramData").expect("a directory");
    fs::copy(dcc(), programs.path().join("python.exe")).expect("a file");
    let sandbox = sandbox.env("PATH", programs.path());
    let added = sandbox.run(add).success().text();
    assert!(added.starts_with("added: "), "{added}");
    let menu = r"root\ProgramData\Microsoft\Windows\Start Menu\Programs";
    let links = files_in(&sandbox.path(menu));
    let [link] = links.as_slice() else {
        panic!("{links:?}")
    };
    let bytes = fs::read(link).expect("a link");
    let has = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes
            .windows(units.len())
            .any(|part| part.eq_ignore_ascii_case(&units))
    };
    assert!(has("%USERPROFILE%") && !has(r"C:\users"));
    assert_eq!(start(&sandbox, link)["env"]["SGLAUNCH_PROFILE"], "python");

    let list = sandbox.run(["shortcut", "list", "--json"]).success().json();
    let listed = &list["shortcuts"][0];
    assert_eq!(
        (&listed["place"], &listed["works"]),
        (&json!("site"), &json!(true))
    );
    assert!(sandbox.run(add).success().text().starts_with("unchanged: "));
    sandbox.run(["shortcut", "remove", "python"]).success();
    assert!(!link.exists());
}

#[test]
fn a_missing_program_without_a_console_is_named() {
    let sandbox = studio();
    let exe = sandbox.path("own/sglaunch.exe");
    fs::create_dir(sandbox.path("own")).expect("a directory");
    fs::copy(sglaunch(), &exe).expect("a copy");
    let add = || -> Outcome {
        let mut command = sandbox.command_of(&exe);
        command.args(["shortcut", "add", "maya", "--to", "../links"]);
        command.output().expect("it starts").into()
    };
    add()
        .code(0)
        .stderr_contains("the shortcut opens a console window too")
        .stderr_contains("sglaunchw.exe")
        .stderr_contains("copy it from where sglaunch.exe comes from");
    let without_console = Path::new(sglaunch()).with_file_name("sglaunchw.exe");
    fs::copy(without_console, exe.with_file_name("sglaunchw.exe")).expect("a copy");
    let added = add().success();
    assert!(added.text().starts_with("updated: "), "{}", added.text());
}
