//! Checks of the program's Python, by real Pythons.

mod broken;
mod handshake;
mod interpreter;
mod openssl_conf;
mod packages;
mod probe;
mod proxy;
mod tank;

use std::path::Path;

use super::{Findings, doctor};
use crate::clients::{PYTHONS, interpreter_or_skip};
use crate::sandbox::Sandbox;
pub use broken::without_ssl;

const NO_SSL: &str = "python-no-ssl";
const OLD: &str = "python-old-openssl";
const CONF: &str = "python-openssl-conf";
const NO_ROOTS: &str = "python-no-roots";
const STRICT: &str = "python-strict";
const API: &str = "api-ignores-cacerts";
const CERTIFI: &str = "python-certifi";
const IGNORES: &str = "python-ignores-bundle";

const CHECKS: [&str; 8] = [NO_SSL, OLD, CONF, NO_ROOTS, STRICT, API, CERTIFI, IGNORES];

/// Puts a Python in front of PATH, where the profiles `defaults` and `python` find it. A link would
/// lose its virtual environment.
fn with_python(sandbox: Sandbox, python: &Path) -> Sandbox {
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", python.display());
    sandbox
        .script("python-bin/python3", &script)
        .on_path("python-bin")
}

/// Runs all checks of Python for `defaults`.
#[track_caller]
fn checked(sandbox: &Sandbox) -> Findings {
    doctor(sandbox, &[&["defaults"][..], &CHECKS].concat())
}

/// Calls a function with each Python that is installed.
fn with_each_python(test: &str, run: impl Fn(&str, &Path)) {
    for version in PYTHONS {
        if let Some(python) = interpreter_or_skip(test, version) {
            run(version, python);
        }
    }
}
