//! `bundle-strict`.

use crate::doctor::{Finding, Subject};

/// `bundle-strict`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
