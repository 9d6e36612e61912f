//! `env-other-machine`.

use std::path::Path;

use crate::doctor::{Finding, Subject};

/// `env-other-machine`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}

/// Returns whether a path is that of a bundle of sglaunch that is not here. The path may be one of
/// another system.
pub fn is_bundle_elsewhere(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let mut parts = text.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or_default();
    let is_digest = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        ["pem", "p12"].contains(&extension)
            && stem.len() == 16
            && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    is_digest && parts.next() == Some("bundles") && matches!(path.try_exists(), Ok(false) | Err(_))
}
