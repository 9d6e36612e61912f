//! The page of a farm, for IT and the farm's administrator.

use askama::Template;

use super::report::Report;
use super::table::Table;
use crate::cmd::doctor::html::{Style, render};
use crate::doctor::farm::Farm;
use crate::error::Result;

const STYLE: &str = include_str!("../../../../templates/farm.css");

#[derive(Template)]
#[template(path = "farm.html", whitespace = "minimize")]
struct Page<'a> {
    style: Style,
    report: &'a Report,
    table: Table,
    is_ok: bool,
}

pub fn page(farm: &Farm, report: &Report) -> Result<String> {
    let table = Table::new(farm);
    render(&Page {
        style: Style::with(&[STYLE, &table.rules].concat()),
        report,
        table,
        is_ok: farm.is_ok(),
    })
}
