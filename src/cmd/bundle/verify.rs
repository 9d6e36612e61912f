//! `bundle verify`: compares a bundle with its digest and its sources.

use std::fs;
use std::path::Path;

use super::inputs_of;
use crate::bundle::diff::Difference;
use crate::bundle::now;
use crate::certs::content::Content;
use crate::certs::entries::Merged;
use crate::certs::{hex, sha256};
use crate::cli::Target;
use crate::cmd::{Context, counted};
use crate::error::{Error, Result};
use crate::stores::gather;

pub fn run(context: &Context, target: &Target) -> Result<u8> {
    let (profile, inputs) = inputs_of(context, target)?;
    let (count, faults) = match context.request(&inputs).last_built() {
        None => (0, vec!["no bundle has been built yet".to_owned()]),
        Some((path, digest)) => {
            let merged = gather(&inputs, &context.dirs.root, now()).merged;
            (merged.included().count(), faults(&path, &digest, &merged))
        }
    };
    if faults.is_empty() {
        let summary = format!("bundle OK: {}\n", counted(count, "certificate"));
        return context.ui.print(summary).map(|()| 0);
    }
    let hint = format!("build it: `sglaunch bundle build {}`", profile.name);
    for fault in faults {
        context.ui.error(&Error::new(fault).hint(hint.clone()));
    }
    Ok(1)
}

/// Returns the faults of the bundle at `path`.
fn faults(path: &Path, digest: &str, merged: &Merged) -> Vec<String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return vec![format!("cannot read {}: {error}", path.display())],
    };
    let required = (merged.problems.iter()).filter(|problem| problem.needed.is_some());
    let mut faults: Vec<String> = required
        .map(|problem| format!("{}: {}", problem.source, problem.kind))
        .collect();
    if hex(&sha256(&bytes)) != digest {
        faults.push(format!(
            "{} is damaged: its SHA-256 has changed since it was written",
            path.display()
        ));
    }
    let difference = Difference::between(Content::parse(&bytes).certificates, merged);
    if !difference.is_empty() {
        faults.push(format!(
            "{} is out of date: {} to add, {} to remove",
            path.display(),
            difference.added.len(),
            difference.removed.len()
        ));
    }
    faults
}
