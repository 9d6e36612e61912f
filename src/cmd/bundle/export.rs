//! `bundle export`: copies a bundle to a fixed path.

use std::fs;
use std::io;
use std::path::Path;

use super::bundle_of;
use crate::cli::Target;
use crate::cmd::Context;
use crate::error::{Error, Location, Result};
use crate::os::replace::Refused;
use crate::os::replace_file;

pub fn run(context: &Context, target: &Target, file: &Path) -> Result<u8> {
    let (_, bundle) = bundle_of(context, target)?;
    let cannot = |error: io::Error| {
        let report = Error::new(format!("cannot write the copy: {error}")).at(Location::file(file));
        match Refused::of(&error) {
            Some(reason) => report.hint(reason.hint(file)),
            None => report,
        }
    };
    fs::read(&bundle.path)
        .and_then(|bytes| replace_file(&context.cwd.join(file), &bytes))
        .map_err(cannot)?;
    Ok(0)
}
