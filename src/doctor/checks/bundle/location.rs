//! `bundle-location`.

use crate::doctor::{Finding, Subject};

/// `bundle-location`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
