//! The icon of a shortcut.

use std::path::{Component, Path, PathBuf};

use super::precedence::Precedence;
use crate::desktop::shortcut::system::ICON_EXTENSIONS;
use crate::error::{Error, Location, Result};
use crate::os;
use crate::profile::{Sourced, Template, Values};
use crate::program::Program;

/// Finds the icon of a program: the profile's first existing file, or the vendor's icon.
pub fn find(
    precedence: Precedence,
    program: &Program,
    vendor: Option<String>,
    values: Values,
) -> Option<String> {
    let icons = (precedence.profile.settings.shortcut.icon.as_deref()).unwrap_or_default();
    let values = Values {
        version: program.version.as_ref(),
        ..values
    };
    let program = os::real_path(&program.path).ok();
    let dir = program.as_deref().and_then(Path::parent);
    let existing = |written: &Sourced<Template>| {
        let path = written.value.expand(values).ok()?;
        let path = without_dots(&dir?.join(path));
        (path.is_file())
            .then(|| path.to_str().map(str::to_owned))
            .flatten()
    };
    let file = || icons.iter().find_map(existing);
    if precedence.is_from_user(icons.first()) {
        file().or(vendor)
    } else {
        vendor.or_else(file)
    }
}

/// Removes `..` from a path in a directory that contains no links.
fn without_dots(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            part => whole.push(part),
        }
    }
    whole
}

/// Checks the icon of `--icon` and returns its path.
pub fn check(file: &Path) -> Result<String> {
    let error = |sentence: &str| Error::new(sentence).at(Location::file(file));
    if !file.is_file() {
        return Err(error("the icon does not exist").hint("correct the path in --icon"));
    }
    let is_icon = file.extension().is_some_and(|extension| {
        let mut allowed = ICON_EXTENSIONS.iter();
        allowed.any(|allowed| extension.eq_ignore_ascii_case(allowed))
    });
    if !is_icon {
        let allowed = ICON_EXTENSIONS.iter().map(|name| format!(".{name}"));
        let allowed = allowed.collect::<Vec<_>>().join(" or ");
        return Err(error("this file type is not supported for icons")
            .hint(format!("use a file with the extension {allowed}")));
    }
    let path = file.to_str().map(str::to_owned);
    path.ok_or_else(|| {
        error("the path of the icon is not UTF-8, and a shortcut holds only UTF-8")
            .hint("rename the file")
    })
}
