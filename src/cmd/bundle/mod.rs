//! Works with bundles.

pub mod diff;
mod list;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use super::Context;
use crate::bundle::cache::Cache;
use crate::bundle::diff::Difference;
use crate::bundle::{Bundle, Bundles};
use crate::certs::merge::Merged;
use crate::certs::read::read;
use crate::certs::{hex, sha256};
use crate::cli::{BundleCommand, Target};
use crate::error::{Error, Location, Result};
use crate::os::atomic::write_atomically;
use crate::stores::inputs::BundleInputs;

/// Runs one of the commands.
pub fn run(context: &Context, command: BundleCommand) -> Result<u8> {
    match command {
        BundleCommand::Path { profile } => {
            let (_, bundle) = obtain(context, &profile)?;
            let mut line = bundle.path.into_os_string();
            line.push("\n");
            context.ui.print(line.as_encoded_bytes())?;
            Ok(0)
        }
        BundleCommand::List {
            profile,
            filter,
            json,
        } => list::run(context, &profile, &filter, json),
        BundleCommand::Build { profile } => build(context, &profile),
        BundleCommand::Verify { profile } => verify(context, &profile),
        BundleCommand::Export { file, profile } => export(context, &profile, &file),
        BundleCommand::Diff { profile } => diff::run(context, &profile),
        BundleCommand::Prune => prune(context),
    }
}

fn obtain(context: &Context, target: &Target) -> Result<(BundleInputs, Bundle)> {
    let profile = context.profile(&target.name)?;
    let recipe = context.recipe(&profile)?;
    let bundle = context.bundle(&profile, &recipe)?;
    Ok((recipe, bundle))
}

fn build(context: &Context, target: &Target) -> Result<u8> {
    let profile = context.profile(&target.name)?;
    let recipe = context.recipe(&profile)?;
    let bundles = Bundles {
        refresh: true,
        ..context.bundles()
    };
    let bundle = context.build(&profile, &recipe, &bundles)?;
    let Some(merged) = bundle.built else {
        return Err(Error::new("no new bundle was built").hint("mend what the warning says"));
    };
    let rows: Vec<Vec<String>> = (counts(&merged).into_iter())
        .map(|(source, (found, reasons))| {
            let left_out: Vec<String> = reasons
                .iter()
                .map(|(reason, count)| format!("{count} {reason}"))
                .collect();
            let left_out = if left_out.is_empty() {
                "-".to_owned()
            } else {
                left_out.join(", ")
            };
            vec![source, found.to_string(), left_out]
        })
        .collect();
    context
        .ui
        .print(context.ui.table(&["SOURCE", "FOUND", "LEFT OUT"], &rows))?;
    context.ui.print(format!(
        "{} certificates in {}\n",
        merged.included().count(),
        bundle.path.display()
    ))?;
    Ok(0)
}

type Counts = BTreeMap<String, (usize, BTreeMap<&'static str, usize>)>;

/// For each source how many certificates it brought, and how many of them are left out for which reason.
fn counts(merged: &Merged) -> Counts {
    let mut counts = Counts::new();
    for entry in &merged.entries {
        for source in entry.shown_sources() {
            let (found, reasons) = counts.entry(source).or_default();
            *found += 1;
            if let Some(reason) = &entry.reason {
                *reasons.entry(reason.name()).or_default() += 1;
            }
        }
    }
    counts
}

fn verify(context: &Context, target: &Target) -> Result<u8> {
    let profile = context.profile(&target.name)?;
    let recipe = context.recipe(&profile)?;
    let bundles = context.bundles();
    let findings = match bundles.remembered(&recipe) {
        None => vec!["no bundle has been built yet".to_owned()],
        Some((path, digest)) => findings(&path, &digest, &bundles.gather(&recipe)),
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

/// What is wrong with a bundle.
fn findings(path: &Path, digest: &str, merged: &Merged) -> Vec<String> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return vec![format!("{} cannot be read: {error}", path.display())],
    };
    let needed = merged
        .problems
        .iter()
        .filter(|problem| problem.needed.is_some());
    let mut findings: Vec<String> = needed
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

fn export(context: &Context, target: &Target, file: &Path) -> Result<u8> {
    let (_, bundle) = obtain(context, target)?;
    let cannot = |why: String| {
        Error::new(format!("the copy cannot be written: {why}")).at(Location::file(file))
    };
    let file = context.cwd.join(file);
    // A link stays one: what it leads to is replaced. A device or a pipe must not become a file.
    let file = std::fs::canonicalize(&file).unwrap_or(file);
    if std::fs::metadata(&file).is_ok_and(|meta| !meta.is_file()) {
        return Err(
            cannot("this is no file".to_owned()).hint("give the path of a file, new or old")
        );
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.is_dir()) {
        return Err(
            cannot(format!("there is no folder {}", folder.display())).hint("make it first")
        );
    }
    let copied = std::fs::read(&bundle.path).and_then(|bytes| write_atomically(&file, &bytes));
    copied.map_err(|error| cannot(error.to_string()))?;
    Ok(0)
}

fn prune(context: &Context) -> Result<u8> {
    let (mut bundles, mut bytes) = (0, 0);
    for folder in &context.dirs.caches {
        let pruned = Cache::open(folder)?
            .prune(SystemTime::now())
            .map_err(|error| {
                Error::new(format!("the cache cannot be pruned: {error}"))
                    .at(Location::file(folder))
            })?;
        bundles += pruned.bundles;
        bytes += pruned.bytes;
    }
    context.ui.print(format!(
        "{bundles} {} removed, {} KiB\n",
        if bundles == 1 { "bundle" } else { "bundles" },
        bytes / 1024
    ))?;
    Ok(0)
}
