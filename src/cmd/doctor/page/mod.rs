//! The page of a diagnosis, for a ticket.

use askama::Template;

use super::html::{Style, render};
use crate::doctor::Diagnosis;
use crate::error::Result;

#[derive(Template)]
#[template(path = "doctor.html", whitespace = "minimize")]
struct Page<'a> {
    style: Style,
    diagnosis: &'a Diagnosis,
}

/// Returns the page.
pub fn page(diagnosis: &Diagnosis) -> Result<String> {
    render(&Page {
        style: Style::with(""),
        diagnosis,
    })
}
