//! `env-unusable-file`.

use crate::doctor::{Finding, Subject};

/// `env-unusable-file`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
