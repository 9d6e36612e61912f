//! Processes: sglaunch waits for the program and passes everything on.

use std::os::windows::process::CommandExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::json;

use crate::sandbox::{Outcome, Sandbox, dcc, sglaunch};

/// A process with a console of its own (`processthreadsapi.h`).
pub const CREATE_NEW_CONSOLE: u32 = 0x10;

fn maya() -> Sandbox {
    Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\n")
        .dcc("bin/maya")
        .on_path("bin")
}

#[test]
fn exit_codes_are_passed_on_with_32_bits() {
    for code in [0_u32, 1, 255, 256, 259, 0x4000_0015, 0xC000_0005, u32::MAX] {
        let outcome = maya().env("DCC_EXIT", code.to_string()).run(["maya"]);
        assert_eq!(outcome.code, Some(code.cast_signed()), "{code:#x}");
    }
}

#[test]
fn control_c_is_left_to_the_program() {
    // The program sends the event to all processes of its console and continues.
    let sandbox = maya().env("DCC_CONTROL_C", "1").env("DCC_EXIT", "5");
    let mut command = sandbox.command(["maya"]);
    let output = command.creation_flags(CREATE_NEW_CONSOLE).output();
    let outcome = Outcome::from(output.expect("it starts")).code(5);
    assert!(
        outcome.text().ends_with("control-c\n"),
        "{}",
        outcome.text()
    );
}

