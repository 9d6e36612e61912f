//! An earlier bundle in place of one that cannot be built.

use super::build::{Failed, NotBuilt};
use super::cache::Cache;
use super::draft::Draft;
use super::{Bundle, BundleRequest};
use crate::certs::{Problem, Source};

impl BundleRequest<'_> {
    /// Returns an earlier bundle of these inputs if a required file cannot be read. It is
    /// written again without the certificates that have been denied or distrusted since.
    pub(super) fn fall_back(
        &self,
        cache: &Cache,
        failed: Failed,
        now: i64,
    ) -> Result<Bundle, NotBuilt> {
        let Failed {
            reason,
            blocklist,
            unreadable,
        } = failed;
        let earlier = match &reason {
            NotBuilt::Required(_) => self.last_intact(),
            _ => None,
        };
        let Some(path) = earlier else {
            return Err(reason);
        };
        let draft = Draft::reduced(&path, self.inputs, &blocklist, self.root, now);
        let mut bundle = match draft.store(cache) {
            Ok(bundle) if !draft.is_empty() => bundle,
            _ => return Err(reason),
        };
        let message = format!("{reason}; using the bundle that was built before");
        bundle.problems.extend(unreadable);
        bundle.problems.push(Problem::new(Source::Bundle, message));
        Ok(bundle)
    }
}
