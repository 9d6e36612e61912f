//! `bundle export`: copies a bundle, or Mozilla's list, to a fixed path or to stdout.

use std::fs;
use std::io;
use std::path::Path;

use super::bundle_of;
use crate::certs::comment::encode_with_comments;
use crate::certs::content::Content;
use crate::certs::mozilla;
use crate::cli::{ExportOptions, Target};
use crate::cmd::Context;
use crate::error::{Error, Location, Result};
use crate::os::replace::Refused;
use crate::os::replace_file;

pub fn run(context: &Context, target: &Target, file: &Path, options: &ExportOptions) -> Result<u8> {
    let mut pem = if options.mozilla {
        mozilla::to_pem().into_bytes()
    } else {
        let (_, bundle) = bundle_of(context, target)?;
        fs::read(&bundle.path).map_err(|error| {
            let reason = format!("cannot read the bundle: {error}");
            Error::new(reason).at(Location::file(&bundle.path))
        })?
    };
    if options.comments {
        pem = encode_with_comments(&Content::parse(&pem).certificates).into_bytes();
    }
    if file == Path::new("-") {
        context.ui.print(pem)?;
    } else {
        replace_file(&context.cwd.join(file), &pem).map_err(|error| not_written(file, &error))?;
    }
    Ok(0)
}

fn not_written(file: &Path, error: &io::Error) -> Error {
    let report = Error::new(format!("cannot write the copy: {error}")).at(Location::file(file));
    match Refused::of(error) {
        Some(reason) => report.hint(reason.hint(file)),
        None => report,
    }
}
