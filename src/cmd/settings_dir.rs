//! Errors of writing to a directory of settings, the user's or the machine's.

use std::io;
use std::path::Path;

use crate::dirs::Scope;
use crate::error::{Error, Location, system_reason};
use crate::os::{self, replace::Refused};

/// Returns the error for a directory or file of settings that cannot be changed.
pub fn cannot_change(what: &str, path: &Path, scope: Scope, error: &io::Error) -> Error {
    if scope == Scope::Site
        && let Some((unsafe_path, why)) = os::unsafe_site_dir(Path::new("/"), path)
    {
        let message = Error::new(format!(
            "the settings in this directory would be ignored: {why}"
        ));
        return message
            .at(Location::file(&unsafe_path))
            .hint(os::SITE_REPAIR);
    }
    let message = Error::new(format!("{what}: {}", system_reason(error))).at(Location::file(path));
    if let Some(refused) = Refused::of(error) {
        return message.hint(refused.hint(path));
    }
    match scope {
        Scope::Site if error.kind() == io::ErrorKind::PermissionDenied => message.hint(
            "run it as an administrator: with sudo, or in a console started as administrator",
        ),
        Scope::Site => message,
        Scope::User => message.hint("make the directory writable for your user"),
    }
}
