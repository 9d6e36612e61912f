//! `bundle verify`: compares a bundle with its digest and its sources.

mod file;

use std::fs;
use std::path::Path;

use super::inputs_of;
use super::mozilla::report_age;
use crate::bundle::cache::Cache;
use crate::bundle::diff::Difference;
use crate::bundle::files::{NewFiles, RecordedFile, as_pem};
use crate::bundle::now;
use crate::bundle::record::Record;
use crate::certs::content::Content;
use crate::certs::entries::Merged;
use crate::certs::strict::{self, Fault};
use crate::certs::{Client, hex, sha256};
use crate::cli::Target;
use crate::cmd::Context;
use crate::error::{Error, Result, counted, system_reason};
use crate::stores::Gathered;

/// Compares the last bundle of a profile with its sources, or checks any file.
pub fn run(context: &Context, target: &Target, file: Option<&Path>) -> Result<u8> {
    match file {
        Some(file) => file::run(context, file),
        None => of_profile(context, target),
    }
}

fn of_profile(context: &Context, target: &Target) -> Result<u8> {
    let (profile, inputs) = inputs_of(context, target)?;
    let rebuild = format!("build it: `sglaunch bundle build {}`", profile.name);
    let (count, faults) = match context.request(&inputs).last_built() {
        None => {
            let error = Error::new("no bundle has been built yet");
            (0, vec![error.hint(rebuild)])
        }
        Some((cache, record)) => {
            let (gathered, files) = context.request(&inputs).gather_files(now());
            let mut faults = unreadable_distrust(&gathered);
            let others = faults_of(&cache, &record, &gathered.merged, &files).into_iter();
            faults.extend(others.map(|fault| Error::new(fault).hint(rebuild.clone())));
            (gathered.merged.included().count(), faults)
        }
    };
    report_age(context, &inputs, 0, now());
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
            Some((
                origin,
                format!("{}: {}", problem.source, problem.kind.shown()),
            ))
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

/// Returns the faults of the last bundle; `files` are those of a bundle that is built now.
fn faults_of(cache: &Cache, record: &Record, merged: &Merged, files: &NewFiles) -> Vec<String> {
    let required = (merged.problems.iter()).filter(|problem| problem.needed.is_some());
    let mut faults: Vec<String> = required
        .map(|problem| format!("{}: {}", problem.source, problem.kind.shown()))
        .collect();
    for file in record.files() {
        faults.extend(faults_of_file(&file.path(cache), file, merged));
    }
    let recorded = record.others.iter();
    let recorded = recorded.map(|file| (file.client, &file.digest));
    let built = files.others.iter().map(|file| (file.client, &file.digest));
    if faults.is_empty() && !recorded.eq(built) {
        faults.push("the files of clients that cannot read the bundle are out of date".to_owned());
    }
    faults
}

/// Returns the faults of one file of the last bundle.
fn faults_of_file(path: &Path, file: &RecordedFile, merged: &Merged) -> Vec<String> {
    let shown = path.display();
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return vec![format!("cannot read {shown}: {}", system_reason(&error))],
    };
    let mut faults = Vec::new();
    if hex(&sha256(&bytes)) != file.digest {
        faults.push(format!(
            "{shown} is damaged: its SHA-256 has changed since it was written"
        ));
    }
    match as_pem(file.client, &bytes) {
        Some(pem) => {
            let fault = strict::fault_for(file.client, &pem);
            faults.extend(fault.map(|fault| unreadable(path, file.client, &fault)));
        }
        None => faults.push(format!("{shown} is not a key store of sglaunch")),
    }
    if file.client == Client::OpenSsl {
        let difference = Difference::between(Content::parse(&bytes).certificates, merged);
        if !difference.is_empty() {
            faults.push(format!(
                "{shown} is out of date: {} to add, {} to remove",
                difference.added.len(),
                difference.removed.len()
            ));
        }
    }
    faults
}

/// Returns the sentence about a file that its client cannot read.
fn unreadable(path: &Path, client: Client, fault: &Fault) -> String {
    let block = fault.block.map(|number| format!("block {number}: "));
    format!(
        "{} is unreadable for {client}: {}{}",
        path.display(),
        block.unwrap_or_default(),
        fault.kind
    )
}
