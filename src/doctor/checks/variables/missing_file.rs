//! `env-missing-file`.

use crate::doctor::{Finding, Subject};

/// `env-missing-file`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
