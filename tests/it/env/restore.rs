//! `env --unset` in real shells.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{BRACES, HOSTILE, Variables, as_json, assert_same, caller, environment, variables};
use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;

const RESTORE: &str = "SGLAUNCH_RESTORE";

/// How a shell evaluates the output of a command, and its options.
struct Shell {
    name: &'static str,
    args: &'static [&'static str],
    eval: fn(&str) -> String,
}

const SHELLS: [Shell; 7] = [
    Shell {
        name: "dash",
        args: &["-c"],
        eval: posix,
    },
    Shell {
        name: "bash",
        args: &["-c"],
        eval: posix,
    },
    Shell {
        name: "zsh",
        args: &["-f", "-c"],
        eval: posix,
    },
    Shell {
        name: "mksh",
        args: &["-c"],
        eval: posix,
    },
    Shell {
        name: "busybox",
        args: &["sh", "-c"],
        eval: posix,
    },
    Shell {
        name: "fish",
        args: &["--no-config", "-c"],
        eval: |words| format!("$SGLAUNCH env {words} --format fish | source\n"),
    },
    Shell {
        name: "tcsh",
        args: &["-f", "-c"],
        eval: |words| format!("eval \"`$SGLAUNCH env {words} --format csh`\"\n"),
    },
];

fn posix(words: &str) -> String {
    format!("eval \"$($SGLAUNCH env {words} --format sh)\"\n")
}

/// Runs commands in the environment of the sandbox, then the DCC.
fn run(sandbox: &Sandbox, shell: &Shell, commands: &str) -> Option<Outcome> {
    let test = "env::restore::unset_leads_back_through_nested_changes";
    let path = tool_or_skip(test, shell.name)?;
    let mut command = Command::new(path);
    command
        .args(shell.args)
        .arg(format!("{commands}exec $DCC"))
        .env_clear()
        .envs(environment(sandbox))
        .env("SGLAUNCH", sglaunch())
        .env("DCC", sandbox.program("bin/maya"))
        .current_dir(sandbox.home())
        .stdin(Stdio::null());
    let outcome = Outcome::from(command.output().expect("the shell starts")).success();
    assert_eq!(outcome.stderr, "", "{}", shell.name);
    Some(outcome)
}

/// Returns the variables of the DCC, the record included.
fn found(outcome: &Outcome) -> Variables {
    let mut found = variables(outcome);
    for name in [
        "SGLAUNCH", "DCC", "HOSTTYPE", "VENDOR", "OSTYPE", "MACHTYPE", "GROUP", "HOST",
    ] {
        found.remove(name);
    }
    if let Some(record) = outcome.dcc_env(RESTORE) {
        found.insert(RESTORE.to_owned(), record.into());
    }
    found
}

fn studio(variables: &[(&str, &str)]) -> Sandbox {
    let sandbox = caller(
        variables,
        json!({"BYTES": "x", "GIVEN": {"default": "y"}, "OTHER": "first"}),
    );
    let second = json!({"env": {"OTHER": "second", "LIST": {"prepend": ["/2"]}, "MORE": "2", "BYTES": null}});
    sandbox
        .profile("second", &second.to_string())
        .env("BYTES", system::bytes(b"\xff:%'\xc3"))
        .env("LONG", "x y ".repeat(5000))
}

#[test]
#[cfg_attr(windows, ignore = "it is about shells of Unix")]
fn unset_leads_back_through_nested_changes() {
    for shell in &SHELLS {
        let mut values = HOSTILE.to_vec();
        values.push(BRACES);
        if shell.name == "tcsh" {
            values.retain(|(_, value)| !value.contains('\n'));
        }
        let sandbox = studio(&values).env("LC_ALL", "C.UTF-8");
        let Some(outcome) = run(&sandbox, shell, "") else {
            continue;
        };
        let before = found(&outcome);
        assert_eq!(before["BYTES"], as_json(&system::bytes(b"\xff:%'\xc3")));
        let (maya, second, unset) = (
            (shell.eval)("maya"),
            (shell.eval)("second"),
            (shell.eval)("--unset"),
        );
        let changed = found(&run(&sandbox, shell, &maya).expect("the shell"));
        assert_eq!(changed["LIST"], "/a b:/m:/z");
        assert!(changed[RESTORE].as_str().is_some_and(str::is_ascii));
        for commands in [
            format!("{maya}{unset}"),
            format!("{maya}{maya}{unset}"),
            format!("{maya}{second}{unset}"),
            format!("{second}{maya}{second}{unset}"),
            format!("{maya}{unset}{second}{unset}"),
        ] {
            let after = found(&run(&sandbox, shell, &commands).expect("the shell"));
            assert_same(&after, &before, &format!("{} {commands}", shell.name));
        }
    }
}

