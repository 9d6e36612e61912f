//! `doctor --merge`: what many machines found.

mod document;
mod page;
mod text;

use std::fs;
use std::path::{Path, PathBuf};

use super::report_file;
use crate::cli::DoctorArgs;
use crate::cmd::Context;
use crate::doctor::farm::{Expected, Farm, read};
use crate::error::{Error, Location, Result, system_reason};

/// Merges the files. Returns 1 if a node fails, or gave no answer.
pub fn run(context: &Context, args: &DoctorArgs) -> Result<u8> {
    let expected = args.nodes.as_deref().map(|file| expected(context, file));
    let expected = expected.transpose()?;
    let paths: Vec<PathBuf> = args
        .merge
        .iter()
        .map(|path| context.cwd.join(path))
        .collect();
    let farm = Farm::new(read(&paths), expected.as_ref());
    if farm.nodes.is_empty() {
        return Err(Error::new("there is no diagnosis to merge")
            .hint("give files that `sglaunch doctor --json` has printed, or a directory of them"));
    }
    if args.json {
        context.print_json(&document::document(&farm))?;
    } else {
        context.ui.print(text::lines(&context.ui, &farm))?;
    }
    if let Some(file) = &args.report {
        report_file::write(context, file, &page::page(&farm)?)?;
    }
    Ok(u8::from(!farm.is_ok()))
}

fn expected(context: &Context, file: &Path) -> Result<Expected> {
    let text = fs::read_to_string(context.cwd.join(file)).map_err(|error| {
        Error::new(format!(
            "cannot read the names of the nodes: {}",
            system_reason(&error)
        ))
        .at(Location::file(file))
    })?;
    Ok(Expected::parse(&text))
}
