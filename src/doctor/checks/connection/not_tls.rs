//! `site-not-tls`.

use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Subject};

/// `site-not-tls`.
pub fn check(_: &Subject, _: &Observed, _: Option<&Python>) -> Vec<Finding> {
    Vec::new()
}
