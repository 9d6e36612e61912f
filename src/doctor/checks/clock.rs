//! `clock`.

use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Subject};

/// `clock`.
pub fn check(_: &Subject, _: &[Observed], _: Option<&Python>) -> Vec<Finding> {
    Vec::new()
}
