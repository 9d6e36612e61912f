//! `doctor --merge`: what many machines found.

mod document;
mod page;
mod text;

use std::path::{Path, PathBuf};

use super::{last_error, report_file};
use crate::cli::DoctorArgs;
use crate::cmd::Context;
use crate::doctor::farm::{Expected, Farm, read};
use crate::error::{Error, Location, Result};
use crate::os::read::read_regular;

/// Maximum size of the file with the names of the nodes.
const MAX_NAMES_FILE: u64 = 16 << 20;

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
    let printed = if args.json {
        context.print_json(&document::document(&farm))
    } else {
        context.ui.print(text::lines(&context.ui, &farm))
    };
    let written =
        (args.report.as_ref()).map(|file| report_file::write(context, file, &page::page(&farm)?));
    last_error(context, [Some(printed), written])?;
    Ok(u8::from(!farm.is_ok()))
}

fn expected(context: &Context, file: &Path) -> Result<Expected> {
    let error = |reason: String| {
        Error::new(format!("cannot read the names of the nodes: {reason}")).at(Location::file(file))
    };
    let (bytes, _) = read_regular(&context.cwd.join(file), MAX_NAMES_FILE)
        .map_err(|reason| error(reason.to_string()))?;
    Expected::parse(&bytes).map_err(|reason| {
        error(reason.to_string())
            .hint("write one name on each line, or ranges such as `node[01-60]`")
    })
}
