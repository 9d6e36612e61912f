//! `env-client-certificate`.

use crate::doctor::{Finding, Subject};

/// `env-client-certificate`.
pub fn check(_: &Subject) -> Vec<Finding> {
    Vec::new()
}
