//! Installed versions as candidates.

use std::sync::Arc;

use super::profiles::Names;
use super::steps::{self, Step};
use crate::cmd::Context;
use crate::order;
use crate::profile::{Profile, Version};
use crate::program;
use crate::shell::Candidate;

/// Returns the versions of the profile in a word with `@`.
pub(super) fn behind_at(context: &Arc<Context>, word: &str) -> Vec<Candidate> {
    let (name, _) = word.split_once('@').unwrap_or((word, ""));
    let profile = Names::new(context, name, false).find(name);
    of(context, profile, |version| format!("{name}@{version}"))
}

/// Returns the versions of the profiles with an alias such as `Nuke{version}` that the word begins
/// with, and a digit.
pub(super) fn in_aliases(context: &Arc<Context>, names: &Names, word: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    for alias in names.aliases() {
        if let Some((before, after)) = alias.text.split_once("{version}")
            && let Some(rest) = word.strip_prefix(before)
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            let profile = names.find(&alias.description);
            found.extend(of(context, profile, |version| {
                format!("{before}{version}{after}")
            }));
        }
    }
    found
}

/// Returns the versions of a profile, the newest first, each described by the path of its program.
fn of(
    context: &Arc<Context>,
    profile: Option<Profile>,
    text: impl Fn(&str) -> String,
) -> Vec<Candidate> {
    let Some(profile) = profile.map(Arc::new) else {
        return Vec::new();
    };
    let count = profile.settings.program.iter().flatten().count();
    let step = |index| -> Step<Vec<Candidate>> {
        let profile = Arc::clone(&profile);
        Box::new(move |context| of_candidate(context, &profile, index))
    };
    let found = steps::run(context, (0..count).map(step).collect());
    let mut found: Vec<Candidate> = found.into_iter().flatten().flatten().collect();
    let version = |candidate: &Candidate| Version::new(&candidate.text);
    order::sort_by(&mut found, |a: &Candidate, b| version(b).cmp(&version(a)));
    found.dedup_by(|a, b| a.text == b.text);
    for candidate in &mut found {
        candidate.text = text(&candidate.text);
    }
    found
}

fn of_candidate(context: &Context, profile: &Profile, index: usize) -> Vec<Candidate> {
    let programs = program::of_candidate(profile, index, &context.search_context());
    let candidate = |program: program::Program| {
        let path = program.path.to_string_lossy().into_owned();
        Some(Candidate::new(program.version?.as_str(), path))
    };
    programs.into_iter().filter_map(candidate).collect()
}
