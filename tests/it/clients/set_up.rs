//! Missing Pythons and packages are reported by name, and fail on CI.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::{PYTHONS, interpreter_or_skip, script, system_python, version};
use crate::sandbox::Outcome;
use crate::system;

const CELL: &str = "client_matrix::python_2_7::urllib";

/// The message of the skipped test.
fn named(test: &str) -> String {
    if test == CELL {
        return format!("not run: {test}: 2.7: there is no Python 2.7\n");
    }
    let here = version(&system_python()).expect("it runs");
    let missing = PYTHONS.iter().filter(|version| **version != here);
    let lines = missing.map(|version| format!("not run: {test}: there is no Python {version}\n"));
    lines.collect()
}

/// Runs this test program again on a machine whose only Python is that of `system_python`.
fn run_elsewhere(test: &str, variables: &[(&str, &str)]) -> Outcome {
    let dir = tempfile::tempdir().expect("a directory");
    link(&system_python(), &dir.path().join("python3"));
    let output = Command::new(env::current_exe().expect("a test program"))
        .args(["--exact", test])
        .env_clear()
        .env("PATH", dir.path())
        .env("PYENV_ROOT", dir.path())
        .envs(variables.iter().copied())
        .output();
    output.expect("it starts").into()
}

fn link(python: &Path, path: &Path) {
    system::symlink(python, path).expect("a link");
}

const HOOK: &str = "hook::every_supported_python_is_installed";

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_missing_python_is_reported() {
    for test in [CELL, HOOK] {
        let outcome = run_elsewhere(test, &[]).code(0);
        assert_eq!(outcome.stderr, named(test));
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_missing_python_fails_on_ci() {
    for test in [CELL, HOOK] {
        let outcome = run_elsewhere(test, &[("CI", "true")]).code(101);
        let printed = outcome.text() + &outcome.stderr;
        assert!(printed.contains("there is no Python 2.7"), "{printed}");
        assert!(!printed.contains("not run"), "{printed}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_python_that_ci_lacks_is_reported() {
    let without = |versions: &'static str| [("CI", "true"), ("SGLAUNCH_WITHOUT", versions)];
    for (test, missing, others) in [
        (CELL, "3.6 2.7", "3.7 2"),
        (HOOK, "2.7 3.7 3.9 3.11 3.13 3.14", "2.7 3.7 3.9 3.11 3.13"),
    ] {
        let outcome = run_elsewhere(test, &without(missing)).code(0);
        assert_eq!(outcome.stderr, named(test));
        run_elsewhere(test, &without(others)).code(101);
    }
}

/// A Python at another path is another environment, which pip must fill.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn missing_packages_are_reported() {
    let test = "clients::set_up::missing_packages_are_reported";
    let Some(python) = interpreter_or_skip(test, "2.7") else {
        return;
    };
    let pyenv = tempfile::tempdir().expect("a directory");
    let bin = pyenv.path().join("versions/2.7.0/bin");
    fs::create_dir_all(&bin).expect("a directory");
    link(python, &bin.join("python"));
    let pyenv = pyenv.path().to_str().expect("UTF-8");
    let offline = [
        ("PYENV_ROOT", pyenv),
        ("PIP_CONFIG_FILE", "/dev/null"),
        ("PIP_INDEX_URL", "https://127.0.0.1:1/"),
    ];
    let why = "2.7: pip could not fetch or install its packages\n";
    let outcome = run_elsewhere(CELL, &offline).code(0);
    assert_eq!(outcome.stderr, format!("not run: {CELL}: {why}"));
    let ci = [&offline[..], &[("CI", "true")]].concat();
    let outcome = run_elsewhere(CELL, &ci).code(101);
    let printed = outcome.text() + &outcome.stderr;
    assert!(printed.contains(why), "{printed}");
    assert_eq!(printed.matches("Retrying").count(), 1, "{printed}");
}

/// CI reads the missing versions from it.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn set_up_lists_the_missing_pythons() {
    let mut command = Command::new(system_python());
    command.arg(script("set-up")).arg("--missing").env_clear();
    command
        .env("PATH", "/nowhere")
        .env("PYENV_ROOT", "/nowhere");
    let outcome = Outcome::from(command.output().expect("Python starts")).success();
    assert_eq!(outcome.text(), PYTHONS.join(" ") + "\n");
}
