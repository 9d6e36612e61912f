//! `library-path`.

use crate::doctor::{Finding, Subject};

/// `library-path`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
