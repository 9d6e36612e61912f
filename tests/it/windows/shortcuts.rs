//! Links that the shell itself starts, by the program that has no console.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, files_in, sglaunch};

/// Words that mean something to one of the layers that they go through.
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

/// A machine with a Maya and a folder for links.
fn studio() -> Sandbox {
    let sandbox = Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\nargs: [-own]\n")
        .dcc("bin/maya")
        .on_path("bin");
    fs::create_dir(sandbox.path("links")).expect("a folder");
    sandbox
}

/// Has sglaunch say what it does with the links of the folder.
fn add(sandbox: &Sandbox, words: &[&str]) -> String {
    let line = [
        &["shortcut", "add", "maya", "--to", "../links"][..],
        &["--name", "마야 1"],
        words,
    ];
    sandbox.run(line.concat()).quietly().text()
}

/// The only link.
#[track_caller]
fn link(sandbox: &Sandbox) -> PathBuf {
    let files = files_in(&sandbox.path("links"));
    let [link] = files.as_slice() else {
        panic!("{files:?}")
    };
    link.clone()
}

/// What the program says that a link starts: nobody has its output.
fn start(sandbox: &Sandbox, link: &Path) -> Value {
    let said = sandbox.path("said.json");
    let mut command = sandbox.alone("start");
    let status = command.arg(link).env("DCC_SAYS", &said).status();
    assert!(status.expect("the shell starts").success());
    let limit = Instant::now() + Duration::from_secs(60);
    while !said.exists() {
        assert!(Instant::now() < limit, "nothing has started");
        thread::sleep(Duration::from_millis(50));
    }
    let text = fs::read_to_string(&said).expect("it has been written");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_link_starts_the_program_with_its_words() {
    let sandbox = studio();
    add(&sandbox, &[&["--"], &HOSTILE[..]].concat());
    let started = start(&sandbox, &link(&sandbox));
    let words = started["args"].as_array().expect("a list");
    let expected: Vec<&str> = ["-own"].into_iter().chain(HOSTILE).collect();
    assert_eq!(words[1..], expected);
    assert_eq!(started["env"]["SGLAUNCH_PROFILE"], "maya");
    assert!(started["env"]["SSL_CERT_FILE"].is_string());
}

#[test]
fn adding_twice_changes_nothing() {
    let sandbox = studio();
    let said = add(&sandbox, &[]);
    assert!(said.starts_with("added: 마야 1 ("), "{said}");
    let stamp = || {
        let link = link(&sandbox);
        let time = fs::metadata(&link).expect("a link").modified();
        (time.expect("a time"), fs::read(link).expect("a link"))
    };
    let before = stamp();
    let said = add(&sandbox, &[]);
    assert!(said.starts_with("nothing to change: 마야 1 ("), "{said}");
    assert_eq!(stamp(), before);
    let said = add(&sandbox, &["--", "x"]);
    assert!(said.starts_with("brought up to date: 마야 1 ("), "{said}");
    assert_ne!(stamp().1, before.1);
}

#[test]
fn a_list_says_what_is_started_and_a_removed_link_is_gone() {
    let sandbox = studio();
    add(&sandbox, &["--", "a b", "c\\"]);
    let link = link(&sandbox);
    let list = || sandbox.run(["shortcut", "list", "--json"]).quietly().json()["shortcuts"].clone();
    let without_console = Path::new(sglaunch()).with_file_name("sglaunchw.exe");
    assert_eq!(
        list(),
        json!([{
            "name": "마야 1", "profile": "maya", "asked_version": null, "version": null, "place": "other",
            "path": link, "works": true, "problem": null,
            "command": [without_console, "maya", "a b", "c\\"],
        }])
    );
    sandbox.run(["shortcut", "remove", "마야 1"]).quietly();
    assert!(!link.exists());
    assert_eq!(list(), json!([]));
}

#[test]
fn a_link_that_is_not_ours_stays() {
    let sandbox = studio();
    add(&sandbox, &[]);
    let link = link(&sandbox);
    sandbox.run(["shortcut", "remove", "마야 1"]).quietly();
    // What the shell cannot read is somebody's too.
    let theirs = b"L\0\0\0 something else";
    fs::write(&link, theirs).expect("ours");
    let words = [
        "shortcut", "add", "maya", "--to", "../links", "--name", "마야 1",
    ];
    sandbox
        .run(words)
        .code(125)
        .says("a file that sglaunch has not made is in the way");
    sandbox
        .run(["shortcut", "remove", "마야 1"])
        .code(125)
        .says("there is no shortcut `마야 1`");
    assert_eq!(fs::read(&link).expect("it is there"), theirs);
}

/// Explorer takes no path with the prefix that the system's own calls give.
#[test]
fn a_picture_is_named_as_explorer_knows_it() {
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
