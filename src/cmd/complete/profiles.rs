//! Profiles, their aliases and their versions as candidates.

use std::sync::Arc;

use crate::cli::Target;
use crate::cmd::Context;
use crate::order;
use crate::profile::{BuiltIn, RESERVED, built_in_aliases};
use crate::program;
use crate::shell::Candidate;

/// Returns the names and the literal aliases of the profiles that can be launched on this system.
pub(super) fn launchable(context: &Arc<Context>) -> Vec<Candidate> {
    let is_for_this_system =
        |name: &str| BuiltIn::find(name).is_none_or(BuiltIn::is_for_this_system);
    let mut candidates: Vec<Candidate> = all(context);
    candidates.retain(|it| is_for_this_system(&it.text) && !RESERVED.contains(&&*it.text));
    for (alias, profile) in built_in_aliases() {
        if !alias.contains('{') && is_for_this_system(profile) {
            candidates.push(Candidate::new(alias, format!("Alias of {profile}")));
        }
    }
    order::sort_by(&mut candidates, |a: &Candidate, b| a.text.cmp(&b.text));
    candidates
}

/// Returns the names of all profiles.
pub(super) fn all(context: &Arc<Context>) -> Vec<Candidate> {
    let names = context.layers.names().into_iter();
    let candidate = |name: String| {
        let description = BuiltIn::find(&name).map(BuiltIn::description);
        Candidate::new(name, description.unwrap_or_default())
    };
    names.map(candidate).collect()
}

/// Returns the installed versions of the profile in a word with `@`.
pub(super) fn versions(context: &Arc<Context>, word: &str) -> Vec<Candidate> {
    let target = Target::from(word);
    let Ok(called) = context.resolve_name(&target.name) else {
        return Vec::new();
    };
    let versions = program::installed(&called.profile, &context.search_context());
    let candidate = |version: &crate::profile::Version| {
        Candidate::new(format!("{}@{}", target.name, version.as_str()), "")
    };
    versions.iter().map(candidate).collect()
}
