//! What a build comes to, before and while it is written.

use std::io;
use std::path::Path;

use super::cache::Cache;
use super::diff::certificates_of;
use super::record::Record;
use super::{Bundle, NotBuilt, is_intact, touch};
use crate::certs::blocklist::Blocklist;
use crate::certs::merge::{Merged, merge};
use crate::certs::policy::Policy;
use crate::certs::{Source, hex, sha256};
use crate::error::Error;
use crate::os::atomic::write_atomically;
use crate::stores::Gathered;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;

/// A bundle that is not written yet.
pub(super) struct New {
    /// For which profile it was built.
    pub profile: String,
    /// What is in it, and what is not.
    pub merged: Merged,
    /// What it was made of.
    pub stamps: Vec<Stamp>,
    /// OpenSSL must not look into a folder of its own.
    pub hides_folder: bool,
    pem: String,
}

/// There must not be a bundle.
pub(super) struct Failed {
    /// What to say.
    pub why: NotBuilt,
    /// What an earlier bundle must not have either.
    pub distrust: Blocklist,
}

impl New {
    /// A bundle of what the sources of a recipe gave, unless there must not be one of this.
    pub fn build(recipe: &BundleInputs, gathered: Gathered) -> Result<Self, Failed> {
        let Gathered {
            merged,
            distrust,
            stamps,
        } = gathered;
        if let Some(why) = why_not(&merged) {
            return Err(Failed { why, distrust });
        }
        Ok(Self {
            profile: recipe.profile.clone(),
            pem: to_pem(&merged),
            // Whatever is distrusted, the folder of a program's own OpenSSL may have it.
            hides_folder: recipe.hides_folder || !distrust.is_empty(),
            merged,
            stamps,
        })
    }

    /// The bundle at `path`, made of this recipe earlier, without what is forbidden by now.
    pub fn without_forbidden(
        path: &Path,
        recipe: &BundleInputs,
        distrust: &Blocklist,
        now: i64,
    ) -> Self {
        let source = Source::Inherited(path.to_owned());
        let found = certificates_of(path).into_iter();
        let rules = Policy {
            keep_expired: true,
            ..recipe.rules(distrust, now)
        };
        let found = found.map(|certificate| (source.clone(), certificate));
        let merged = merge(found, &rules, Vec::new);
        Self {
            profile: recipe.profile.clone(),
            pem: to_pem(&merged),
            hides_folder: recipe.hides_folder || !distrust.is_empty(),
            merged,
            stamps: Vec::new(),
        }
    }

    /// Writes the bundle, and what is remembered of it.
    pub fn store_and_remember(&self, cache: &Cache, recipe: &str, now: i64) -> io::Result<Bundle> {
        let (bundle, digest) = self.store(cache)?;
        let record = Record::new(recipe, self, digest, Stamp::of(&bundle.path), now);
        write_atomically(&cache.record(recipe), &serde_json::to_vec(&record)?)?;
        Ok(bundle)
    }

    /// Whether there is no certificate in it.
    pub fn is_empty(&self) -> bool {
        self.pem.is_empty()
    }

    /// Writes the bundle, and gives its SHA-256 too.
    pub fn store(&self, cache: &Cache) -> io::Result<(Bundle, String)> {
        let digest = hex(&sha256(self.pem.as_bytes()));
        let path = cache.bundle(&digest);
        // Another recipe may have led to the same bundle, and programs may be reading it.
        if !is_intact(&path, &digest) {
            write_atomically(&path, self.pem.as_bytes())?;
        }
        touch(&path);
        let hides_folder = self.hides_folder;
        let bundle = Bundle {
            path,
            empty_folder: hides_folder.then(|| cache.empty_folder()).transpose()?,
            built: None,
            problems: Vec::new(),
        };
        Ok((bundle, digest))
    }
}

fn why_not(merged: &Merged) -> Option<NotBuilt> {
    let mut problems = merged.problems.iter();
    if let Some(problem) = problems.find(|problem| problem.needed.is_some()) {
        return Some(NotBuilt::because_of(problem));
    }
    if merged.included().next().is_some() {
        return None;
    }
    let error = Error::new("there is not one certificate to trust");
    let error = (merged.problems.iter())
        .fold(error, |error, problem| {
            error.note(format!("{}: {}", problem.source, problem.kind))
        })
        .hint("give the profile a source: `native`, `mozilla` or `files` under `ca:`");
    Some(NotBuilt {
        error,
        problem: None,
    })
}

/// The certificates that count, one block behind the other and nothing else.
fn to_pem(merged: &Merged) -> String {
    merged.included().map(|entry| pem_of(&entry.der)).collect()
}

/// A certificate as OpenSSL reads it best: no comment, 64 columns, LF.
pub fn pem_of(der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", der), config)
}
