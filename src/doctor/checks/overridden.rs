//! `env-overridden`.

use crate::doctor::{Finding, Subject};

/// `env-overridden`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
