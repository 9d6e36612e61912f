//! The real clients: a Python that has the packages of `tests/clients/requirements.txt`, and the
//! scripts beside it.
//!
//! The first test to ask makes it, under the target folder, in the environment that cargo was
//! started in: pip may need a proxy or a certificate of its own to reach the packages.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

const REQUIREMENTS: &str = include_str!("../clients/requirements.txt");

/// The Python with the clients. Where there is none (no Python, no network) the test says that it
/// is not run; on CI, where nobody would read that, it fails.
pub fn python_or_skip(test: &str) -> Option<&'static Path> {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match PYTHON.get_or_init(prepare) {
        Ok(python) => Some(python),
        Err(report) if on_ci() => panic!("no Python with the clients for {test}:\n{report}"),
        Err(report) => {
            not_run(test, last_line(report));
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
        assert!(!on_ci(), "no {name} for {test}");
        not_run(test, &format!("no {name}"));
    }
    found
}

/// The interpreter behind the `python3` on PATH, which may be a shim that picks one.
pub fn system_python() -> PathBuf {
    interpreter().unwrap_or_else(|report| panic!("{report}"))
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

fn prepare() -> Result<PathBuf, String> {
    let interpreter = interpreter()?;
    let version = ask(interpreter.as_os_str(), "sys.version")?;
    let folder = folder(&interpreter, &version);
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });

    // Under nextest every test is a process, and each of them comes by here at once.
    let lock = File::create(folder.with_extension("lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    install(&interpreter, &folder, &python)?;
    Ok(python)
}

/// Other requirements or another Python: another folder.
fn folder(interpreter: &Path, version: &str) -> PathBuf {
    let recipe = format!("{}\n{version}\n{REQUIREMENTS}", interpreter.display());
    let digest = Sha256::digest(recipe);
    let key = digest
        .iter()
        .take(8)
        .fold(0, |key, byte| (key << 8) | u64::from(*byte));
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("clients-{key:016x}"))
}

/// A virtual environment holds its own path, so it cannot be made elsewhere and renamed: a file
/// that is written last marks it complete.
fn install(interpreter: &Path, folder: &Path, python: &Path) -> Result<(), String> {
    let complete = folder.join("complete");
    if complete.exists() {
        return Ok(());
    }
    run(Command::new(interpreter)
        .args(["-m", "venv", "--clear"])
        .arg(folder))?;
    run(Command::new(python)
        .args(["-m", "pip", "install", "--requirement"])
        .arg(script("requirements.txt")))?;
    fs::write(complete, "").map_err(|error| error.to_string())
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
