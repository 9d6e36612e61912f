//! Thousands of profiles, and hundreds of warnings.

use std::fs;

use crate::programs::built_in;
use crate::sandbox::{HINT_OF_WARNINGS, Outcome, Sandbox};

/// The number of profiles.
const COUNT: usize = 10_000;

/// The limit in seconds of processor time. An optimised build takes less than a second.
const MOST_SECONDS: f64 = if cfg!(debug_assertions) { 10.0 } else { 2.0 };

/// Writes many profiles with a text that depends on their number.
fn profiles(yaml: impl Fn(usize) -> String) -> Sandbox {
    let sandbox = Sandbox::new();
    let dir = sandbox.path("home/.config/sglaunch/profiles");
    fs::create_dir_all(&dir).expect("a directory");
    for number in 0..COUNT {
        let file = dir.join(format!("tool{number}.yaml"));
        fs::write(file, yaml(number)).expect("a profile");
    }
    sandbox
}

/// Runs a command, and checks its processor time.
#[track_caller]
fn run_quickly(sandbox: &Sandbox, command: &str) -> Outcome {
    let call = sandbox.command([command]);
    let mut shell = sandbox.command_of("/bin/sh");
    shell
        .args(["-c", "\"$@\" >out 2>err; code=$?; times; exit $code", "sh"])
        .arg(call.get_program())
        .arg(command);
    let outcome = Outcome::from(shell.output().expect("a shell"));
    // User and system time of the shell, then those of its children, as in `0m1.25s`.
    let text = outcome.text();
    let times = text.split_whitespace().skip(2).map(|time| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').expect("a time");
        let [minutes, seconds] = [minutes, seconds].map(str::parse::<f64>);
        minutes.expect("a number") * 60.0 + seconds.expect("a number")
    });
    let seconds: f64 = times.sum();
    assert!(seconds < MOST_SECONDS, "{command}: {seconds} s");
    outcome
}

#[test]
fn thousands_of_profiles_are_listed_and_checked_quickly() {
    let sandbox = profiles(|number| {
        format!("program: {{linux: [tool{number}]}}\nenv: {{TOOL: '{number}'}}\n")
    });
    for command in ["list", "check"] {
        run_quickly(&sandbox, command).code(0);
    }
    let list = fs::read_to_string(sandbox.home().join("out")).expect("output");
    assert_eq!(list.matches(".yaml: ok\n").count(), COUNT);
    let end = format!(
        "\n{} profiles checked, no errors\n",
        COUNT + built_in().len()
    );
    assert!(list.ends_with(&end), "{}", &list[..999]);
}

/// Looking for similar names takes time by the square of the number of profiles.
#[test]
fn thousands_of_broken_profiles_are_listed_and_checked_quickly() {
    let sandbox = profiles(|number| format!("extends: too{number}\n"));
    run_quickly(&sandbox, "list").code(0);
    let list = fs::read_to_string(sandbox.home().join("out")).expect("output");
    assert_eq!(list.matches("invalid: run `sglaunch check").count(), COUNT);
    run_quickly(&sandbox, "check").code(1);
    let errors = fs::read_to_string(sandbox.home().join("err")).expect("errors");
    assert_eq!(errors.matches("error: ").count(), COUNT);
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
