//! Profile files and how they are read from disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::built_in::BuiltIn;
use super::layers::LayerKind;
use crate::error::{Error, Location, Result, shorten};
use crate::os::read::{ReadError, is_not_found, read_regular_or_link};
use crate::os::{self, Image};

/// Maximum size of a profile in bytes. It stops `/dev/zero` and files that were named by mistake.
const MAX_SIZE: u64 = 1024 * 1024;

/// The text of one profile, and where it was found.
#[derive(Clone, Debug)]
pub struct ProfileFile {
    /// The profile's name: the file name without `.yaml`.
    pub name: String,
    pub layer: LayerKind,
    /// `None` for a built-in profile.
    pub path: Option<PathBuf>,
    /// The index of the layer, 0 for the highest.
    pub(super) depth: usize,
    pub(super) text: Text,
}

/// The content of a profile file.
#[derive(Clone, Debug)]
pub(super) enum Text {
    File(String),
    BuiltIn(BuiltIn),
}

impl Text {
    /// Returns the text. That of a built-in profile is JSON, which is also YAML.
    pub fn yaml(&self) -> &str {
        match self {
            Text::File(text) => text,
            Text::BuiltIn(built_in) => built_in.json(),
        }
    }

    /// Returns the content of a built-in profile as JSON.
    pub fn json(&self) -> Option<&'static str> {
        match self {
            Text::File(_) => None,
            Text::BuiltIn(built_in) => Some(built_in.json()),
        }
    }
}

impl ProfileFile {
    /// Returns the path for messages.
    pub fn display_path(&self) -> PathBuf {
        match &self.path {
            Some(path) => path.clone(),
            None => PathBuf::from(format!("<built-in>/{}.yaml", self.name)),
        }
    }

    /// Returns the path as tables show it: shortened, or `built-in`.
    pub fn short_path(&self, home: Option<&Path>) -> String {
        match &self.path {
            Some(path) => shorten(path, home),
            None => "built-in".to_owned(),
        }
    }

    /// Returns the directory at which the relative paths in this file start.
    pub(super) fn dir(&self) -> Option<&Path> {
        self.path.as_deref().and_then(Path::parent)
    }
}

/// Reads a profile file; `None` if it does not exist.
pub(super) fn read(image: Option<&Image>, path: &Path, layer: LayerKind) -> Result<Option<String>> {
    let error = |why: String| {
        Error::new(format!("cannot read the profile: {why}")).at(Location::file(path))
    };
    let read = match image {
        Some(image) => read_in(image, path),
        None => read_regular_or_link(path, MAX_SIZE),
    };
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(ReadError::Failed(why)) if is_not_found(&why) => return Ok(None),
        Err(ReadError::Failed(why)) if layer == LayerKind::User && is_unavailable(path, &why) => {
            return Ok(None);
        }
        Err(why) => return Err(error(why.to_string())),
    };
    let text = String::from_utf8(bytes).map_err(|not_utf8| {
        let valid = &not_utf8.as_bytes()[..not_utf8.utf8_error().valid_up_to()];
        let line = 1 + count_lines(valid);
        error(format!("line {line} is not UTF-8")).hint("save the file as UTF-8")
    })?;
    Ok(Some(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }))
}

/// Reads a file in an image.
fn read_in(image: &Image, path: &Path) -> std::result::Result<Vec<u8>, ReadError> {
    match image.resolve(path) {
        Ok(real) => read_regular_or_link(&real, MAX_SIZE),
        Err(error) if is_not_found(&error) && image.is_link(path) => {
            Err(io::Error::other("it is a link to a file that is missing").into())
        }
        Err(error) => Err(error.into()),
    }
}

#[expect(clippy::naive_bytecount, reason = "only for an error message")]
fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// Returns whether the user's configuration cannot be reached. The program is started without it: a
/// daemon often has the HOME of another user, and a home on a server may be offline. A file that
/// can be reached, but not read, is an error.
fn is_unavailable(path: &Path, error: &io::Error) -> bool {
    let is_denied = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
    os::is_unreachable(error)
        || is_denied(error) && fs::metadata(path).is_err_and(|error| is_denied(&error))
}
