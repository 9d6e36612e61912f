//! Checks of the bundle, its sources and its place.

mod expiring;
mod location;
mod partial_chain;
mod roots_old;
mod source;
mod strict;

use std::path::Path;

use crate::sandbox::{Outcome, Sandbox};

/// Returns a machine on which every profile trusts this file in the home directory.
fn trusting(name: &str, pem: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let file = sandbox.write(Path::new("home").join(name), pem);
    let yaml = format!("ca:\n  files: ['{}']\n", file.display());
    sandbox.profile("defaults", &yaml)
}

/// Opens a URL with a Python that sglaunch starts.
fn python_opens(sandbox: &Sandbox, python: &Path, url: &str) -> Outcome {
    let code = format!("from urllib.request import urlopen; urlopen('{url}').read()");
    let python = python.as_os_str();
    sandbox.run_under("python", &[python, "-c".as_ref(), code.as_ref()])
}
