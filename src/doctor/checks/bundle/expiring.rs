//! `bundle-expiring`.

use crate::doctor::{Finding, Subject};

/// `bundle-expiring`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
