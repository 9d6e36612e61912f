//! A bundle that is built and not yet written.

use std::io;
use std::path::Path;

use super::Bundle;
use super::cache::Cache;
use super::diff::certificates_of;
use super::files::NewFiles;
use super::fresh::{is_intact, touch};
use super::record::{Build, Record};
use crate::certs::Source;
use crate::certs::blocklist::{Blocklist, Recorded};
use crate::certs::entries::Merged;
use crate::certs::merge::merge;
use crate::certs::policy::Policy;
use crate::os::atomic::write_atomically;
use crate::stores::Gathered;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;
use crate::stores::store_digest::StoreDigest;

#[derive(Debug)]
pub struct Draft {
    pub merged: Merged,
    stamps: Vec<Stamp>,
    store: Option<StoreDigest>,
    distrust: Vec<Recorded>,
    /// A time after which the bundle is not fresh.
    stale_at: Option<i64>,
    /// OpenSSL must not read its default directory.
    hides_dir: bool,
    files: NewFiles,
}

impl Draft {
    /// Drafts a bundle of `inputs` from their gathered sources.
    pub fn new(inputs: &BundleInputs, gathered: Gathered, files: NewFiles) -> Self {
        let Gathered {
            merged,
            blocklist,
            distrust,
            mut stamps,
            store,
            stale_at,
        } = gathered;
        stamps.extend(files.stamps.iter().cloned());
        Self {
            // OpenSSL's default directory may contain a distrusted certificate.
            hides_dir: inputs.hides_dir || !blocklist.is_empty(),
            merged,
            stamps,
            store,
            distrust,
            stale_at,
            files,
        }
    }

    /// Returns the earlier bundle at `path` without the certificates that have been denied or
    /// distrusted since.
    pub fn reduced(
        path: &Path,
        inputs: &BundleInputs,
        blocklist: &Blocklist,
        root: &Path,
        now: i64,
    ) -> Self {
        let source = Source::Inherited(path.to_owned());
        let found = certificates_of(path).into_iter();
        let policy = Policy {
            keep_expired: true,
            ..inputs.policy(blocklist, now)
        };
        let found = found.map(|certificate| (source.clone(), certificate));
        let mut merged = merge(found, &policy);
        Self {
            files: NewFiles::of(&mut merged, inputs.java, root),
            hides_dir: inputs.hides_dir || !blocklist.is_empty(),
            merged,
            stamps: Vec::new(),
            store: None,
            distrust: Vec::new(),
            stale_at: None,
        }
    }

    /// Returns whether the bundle contains no certificate.
    pub fn is_empty(&self) -> bool {
        self.files.main.bytes.is_empty()
    }

    /// Writes the bundle and its record.
    pub fn store_with_record(
        &self,
        cache: &Cache,
        inputs: &BundleInputs,
        cache_key: &str,
        passed_over: &[&Path],
        now: i64,
    ) -> io::Result<Bundle> {
        let bundle = self.store(cache)?;
        let others = self.files.others.iter();
        let build = Build {
            cache_key,
            profile: &inputs.profile,
            main: self.files.main.recorded(cache),
            others: others.map(|file| file.recorded(cache)).collect(),
            hides_dir: self.hides_dir,
            stamps: &self.stamps,
            store: self.store.as_ref(),
            distrust: &self.distrust,
            passed_over,
            now,
        };
        let expiries = self
            .merged
            .included()
            .map(|entry| entry.certificate.facts.not_after);
        Record::new(build, expiries.chain(self.stale_at)).write(&cache.record(cache_key))?;
        Ok(bundle)
    }

    /// Returns the bundle if the cache contains it. Does not write it.
    pub fn stored_in(&self, cache: &Cache) -> Option<Bundle> {
        self.files
            .iter()
            .all(|file| is_intact(&file.path(cache), &file.digest))
            .then(|| self.in_cache(cache).ok())
            .flatten()
    }

    /// Writes the files of the bundle.
    pub fn store(&self, cache: &Cache) -> io::Result<Bundle> {
        for file in self.files.iter() {
            let path = file.path(cache);
            // Other inputs may have given the same file, and programs may be reading it.
            if !is_intact(&path, &file.digest) || !touch(&path) {
                write_atomically(&path, &file.bytes)?;
            }
        }
        self.in_cache(cache)
    }

