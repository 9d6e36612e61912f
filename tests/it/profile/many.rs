//! Thousands of profiles, and hundreds of warnings.

use std::fs;

use crate::programs::built_in;
use crate::sandbox::{HINT_OF_WARNINGS, Outcome, Sandbox};

/// The smaller and the larger number of profiles.
const COUNTS: [usize; 2] = [400, 4_000];

/// How many times as much processor time the larger number may take. Ten times is proportional, and
/// 100 times is the square; other work of the machine can double either time.
const MOST_TIMES: f64 = 30.0;

/// Writes many profiles with a text that depends on their number.
fn profiles(count: usize, yaml: impl Fn(usize) -> String) -> Sandbox {
    let sandbox = Sandbox::new();
    let dir = sandbox.path("home/.config/sglaunch/profiles");
    fs::create_dir_all(&dir).expect("a directory");
    for number in 0..count {
        let file = dir.join(format!("tool{number}.yaml"));
        fs::write(file, yaml(number)).expect("a profile");
    }
    sandbox
}

/// Runs a command, which writes to `out` and `err`, and returns its processor time in seconds.
#[track_caller]
fn measured(sandbox: &Sandbox, command: &str, code: i32) -> f64 {
    let call = sandbox.command([command]);
    let mut shell = sandbox.command_of("/bin/sh");
    shell
        .args(["-c", "\"$@\" >out 2>err; code=$?; times; exit $code", "sh"])
        .arg(call.get_program())
        .arg(command);
    let outcome = Outcome::from(shell.output().expect("a shell")).code(code);
    // User and system time of the shell, then those of its children, as in `0m1.25s`.
    let text = outcome.text();
    let times = text.split_whitespace().skip(2).map(|time| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').expect("a time");
        let [minutes, seconds] = [minutes, seconds].map(str::parse::<f64>);
        minutes.expect("a number") * 60.0 + seconds.expect("a number")
    });
    times.sum()
}

/// Runs a command with both numbers of profiles, and compares their times. Returns the larger
/// number, and what the command wrote with it to stdout and stderr.
#[track_caller]
fn run_quickly(command: &str, code: i32, yaml: fn(usize) -> String) -> (usize, String, String) {
    let [few, many] = COUNTS.map(|count| profiles(count, yaml));
    let [time_of_few, time] = [&few, &many].map(|sandbox| measured(sandbox, command, code));
    // The shell counts in hundredths of a second.
    assert!(
        time < time_of_few.max(0.05) * MOST_TIMES,
        "{command}: {time_of_few} s, {time} s"
    );
    let [out, err] = ["out", "err"].map(|name| {
        let path = many.home().join(name);
        fs::read_to_string(path).expect("what it wrote")
    });
    (COUNTS[1], out, err)
}

#[test]
fn thousands_of_profiles_are_listed_and_checked_quickly() {
    let tool = |number| format!("program: {{linux: [tool{number}]}}\nenv: {{TOOL: '{number}'}}\n");
    run_quickly("list", 0, tool);
    let (count, checked, _) = run_quickly("check", 0, tool);
    assert_eq!(checked.matches(".yaml: ok\n").count(), count);
    let end = format!(
        "\n{} profiles checked, no errors\n",
        count + built_in().len()
    );
    assert!(checked.ends_with(&end), "{}", &checked[..999]);
}

/// Looking for similar names takes time by the square of the number of profiles.
#[test]
fn thousands_of_broken_profiles_are_listed_and_checked_quickly() {
    let broken = |number| format!("extends: too{number}\n");
    let (count, list, _) = run_quickly("list", 0, broken);
    assert_eq!(list.matches("invalid: run `sglaunch check").count(), count);
    let (count, _, errors) = run_quickly("check", 1, broken);
    assert_eq!(errors.matches("error: ").count(), count);
    assert!(
        errors.contains("hint: did you mean `tool0`"),
        "{}",
        &errors[..999]
    );
    assert!(errors.contains("hint: run `sglaunch list`"));
}

#[test]
fn only_some_of_many_warnings_are_shown() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/many.pem]}\n");
    let mut pem = crate::sandbox::system_root().pem();
    for _ in 0..500 {
        pem += "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    }
    sandbox.write("home/many.pem", pem);
    sandbox.write("home/.config/sglaunch/ca.d/empty.pem", "");
    let warned = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert_eq!(warned.lines().count(), 22, "{warned}");
    let end = format!("warning: … and 481 more warnings (-v shows all)\n{HINT_OF_WARNINGS}");
    assert!(warned.ends_with(&end), "{warned}");
    // Not only those of the source that has the most.
    assert!(warned.contains("warning: trust:empty: "), "{warned}");
    let all = sandbox
        .run(["-v", "--refresh", "bundle", "path"])
        .code(0)
        .stderr;
    assert!(all.matches("warning: ").count() == 501, "{all}");
    for command in ["check", "bundle list", "bundle diff", "trust list"] {
        let said = sandbox.run(command.split(' ')).code(0).stderr;
        // `trust list` also counts what is trusted without a file.
        let lines = said.lines().filter(|line| line.starts_with("warning: "));
        assert!(lines.count() <= 21, "{command}: {said}");
    }
    assert!(
        sandbox
            .run(["-q", "--refresh", "bundle", "path"])
            .code(0)
            .stderr
            .is_empty()
    );
}
