//! `python-no-ssl`.

use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Subject};

/// `python-no-ssl`.
pub fn check(_: &Subject, _: &Python, _: &[Observed]) -> Vec<Finding> {
    Vec::new()
}
