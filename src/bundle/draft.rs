//! A bundle that is built and not yet written.

use std::io;
use std::iter::once;
use std::path::Path;

use super::Bundle;
use super::cache::Cache;
use super::diff::certificates_of;
use super::files::{NewFile, other_files};
use super::fresh::{is_intact, touch};
use super::record::{Build, Record};
use crate::certs::blocklist::{Blocklist, Recorded};
use crate::certs::entries::Merged;
use crate::certs::merge::merge;
use crate::certs::policy::Policy;
use crate::certs::{Client, Source};
use crate::os::atomic::write_atomically;
use crate::stores::Gathered;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;

#[derive(Debug)]
pub struct Draft {
    pub merged: Merged,
    stamps: Vec<Stamp>,
    distrust: Vec<Recorded>,
    /// OpenSSL must not read its default directory.
    hides_dir: bool,
    main: NewFile,
    others: Vec<NewFile>,
}

impl Draft {
    /// Drafts a bundle from the gathered sources of `inputs`. `root` is the root directory of the
    /// system.
    pub fn new(inputs: &BundleInputs, gathered: Gathered, root: &Path) -> Self {
        let Gathered {
            merged,
            blocklist,
            distrust,
            mut stamps,
        } = gathered;
        let (others, further) = other_files(&merged, root);
        stamps.extend(further);
        Self {
            main: NewFile::for_client(Client::OpenSsl, &merged),
            others,
            // OpenSSL's default directory may contain a distrusted certificate.
            hides_dir: inputs.hides_dir || !blocklist.is_empty(),
            merged,
            stamps,
            distrust,
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
        let merged = merge(found, &policy, Vec::new);
        Self {
            main: NewFile::for_client(Client::OpenSsl, &merged),
            others: other_files(&merged, root).0,
            hides_dir: inputs.hides_dir || !blocklist.is_empty(),
            merged,
            stamps: Vec::new(),
            distrust: Vec::new(),
        }
    }

    /// Returns whether the bundle contains no certificate.
    pub fn is_empty(&self) -> bool {
        self.main.bytes.is_empty()
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
        let others = self.others.iter();
        let build = Build {
            cache_key,
            profile: &inputs.profile,
            main: self.main.recorded(cache),
            others: others.map(|file| file.recorded(cache)).collect(),
            hides_dir: self.hides_dir,
            stamps: &self.stamps,
            distrust: &self.distrust,
            passed_over,
            now,
        };
        let expiries = self
            .merged
            .included()
            .map(|entry| entry.certificate.facts.not_after);
        Record::new(build, expiries).write(&cache.record(cache_key))?;
        Ok(bundle)
    }

    /// Returns the bundle if the cache contains it. Does not write it.
    pub fn stored_in(&self, cache: &Cache) -> Option<Bundle> {
        self.files()
            .all(|file| is_intact(&file.path(cache), &file.digest))
            .then(|| self.in_cache(cache).ok())
            .flatten()
    }

    /// Writes the files of the bundle.
    pub fn store(&self, cache: &Cache) -> io::Result<Bundle> {
        for file in self.files() {
            let path = file.path(cache);
            // Other inputs may have given the same file, and programs may be reading it.
            if !is_intact(&path, &file.digest) || !touch(&path) {
                write_atomically(&path, &file.bytes)?;
            }
        }
        self.in_cache(cache)
    }

    fn files(&self) -> impl Iterator<Item = &NewFile> {
        once(&self.main).chain(&self.others)
    }

    fn in_cache(&self, cache: &Cache) -> io::Result<Bundle> {
        let others = self.others.iter();
        let others = others.map(|file| (file.client, file.path(cache)));
        let main = self.main.path(cache);
        Bundle::in_cache(cache, main, others.collect(), self.hides_dir)
    }
}
