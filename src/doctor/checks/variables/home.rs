//! `env-home`.

use crate::doctor::{Finding, Subject};

/// `env-home`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
