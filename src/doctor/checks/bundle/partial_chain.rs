//! `bundle-partial-chain`.

use crate::doctor::{Finding, Subject};

/// `bundle-partial-chain`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
