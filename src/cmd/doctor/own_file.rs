//! Files that doctor writes where the user wants them. It replaces only what it has written itself.
//!
//! The content is checked by path: a file that another program creates between this check and the
//! replacement is lost.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::cmd::Context;
use crate::error::{Error, Location, Result, system_reason};
use crate::os::read::{ReadError, is_not_found, read_regular};
use crate::os::replace::Refused;
use crate::os::{check_replace, replace_file_by_umask};

/// Maximum size in bytes of a file whose content is checked.
const MAX: u64 = 64 * 1024 * 1024;

/// A kind of file that doctor writes.
#[derive(Debug)]
pub struct OwnFile {
    /// As in `report`.
    pub noun: &'static str,
    /// As in `report of one machine`.
    pub content: &'static str,
    /// Returns whether the content is that of such a file.
    pub is_own: fn(&[u8]) -> bool,
}

impl OwnFile {
    /// Returns an error if the file cannot be written, as far as that is known before the
    /// examination.
    pub fn check(&self, context: &Context, file: &Path) -> Result<()> {
        let path = context.cwd.join(file);
        check_replace(&path).map_err(|error| self.not_written(file, &error))?;
        if self.is_other(&path) {
            let sentence = format!(
                "the file exists and is not a {} written by sglaunch",
                self.content
            );
            let error = Error::new(sentence).at(Location::file(file));
            return Err(error.hint("name another file"));
        }
        Ok(())
    }

    /// Writes a file atomically, and prints its path.
    pub fn write(&self, context: &Context, file: &Path, text: &str) -> Result<()> {
        // The file may be another one by now.
        self.check(context, file)?;
        replace_file_by_umask(&context.cwd.join(file), text.as_bytes())
            .map_err(|error| self.not_written(file, &error))?;
        (context.ui).info(0, || format!("wrote {}", file.display()));
        Ok(())
    }

    /// Returns whether a file has another content. An empty one has none.
    fn is_other(&self, path: &Path) -> bool {
        match read_regular(path, MAX) {
            Ok((bytes, _)) => !bytes.is_empty() && !(self.is_own)(&bytes),
            Err(ReadError::Failed(error)) => !is_not_found(&error),
            Err(_) => true,
        }
    }

    fn not_written(&self, file: &Path, error: &io::Error) -> Error {
        let sentence = format!("cannot write the {}: {}", self.noun, system_reason(error));
        let report = Error::new(sentence).at(Location::file(file));
        match (Refused::of(error), error.kind()) {
            (Some(Refused::KernelLink(_)), _) => report.hint(Refused::NotAFile.hint(file)),
            (Some(reason), _) => report.hint(reason.hint(file)),
            (None, ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge) => {
                report.hint("free some space there, or name a file on another disk")
            }
            (None, _) => report.hint("name a file in a directory that you can write to"),
        }
    }
}
