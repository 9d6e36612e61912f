//! The version that a search is for.

use crate::profile::{Profile, Sourced, Version};

/// The version to start.
#[derive(Clone, Copy)]
pub(super) enum RequestedVersion<'a> {
    Any,
    /// As in `houdini@20.5`.
    Typed(&'a Version),
    /// The `version` of the profile.
    Pinned(&'a Sourced<Version>),
}

impl<'a> RequestedVersion<'a> {
    pub fn new(profile: &'a Profile, typed: Option<&'a Version>) -> Self {
        match (typed, &*profile.settings.version) {
            (Some(typed), _) => RequestedVersion::Typed(typed),
            (None, Some(pin)) => RequestedVersion::Pinned(pin),
            (None, None) => RequestedVersion::Any,
        }
    }

    pub fn version(self) -> Option<&'a Version> {
        match self {
            RequestedVersion::Any => None,
            RequestedVersion::Typed(version) => Some(version),
            RequestedVersion::Pinned(pin) => Some(&pin.value),
        }
    }
}
