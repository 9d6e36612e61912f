//! `program-sandboxed`, `program-not-reached`.

use crate::doctor::{Finding, Subject};

/// `program-sandboxed`.
pub fn sandboxed(_: &Subject) -> Vec<Finding> {
    Vec::new()
}

/// `program-not-reached`.
pub fn not_reached(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
