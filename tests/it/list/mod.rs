//! `sglaunch list`: the profiles, the versions of one, and the path for scripts.

#[cfg(target_os = "linux")]
mod hanging;
mod path;
mod profiles;
mod versions;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::system;

/// Returns the path of an installed Houdini in the sandbox.
fn houdini(version: &str) -> PathBuf {
    Path::new("root").join(system::houdini(version))
}

/// Returns the rows of a table in a pipe, without its header.
fn rows(sandbox: &Sandbox, args: &[&str]) -> Vec<Vec<String>> {
    let text = sandbox.run(args).code(0).text();
    let rows = text.lines().skip(1);
    rows.map(|row| row.split('\t').map(str::to_owned).collect())
        .collect()
}

/// Returns a list in a JSON document.
fn items(document: &Value, key: &str) -> Vec<Value> {
    assert_eq!(document["schema"], 1);
    document[key].as_array().expect("a list").clone()
}
