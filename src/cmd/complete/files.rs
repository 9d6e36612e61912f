//! Profiles in files. Only the keys that a completion shows are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::steps::{self, Step};
use crate::cmd::Context;
use crate::order;
use crate::profile::{Summary, built_in_aliases, is_built_in, unify_spellings};
use crate::shell::Candidate;

/// Maximum number of profiles whose files are read for a word. More take longer than a Tab may.
const MAX_READ: usize = 64;

/// The names of the profiles in files.
pub(super) struct Files {
    /// Each with the index of its highest layer.
    names: BTreeMap<String, usize>,
    /// A directory does not answer.
    is_partial: bool,
}

/// The descriptions and aliases in the files.
#[derive(Default)]
pub(super) struct Content {
    summaries: BTreeMap<String, Summary>,
    /// The aliases in files, each described by its profile.
    pub aliases: Vec<Candidate>,
}

impl Files {
    pub fn list(context: &Arc<Context>) -> Self {
        let step = |depth| -> Step<Vec<String>> {
            Box::new(move |context| context.layers.names_at(depth))
        };
        let steps: Vec<_> = (0..context.layers.dirs().count()).map(step).collect();
        let found = steps::run(context, steps);
        let is_partial = found.iter().any(Option::is_none);
        let found = found.into_iter().enumerate();
        let found = found.flat_map(|(depth, names)| {
            let names = names.into_iter().flatten();
            names.map(move |name| (name, depth))
        });
        let (mut all, depths): (Vec<_>, Vec<_>) = found.unzip();
        unify_spellings(&mut all);
        let mut names = BTreeMap::new();
        for (name, depth) in all.into_iter().zip(depths) {
            names.entry(name).or_insert(depth);
        }
        Self { names, is_partial }
    }

    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.names.keys()
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Reads the files that are needed for a word: those of the profiles to describe, those that
    /// replace built-in profiles, and all for their aliases if these have no index. Of too many,
    /// none is read. `None` if a directory does not answer.
    pub fn read(
        &self,
        context: &Arc<Context>,
        is_described: impl Fn(&str) -> bool,
        needs_aliases: bool,
    ) -> Option<Content> {
        if self.is_partial {
            return None;
        }
        let all = self.names.iter();
        let all = all.map(|(name, depth)| (name.clone(), *depth, is_described(name)));
        let mut files: Vec<_> = all.collect();
        let to_describe = files.iter().filter(|(.., is_described)| *is_described);
        let to_describe = to_describe.count();
        if to_describe == 0 && !needs_aliases || files.is_empty() {
            return Some(Content::default());
        }
        let can_describe = to_describe <= MAX_READ;
        let is_few = files.len() <= MAX_READ;
        // A launch prefers the aliases of higher layers.
        order::sort_by_key(&mut files, |(_, depth, _)| *depth);
        let step = move |context: &Context| {
            let aliases = || context.aliases().indexed();
            let indexed = needs_aliases.then(aliases).flatten();
            // An old index is better than none.
            let indexed = indexed.filter(|(_, is_current)| *is_current || !is_few);
            let indexed = indexed.map(|(aliases, _)| aliases);
            let reads_all = needs_aliases && indexed.is_none() && is_few;
            files.retain(|(name, _, is_described)| {
                reads_all || can_describe && *is_described || needs_aliases && is_built_in(name)
            });
            read(context, &files, indexed)
        };
        Some(steps::run_one(context, step).unwrap_or_default())
    }
}

impl Content {
    pub fn description(&self, name: &str) -> &str {
        let summary = self.summaries.get(name);
        let description = summary.and_then(|summary| summary.description.as_deref());
        description.unwrap_or_default()
    }

    /// Returns whether the files of a profile keep an alias of the built-in profile.
    pub fn keeps_alias(&self, name: &str, alias: &str) -> bool {
        let summary = self.summaries.get(name);
        summary.is_some_and(|summary| summary.aliases.iter().any(|own| own == alias))
    }
}

fn read(
    context: &Context,
    files: &[(String, usize, bool)],
    indexed: Option<Vec<(String, String)>>,
) -> Content {
    let mut found = Content::default();
    for (name, depth, _) in files {
        let Some(summary) = context.layers.summary(name, *depth) else {
            continue;
        };
        if indexed.is_none() {
            let is_built_in = |alias: &str| {
                is_built_in(name) && built_in_aliases().any(|own| own == (alias, name.as_str()))
            };
            let own = summary.aliases.iter().filter(|alias| !is_built_in(alias));
            (found.aliases).extend(own.map(|alias| Candidate::new(alias, name)));
        }
        found.summaries.insert(name.clone(), summary);
    }
    let indexed = indexed.into_iter().flatten();
    let indexed = indexed.map(|(alias, profile)| Candidate::new(alias, profile));
    found.aliases.extend(indexed);
    found
}
