//! `site-intercepted`.

use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Subject};

/// `site-intercepted`.
pub fn check(_: &Subject, _: &Observed, _: Option<&Python>) -> Vec<Finding> {
    Vec::new()
}