    fn in_cache(&self, cache: &Cache) -> io::Result<Bundle> {
        let others = self.files.others.iter();
        let others = others.map(|file| (file.client, file.path(cache)));
        let main = self.files.main.path(cache);
        Bundle::in_cache(cache, main, others.collect(), self.hides_dir)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::policy::Reason;
    use crate::certs::{ProblemKind, mozilla};
    use crate::stores::gather;
    use crate::stores::inputs::NamedFile;
    use crate::stores::inputs::tests::of_defaults;

    const DAY: i64 = 24 * 60 * 60;

    /// Returns a CA that expired on 10 October 2026, 13 days before the date of Mozilla's list, and
    /// one that is not valid before 2039.
    fn authorities() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let authority = |years: [i32; 2]| {
            let mut params = rcgen::CertificateParams::default();
            params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
            params.not_before = rcgen::date_time_ymd(years[0], 1, 1);
            params.not_after = rcgen::date_time_ymd(years[1], 10, 10);
            params.self_signed(&key).unwrap().pem()
        };
        [[2020, 2026], [2039, 2040]].map(authority).concat()
    }

    /// Returns the inputs of a bundle of Mozilla's list and of these CAs, written to `file`.
    fn inputs_with(file: &Path) -> BundleInputs {
        std::fs::write(file, authorities()).unwrap();
        let files = vec![NamedFile {
            path: file.to_owned(),
            optional: false,
        }];
        BundleInputs {
            native: false,
            files,
            ..of_defaults()
        }
    }

    #[test]
    fn the_date_of_mozillas_list_tells_whether_the_clock_or_the_list_is_wrong() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("studio.pem");
        let mut inputs = inputs_with(&file);
        let gather_at = |now| gather(&inputs, dir.path(), now, Vec::new);
        let judge = |now| {
            let merged = gather_at(now).merged;
            let own = Source::File(file.clone());
            let mut studio: Vec<_> = (merged.entries.iter())
                .filter(|entry| entry.sources.contains(&own))
                .collect();
            studio.sort_by_key(|entry| entry.certificate.facts.not_after);
            let reasons: Vec<_> = studio.iter().map(|entry| entry.reason.clone()).collect();
            let of_others = merged.entries.iter().filter(|entry| entry.reason.is_some());
            let excluded = of_others.count() - reasons.iter().flatten().count();
            let kinds = merged.problems.into_iter().map(|problem| problem.kind);
            (reasons, excluded, kinds.collect::<Vec<_>>())
        };
        // The battery of the clock is empty; the clock was set back by a month.
        for now in [0, mozilla::DATE - 3 * DAY] {
            let kept = (vec![None, None], 0, vec![ProblemKind::EarlyClock { now }]);
            assert_eq!(judge(now), kept);
        }
        let expired = || vec![Some(Reason::Expired), None];
        assert_eq!(judge(mozilla::DATE), (expired(), 0, Vec::new()));
        // In nine years, many roots are expired, and none is kept.
        let (reasons, excluded, kinds) = judge(mozilla::DATE + 3_285 * DAY);
        assert_eq!((reasons, kinds), (expired(), Vec::new()));
        assert!(excluded > 20, "{excluded}");
        // In fifteen, most are. Before, this meant a wrong clock, and all were kept.
        let (reasons, most, kinds) = judge(mozilla::DATE + 5_475 * DAY);
        let date = mozilla::DATE;
        assert_eq!(kinds.first(), Some(&ProblemKind::ExpiredList { date }));
        assert_eq!(reasons, [Some(Reason::Expired), Some(Reason::Expired)]);
        assert!(most > 2 * excluded, "{most}");
        // Without the list, none is too old.
        inputs.mozilla = None;
        let late = gather(&inputs, dir.path(), mozilla::DATE + 4_500 * DAY, Vec::new);
        assert_eq!(late.merged.problems, []);
        let early = gather(&inputs, dir.path(), 0, Vec::new);
        assert_eq!(early.merged.problems.len(), 1);
    }

    #[test]
    fn a_bundle_of_a_wrong_clock_is_stale_once_the_clock_is_right() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("studio.pem");
        let inputs = inputs_with(&file);
        // After the expiry of the first CA.
        let wrong = mozilla::DATE - 3 * DAY;
        let mut gathered = gather(&inputs, dir.path(), wrong, Vec::new);
        // The file is too young.
        gathered.stamps.clear();
        let cache = Cache::open_to_write(&dir.path().join("cache")).unwrap();
        let files = NewFiles::of(&mut gathered.merged, false, dir.path());
        let draft = Draft::new(&inputs, gathered, files);
        draft
            .store_with_record(&cache, &inputs, "key", &[], wrong)
            .unwrap();
        let record = Record::read(&cache.record("key"), "key").unwrap();
        assert!(record.is_fresh(wrong + DAY / 2));
        assert!(!record.is_fresh(mozilla::DATE + 1));
    }
}
