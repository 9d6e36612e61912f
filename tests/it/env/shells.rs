//! `env` evaluated by real shells.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{
    BRACES, HOSTILE, Variables, anything, as_json, assert_same, caller, environment, launched,
    variables,
};
use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;

/// Creates a caller with values that no profile can hold.
fn caller_with_bytes() -> Sandbox {
    let mut variables = HOSTILE.to_vec();
    variables.push(BRACES);
    let bytes = system::bytes;
    caller(
        &variables,
        json!({"BYTES_LIST": {"prepend": ["/a"]}, "BYTES_COPY": "'${BYTES}'"}),
    )
    .env("BYTES_LIST", bytes(b"/\xff'\\\xfe:/\xc3"))
    .env("BYTES", bytes(b"\x81\x88\xff \xed\xa0\x80 \xea\xb8"))
}

/// Runs a shell script in the environment of the sandbox; its first two arguments are sglaunch and
/// the DCC.
fn in_shell(sandbox: &Sandbox, shell: &Shell, script: &str) -> Outcome {
    let mut command = Command::new(&shell.path);
    command
        .args(shell.args)
        .arg(script)
        .arg(sglaunch())
        .arg(sandbox.program("bin/maya"));
    command
        .env_clear()
        .envs(environment(sandbox))
        .current_dir(sandbox.home())
        .stdin(Stdio::null());
    command.output().expect("the shell starts").into()
}

/// A shell and its command to evaluate sglaunch's output.
struct Shell {
    path: PathBuf,
    args: &'static [&'static str],
    is_fish: bool,
}

impl Shell {
    fn or_skip(test: &str, name: &str) -> Option<Self> {
        let path = tool_or_skip(&format!("env::shells::{test}"), name)?;
        let args: &[&str] = match name {
            "busybox" => &["sh", "-c"],
            "fish" => &["--no-config", "-c"],
            "zsh" => &["-f", "-c"],
            _ => &["-c"],
        };
        Some(Self {
            path,
            args,
            is_fish: name == "fish",
        })
    }

    /// In other locales fish rewrites inherited values: a single \xff becomes two bytes.
    fn locales(&self) -> &'static [&'static str] {
        if self.is_fish {
            &["C.UTF-8"]
        } else {
            &["", "C", "C.UTF-8"]
        }
    }

    fn once(&self) -> &'static str {
        if self.is_fish {
            "$argv[1] env maya --format fish | source; exec $argv[2]"
        } else {
            r#"eval "$("$0" env maya --format sh)"; exec "$1""#
        }
    }

    /// Evaluates, starts the DCC, then evaluates the output of a second call in that environment.
    fn again_and_again(&self) -> &'static str {
        if self.is_fish {
            "set text ($argv[1] env maya --format fish | string collect); echo $text | source; echo $text | source
                 $argv[1] env maya --format fish | source; exec $argv[2]"
        } else {
            r#"text=$("$0" env maya --format sh); eval "$text"; eval "$text"
                 eval "$("$0" env maya --format sh)"; exec "$1""#
        }
    }
}

/// Checks that evaluating the output, once or twice, gives the environment of a launch.
fn reads_back(test: &str, name: &str) {
    let Some(shell) = Shell::or_skip(test, name) else {
        return;
    };
    for locale in shell.locales() {
        let sandbox = caller_with_bytes().env("LC_ALL", locale);
        let expected = launched(&sandbox);
        assert_eq!(expected["LIST"], "/a b:/m:/z");
        assert!(expected["BYTES_COPY"].is_array() && !expected.contains_key("REMOVED"));
        for script in [shell.once(), shell.again_and_again()] {
            let outcome = in_shell(&sandbox, &shell, script).success();
            assert_same(
                &variables(&outcome),
                &expected,
                &format!("{name} with LC_ALL={locale}"),
            );
        }
        assert_eq!(
            sandbox.bundles().len(),
            1,
            "the bundle of the first call is recognised"
        );
    }
    reads_back_anything(&shell, name);
}

/// Checks that quoting and then evaluating is the identity.
fn reads_back_anything(shell: &Shell, name: &str) {
    let values = anything();
    let filled = |index: usize| (format!("V{index}"), format!("${{FROM_{index}}}").into());
    let mut sandbox = caller(
        &[],
        (0..values.len()).map(filled).collect::<Variables>().into(),
    );
    for (index, value) in values.iter().enumerate() {
        sandbox = sandbox.env(format!("FROM_{index}"), value);
    }
    let found = variables(&in_shell(&sandbox, shell, shell.once()).success());
    for (index, value) in values.iter().enumerate() {
        assert_eq!(
            found[&format!("V{index}")],
            as_json(value),
            "{name}, value {index}"
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn dash_reads_it_back() {
    reads_back("dash_reads_it_back", "dash");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn bash_reads_it_back() {
    reads_back("bash_reads_it_back", "bash");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn zsh_reads_it_back() {
    reads_back("zsh_reads_it_back", "zsh");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn mksh_reads_it_back() {
    reads_back("mksh_reads_it_back", "mksh");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn busybox_reads_it_back() {
    reads_back("busybox_reads_it_back", "busybox");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn fish_reads_it_back() {
    reads_back("fish_reads_it_back", "fish");
}

/// cmd reads the output from a batch file. Values that it cannot represent are tested elsewhere,
/// and values outside ASCII are left out, because Wine's cmd ignores `chcp`.
#[test]
#[cfg_attr(not(windows), ignore = "it takes cmd, which is Windows'")]
fn cmd_reads_it_back() {
    let is_held =
        |value: &str| value.is_ascii() && !value.is_empty() && !value.contains(['\r', '\n']);
    let held = HOSTILE.iter().filter(|(_, value)| is_held(value));
    let sandbox = caller(&held.copied().collect::<Vec<_>>(), Value::Null);
    let expected = launched(&sandbox);
    let changes = sandbox.run(["env", "maya", "--format", "cmd"]).success();
    sandbox.write("home/changes.bat", changes.stdout);
    let dcc = sandbox.program("bin/maya");
    let calls = format!("@call changes.bat\r\n@\"{}\"\r\n", dcc.display());
    sandbox.write("home/calls.bat", calls);
    let outcome = sandbox
        .command_of("cmd")
        .args(["/d", "/c", "calls.bat"])
        .output();
    let outcome = Outcome::from(outcome.expect("cmd starts")).success();
    assert_same(&variables(&outcome), &expected, "cmd");
}
