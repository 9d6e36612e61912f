//! Values that a format cannot represent, and profiles and programs that are missing.

use serde_json::{Value, json};

use super::caller;
use crate::sandbox::Sandbox;
use crate::system;

#[test]
fn a_value_that_a_format_cannot_represent_is_an_error_and_prints_nothing() {
    let bytes = json!({"COPY": "${BYTES}"});
    for (name, value, format, why) in [
        (
            "A",
            "${HOME}",
            "dotenv",
            "cannot write `A` as dotenv: readers of dotenv would expand the `${`",
        ),
        (
            "A",
            "C:\\",
            "dotenv",
            "cannot write `A` as dotenv: readers of dotenv would take the backslash",
        ),
        (
            "A",
            "a\rb",
            "dotenv",
            "cannot write `A` as dotenv: readers of dotenv would change the carriage return",
        ),
        (
            "A",
            "it's $(touch x)",
            "dotenv",
            "cannot write `A` as dotenv: in the quotes that it needs, a shell would expand",
        ),
        (
            "A",
            "\n",
            "cmd",
            "cannot write `A` as cmd: cmd cannot set a line break",
        ),
        (
            "A",
            "",
            "cmd",
            "cannot write `A` as cmd: cmd cannot set an empty value",
        ),
        (
            "A",
            "",
            "powershell",
            "cannot write `A` as PowerShell: PowerShell cannot set an empty value",
        ),
    ] {
        refused(&caller(&[(name, value)], Value::Null), format, why);
    }
    let sandbox = caller(&[], bytes).env("BYTES", system::bytes(b"\xff"));
    for (format, name) in [
        ("dotenv", "dotenv"),
        ("json", "JSON"),
        ("powershell", "PowerShell"),
        ("cmd", "cmd"),
    ] {
        refused(
            &sandbox,
            format,
            &format!("cannot write `COPY` as {name}: its value is not UTF-8"),
        );
    }
}

#[test]
fn a_name_that_a_shell_cannot_set_is_an_error_and_prints_nothing() {
    for (name, formats, why) in [
        (
            "z.b",
            &["sh", "fish", "dotenv"][..],
            "a shell cannot set this name",
        ),
        (
            "z-b",
            &["sh", "fish", "dotenv"],
            "a shell cannot set this name",
        ),
        (
            "UID",
            &["sh", "dotenv"],
            "the shell manages this variable itself",
        ),
        (
            "path",
            &["sh", "dotenv"],
            "the shell manages this variable itself",
        ),
        (
            "version",
            &["fish"],
            "the shell manages this variable itself",
        ),
    ] {
        if system::is_same_variable(name, "PATH") {
            continue; // Windows has one variable PATH.
        }
        let sandbox = caller(&[(name, "1")], Value::Null);
        for format in formats {
            refused(
                &sandbox,
                format,
                &format!("cannot write `{name}` as {format}: {why}"),
            );
        }
        assert_eq!(
            sandbox
                .run(["env", "maya", "--format", "json"])
                .success()
                .json()[name],
            "1"
        );
    }
}

#[track_caller]
fn refused(sandbox: &Sandbox, format: &str, why: &str) {
    let outcome = sandbox.run(["env", "maya", "--format", format]).code(125);
    assert!(
        outcome.stderr.starts_with(&format!("error: {why}")),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("\nhint: "), "{}", outcome.stderr);
    assert_eq!(outcome.text(), "", "{format}");
}

#[test]
fn without_a_profile_defaults_applies() {
    let sandbox = caller(&[], Value::Null);
    let plain = sandbox.run(["env", "--format", "sh"]).success().text();
    assert!(
        plain.contains("\nexport SGLAUNCH_PROFILE='defaults'\n"),
        "{plain}"
    );
    assert!(
        plain.contains(&format!(
            "export SSL_CERT_FILE='{}'\n",
            sandbox.bundles()[0].display()
        )),
        "{plain}"
    );
    assert_eq!(
        plain,
        sandbox
            .run(["env", "defaults", "--format", "sh"])
            .success()
            .text()
    );
}

#[test]
fn the_program_need_not_be_installed() {
    let sandbox = caller(&[("A", "1")], Value::Null).env("PATH", "/nowhere");
    assert!(
        sandbox
            .run(["env", "maya", "--format", "sh"])
            .success()
            .text()
            .starts_with("export A='1'\n")
    );
    sandbox.run(["env", "maya@2026"]).code(127);
}
