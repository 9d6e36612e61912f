//! `env --format csh` in tcsh.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{
    HOSTILE, Variables, anything, as_json, assert_same, caller, environment, launched, variables,
};
use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;

/// The line of the documentation, and the start of the DCC.
const EVAL: &str = "eval \"`$SGLAUNCH env maya --format csh`\"";

/// Runs a script in tcsh without start-up files.
fn in_tcsh(sandbox: &Sandbox, tcsh: &Path, lines: &[&str]) -> Outcome {
    let exec = "exec $DCC";
    let script = sandbox.write("home/script.csh", [lines, &[exec, ""]].concat().join("\n"));
    let mut command = Command::new(tcsh);
    command.arg("-f").arg(script).env_clear();
    command
        .envs(environment(sandbox))
        .env("SGLAUNCH", sglaunch())
        .env("DCC", sandbox.program("bin/maya"))
        .current_dir(sandbox.home());
    command.output().expect("tcsh starts").into()
}

/// Returns the variables of the DCC without those of the script.
fn found(outcome: &Outcome) -> Variables {
    let mut found = variables(outcome);
    for name in [
        "SGLAUNCH", "DCC", "HOSTTYPE", "VENDOR", "OSTYPE", "MACHTYPE", "GROUP", "HOST", "NLSPATH",
    ] {
        found.remove(name);
    }
    found
}

/// Values that csh can represent.
fn held() -> Vec<(&'static str, &'static str)> {
    let held = HOSTILE.iter().filter(|(_, value)| !value.contains('\n'));
    let more = [
        ("HISTORY", "!! !id ^a^b ! \\! !\\ '!'"),
        ("BRACES", "a ${HOME} ${NONE:-x} ${ $?x $#x $x:h"),
        ("RUN", "$(touch run) `touch run` ; touch run"),
    ];
    held.copied().chain(more).collect()
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn tcsh_reads_it_back() {
    let Some(tcsh) = tool_or_skip("env::csh::tcsh_reads_it_back", "tcsh") else {
        return;
    };
    for locale in ["C", "C.UTF-8"] {
        let bytes = json!({"BYTES_LIST": {"prepend": ["/a"]}, "BYTES_COPY": "'${BYTES}'"});
        let sandbox = caller(&held(), bytes)
            .env("BYTES_LIST", system::bytes(b"/\xff'\\\xfe:/\xc3"))
            .env(
                "BYTES",
                system::bytes(b"\x81\x88\xff \xed\xa0\x80 \xea\xb8"),
            )
            .env("LC_ALL", locale);
        let expected = launched(&sandbox);
        for lines in [
            &[EVAL][..],
            &["set backslash_quote", EVAL, EVAL],
            &[
                "set before = \"a  b\"",
                EVAL,
                "if (\"$before\" != \"a  b\") exit 1",
            ],
        ] {
            let outcome = in_tcsh(&sandbox, &tcsh, lines).success();
            assert_eq!(outcome.stderr, "");
            assert_same(
                &found(&outcome),
                &expected,
                &format!("tcsh, {locale}, {lines:?}"),
            );
        }
        assert!(!sandbox.path("home/run").exists(), "tcsh ran a value");
    }
}

/// As at the prompt, and in a start-up file, which tcsh reads like this.
#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn tcsh_reads_it_back_on_its_command_line_and_from_stdin() {
    let test = "env::csh::tcsh_reads_it_back_on_its_command_line_and_from_stdin";
    let Some(tcsh) = tool_or_skip(test, "tcsh") else {
        return;
    };
    let sandbox = caller(&held(), Value::Null);
    let expected = launched(&sandbox);
    let script = format!("{EVAL}\nexec $DCC\n");
    sandbox.write("home/script.csh", &script);
    for args in [&["-f", "-c", &script.replace('\n', ";")][..], &["-f", "-i"]] {
        let mut command = Command::new(&tcsh);
        command.args(args).env_clear();
        command
            .envs(environment(&sandbox))
            .env("SGLAUNCH", sglaunch())
            .env("DCC", sandbox.program("bin/maya"))
            .current_dir(sandbox.home());
        let input = std::fs::File::open(sandbox.home().join("script.csh"));
        command.stdin(input.expect("a script"));
        let outcome = Outcome::from(command.output().expect("tcsh starts"));
        // An interactive shell prints its prompt first.
        let printed = String::from_utf8_lossy(&outcome.stdout).into_owned();
        let start = printed
            .find("{\"")
            .unwrap_or_else(|| panic!("{printed} {}", outcome.stderr));
        let started = Outcome {
            stdout: printed.as_bytes()[start..].to_vec(),
            ..outcome
        };
        let mut found = found(&started);
        for name in ["TERM", "LINES", "COLUMNS"] {
            found.remove(name);
        }
        assert_same(&found, &expected, &format!("{args:?}"));
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn tcsh_reads_back_anything_without_a_line_break() {
    let test = "env::csh::tcsh_reads_back_anything_without_a_line_break";
    let Some(tcsh) = tool_or_skip(test, "tcsh") else {
        return;
    };
    let values: Vec<OsString> = anything()
        .into_iter()
        .filter(|value| !value.as_encoded_bytes().contains(&b'\n'))
        .collect();
    // More of them than the 4 KiB that a shell reads at once, of which the first is the rest.
    let long = "'!\\ ".repeat(8000);
    for values in values.chunks(60) {
        let filled = |index: usize| (format!("V{index}"), format!("${{FROM_{index}}}").into());
        let mut more: Variables = (0..values.len()).map(filled).collect();
        more.insert("LONG".to_owned(), long.as_str().into());
        let mut sandbox = caller(&[], more.into()).env("LC_ALL", "C");
        for (index, value) in values.iter().enumerate() {
            sandbox = sandbox.env(format!("FROM_{index}"), value);
        }
        let found = variables(&in_tcsh(&sandbox, &tcsh, &[EVAL]).success());
        for (index, value) in values.iter().enumerate() {
            assert_eq!(found[&format!("V{index}")], as_json(value), "value {index}");
        }
        assert_eq!(found["LONG"], long);
    }
}

#[test]
fn what_csh_cannot_read_is_refused_by_name() {
    let refused = |variables: &[(&str, &str)], why: &str| {
        let sandbox = caller(variables, Value::Null);
        let outcome = sandbox.run(["env", "maya", "--format", "csh"]).code(125);
        assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
        assert_eq!(outcome.text(), "");
    };
    refused(
        &[("A", "a\nb")],
        "cannot write `A` as csh: csh cannot read a line break",
    );
    let long = "한".repeat(1000);
    refused(
        &[("A", &long), ("B", &long)],
        "cannot write `B` as csh: csh may lose characters",
    );
    refused(
        &[("a.b", "x")],
        "cannot write `a.b` as csh: a shell cannot set this name",
    );
}
