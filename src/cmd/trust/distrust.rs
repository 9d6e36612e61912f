//! Check that a file for `trust add` distrusts no certificate.

use std::path::Path;

use crate::certs::Source;
use crate::certs::blocklist::{MatchKey, Origin};
use crate::cmd::Context;
use crate::error::{Error, Location, Result, shown_name};
use crate::stores::files;

/// Fails if a file, or one in a directory, distrusts certificates: p11-kit's `x-distrusted: true`,
/// or trust settings that reject servers. Trusting such a file would invert its meaning, and
/// installing the other certificates in it would lose the distrust.
pub(super) fn check(context: &Context, file: &Path) -> Result<()> {
    let distrusted =
        files::load(&context.dirs.root, &context.cwd.join(file), &Source::File).distrusted;
    let Some((_, origin)) = distrusted.first() else {
        return Ok(());
    };
    let file = origin.file().unwrap_or(file);
    let error =
        Error::new("this file distrusts certificates, and `trust add` installs trusted ones")
            .at(Location::file(file));
    let notes: Vec<String> = distrusted.iter().filter_map(note).collect();
    let hint = if notes.is_empty() {
        "to exclude what it distrusts from bundles, name the file in `ca.files` of a profile"
    } else {
        "to exclude them from bundles, add these fingerprints to `ca.deny` of a profile"
    };
    Err(notes.into_iter().fold(error, Error::note).hint(hint))
}

/// Returns fingerprint and name of a distrusted certificate.
fn note((key, _): &(MatchKey, Origin)) -> Option<String> {
    let MatchKey::Certificate(certificate) = key else {
        return None;
    };
    let [sha256, _] = certificate.fingerprints();
    Some(format!("{sha256}  {}", shown_name(&certificate.name())))
}
