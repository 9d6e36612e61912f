//! axe-core, which finds faults of accessibility.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use super::Tab;
use crate::clients::{cannot_run, repository};

const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// Returns the source of axe-core, which npm installs when the first test needs it. If that fails,
/// the test is reported as skipped; on CI it fails.
pub fn axe_or_skip(test: &str) -> Option<&'static str> {
    static AXE: OnceLock<Result<String, String>> = OnceLock::new();
    match AXE.get_or_init(installed) {
        Ok(source) => Some(source),
        Err(report) => {
            cannot_run(test, report);
            None
        }
    }
}

fn installed() -> Result<String, String> {
    let lock = fs::read(repository("tests/browser").join("package-lock.json"));
    let lock = lock.map_err(|error| error.to_string())?;
    let digest = sglaunch::certs::hex(&sglaunch::certs::sha256(&lock));
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("axe-{}", &digest[..16]));
    let source = dir.join("node_modules/axe-core/axe.min.js");
    // nextest runs each test in a process of its own, all at once.
    let guard = File::create(dir.with_extension("lock")).map_err(|error| error.to_string())?;
    guard.lock().map_err(|error| error.to_string())?;
    if !source.exists() {
        install(&dir)?;
    }
    fs::read_to_string(source).map_err(|error| error.to_string())
}

fn install(dir: &PathBuf) -> Result<(), String> {
    fs::create_dir_all(dir).map_err(|error| error.to_string())?;
    for file in FILES {
        fs::copy(repository("tests/browser").join(file), dir.join(file))
            .map_err(|error| error.to_string())?;
    }
    let npm = (Command::new("npm").current_dir(dir))
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
        ])
        .output()
        .map_err(|error| format!("no npm: {error}"))?;
    let errors = String::from_utf8_lossy(&npm.stderr);
    (npm.status.success().then_some(()))
        .ok_or_else(|| format!("npm could not install axe-core: {errors}"))
}

impl Tab<'_> {
    /// Returns the faults that axe-core finds in the page, and what it could not decide, one a
    /// line.
    pub fn faults(&self, axe: &str) -> Vec<String> {
        self.evaluate(&format!("{axe}; undefined"));
        let results = self.evaluate(include_str!("../../browser/run-axe.js"));
        let lines = results.as_array().cloned().unwrap_or_default();
        lines
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }
}
