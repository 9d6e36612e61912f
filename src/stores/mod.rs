//! Where certificates come from. A source that cannot be read is a problem in a list, not an error in the middle.

pub mod files;
pub mod inherited;
pub mod inputs;
mod mozilla;
pub mod native;
pub mod stamp;

use std::path::Path;

use crate::certs::blocklist::{Blocklist, MatchKey};
use crate::certs::entries::Merged;
use crate::certs::merge;
use crate::certs::{Certificate, Problem, ProblemKind, Source};
use crate::stores::inputs::BundleInputs;
use stamp::Stamp;

/// What a source gave.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Its certificates, each with where it came from.
    pub certificates: Vec<(Source, Certificate)>,
    /// What it distrusts, each with the file that says so, or what stands for one.
    pub distrusted: Vec<(MatchKey, String)>,
    /// What it could not give.
    pub problems: Vec<Problem>,
    /// What it was read from, as that was just before.
    pub stamps: Vec<Stamp>,
}

impl Loaded {
    fn append(&mut self, mut other: Loaded) {
        self.certificates.append(&mut other.certificates);
        self.distrusted.append(&mut other.distrusted);
        self.problems.append(&mut other.problems);
        self.stamps.append(&mut other.stamps);
    }

    fn problem(&mut self, source: &Source, kind: impl Into<ProblemKind>) {
        self.problems.push(Problem::new(source.clone(), kind));
    }

    /// Says that something is there and gives nothing now. What is built without it is for one launch.
    fn no_answer(&mut self, source: &Source, kind: impl Into<ProblemKind>) {
        self.problem(source, kind);
        self.stamps.push(Stamp::of_unread());
    }
}

/// What the sources of a recipe come to.
#[derive(Debug)]
pub struct Gathered {
    /// The certificates, judged.
    pub merged: Merged,
    /// What the system and the files distrust.
    pub distrust: Blocklist,
    /// What was read, as it was before.
    pub stamps: Vec<Stamp>,
}

/// Reads every source of a recipe and merges what they give, as of `now` (seconds since 1970). `root` is the folder that
/// the system's own paths start from.
pub fn gather(recipe: &BundleInputs, root: &Path, now: i64) -> Gathered {
    // What the administrator distrusts counts even where the store does not: Mozilla's list would bring it back.
    let mut all = native::load(recipe, root);
    if recipe.mozilla {
        all.append(mozilla::load());
    }
    for path in &recipe.inherited {
        all.append(files::load(path, &Source::Inherited));
    }
    for (index, file) in recipe.files.iter().enumerate() {
        all.append(files::load_named(index, file));
    }
    for (scope, folder) in &recipe.trust {
        all.append(files::load_drop_ins(folder, *scope));
    }
    let distrust = Blocklist::new(all.distrusted);
    let policy = recipe.policy(&distrust, now);
    let mut merged = merge::merge(all.certificates, &policy, mozilla::facts);
    merged.problems.splice(0..0, all.problems);
    Gathered {
        merged,
        distrust,
        stamps: all.stamps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_does_not_answer_is_asked_again_at_the_next_launch() {
        let mut loaded = Loaded::default();
        loaded.stamps.push(Stamp::of(Path::new("/")));
        loaded.no_answer(&Source::Native, "nobody answers");
        assert_eq!(loaded.problems[0].kind, "nobody answers".into());
        assert!(!loaded.stamps.iter().all(Stamp::holds));
    }
}
