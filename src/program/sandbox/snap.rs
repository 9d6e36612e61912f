//! Snaps: with strict confinement they see no hidden directory of the home directory
//! (<https://snapcraft.io/docs/home-interface>).

use std::path::{Component, Path};

use super::{Place, Visibility};
use crate::os::read::read_text;

/// Maximum size of a `snap.yaml` in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// The end of the directory with the commands of all snaps.
pub(super) const BIN: &str = "snap/bin";

/// Directories of removable media, which a strict snap sees if its interface `removable-media` is
/// connected.
const REMOVABLE: [&str; 3] = ["/media", "/mnt", "/run/media"];

/// Returns the name of the snap that has a command: `blender` of `blender.x`.
pub fn of_command(command: &str) -> String {
    let name = command.split('.').next();
    name.unwrap_or(command).to_owned()
}

/// Returns the confinement of a snap, if it is installed.
pub fn confinement(name: &str, root: &Path) -> Option<String> {
    let mut dirs = ["snap", "var/lib/snapd/snap"].into_iter();
    dirs.find_map(|dir| {
        let file = root.join(dir).join(name).join("current/meta/snap.yaml");
        let metadata = read_text(&file, MAX_SIZE).ok()?;
        Some(value_of_confinement(&metadata).to_owned())
    })
}

/// Returns whether a snap with this confinement sees the bundle.
pub fn visibility(confinement: Option<&str>, place: &Place) -> Visibility {
    match confinement {
        Some("classic" | "devmode") => Visibility::Visible,
        Some(_) if is_hidden(place) => Visibility::Hidden,
        _ => Visibility::Unknown,
    }
}

/// Returns the value of `confinement`, which is `strict` by default.
fn value_of_confinement(yaml: &str) -> &str {
    let mut lines = yaml.lines();
    let value = lines.find_map(|line| line.strip_prefix("confinement:"));
    value.map_or("strict", |value| value.trim().trim_matches(['"', '\'']))
}

/// Returns whether the bundle is in a place that no strict snap sees: outside of the home
/// directory, or below a hidden directory in it.
fn is_hidden(place: &Place) -> bool {
    let below = place
        .home
        .and_then(|home| place.bundle.strip_prefix(home).ok());
    let Some(below) = below else {
        return !REMOVABLE.iter().any(|dir| place.is_below(Path::new(dir)));
    };
    let first = below.components().next();
    matches!(first, Some(Component::Normal(name)) if name.as_encoded_bytes().starts_with(b"."))
}
