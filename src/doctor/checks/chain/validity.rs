//! `site-expired`, `site-not-yet-valid`.

use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Subject};

/// `site-expired`.
pub fn expired(_: &Subject, _: &Observed, _: Option<&Python>) -> Vec<Finding> {
    Vec::new()
}

/// `site-not-yet-valid`.
pub fn not_yet_valid(_: &Subject, _: &Observed, _: Option<&Python>) -> Vec<Finding> {
    Vec::new()
}
