//! What a completion must not do: write, read what is not needed, and wait for a dead directory.

use std::time::{Duration, Instant};

use super::session::PROJECT;
use super::studio::studio;
use crate::clients::{namespaces_or_skip, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox, sglaunch};

/// Lines of which each reads something else.
const LINES: [&str; 10] = [
    "",
    "hou",
    "-P ../extra z",
    "houdini@2",
    "broken@",
    "trust remove ",
    "shim add ",
    "shim remove ",
    "shortcut remove ",
    "husk ",
];

/// System calls that change files, or start or reach another process.
const FORBIDDEN: [&str; 13] = [
    "execve", "O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "mkdir", "unlink", "rename", "link",
    "chmod", "utimens", "connect", "socket",
];

#[test]
fn only_profiles_are_opened_and_nothing_is_written() {
    let test = "completions::quiet::only_profiles_are_opened_and_nothing_is_written";
    if tool_or_skip(test, "strace").is_none() {
        return;
    }
    let sandbox = studio();
    for line in LINES {
        let log = sandbox.path("strace");
        let mut strace = sandbox.command_of("strace");
        strace
            .args(["-f", "-e", "trace=%file,%network", "-o"])
            .arg(&log);
        strace.args([sglaunch(), "__complete", "bash"]);
        let part = line.rsplit([' ', '@']).next().expect("a word");
        strace
            .arg(part)
            .arg(format!("sglaunch {line}"))
            .current_dir(sandbox.path(PROJECT));
        let outcome: Outcome = strace.output().expect("strace starts").into();
        outcome.code(0);
        let calls = std::fs::read_to_string(&log).expect("the log");
        // strace starts sglaunch.
        for call in calls.lines().skip(1) {
            let is_bad = |word: &&&str| call.contains(**word) && !call.contains("readlink");
            let found = FORBIDDEN.iter().find(is_bad);
            assert_eq!(found, None, "{line:?}: {call}");
            let opens = call.contains("open") && !call.contains("O_PATH");
            if line == "hou" && opens && call.contains("/sglaunch-it-") {
                // No file of a built-in profile is looked for in each directory.
                let is_profile = call.contains("/sglaunch/profiles") && !call.contains("= -1");
                assert!(is_profile || call.contains("/recipes/"), "{call}");
            }
        }
    }
}

/// Mounts what the automounter would answer for on the directory `net` of the machine, without an
/// automounter: a process that opens a file in there sleeps.
const DEAD_MOUNT: &str = r#"
mkfifo pipe && exec 3<>pipe
mount -t autofs -o fd=3,pgrp=$$,minproto=5,maxproto=5,indirect none "$1" || exit 9
shift
exec setsid --wait "$@"
"#;

#[test]
fn a_directory_that_does_not_answer_does_not_block_the_shell() {
    let test = "completions::quiet::a_directory_that_does_not_answer_does_not_block_the_shell";
    if !namespaces_or_skip(test) {
        return;
    }
    let program = "program: {linux: ['/net/x/tool{version}/tool', '/opt/tool{version}/tool']}\n";
    let sandbox = Sandbox::new()
        .profile("tool", program)
        .dcc("root/opt/tool2.0/tool");
    let net = sandbox.path("root/net");
    std::fs::create_dir(&net).expect("a directory");
    for (line, profile_path, expected) in [
        ("tool@", "", "words\n@2.0\n"),
        ("too", "net/profiles", "words\ntool\n"),
        ("houdinif", "net/profiles", "words\nhoudinifx\n"),
        // The directory may have another profile of the name.
        ("tool@", "net/profiles", "words\n"),
    ] {
        let begin = Instant::now();
        let mut unshare = sandbox.command_of("unshare");
        unshare.args(["--mount", "setsid", "--wait", "sh", "-c", DEAD_MOUNT, "sh"]);
        unshare.arg(&net).args([sglaunch(), "__complete", "bash"]);
        let (_, part) = line.split_at(line.find('@').unwrap_or_default());
        unshare.arg(part).arg(format!("sglaunch {line}"));
        unshare.env(
            "SGLAUNCH_PROFILE_PATH",
            sandbox.path("root").join(profile_path),
        );
        let outcome: Outcome = unshare.output().expect("unshare starts").into();
        let took = begin.elapsed();
        std::fs::remove_file(sandbox.path("home/pipe")).expect("the pipe");
        assert_eq!(outcome.success().text(), expected, "{line}");
        // Without a limit it would never end.
        assert!(took < Duration::from_secs(10), "{line}: {took:?}");
    }
}
