//! The first step of a launch: the bundle inputs of a profile in the caller's environment.

use std::path::Path;

use super::environment::of_caller;
use crate::bundle::cache::Cache;
use crate::dirs::Dirs;
use crate::env::Env;
use crate::error::Result;
use crate::profile::{Profile, Values};
use crate::stores::inherited;
use crate::stores::inputs::BundleInputs;
use crate::stores::settings::{Hidden, Variables};

/// Resolves the `ca` settings of a profile. Relative paths of the environment start at `cwd`.
pub fn resolve(profile: &Profile, values: Values, cwd: &Path, dirs: &Dirs) -> Result<BundleInputs> {
    BundleInputs::new(profile, values, dirs.trust(), dirs.mozilla_list(), || {
        let variables = &profile.settings.ca.variables;
        let paths = inherited::paths(values.env, variables, cwd, &dirs.root, |path| {
            is_in_cache(path, dirs)
        });
        // Clients read their settings in the environment of the program.
        let env = of_caller(profile, values, Variables::contains);
        let hidden = Hidden::by(variables.iter().map(|name| name.value.as_str()));
        let settings = Variables::new(&env, hidden, values.home, cwd, &dirs.root);
        (paths, settings)
    })
}

/// Returns `env` without the variables that the profile leaves out and that name a bundle of
/// sglaunch, `None` if there are none.
///
/// An outer launch has set them. If they stayed, code that chooses its own CA file would get the
/// outer profile's bundle.
pub fn without_bundles(profile: &Profile, env: &Env, dirs: &Dirs) -> Option<Env> {
    let names_a_bundle = |name: &&str| {
        let path = env.non_empty(*name).map(Path::new);
        path.is_some_and(|path| is_in_cache(path, dirs) || inherited::is_bundle(path))
    };
    let mut names = (profile.settings.ca.variables.left_out())
        .map(|name| name.value.as_str())
        .filter(names_a_bundle)
        .peekable();
    names.peek()?;
    let mut rest = env.clone();
    names.for_each(|name| rest.remove(name));
    Some(rest)
}

/// Returns whether a path is in a cache of this user.
fn is_in_cache(path: &Path, dirs: &Dirs) -> bool {
    Cache::root_of(path).is_some_and(|root| dirs.caches.contains(root))
}
