//! The arguments, from the caller to sglaunch and from sglaunch to the program.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use super::sh;
use crate::clients::system_python;
use crate::sandbox::{Outcome, Sandbox, sglaunch};

/// Linux' limit of one argument, with its NUL (`MAX_ARG_STRLEN`, execve(2)).
const LONGEST: usize = 128 * 1024;

fn with_maya() -> Sandbox {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    sandbox.profile("maya", "program: {linux: [maya]}\n")
}

#[test]
fn the_name_of_the_call_selects_the_profile() {
    let sandbox = with_maya();
    for (name, words) in [("maya", "one two"), ("/nowhere/maya", "one two")] {
        let script = format!("exec -a {name} \"$0\" {words}");
        let mut bash = sandbox.command_of("bash");
        let output = bash.args(["-c", &script, sglaunch()]).output();
        let outcome = Outcome::from(output.expect("bash starts")).success();
        assert_eq!(outcome.dcc_args(), ["one", "two"], "{name}");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems refuse such a call")]
fn a_call_without_any_argument_is_one_without_a_command() {
    let sandbox = Sandbox::new();
    let expected = sandbox.run([""; 0]);
    // Linux 5.18 and newer add an empty name; before, there is none.
    let code = "import ctypes, os, sys; \
                null = (ctypes.c_char_p * 1)(None); \
                variables = [('%s=%s' % pair).encode() for pair in os.environ.items()]; \
                environ = (ctypes.c_char_p * (len(variables) + 1))(*variables); \
                ctypes.CDLL(None).execve(sys.argv[1].encode(), null, environ)";
    let mut python = sandbox.command_of(system_python());
    let output = python.args(["-c", code, sglaunch()]).output();
    let outcome = Outcome::from(output.expect("Python starts"));
    assert_eq!(outcome.code, expected.code);
    assert_eq!(outcome.text(), expected.text());
    assert_eq!(outcome.stderr, expected.stderr);
}

#[test]
fn arguments_reach_the_program_byte_by_byte() {
    let sandbox = Sandbox::new();
    let longest = "x".repeat(LONGEST - 1);
    let not_utf8 = OsStr::from_bytes(b"\xff\xfe\x80");
    let words = ["", " ", "-n", "--", "'\"$\\\n", longest.as_str()].map(OsStr::new);
    let call = ["-p", "defaults", "printf", "%s\\0"].map(OsStr::new);
    let outcome = sandbox.run(call.iter().chain(&words).chain([&not_utf8]));
    let expected: Vec<u8> = (words.iter().chain([&not_utf8]))
        .flat_map(|word| [word.as_bytes(), b"\0"].concat())
        .collect();
    assert!(outcome.code(0).stdout == expected);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the limit is that of Linux")]
fn arguments_that_only_sglaunch_makes_too_large_are_an_error() {
    // The caller may pass them to sglaunch. A variable of the profile makes them too large.
    let sandbox = with_maya();
    let value = "y".repeat(60_000);
    let variables: Vec<String> = (0..8).map(|n| format!("  B{n}: '{value}'\n")).collect();
    let variables = variables.concat();
    let yaml = format!("program: {{linux: [maya]}}\nenv:\n{variables}");
    let sandbox = sandbox.profile("maya", &yaml);
    // The limit of both together is a quarter of that of the stack, and 128 KiB at least.
    let script = "ulimit -s 2048; exec \"$0\" maya $(printf '%0300d ' $(seq 800))";
    let outcome = sh(&sandbox, script).code(126);
    let sentence = "error: the program cannot be run: its arguments and variables are larger than the system allows\n";
    assert!(outcome.stderr.starts_with(sentence), "{}", outcome.stderr);
    assert!(
        outcome
            .stderr
            .ends_with("hint: pass fewer arguments: they have 234 KiB\n"),
        "{}",
        outcome.stderr
    );
}
