//! Profiles: layers, what is wrong with them, and the commands that show them.

mod check;
mod keys;
mod layers;
mod values;

use crate::sandbox::Sandbox;

/// What a launch of profile `maya` with this text says.
fn error(yaml: &str) -> String {
    Sandbox::new()
        .profile("maya", yaml)
        .run(["maya"])
        .code(125)
        .stderr
}
