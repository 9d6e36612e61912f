//! `bundle export`: copies a bundle to a fixed path.

use std::fs;
use std::path::Path;

use super::bundle_of;
use crate::cli::Target;
use crate::cmd::Context;
use crate::error::{Error, Location, Result};
use crate::os::atomic::write_atomically;

pub fn run(context: &Context, target: &Target, file: &Path) -> Result<u8> {
    let (_, bundle) = bundle_of(context, target)?;
    let cannot =
        |why: String| Error::new(format!("cannot write the copy: {why}")).at(Location::file(file));
    let path = context.cwd.join(file);
    // The target of a link is replaced, not the link. A device or a pipe must not become a file.
    let path = fs::canonicalize(&path).unwrap_or(path);
    if fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        return Err(cannot("not a regular file".to_owned()).hint("give the path of a file"));
    }
    if let Some(dir) = path.parent().filter(|dir| !dir.is_dir()) {
        let missing = format!("there is no directory {}", dir.display());
        return Err(cannot(missing).hint(format!("create it first: {}", dir.display())));
    }
    fs::read(&bundle.path)
        .and_then(|bytes| write_atomically(&path, &bytes))
        .map_err(|error| cannot(error.to_string()))?;
    Ok(0)
}
