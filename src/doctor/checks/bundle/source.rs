//! `bundle-source`.

use crate::doctor::{Finding, Subject};

/// `bundle-source`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
