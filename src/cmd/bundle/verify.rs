//! `bundle verify`: compares a bundle with its digest and its sources.

use std::fs;
use std::path::Path;

use super::inputs_of;
use crate::bundle::diff::Difference;
use crate::bundle::now;
use crate::certs::content::read;
use crate::certs::entries::Merged;
use crate::certs::{hex, sha256};
use crate::cli::Target;
use crate::cmd::Context;
use crate::error::{Error, Result};
use crate::stores::gather;

pub fn run(context: &Context, target: &Target) -> Result<u8> {
    let (_, inputs) = inputs_of(context, target)?;
    let findings = match context.request(&inputs).remembered() {
        None => vec!["no bundle has been built yet".to_owned()],
        Some((path, digest)) => {
            let merged = gather(&inputs, &context.dirs.root, now()).merged;
            findings(&path, &digest, &merged)
        }
    };
    if findings.is_empty() {
        context
            .ui
            .print("the bundle is what its sources make it\n")?;
        return Ok(0);
    }
    for finding in &findings {
        context
            .ui
            .error(&Error::new(finding.clone()).hint("`sglaunch bundle build` makes a new one"));
    }
    Ok(1)
}

/// Returns the faults of the bundle at `path`.
fn findings(path: &Path, digest: &str, merged: &Merged) -> Vec<String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return vec![format!("{} cannot be read: {error}", path.display())],
    };
    let required = (merged.problems.iter()).filter(|problem| problem.needed.is_some());
    let mut findings: Vec<String> = required
        .map(|problem| format!("{}: {}", problem.source, problem.kind))
        .collect();
    if hex(&sha256(&bytes)) != digest {
        findings.push(format!(
            "{} is damaged: its content does not have the digest that it was written with",
            path.display()
        ));
    }
    let difference = Difference::between(read(&bytes).certificates, merged);
    if !difference.is_empty() {
        findings.push(format!(
            "{} is out of date: {} certificates to add, {} to remove",
            path.display(),
            difference.added.len(),
            difference.removed.len()
        ));
    }
    findings
}
