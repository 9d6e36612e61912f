//! `roots-old`.

use crate::doctor::{Finding, Subject};

/// `roots-old`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
