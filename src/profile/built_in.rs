//! The profiles in `profiles/`, which are compiled in.

/// A profile that is compiled in.
#[derive(Debug)]
pub(super) struct BuiltIn {
    pub name: &'static str,
    /// The text, for messages.
    pub yaml: &'static str,
    /// The same content, which build.rs has converted because JSON is read faster.
    pub json: &'static str,
}

macro_rules! built_in {
    ($($name:literal)*) => {
        &[$(BuiltIn {
            name: $name,
            yaml: include_str!(concat!("../../profiles/", $name, ".yaml")),
            json: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")),
        }),*]
    };
}

/// Sorted by name.
pub(super) const BUILT_IN: &[BuiltIn] = built_in![
    "aftereffects" "blender" "defaults" "flame" "happrentice" "hbatch" "hiero" "hindie" "houdini"
    "houdinicore" "houdinifx" "husk" "hython" "mari" "maya" "mayapy" "motionbuilder" "nuke"
    "nukeassist" "nukestudio" "nukex" "photoshop" "python" "sgdesktop" "tank"
];

/// Returns the built-in profile `name`.
pub(super) fn built_in(name: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|built_in| built_in.name == name)
}

pub fn is_built_in(name: &str) -> bool {
    built_in(name).is_some()
}
