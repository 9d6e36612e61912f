//! `env-other-machine`.

use crate::doctor::{Finding, Subject};

/// `env-other-machine`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
