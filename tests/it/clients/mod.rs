//! The real clients: Pythons that have the packages of `tests/clients/requirements`, and the scripts beside it.
//!
//! `tests/clients/set-up` makes them under the target folder, each for the first test that asks, in the environment that
//! cargo was started in: pip may need a proxy or a certificate of its own to reach the packages. Under Wine they are
//! there before, in the folder of `SGLAUNCH_CLIENTS`.

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

/// The Pythons that sglaunch is for.
pub const PYTHONS: [&str; 6] = ["2.7", "3.7", "3.9", "3.11", "3.13", "3.14"];

/// The variable that names the folder of the environments that `tests/clients/set-up-windows` has made.
const READY_MADE: &str = "SGLAUNCH_CLIENTS";

/// Whether the Pythons are those that `tests/clients/set-up-windows` has made.
pub fn are_ready_made() -> bool {
    env::var_os(READY_MADE).is_some()
}

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

/// A Python of this version, whatever packages it has, by the same rules.
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

/// The same; on CI the test fails.
pub fn cannot_run(test: &str, why: &str) {
    assert!(!on_ci(), "{why} for {test}");
    not_run(test, why);
}

/// The interpreter behind the `python3` on PATH, which may be a shim that picks one.
pub fn system_python() -> PathBuf {
    interpreter().unwrap_or_else(|report| panic!("{report}"))
}

/// The Pythons on PATH and those that pyenv has installed, by version, each once.
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
    let folders = pyenv.map(|folder| fs::read_dir(folder.join("versions")));
    let entries = folders.into_iter().flatten().flatten().flatten();
    entries.map(|entry| entry.path().join(system::INTERPRETER))
}

/// As in 3.11, if it runs and has TLS.
fn version(python: &Path) -> Option<String> {
    let code = "import sys, ssl; sys.stdout.write('%d.%d' % sys.version_info[:2])";
    run(Command::new(python).args(["-c", code])).ok()
}

/// A client of `tests/clients`, by its file name.
pub fn script(name: &str) -> PathBuf {
    repository("tests/clients").join(name)
}

/// A file of the repository, wherever it is asked for.
pub fn repository(path: &str) -> PathBuf {
    // Built on Linux and run under Wine, the path has no drive.
    let folder = std::path::absolute(env!("CARGO_MANIFEST_DIR")).expect("a path");
    system::native(folder.join(path))
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
    if let Some(folder) = env::var_os(READY_MADE) {
        return ready_made(&Path::new(&folder).join(name));
    }
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

/// An environment that is there, or not.
fn ready_made(folder: &Path) -> Result<PathBuf, String> {
    let python = system::native(folder.join(system::INTERPRETER));
    let complete = folder.join("complete");
    let is_made = complete.exists().then_some(python);
    is_made.ok_or_else(|| format!("set-up-windows has not made {}", folder.display()))
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
