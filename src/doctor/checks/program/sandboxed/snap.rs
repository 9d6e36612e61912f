//! Snaps: with strict confinement they see no hidden directory of the home directory
//! (<https://snapcraft.io/docs/home-interface>).

use std::path::{Component, Path};

use super::super::call::Call;
use super::super::words::Word;
use super::{Place, Sandbox, Visibility};
use crate::doctor::Subject;
use crate::os::read::read_text;

/// Maximum size of a `snap.yaml` in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

pub(super) fn find(subject: &Subject, call: &Call, place: &Place) -> Option<Sandbox> {
    let name = name(call)?;
    let root = &subject.dirs.root;
    let dirs = ["snap", "var/lib/snapd/snap"].map(|dir| root.join(dir).join(&name));
    let mut files = dirs.iter().map(|dir| dir.join("current/meta/snap.yaml"));
    let metadata = files.find_map(|file| read_text(&file, MAX_SIZE).ok());
    let confinement = metadata.as_deref().map(confinement);
    let visibility = match confinement {
        Some("classic" | "devmode") => Visibility::Visible,
        Some(_) if is_hidden(place) => Visibility::Hidden,
        _ => Visibility::Unknown,
    };
    let details = match confinement {
        Some(confinement) => format!("its confinement: {confinement}"),
        None => "its snap.yaml was not found, so its confinement is not known".to_owned(),
    };
    Some(Sandbox {
        kind: format!("the snap {name}"),
        visibility,
        details: vec![details],
        remedy:
            "put the cache in a directory of the home directory whose name begins with no dot, \
               wherever the program is started"
                .to_owned(),
        commands: vec!["export SGLAUNCH_CACHE_DIR=\"$HOME/sglaunch-cache\"".to_owned()],
    })
}

/// Returns the name of the snap that is started: `blender` of `/snap/bin/blender` and of
/// `snap run blender.x`.
fn name(call: &Call) -> Option<String> {
    let is_snap = call.real.ends_with("bin/snap") && call.name() != "snap";
    let in_bin = call
        .path
        .parent()
        .is_some_and(|dir| dir.ends_with("snap/bin"));
    let app = if is_snap || in_bin {
        call.name()
    } else {
        let (_, args) = call.arguments(&["snap"])?;
        let words = args.iter().filter_map(Word::text);
        let mut words = words.skip_while(|word| *word != "run").skip(1);
        words.find(|word| !word.starts_with('-'))?.to_owned()
    };
    app.split('.').next().map(str::to_owned)
}

/// Returns the value of `confinement`, which is `strict` by default.
fn confinement(yaml: &str) -> &str {
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
    below.is_none_or(|below: &Path| {
        let mut components = below.components();
        let first = components.next();
        matches!(first, Some(Component::Normal(name)) if name.as_encoded_bytes().starts_with(b"."))
    })
}
