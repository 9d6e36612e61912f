//! Real clients: Pythons with the packages of `tests/clients/requirements`, and the scripts beside.
//!
//! `tests/clients/set-up` creates each environment below the target directory when the first test
//! needs it. It runs in cargo's environment, because pip may need a proxy or a CA to reach the
//! packages. Under Wine the environments exist already, in the directory `SGLAUNCH_CLIENTS`.

mod set_up;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};

use crate::system;

/// The Python versions that sglaunch supports.
pub const PYTHONS: [&str; 6] = ["2.7", "3.7", "3.9", "3.11", "3.13", "3.14"];

/// The variable that names the directory of environments from `tests/clients/set-up-windows`.
const READY_MADE: &str = "SGLAUNCH_CLIENTS";

/// Whether the Pythons are those of `tests/clients/set-up-windows`.
pub fn are_ready_made() -> bool {
    env::var_os(READY_MADE).is_some()
}

/// Returns the Python with the clients that most tests need.
pub fn python_or_skip(test: &str) -> Option<PathBuf> {
    environment(test, "any")
}

/// Returns the Python of an environment of `tests/clients/requirements`. If it cannot be created
/// (no such Python, no network), the test is reported as skipped; on CI it fails, because skipped
/// tests are easily overlooked there. `SGLAUNCH_WITHOUT` lists the versions that CI lacks.
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

/// Returns a Python of this version with any packages, by the same rules.
pub fn interpreter_or_skip(test: &str, version: &str) -> Option<&'static Path> {
    let found = pythons().get(version).map(PathBuf::as_path);
    if found.is_none() {
        let why = format!("there is no Python {version}");
        if is_without(version) {
            not_run(test, &why);
        } else {
            cannot_run(test, &why);
        }
    }
    found
}

/// Reports that a test is skipped, and why.
pub fn not_run(test: &str, why: &str) {
    // Not eprintln: the test harness hides it if the test passes.
    writeln!(io::stderr(), "not run: {test}: {why}").ok();
}

/// Finds a program. Without it the test is reported as skipped; on CI it fails.
pub fn tool_or_skip(test: &str, name: &str) -> Option<PathBuf> {
    let found = which::which(name).ok();
    if found.is_none() {
        cannot_run(test, &format!("no {name}"));
    }
    found
}

/// Whether the test can have namespaces of its own for mounts and processes, which needs root. If
/// not, the test is reported as skipped; on CI it fails.
pub fn namespaces_or_skip(test: &str) -> bool {
    let unshare =
        run(Command::new("unshare").args(["--mount", "--uts", "--pid", "--fork", "true"]));
    if unshare.is_err() {
        cannot_run(test, "it takes root to have mounts and processes apart");
    }
    unshare.is_ok()
}

/// Reports that a test is skipped; on CI it fails.
pub fn cannot_run(test: &str, why: &str) {
    assert!(!on_ci(), "{why} for {test}");
    not_run(test, why);
}

/// Returns the interpreter behind the `python3` on PATH, which may be a shim of pyenv.
pub fn system_python() -> PathBuf {
    interpreter().unwrap_or_else(|report| panic!("{report}"))
}

/// Returns each Python on PATH and in pyenv by version.
pub fn pythons() -> &'static BTreeMap<String, PathBuf> {
    static FOUND: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let candidates = on_path().chain(installed());
        let found = candidates.filter_map(|python| Some((version(&python)?, python)));
        found.collect()
    })
}

fn on_path() -> impl Iterator<Item = PathBuf> {
    let names = ["python2.7", system::PYTHON].map(str::to_owned).into_iter();
    let names = names.chain((6..=15).map(|minor| format!("python3.{minor}")));
    names.filter_map(|name| which::which(name).ok())
}

fn installed() -> impl Iterator<Item = PathBuf> {
    let pyenv = env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".pyenv")));
    let dirs = pyenv.map(|dir| fs::read_dir(dir.join("versions")));
    let entries = dirs.into_iter().flatten().flatten().flatten();
    entries.map(|entry| entry.path().join(system::INTERPRETER))
}

/// Returns its version, such as 3.11, if it runs and has TLS.
fn version(python: &Path) -> Option<String> {
    let code = "import sys, ssl; sys.stdout.write('%d.%d' % sys.version_info[:2])";
    run(Command::new(python).args(["-c", code])).ok()
}

/// Returns the path of a script in `tests/clients`.
pub fn script(name: &str) -> PathBuf {
    repository("tests/clients").join(name)
}

/// Returns the path of a file in the repository.
pub fn repository(path: &str) -> PathBuf {
    // In a test that was built on Linux and runs under Wine, the path has no drive.
    let dir = std::path::absolute(env!("CARGO_MANIFEST_DIR")).expect("a path");
    system::native_path(dir.join(path))
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
    ask(system::PYTHON.as_ref(), "sys.executable").map(PathBuf::from)
}

fn ask(python: &OsStr, expression: &str) -> Result<String, String> {
    let answer = run(Command::new(python)
        .arg("-c")
        .arg(format!("import sys; print({expression})")))?;
    Ok(answer.trim_end().to_owned())
}

/// Creates an environment once; other tests wait only for the one that they need.
fn made(name: &str) -> Result<PathBuf, String> {
    type Made = Arc<OnceLock<Result<PathBuf, String>>>;
    static MADE: Mutex<BTreeMap<String, Made>> = Mutex::new(BTreeMap::new());
    let mut all = MADE.lock().map_err(|error| error.to_string())?;
    let one = Arc::clone(all.entry(name.to_owned()).or_default());
    drop(all);
    one.get_or_init(|| make(name)).clone()
}

fn make(name: &str) -> Result<PathBuf, String> {
    if let Some(dir) = env::var_os(READY_MADE) {
        return ready_made(&Path::new(&dir).join(name));
    }
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // nextest runs each test in a process of its own, all at once.
    let lock = File::create(dir.join(format!("clients-{name}.lock")));
    let lock = lock.map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let python = run(Command::new(interpreter()?)
        .arg(script("set-up"))
        .arg("--into")
        .arg(dir)
        .arg(name))?;
    Ok(python.trim_end().into())
}

/// Returns an environment if it exists.
fn ready_made(dir: &Path) -> Result<PathBuf, String> {
    let python = system::native_path(dir.join(system::INTERPRETER));
    let complete = dir.join("complete");
    let is_made = complete.exists().then_some(python);
    is_made.ok_or_else(|| format!("set-up-windows has not made {}", dir.display()))
}

/// Returns the output of a command, or its whole output with the errors last if it fails.
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