/// Applies the changes of `env` in JSON to the caller's environment.
fn applied(sandbox: Sandbox, words: &[&str]) -> Sandbox {
    let changes = sandbox
        .run([&["env"], words, &["--format", "json"]].concat())
        .success()
        .json();
    let Value::Object(changes) = changes else {
        panic!("an object")
    };
    changes
        .iter()
        .fold(sandbox, |sandbox, (name, value)| match value.as_str() {
            Some(value) => sandbox.env(name, value),
            None => sandbox.without(name),
        })
}

#[test]
fn what_has_changed_since_is_left_alone() {
    let sandbox = caller(&[("A", "1"), ("B", "1")], json!({"C": "1"})).env("B", "theirs");
    let sandbox = applied(sandbox, &["maya"])
        .env("A", "own")
        .env("REMOVED", "own")
        .without("C");
    let mut unset = sandbox
        .run(["-v", "env", "--unset", "--format", "json"])
        .code(0);
    let told = std::mem::take(&mut unset.stderr);
    let changes = unset.json();
    assert_eq!(changes["B"], "theirs");
    assert_eq!(changes["LIST"], "/m");
    assert_eq!(changes["SGLAUNCH_PROFILE"], Value::Null);
    assert_eq!(changes[RESTORE], Value::Null);
    for name in ["A", "C", "REMOVED"] {
        assert_eq!(changes.get(name), None, "{name}");
    }
    assert_eq!(
        told,
        "sglaunch: kept, because they have changed since: A, C, REMOVED\n"
    );
}

#[test]
fn without_a_record_unset_is_an_error() {
    let sandbox = caller(&[], Value::Null);
    for (record, why) in [
        (
            None,
            "error: SGLAUNCH_RESTORE is not set: there are no changes to undo\nhint: ",
        ),
        (
            Some("{"),
            "error: SGLAUNCH_RESTORE is not a record that sglaunch has written\nhint: ",
        ),
    ] {
        let sandbox = match record {
            Some(record) => caller(&[], Value::Null).env(RESTORE, record),
            None => caller(&[], Value::Null),
        };
        for format in ["sh", "csh", "json", "systemd"] {
            let outcome = sandbox
                .run(["env", "--unset", "--format", format])
                .code(125);
            assert!(outcome.stderr.starts_with(why), "{}", outcome.stderr);
            assert_eq!(outcome.text(), "");
        }
    }
    sandbox.run(["env", "maya", "--unset"]).code(125);
}

/// The record has values of the shell; the program is not that shell.
#[test]
fn a_launch_removes_the_record() {
    let sandbox = applied(
        caller(&[("A", "1")], Value::Null).env("A", "secret"),
        &["maya"],
    );
    assert!(
        sandbox
            .var(RESTORE)
            .is_some_and(|record| record.contains("secret"))
    );
    let outcome = sandbox.run(["maya"]).success();
    assert_eq!(outcome.dcc_env(RESTORE), None);
    let shown = sandbox.run(["-n", "maya"]).success().text();
    assert!(shown.contains("remove   SGLAUNCH_RESTORE\n"), "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
    let report = sandbox.run(["doctor", "maya", "--json"]);
    assert!(!report.text().contains("secret") && !report.stderr.contains("secret"));
}

/// For files there is no shell to restore.
#[test]
fn files_have_no_record() {
    let sandbox = caller(&[("A", "1")], Value::Null).env("A", "0");
    for format in ["dotenv", "systemd", "openjd"] {
        let text = sandbox
            .run(["env", "maya", "--format", format])
            .code(0)
            .text();
        assert!(text.contains("A=") && !text.contains(RESTORE), "{text}");
    }
}

#[test]
fn values_that_are_too_long_leave_no_record() {
    let sandbox = caller(&[("A", "1")], Value::Null).env("A", "x".repeat(120 * 1024));
    let mut outcome = sandbox.run(["env", "maya", "--format", "json"]).code(0);
    let told = std::mem::take(&mut outcome.stderr);
    assert_eq!(outcome.json()["A"], "1");
    assert_eq!(outcome.json().get(RESTORE), None);
    assert!(
        told.starts_with("sglaunch: SGLAUNCH_RESTORE is not set, because "),
        "{told}"
    );
    // The line of a batch file is shorter.
    let sandbox = caller(&[("A", "1")], Value::Null).env("A", "x".repeat(9000));
    let outcome = sandbox.run(["env", "maya", "--format", "cmd"]).code(0);
    assert!(!outcome.text().contains(RESTORE), "{}", outcome.text());
    assert!(
        outcome.stderr.contains("SGLAUNCH_RESTORE is not set"),
        "{}",
        outcome.stderr
    );
}
