//! Sources of certificates. A source that cannot be read is a problem in a list, not an error.

pub mod files;
pub mod inherited;
pub mod inputs;
pub mod mozilla;
pub mod native;
mod reading;
pub mod settings;
pub mod stamp;
pub mod store_digest;

use std::path::Path;

use crate::certs::blocklist::{Blocklist, KeyDigest, MatchKey, Origin, Recorded};
use crate::certs::clock::Clock;
use crate::certs::entries::Merged;
use crate::certs::merge;
use crate::certs::policy::Reason;
use crate::certs::{self, Certificate, Problem, ProblemKind, Source};
use crate::os::Image;
use crate::stores::inputs::BundleInputs;
use mozilla::List;
use stamp::Stamp;
use store_digest::StoreDigest;

/// The content of a source.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Certificates, each with its source.
    pub certificates: Vec<(Source, Certificate)>,
    /// Distrusted certificates, each with the file or the store that distrusts it.
    pub distrusted: Vec<(MatchKey, Origin)>,
    pub problems: Vec<Problem>,
    /// Stamps of the files and directories, taken before they were read.
    pub stamps: Vec<Stamp>,
    /// The digest of the system's store, if its files also change for other reasons.
    pub store: Option<StoreDigest>,
    /// Files, directories and stores that may exist and could not be read.
    pub unreadable: Vec<Origin>,
    /// The image in which paths are resolved.
    image: Option<Image>,
}

impl Loaded {
    fn append(&mut self, mut other: Loaded) {
        self.certificates.append(&mut other.certificates);
        self.distrusted.append(&mut other.distrusted);
        self.problems.append(&mut other.problems);
        self.stamps.append(&mut other.stamps);
        self.store = self.store.take().or(other.store);
        self.unreadable.append(&mut other.unreadable);
    }

    /// Adds what the sources that cannot be read distrusted when the record was written.
    fn keep_distrust(&mut self, recorded: impl FnOnce() -> Vec<Recorded>) {
        if !self.unreadable.is_empty() {
            let mut kept = recorded();
            kept.retain(|recorded| recorded.origin.is_unknown(&self.unreadable));
            (self.distrusted).extend(kept.iter().flat_map(Recorded::match_keys));
            let is_list = |problem: &Problem| problem.kind.unreadable_distrust().is_some();
            if kept.is_empty() && self.problems.iter().any(is_list) {
                self.add_problem(&Source::NATIVE, ProblemKind::UnknownDistrust);
            }
        }
    }

    fn distrust_digests(&self) -> Vec<(KeyDigest, Origin)> {
        let distrusted = self.distrusted.iter();
        distrusted
            .flat_map(|(key, origin)| (key.digests().into_iter()).map(|one| (one, origin.clone())))
            .collect()
    }

    fn add_problem(&mut self, source: &Source, kind: impl Into<ProblemKind>) {
        self.problems.push(Problem::new(source.clone(), kind));
    }

    /// Adds a problem whose end no stamp shows: the next launch reads the sources again.
    fn add_unstamped_problem(&mut self, source: &Source, kind: impl Into<ProblemKind>) {
        self.add_problem(source, kind);
        self.stamps.push(Stamp::always_stale());
    }

    /// Adds the problem of a store that may distrust certificates and cannot be read.
    #[cfg(any(windows, target_os = "macos"))]
    fn add_unreadable_store(&mut self, store: &str, why: &impl ToString) {
        let (store, why) = (store.to_owned(), why.to_string());
        self.unreadable.push(Origin::Store(store.clone()));
        self.add_unstamped_problem(&Source::NATIVE, ProblemKind::UnreadableStore { store, why });
    }
}

/// The content of all sources of a bundle.
#[derive(Debug)]
pub struct Gathered {
    /// The certificates, included and excluded.
    pub merged: Merged,
    pub blocklist: Blocklist,
    /// What the sources distrust, for the record.
    pub distrust: Vec<Recorded>,
    /// Stamps of everything that was read.
    pub stamps: Vec<Stamp>,
    /// The digest of the system's store, in place of stamps.
    pub store: Option<StoreDigest>,
    /// A time after which a build may have another result, although no stamp has changed.
    pub stale_at: Option<i64>,
}

