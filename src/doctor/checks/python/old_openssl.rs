//! `python-old-openssl`.

use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Subject};

/// `python-old-openssl`.
pub fn check(_: &Subject, _: &Python, _: &[Observed]) -> Vec<Finding> {
    Vec::new()
}
