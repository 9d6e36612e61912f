//! `sglaunch list`: the profiles, or the installed versions of one.

mod profile_row;
mod profiles;
mod search;
mod version_rows;
mod versions;

pub use profiles::run as profiles;

use super::Context;
use crate::cli::Target;
use crate::error::Result;
use crate::profile::Profile;

/// Returns the version that a profile pins, and the file of the pin if it is another than the
/// profile's first one, such as the file of its family.
fn shown_pin(profile: &Profile) -> Option<String> {
    let pin = profile.settings.version.as_ref()?;
    let (version, file) = (pin.value.as_str(), profile.file_of(pin));
    let name = &file.name;
    Some(if *name != profile.name {
        format!("{version} ({name}.yaml)")
    } else if file.path != profile.files[0].path {
        format!("{version} ({} {name}.yaml)", file.layer.name())
    } else {
        version.to_owned()
    })
}

/// Lists the versions of a profile, or prints the path that it would start.
pub fn versions(context: &Context, target: &Target, path: bool, json: bool) -> Result<u8> {
    if path {
        versions::print_path(context, target)
    } else {
        versions::run(context, target, json)
    }
}
