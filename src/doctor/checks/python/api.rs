//! `api-ignores-cacerts`.

use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Subject};

/// `api-ignores-cacerts`.
pub fn check(_: &Subject, _: &Python, _: &[Observed]) -> Vec<Finding> {
    Vec::new()
}
