//! `env-empty`.

use crate::doctor::{Finding, Subject};

/// `env-empty`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
