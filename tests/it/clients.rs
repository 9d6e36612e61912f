//! The real clients: Pythons that have the packages of `tests/clients/requirements`, and the scripts beside it.
//!
//! `tests/clients/set-up` makes them under the target folder, each for the first test that asks, in the environment that
//! cargo was started in: pip may need a proxy or a certificate of its own to reach the packages.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};

use crate::sandbox::Outcome;

/// The Python with the clients that most tests need.
pub fn python_or_skip(test: &str) -> Option<PathBuf> {
    environment(test, "any")
}

/// The Python of an environment of `tests/clients/requirements`. Where it cannot be made (no such Python, no network) the
/// test says that it is not run; on CI, where nobody would read that, it fails. A Python that CI has not got either is
/// named in `SGLAUNCH_WITHOUT`, a list with spaces.
pub fn environment(test: &str, name: &str) -> Option<PathBuf> {
    match made(name) {
        Ok(python) => Some(python),
        Err(report) if on_ci() && !is_without(name) => {
            panic!("no Python with the clients for {test}:\n{report}")
        }
        Err(report) => {
            not_run(test, last_line(&report));
            None
        }
    }
}

/// Says that a test is not run, and why.
pub fn not_run(test: &str, why: &str) {
    // Not eprintln, which the test harness keeps to itself when a test passes.
    writeln!(io::stderr(), "not run: {test}: {why}").ok();
}

/// A program that the machine may have or not. Without it the test says that it is not run; on CI it fails.
pub fn tool_or_skip(test: &str, name: &str) -> Option<PathBuf> {
    let found = which::which(name).ok();
    if found.is_none() {
        cannot_run(test, &format!("no {name}"));
    }
    found
}

/// Whether there can be mounts and processes that only the test sees, which takes root. If not, the test says that it is
/// not run; on CI it fails.
pub fn namespaces_or_skip(test: &str) -> bool {
    let unshare =
        run(Command::new("unshare").args(["--mount", "--uts", "--pid", "--fork", "true"]));
    if unshare.is_err() {
        cannot_run(test, "it takes root to have mounts and processes apart");
    }
    unshare.is_ok()
}

fn cannot_run(test: &str, why: &str) {
    assert!(!on_ci(), "{why} for {test}");
    not_run(test, why);
}

/// The interpreter behind the `python3` on PATH, which may be a shim that picks one.
pub fn system_python() -> PathBuf {
    interpreter().unwrap_or_else(|report| panic!("{report}"))
}

/// The Pythons on PATH and those that pyenv has installed, by version, each once.
pub fn pythons() -> BTreeMap<String, PathBuf> {
    let names = ["python2.7", "python3"].map(str::to_owned).into_iter();
    let names = names.chain((6..=15).map(|minor| format!("python3.{minor}")));
    let on_path = names.filter_map(|name| which::which(name).ok());
    let pyenv = env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".pyenv")));
    let installed = pyenv
        .into_iter()
        .flat_map(|folder| fs::read_dir(folder.join("versions")));
    let installed = installed
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin/python"));
    let version = |python: &Path| {
        let code = "import sys, ssl; sys.stdout.write('%d.%d' % sys.version_info[:2])";
        let output = Command::new(python).args(["-c", code]).output().ok()?;
        (output.status.success()).then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let found = on_path
        .chain(installed)
        .filter_map(|python| Some((version(&python)?, python)));
    found.collect()
}

/// A client of `tests/clients`, by its file name.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/clients")
        .join(name)
}

fn on_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty())
}

fn last_line(report: &str) -> &str {
    report
        .trim_end()
        .lines()
        .next_back()
        .unwrap_or("no reason given")
}

fn is_without(name: &str) -> bool {
    let python = name.split('-').next();
    let without = env::var("SGLAUNCH_WITHOUT").unwrap_or_default();
    without
        .split_whitespace()
        .any(|missing| Some(missing) == python)
}

fn interpreter() -> Result<PathBuf, String> {
    let shim = if cfg!(windows) { "python" } else { "python3" };
    ask(shim.as_ref(), "sys.executable").map(PathBuf::from)
}

fn ask(python: &OsStr, expression: &str) -> Result<String, String> {
    let answer = run(Command::new(python)
        .arg("-c")
        .arg(format!("import sys; print({expression})")))?;
    Ok(answer.trim_end().to_owned())
}

/// An environment is made once, whoever asks first: the others wait for it alone.
fn made(name: &str) -> Result<PathBuf, String> {
    type Made = Arc<OnceLock<Result<PathBuf, String>>>;
    static MADE: Mutex<BTreeMap<String, Made>> = Mutex::new(BTreeMap::new());
    let mut all = MADE.lock().map_err(|error| error.to_string())?;
    let one = Arc::clone(all.entry(name.to_owned()).or_default());
    drop(all);
    one.get_or_init(|| make(name)).clone()
}

fn make(name: &str) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // Under nextest every test is a process, and each of them comes by here at once.
    let lock = File::create(folder.join(format!("clients-{name}.lock")));
    let lock = lock.map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let python = run(Command::new(interpreter()?)
        .arg(script("set-up"))
        .arg("--into")
        .arg(folder)
        .arg(name))?;
    Ok(python.trim_end().into())
}

/// What the command prints; when it fails, everything that it said, its errors last.
fn run(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(printed);
    }
    Err(format!(
        "{program}: {}\n{printed}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// A cell of the matrix on a machine where nobody finds its Python: the test program itself, once more.
fn run_without_python_2_7(variables: &[(&str, &str)]) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let python = folder.path().join("python3");
    std::os::unix::fs::symlink(system_python(), python).expect("a link");
    let cell = Command::new(env::current_exe().expect("a test program"))
        .args(["--exact", "matrix::python_2_7::urllib"])
        .env_clear()
        .envs(variables.iter().copied())
        .env("PATH", folder.path())
        .env("PYENV_ROOT", folder.path())
        .output();
    cell.expect("it starts").into()
}

const NOT_RUN: &str = "not run: matrix::python_2_7::urllib: 2.7: there is no Python 2.7\n";

#[test]
fn a_python_that_is_not_here_is_named() {
    let outcome = run_without_python_2_7(&[]).code(0);
    assert_eq!(outcome.stderr, NOT_RUN);
}

#[test]
fn a_python_that_ci_has_not_got_fails_there() {
    let outcome = run_without_python_2_7(&[("CI", "true")]).code(101);
    let said = outcome.text() + &outcome.stderr;
    assert!(said.contains("2.7: there is no Python 2.7"), "{said}");
    assert!(!said.contains("not run"), "{said}");
}

#[test]
fn a_python_that_ci_says_it_has_not_got_is_named_there() {
    let ci = [("CI", "true"), ("SGLAUNCH_WITHOUT", "3.6 2.7")];
    assert_eq!(run_without_python_2_7(&ci).code(0).stderr, NOT_RUN);
    let another = [("CI", "true"), ("SGLAUNCH_WITHOUT", "3.7 2")];
    run_without_python_2_7(&another).code(101);
}
