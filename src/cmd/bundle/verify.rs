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
use crate::stores::Gathered;

pub fn run(context: &Context, target: &Target) -> Result<u8> {
    let (profile, inputs) = inputs_of(context, target)?;
    let rebuild = format!("build it: `sglaunch bundle build {}`", profile.name);
    let (count, faults) = match context.request(&inputs).last_built() {
        None => {
            let error = Error::new("no bundle has been built yet");
            (0, vec![error.hint(rebuild)])
        }
        Some((cache, record)) => {
            let path = record.main.path(&cache);
            let gathered = context.request(&inputs).gather(now());
            let mut faults = unreadable_distrust(&gathered);
            let others = faults_of(&path, &record.main.digest, &gathered.merged).into_iter();
            faults.extend(others.map(|fault| Error::new(fault).hint(rebuild.clone())));
            (gathered.merged.included().count(), faults)
        }
    };
    if faults.is_empty() {
        let summary = format!("bundle OK: {}\n", counted(count, "certificate"));
        return context.ui.print(summary).map(|()| 0);
    }
    for fault in faults {
        context.ui.error(&fault);
    }
    Ok(1)
}

/// Returns an error for each list of distrust that cannot be read.
fn unreadable_distrust(gathered: &Gathered) -> Vec<Error> {
    let problems = gathered.merged.problems.iter();
    let (unreadable, mut faults): (Vec<_>, Vec<_>) = problems
        .filter_map(|problem| {
            let origin = problem.kind.unreadable_distrust()?;
            Some((origin, format!("{}: {}", problem.source, problem.kind)))
        })
        .unzip();
    let kept = gathered.blocklist.kept_origins().into_iter();
    let others = kept.filter(|origin| !origin.is_unknown(&unreadable));
    faults.extend(others.map(|origin| {
        format!("{origin}: cannot be read; what it distrusted at the last build stays excluded")
    }));
    let hint = "give your user the right to read it, or ask an administrator to do that";
    let errors = faults.into_iter().map(|fault| Error::new(fault).hint(hint));
    errors.collect()
}

/// Returns the faults of the bundle at `path`.
fn faults_of(path: &Path, digest: &str, merged: &Merged) -> Vec<String> {
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
