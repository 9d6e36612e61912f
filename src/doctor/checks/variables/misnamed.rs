//! `env-misnamed`.

use crate::doctor::{Finding, Subject};

/// `env-misnamed`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
