//! Profiles: layers, errors, and the commands `list`, `show` and `check`.

mod check;
mod check_rules;
mod check_words;
mod keys;
mod layers;
#[cfg(unix)]
mod limits;
#[cfg(unix)]
mod machine;
#[cfg(unix)]
mod many;
#[cfg(unix)]
mod read;
mod schema;
#[cfg(unix)]
mod shared;
mod values;

use crate::sandbox::Sandbox;

/// Returns the error of launching a profile `maya` with this text.
fn error(yaml: &str) -> String {
    Sandbox::new()
        .profile("maya", yaml)
        .run(["maya"])
        .code(125)
        .stderr
}
