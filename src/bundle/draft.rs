//! A bundle that is built and not yet written.

use std::io;
use std::path::Path;

use super::Bundle;
use super::cache::Cache;
use super::diff::certificates_of;
use super::fresh::{is_intact, touch};
use super::record::{Build, Record};
use crate::certs::blocklist::{Blocklist, Recorded};
use crate::certs::entries::Merged;
use crate::certs::merge::merge;
use crate::certs::policy::Policy;
use crate::certs::{Source, hex, pem, sha256};
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
    pem: String,
}

impl Draft {
    /// Drafts a bundle from the gathered sources of `inputs`.
    pub fn new(inputs: &BundleInputs, gathered: Gathered) -> Self {
        let Gathered {
            merged,
            blocklist,
            distrust,
            stamps,
        } = gathered;
        Self {
            pem: to_pem(&merged),
            // OpenSSL's default directory may contain a distrusted certificate.
            hides_dir: inputs.hides_dir || !blocklist.is_empty(),
            merged,
            stamps,
            distrust,
        }
    }

    /// Returns the earlier bundle at `path` without the certificates that have been denied or
    /// distrusted since.
    pub fn reduced(path: &Path, inputs: &BundleInputs, blocklist: &Blocklist, now: i64) -> Self {
        let source = Source::Inherited(path.to_owned());
        let found = certificates_of(path).into_iter();
        let policy = Policy {
            keep_expired: true,
            ..inputs.policy(blocklist, now)
        };
        let found = found.map(|certificate| (source.clone(), certificate));
        let merged = merge(found, &policy, Vec::new);
        Self {
            pem: to_pem(&merged),
            hides_dir: inputs.hides_dir || !blocklist.is_empty(),
            merged,
            stamps: Vec::new(),
            distrust: Vec::new(),
        }
    }

    /// Returns whether the bundle contains no certificate.
    pub fn is_empty(&self) -> bool {
        self.pem.is_empty()
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
        let (bundle, digest) = self.store(cache)?;
        let build = Build {
            cache_key,
            profile: &inputs.profile,
            bundle: digest,
            bundle_stamp: Stamp::of(&bundle.path),
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
        let digest = self.digest();
        let path = cache.bundle(&digest);
        is_intact(&path, &digest)
            .then(|| Bundle::in_cache(cache, path, self.hides_dir).ok())
            .flatten()
    }

    fn digest(&self) -> String {
        hex(&sha256(self.pem.as_bytes()))
    }

    /// Writes the bundle. Returns its SHA-256 too.
    pub fn store(&self, cache: &Cache) -> io::Result<(Bundle, String)> {
        let digest = self.digest();
        let path = cache.bundle(&digest);
        // Other inputs may have given the same bundle, and programs may be reading it.
        if !is_intact(&path, &digest) || !touch(&path) {
            write_atomically(&path, self.pem.as_bytes())?;
        }
        Ok((Bundle::in_cache(cache, path, self.hides_dir)?, digest))
    }
}

/// Returns the included certificates, one PEM block after the other.
fn to_pem(merged: &Merged) -> String {
    let ders = || merged.included().map(|entry| &entry.certificate.der);
    let mut text = String::with_capacity(ders().map(|der| pem::encoded_size(der.len())).sum());
    for der in ders() {
        text.push_str(&pem::encode(der));
    }
    text
}
