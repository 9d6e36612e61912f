//! The page of a farm.

use askama::Template;

use crate::cmd::doctor::html::{Style, render};
use crate::doctor::farm::Farm;
use crate::error::Result;

#[derive(Template)]
#[template(path = "farm.html", whitespace = "minimize")]
struct Page<'a> {
    style: Style,
    farm: &'a Farm,
}

/// Returns the page.
pub fn page(farm: &Farm) -> Result<String> {
    render(&Page {
        style: Style::with(""),
        farm,
    })
}
