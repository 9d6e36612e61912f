//! `--report`: the page, written to the file that the user names.

use std::path::Path;

use crate::cmd::Context;
use crate::error::{Error, Location, Result};
use crate::os::replace::Refused;
use crate::os::replace_file;

/// Writes a page.
pub fn write(context: &Context, file: &Path, page: &str) -> Result<()> {
    let path = context.cwd.join(file);
    replace_file(&path, page.as_bytes()).map_err(|error| {
        let report =
            Error::new(format!("cannot write the report: {error}")).at(Location::file(file));
        match Refused::of(&error) {
            Some(reason) => report.hint(reason.hint(file)),
            None => report,
        }
    })
}
