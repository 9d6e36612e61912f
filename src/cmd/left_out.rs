//! Settings for all users that do not count, because other users could have written them.

use serde_json::{Value, json};

use crate::certs::Problem;
use crate::error::Error;
use crate::profile::Profile;

/// Returns the paths that do not count and the reasons, for JSON.
pub fn left_out(ignored: &[Problem]) -> Value {
    let one = |problem: &Problem| {
        let path = problem.source.path().map(|path| path.to_string_lossy());
        json!({"path": path, "reason": problem.kind.to_string()})
    };
    ignored.iter().map(one).collect()
}

/// Adds to the error of a launch which settings of its profile do not count: they may be what it
/// lacks. Only builds of a bundle warn of them.
pub fn with_left_out(error: Error, profile: &Profile) -> Error {
    (profile.ignored.iter()).fold(error, |error, problem| error.note(problem.note()))
}
