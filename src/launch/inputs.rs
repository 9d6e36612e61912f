//! The first step of a launch: the bundle inputs of a profile in the caller's environment.

use std::path::Path;

use crate::bundle::cache::Cache;
use crate::dirs::Dirs;
use crate::error::Result;
use crate::profile::{Profile, Values};
use crate::stores::inherited;
use crate::stores::inputs::BundleInputs;

/// Resolves the `ca` settings of a profile. Relative paths of the environment start at `cwd`.
pub fn resolve(profile: &Profile, values: Values, cwd: &Path, dirs: &Dirs) -> Result<BundleInputs> {
    BundleInputs::new(profile, values, dirs.trust(), || {
        let variables = profile.settings.ca.variables.iter();
        let variables = variables.map(|written| written.value.as_str());
        let is_ours =
            |path: &Path| Cache::root_of(path).is_some_and(|root| dirs.caches.contains(root));
        inherited::paths(values.env, variables, cwd, &dirs.root, is_ours)
    })
}
