//! The process: its arguments, signals and exit code.

use std::ffi::OsString;
use std::process::Stdio;

use serde_json::json;

use super::maya;
use crate::sandbox::{Sandbox, sglaunch};
use crate::system;

#[test]
fn arguments_reach_the_program_byte_for_byte() {
    let hostile = [
        "--help", "-n", "--", "-p", "", " a  b ", "it's", "\"q\"", "$HOME", "`x`", "a\nb",
        "%PATH%", "*", "한글",
    ];
    let mut words: Vec<OsString> = ["maya"]
        .iter()
        .chain(&hostile)
        .map(OsString::from)
        .collect();
    let bytes = system::bytes(b"\xff\xfe");
    words.push(bytes.clone());
    let outcome = maya().run(&words).success();
    let mut expected: Vec<_> = hostile.iter().map(|arg| json!(arg)).collect();
    expected.push(json!(bytes.as_encoded_bytes()));
    assert_eq!(outcome.dcc_args(), expected);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "Windows has no exec: the program is another process"
)]
fn the_program_keeps_the_process_id() {
    let sandbox = maya();
    let child = sandbox
        .command(["maya"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let pid = child.id();
    let output = child.wait_with_output().expect("it ends");
    let started: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(started["pid"], pid);
}

#[test]
fn the_current_directory_and_the_exit_code_are_passed_on() {
    let sandbox = maya().env("DCC_EXIT", "77");
    let outcome = sandbox.run(["maya"]).code(77);
    let dir = sandbox.home();
    assert_eq!(outcome.json()["cwd"], dir.to_str().expect("UTF-8"));
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no signals")]
fn a_signal_that_ends_the_program_is_passed_on() {
    assert_eq!(maya().env("DCC_KILL", "1").run(["maya"]).signal, Some(6));
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no modes and no shebangs")]
fn a_script_that_cannot_be_run_is_126() {
    let sandbox = Sandbox::new().script("home/no-interpreter", "#!/nowhere/sh\n");
    let plain = sandbox.write("home/plain", "#!/bin/sh\n");
    system::set_mode(plain, 0o644);
    let sandbox = sandbox.script("home/crlf", "#!/bin/sh\r\nexit\r\n");
    let error = |word: &str| sandbox.run([word]).code(126).stderr;
    assert!(error("./no-interpreter").contains("its interpreter /nowhere/sh does not exist"));
    assert!(error("./plain").contains("chmod +x ./plain"));
    let crlf = error("./crlf");
    assert!(crlf.contains("Windows line endings (CRLF)"), "{crlf}");
    assert!(
        crlf.contains(r"hint: convert it to LF: perl -pi -e 's/\r$//' ./crlf"),
        "{crlf}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_whose_loader_is_missing_is_126() {
    let sandbox = Sandbox::new();
    let program = sandbox.write("home/tool", elf_with_loader(b"/lib/ld-nowhere.so.1\0"));
    system::set_mode(program, 0o755);
    let error = sandbox.run(["./tool"]).code(126).stderr;
    assert!(
        error.contains("its loader /lib/ld-nowhere.so.1 does not exist"),
        "{error}"
    );
    assert!(!error.contains("first line"), "{error}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_for_another_processor_is_126() {
    let sandbox = Sandbox::new();
    let mut elf = elf_with_loader(b"/lib/ld.so.1\0");
    // No machine has the number 0.
    elf[18] = 0;
    system::set_mode(sandbox.write("home/tool", elf), 0o755);
    system::set_mode(sandbox.write("home/broken", "\x7fELF"), 0o755);
    for program in ["./tool", "./broken"] {
        let error = sandbox.run([program]).code(126).stderr;
        assert!(
            error.contains("it is built for another type of processor, or damaged"),
            "{error}"
        );
    }
}

/// A 64-bit executable of this machine whose only program header is `PT_INTERP`.
#[cfg(target_os = "linux")]
fn elf_with_loader(loader: &[u8]) -> Vec<u8> {
    let machine = if cfg!(target_arch = "aarch64") {
        183
    } else {
        62
    };
    let mut elf = vec![0; 120];
    elf[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
    // The type (an executable), the machine, and the offset, size and number of program headers.
    for (at, value) in [
        (16, 2),
        (18, machine),
        (20, 1),
        (32, 64),
        (52, 64),
        (54, 56),
        (56, 1),
    ] {
        elf[at] = value;
    }
    // The header: its type, and the offset, size and size in memory of the path.
    let size = u8::try_from(loader.len()).expect("a short path");
    for (at, value) in [(64, 3), (72, 120), (96, size), (104, size)] {
        elf[at] = value;
    }
    elf.extend(loader);
    elf
}

#[test]
fn exit_codes_are_126_and_127_as_in_shells() {
    let sandbox = Sandbox::new();
    let error = |word: &str, code| sandbox.run([word]).code(code).stderr;
    sandbox.write("home/text.txt", "not a program");
    assert!(error("./text.txt", 126).contains("text.txt"));
    assert!(error("./", 126).contains("directory"));
    assert!(error("./nothing", 127).contains("no such program"));
    assert!(
        sandbox
            .run(["-p", "python", "nothing"])
            .code(127)
            .stderr
            .contains("`nothing` is not on PATH")
    );
}

#[test]
#[cfg_attr(windows, ignore = "needs a Unix shell")]
fn a_closed_pipe_is_not_an_error() {
    let sandbox = Sandbox::new().env("SGLAUNCH", sglaunch());
    let outcome = sandbox.run([
        "-p",
        "python",
        "sh",
        "-c",
        "\"$SGLAUNCH\" schema | head -n 1; \"$SGLAUNCH\" man | true",
    ]);
    assert_eq!(outcome.success().text(), "{\n");
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no signals")]
fn signals_that_the_caller_ignores_stay_ignored() {
    let sandbox = Sandbox::new().env("SGLAUNCH", sglaunch());
    let ignored = |command: &str| {
        let script = format!("trap '' PIPE USR1; {command} grep SigIgn /proc/self/status");
        sandbox
            .run(["-p", "defaults", "sh", "-c", &script])
            .success()
            .text()
    };
    assert_eq!(ignored("\"$SGLAUNCH\" -p defaults"), ignored("env"));
}

#[test]
#[cfg_attr(windows, ignore = "needs a Unix shell")]
fn a_script_without_a_shebang_is_run_by_the_shell() {
    let sandbox = Sandbox::new().script("home/plain", "echo \"$0 $1\"\n");
    assert_eq!(
        sandbox.run(["./plain", "x"]).success().text(),
        "./plain x\n"
    );
}