/// Reads all sources of a bundle and merges their certificates at `now` (seconds since 1970).
/// `root` is the root directory of the system's store.
///
/// `recorded` returns what the sources distrusted at the last build. It counts for the sources that
/// cannot be read now.
pub fn gather(
    inputs: &BundleInputs,
    root: &Path,
    now: i64,
    recorded: impl FnOnce() -> Vec<Recorded>,
) -> Gathered {
    let (mut all, list) = load(inputs, root);
    all.keep_distrust(recorded);
    let mut digests = all.distrust_digests();
    let blocklist = Blocklist::new(all.distrusted);
    let clock = Clock::compare(now, list.map(|list| list.date));
    let mut policy = inputs.policy(&blocklist, now);
    policy.keep_expired |= clock.is_early();
    let mut merged = merge::merge(all.certificates, &policy);
    all.problems.extend(clock.problem());
    merged.problems.splice(0..0, all.problems);
    digests.extend(orphans(&merged));
    Gathered {
        merged,
        blocklist,
        distrust: Recorded::of(digests),
        stamps: all.stamps,
        store: all.store,
        // With a clock that is right, certificates that were kept may be expired.
        stale_at: clock.is_early().then_some(certs::mozilla::DATE),
    }
}

fn load(inputs: &BundleInputs, root: &Path) -> (Loaded, Option<List>) {
    // The administrator's blocklist counts even without the system's store: Mozilla's list may
    // contain the blocked certificates.
    let mut all = native::load(inputs, root);
    let mut list = None;
    if let Some(file) = &inputs.mozilla {
        let (loaded, used) = mozilla::load(root, file, &all.certificates);
        all.append(loaded);
        list = Some(used);
    }
    for path in &inputs.inherited {
        all.append(files::load(root, path, &Source::Inherited));
    }
    if let Some(variables) = &inputs.settings {
        all.append(settings::load(variables, &inputs.inherited));
    }
    for (index, file) in inputs.files.iter().enumerate() {
        all.append(files::load_named(root, index, file));
    }
    for (scope, dir) in &inputs.trust {
        all.append(files::load_drop_ins(root, dir, *scope));
    }
    (all, list)
}

/// Returns the intermediates whose only issuers are distrusted, each with the origin of that.
fn orphans(merged: &Merged) -> impl Iterator<Item = (KeyDigest, Origin)> {
    merged.entries.iter().filter_map(|entry| {
        let Some(reason @ Reason::Issuer(_)) = &entry.reason else {
            return None;
        };
        let by = reason.distrusted_by()?;
        let digest = KeyDigest::of_orphan(&entry.certificate.der);
        Some((digest, by.origin.clone()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a certificate with a key of its own.
    fn own_key() -> Certificate {
        let key = rcgen::KeyPair::generate().unwrap();
        let made = rcgen::CertificateParams::default().self_signed(&key);
        Certificate::new(made.unwrap().der()).unwrap()
    }

    #[test]
    fn an_unstamped_problem_makes_the_next_launch_read_again() {
        let mut loaded = Loaded::default();
        loaded.stamps.push(Stamp::of(Path::new("/")));
        loaded.add_unstamped_problem(&Source::NATIVE, "unreachable");
        assert_eq!(loaded.problems[0].kind, "unreachable".into());
        assert!(!loaded.stamps.iter().all(Stamp::is_current));
    }

    #[test]
    fn distrust_is_kept_only_for_what_cannot_be_read() {
        let (bad, lifted) = (own_key(), own_key());
        let store = |name: &str| Origin::Store(name.to_owned());
        let of = |one: &Certificate, origin| (MatchKey::Certificate(one.clone()), origin);
        let mut before = Loaded::default();
        before.distrusted.push(of(&bad, store("Disallowed")));
        before.distrusted.push(of(&lifted, store("ROOT")));
        let recorded = Recorded::of(before.distrust_digests());
        // The record is text in between.
        let text = serde_json::to_string(&recorded).unwrap();
        let recorded: Vec<Recorded> = serde_json::from_str(&text).unwrap();

        let mut now = Loaded::default();
        now.keep_distrust(|| panic!("everything can be read"));
        now.unreadable.push(store("Disallowed"));
        now.keep_distrust(|| recorded.clone());
        let again = Recorded::of(now.distrust_digests());
        assert_eq!(again, recorded[..1]);
        let blocklist = Blocklist::new(now.distrusted);
        assert!(!blocklist.is_empty());
        let by = blocklist.blocked_by(&bad).unwrap();
        assert_eq!((by.origin, by.is_kept), (store("Disallowed"), true));
        assert_eq!(blocklist.blocked_by(&lifted), None);
    }
}
