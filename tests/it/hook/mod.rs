//! The certifi hook in every installed Python: certifi's answers, and no other difference.

mod certifi;
mod imports;
mod launch;
mod sitecustomize;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::clients::{self, PYTHONS, interpreter_or_skip, pythons, system_python};
use crate::sandbox::{Outcome, Sandbox, path_list};
use crate::system;

/// A minimal certifi, with its functions in the real places.
const CORE: &str = "\
import os
path = os.path.join(os.path.dirname(__file__), 'cacert.pem')
def where():
    return path
def contents():
    return open(path).read()
";

const INIT: &str = "from .core import contents, where\n";

/// Returns the hook's directory after a launch that had the hook.
pub fn hook(sandbox: &Sandbox) -> PathBuf {
    let env = sandbox
        .run(["env", "python", "--format", "json"])
        .code(0)
        .json();
    let list = env["PYTHONPATH"].as_str().expect("a hook").to_owned();
    let first = list.split(system::LIST_SEPARATOR).next();
    first.expect("a directory").into()
}

/// Returns every installed Python without its extra packages, in environments that are created
/// once.
fn bare_pythons() -> &'static BTreeMap<String, PathBuf> {
    static PYTHONS: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    PYTHONS.get_or_init(|| {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bare");
        fs::create_dir_all(&dir).expect("the target directory is ours");
        // nextest runs each test in a process of its own.
        let lock = fs::File::create(dir.join("lock")).expect("the target directory is ours");
        lock.lock().expect("a lock");
        let bare = |(version, python): (&String, &PathBuf)| {
            let python = bare_python(version, python, &dir.join(version));
            (version.clone(), python)
        };
        pythons().iter().map(bare).collect()
    })
}

fn bare_python(version: &str, python: &Path, dir: &Path) -> PathBuf {
    // Python 2 has no venv, and the ready-made Pythons need none.
    if version == "2.7" || clients::are_ready_made() {
        return python.to_owned();
    }
    let bare = dir.join("bin/python");
    if !bare.exists() {
        let mut command = Command::new(python);
        command.args(["-m", "venv", "--without-pip"]).arg(dir);
        let output = command.env_clear().output();
        Outcome::from(output.expect("Python starts")).code(0);
    }
    bare
}

/// Joins paths to a PYTHONPATH.
fn list<P: AsRef<OsStr>>(paths: impl IntoIterator<Item = P>) -> String {
    path_list(paths).into_string().expect("ASCII")
}

fn bundle(sandbox: &Sandbox) -> String {
    let path = sandbox.run(["bundle", "path", "python"]).code(0).text();
    path.trim_end().to_owned()
}

/// Runs a Python without sglaunch, in the sandbox's environment with these variables.
fn without(sandbox: &Sandbox, python: &Path, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let mut command = Command::new(python);
    let user = system::variables(&sandbox.home(), &sandbox.path("tmp"));
    command.args(args).env_clear().envs(user);
    command.envs(env.iter().copied());
    command.current_dir(sandbox.home());
    command.output().expect("Python starts").into()
}

/// Runs a Python under the profile `python`.
fn with(sandbox: &Sandbox, python: &Path, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    let mut command = sandbox.command(["-q", "-p", "python"]);
    command.arg(python).args(args).envs(env.iter().copied());
    command.output().expect("sglaunch starts").into()
}

fn printed(outcome: &Outcome) -> (Option<i32>, String, String) {
    (outcome.code, outcome.text(), outcome.stderr.clone())
}

/// Creates a certifi and a copy of it inside another package, and returns the directory.
fn certifi(sandbox: &Sandbox) -> PathBuf {
    for package in ["certifi", "vendor/certifi"] {
        sandbox.write(format!("lib/{package}/core.py"), CORE);
        sandbox.write(format!("lib/{package}/__init__.py"), INIT);
        sandbox.write(format!("lib/{package}/cacert.pem"), "own");
    }
    sandbox.write("lib/vendor/__init__.py", "");
    sandbox.path("lib")
}

/// Packs a directory of the sandbox, and returns the path of the zip.
fn archive(sandbox: &Sandbox, dir: &str, name: &str) -> String {
    let code = "import shutil, sys; shutil.make_archive(sys.argv[1][:-4], 'zip', sys.argv[2])";
    let zip = sandbox.path(name);
    let mut command = Command::new(system_python());
    command.args(["-c", code]).arg(&zip).arg(sandbox.path(dir));
    Outcome::from(command.output().expect("Python starts")).code(0);
    zip.to_str().expect("ASCII").to_owned()
}

/// The other tests use the installed Pythons; this one reports the missing ones.
#[test]
fn every_supported_python_is_installed() {
    for version in PYTHONS {
        interpreter_or_skip("hook::every_supported_python_is_installed", version);
    }
}
