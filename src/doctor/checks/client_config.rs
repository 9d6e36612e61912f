//! `client-config`.

use crate::doctor::{Finding, Subject};

/// `client-config`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