/// Starts a GUI program from a console of its own, presses `key` there while it runs, and returns
/// sglaunch's exit code. The program must continue, and write a file after three seconds.
#[track_caller]
fn from_a_console(sandbox: Sandbox, key: &str) -> Option<i32> {
    let (report, written) = (sandbox.path("report.json"), sandbox.path("written"));
    let sandbox = sandbox
        .env("DCC_WITHOUT", "DCC_PRESSES DCC_ONCE")
        .env("DCC_PRESSES", key)
        .env("DCC_ONCE", &report)
        .env("DCC_SAYS", report)
        .env("DCC_WINDOWED", "1")
        .env("DCC_SLEEP", "3000")
        .env("DCC_WRITES", &written);
    let mut command = sandbox.command_of(dcc());
    command.args([sglaunch(), "maya"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.creation_flags(CREATE_NEW_CONSOLE).status();
    assert!(!written.exists(), "sglaunch waited for the program");
    wait_for(&written);
    status.expect("it starts").code()
}

/// Ctrl-C returns the prompt, and the program does not get the event.
#[test]
fn control_c_does_not_end_a_gui_program() {
    let code = from_a_console(maya(), "control-c");
    assert_eq!(code, Some(0xC000_013A_u32.cast_signed()));
}

#[test]
#[ignore = "Wine ends all processes of a closed console without an event"]
fn closing_the_console_does_not_end_a_gui_program() {
    from_a_console(maya(), "close");
}

/// Waits for a file of the program or of its child process.
pub fn wait_for(written: &Path) {
    let limit = Instant::now() + Duration::from_secs(20);
    while !written.exists() {
        assert!(
            Instant::now() < limit,
            "it was ended before it wrote the file"
        );
        thread::sleep(Duration::from_millis(100));
    }
}

/// Returns a machine whose `tank` is a batch file that passes its arguments to a program.
fn tank() -> Sandbox {
    let sandbox = Sandbox::new().profile("tank", "program: {windows: [tank]}\n");
    let text = format!("@echo off\r\n\"{}\" %*\r\n", dcc().display());
    sandbox.write("bin/tank.bat", &text);
    sandbox.write("bin/other.cmd", text);
    sandbox.on_path("bin")
}

#[test]
fn a_batch_file_gets_its_arguments() {
    let sandbox = tank();
    for (word, arg) in [
        ("tank", "plain"),
        ("tank", "a b"),
        ("tank", ""),
        ("tank", "say \"hi\""),
        ("tank", "a&b|c<d>e^f"),
        ("tank", "^&"),
        ("tank", "(x)!y!;=,"),
        ("tank", "C:\\path\\"),
        ("tank", "한글"),
        ("./../bin/other.cmd", "a b & c"),
    ] {
        let words = if word == "tank" {
            vec![word, arg, "last"]
        } else {
            vec!["-p", "tank", word, arg, "last"]
        };
        let outcome = sandbox.run(&words).success();
        assert_eq!(
            outcome.dcc_args(),
            [json!(arg), json!("last")],
            "{word} {arg}"
        );
    }
}

#[test]
#[ignore = "Wine's cmd does not support the empty expansion that std escapes a percent sign with"]
fn a_percent_sign_is_not_expanded_for_a_batch_file() {
    let outcome = tank()
        .env("SECRET", "expanded")
        .run(["tank", "%SECRET%"])
        .success();
    assert!(
        !outcome
            .text()
            .replace("\"SECRET\":\"expanded\"", "")
            .contains("expanded"),
        "{}",
        outcome.text()
    );
}

#[test]
fn an_argument_that_cmd_cannot_take_is_an_error() {
    tank()
        .run(["tank", "two\nlines"])
        .code(126)
        .stderr_contains("it is a batch file, and an argument cannot be quoted for cmd.exe")
        .stderr_contains("tank.bat")
        .stderr_contains("hint: remove line breaks from the arguments");
}

/// As in a pipeline's configuration for all systems.
#[test]
fn a_path_without_an_extension_finds_the_file_with_one() {
    let sandbox = tank();
    sandbox.write("bin/tank", "#!/bin/bash\nexit 1\n");
    let typed = sandbox.path("bin/tank").into_os_string();
    for words in [
        vec![typed.clone(), "x".into()],
        vec!["-p".into(), "tank".into(), typed.clone(), "x".into()],
    ] {
        assert_eq!(sandbox.run(&words).success().dcc_args(), ["x"]);
    }
    for name in ["tank", "tank.bat"] {
        let text = fs::read(sandbox.path("bin").join(name)).expect("the file exists");
        sandbox.write(Path::new("root/studio").join(name), &text);
        sandbox.write(Path::new("root/studio/1.2").join(name), text);
    }
    for candidate in ["C:/studio/tank", "C:/studio/{version}/tank"] {
        let profile = format!("program: {{windows: ['{candidate}']}}\n");
        sandbox.write("home/.config/sglaunch/profiles/tank.yaml", profile);
        assert_eq!(sandbox.run(["tank", "x"]).success().dcc_args(), ["x"]);
    }
}

#[test]
fn profile_names_ignore_case() {
    let sandbox = maya();
    for name in ["Maya", "MAYA"] {
        let started = sandbox.run([name]).success();
        assert_eq!(started.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("maya"));
    }
    let shown = sandbox.run(["show", "Houdini"]).success().text();
    assert!(shown.contains("built-in"), "{shown}");
    // A file name with capitals means the same profile, which counts once.
    fs::remove_file(sandbox.path("home/.config/sglaunch/profiles/maya.yaml")).expect("ours");
    let sandbox = sandbox.profile("Maya", "extends: maya\nargs: [once]\n");
    for name in ["maya", "Maya"] {
        let started = sandbox.run([name]).success();
        assert_eq!(started.dcc_args(), ["once"]);
        assert_eq!(started.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("maya"));
    }
}

#[test]
fn pathext_determines_the_extensions_of_programs() {
    let sandbox = tank();
    fs::rename(sandbox.path("bin/tank.bat"), sandbox.path("bin/tank.cmd"))
        .expect("the file exists");
    fs::write(sandbox.path("bin/tank.txt"), "no program").expect("a file");
    let mut without = sandbox.command(["tank", "x"]);
    let outcome = without.env_remove("PATHEXT").output().expect("it starts");
    assert_eq!(Outcome::from(outcome).success().dcc_args(), ["x"]);
    for (extensions, is_found) in [
        (".COM;.EXE;.BAT;.CMD", true),
        ("", true),
        (".EXE;.cmd", true),
        (".EXE", false),
    ] {
        let outcome = sandbox
            .command(["tank", "x"])
            .env("PATHEXT", extensions)
            .output();
        let outcome = Outcome::from(outcome.expect("it starts"));
        assert_eq!(
            outcome.code == Some(0),
            is_found,
            "{extensions}: {}",
            outcome.stderr
        );
    }
}

#[test]
fn names_of_variables_ignore_case() {
    let sandbox = maya();
    let path = sandbox.var("PATH").expect("a PATH").to_owned();
    sandbox.write_profile(
        "home/.config/sglaunch/profiles/maya.yaml",
        "program: {windows: [maya]}\nenv: {PATH: {prepend: ['C:\\first']}}\n",
    );
    let mut command = sandbox.command(["maya"]);
    let output = command.env_remove("PATH").env("Path", &path).output();
    let outcome = Outcome::from(output.expect("it starts")).success();
    let env = outcome.json()["env"].clone();
    let named: Vec<_> = (env.as_object().expect("a map").iter())
        .filter(|(name, _)| name.eq_ignore_ascii_case("path"))
        .collect();
    assert_eq!(
        named,
        [(&"Path".to_owned(), &json!(format!("C:\\first;{path}")))]
    );
}

/// cmd looks in the current directory first. PowerShell does not either.
#[test]
fn a_program_in_the_current_directory_is_hinted_at() {
    let sandbox = tank().env("PATH", "C:\\nowhere");
    let text = fs::read(sandbox.path("bin/tank.bat")).expect("it exists");
    for name in ["tank.bat", "other.cmd"] {
        sandbox.write(Path::new("home").join(name), &text);
    }
    for (words, hint) in [
        (&["tank"][..], "hint: start it by its path: `sglaunch "),
        (
            &["-p", "tank", "other"],
            "hint: give its path: `sglaunch -p tank ",
        ),
        (&["other"], "hint: give its path: `sglaunch "),
        (&["other.cmd"], "hint: give its path: `sglaunch "),
    ] {
        let outcome = sandbox.run(words).code(127);
        let name = words.last().expect("a name");
        let line = outcome.stderr.lines().find(|line| line.starts_with(hint));
        let line = line.unwrap_or_else(|| panic!("{words:?}: {}", outcome.stderr));
        assert!(line.contains(&format!(".\\{name}")), "{line}");
        assert!(
            outcome
                .stderr
                .contains("not looked up in the current directory")
        );
    }
    let started = sandbox.run([".\\tank", "x"]).success();
    assert_eq!(started.dcc_args(), ["x"]);
    assert_eq!(started.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("tank"));
}

#[test]
fn what_is_longer_than_windows_allows_is_named_before_the_start() {
    let sandbox = tank().dcc("bin/maya");
    let program = sandbox.path("bin/maya.exe").display().to_string();
    let rest = 32_766 - program.encode_utf16().count() - "\"\" ".len();
    // A Korean letter has three bytes, and one unit.
    let longest = "한".repeat(rest);
    let run = |name: &str, keys: &str| {
        let yaml = format!("program: {{windows: [{name}]}}\n{keys}\n");
        sandbox.write_profile("home/.config/sglaunch/profiles/long.yaml", &yaml);
        sandbox.run(["long"])
    };
    let started = run("maya", &format!("args: [{longest}]")).success();
    assert_eq!(started.dcc_args(), [longest.as_str()]);
    for (name, keys, message) in [
        (
            "maya",
            format!("args: [{longest}a]"),
            "its command line has 32767 characters",
        ),
        (
            "tank",
            format!("args: [{}]", "x".repeat(9000)),
            "it is a batch file whose command line has 9",
        ),
        (
            "maya",
            format!("env: {{LONG: {}}}", "y".repeat(32_767)),
            "the variable `LONG` has 32772 characters",
        ),
    ] {
        run(name, &keys)
            .code(126)
            .stderr_contains(&format!("the program cannot be run: {message}"))
            .stderr_contains("hint: ");
    }
}
