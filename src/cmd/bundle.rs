//! Works with bundles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::Caller;
use crate::bundle::cache::{Cache, write_atomically};
use crate::bundle::{Bundle, Bundles};
use crate::certs::merge::{Entry, Merged};
use crate::certs::rules::describe;
use crate::certs::{hex, sha1, sha256};
use crate::cli::{BundleCommand, Target};
use crate::error::{Error, Place, Result};
use crate::recipe::Recipe;

/// Runs one of the commands.
pub fn run(caller: &Caller, command: BundleCommand) -> Result<u8> {
    match command {
        BundleCommand::Path { profile } => {
            let (_, bundle) = obtain(caller, &profile, &caller.bundles())?;
            let mut line = bundle.path.into_os_string();
            line.push("\n");
            caller.ui.print(line.as_encoded_bytes())?;
            Ok(0)
        }
        BundleCommand::List { profile, json } => list(caller, &profile, json),
        BundleCommand::Build { profile } => build(caller, &profile),
        BundleCommand::Verify { profile } => verify(caller, &profile),
        BundleCommand::Export { file, profile } => export(caller, &profile, &file),
        BundleCommand::Prune => prune(caller),
    }
}

fn obtain(caller: &Caller, target: &Target, bundles: &Bundles) -> Result<(Recipe, Bundle)> {
    let profile = caller.profile(&target.name)?;
    let recipe = caller.recipe(&profile)?;
    let bundle = caller.bundle_of(&profile, &recipe, bundles)?;
    Ok((recipe, bundle))
}

fn list(caller: &Caller, target: &Target, json: bool) -> Result<u8> {
    let bundles = caller.bundles();
    let (recipe, bundle) = obtain(caller, target, &bundles)?;
    let merged = bundle.built.unwrap_or_else(|| bundles.gather(&recipe));
    let mut rows: Vec<(String, Value)> = merged.entries.iter().map(certificate).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let rows: Vec<Value> = rows.into_iter().map(|(_, row)| row).collect();
    if json {
        let problems: Vec<_> = (merged.problems.iter())
            .map(|problem| json!({"source": problem.source, "message": problem.message}))
            .collect();
        caller.print_json(&json!({
            "schema": 1,
            "path": bundle.path.to_string_lossy(),
            "certificates": rows,
            "problems": problems,
        }))?;
        return Ok(0);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let header = ["SUBJECT", "EXPIRES", "STATE", "SOURCES", "SHA-256"];
    caller.ui.print(caller.ui.table(&header, &cells))?;
    Ok(0)
}

/// A certificate as JSON, and its subject to sort by.
fn certificate(entry: &Entry) -> (String, Value) {
    let sources: Vec<String> = entry.sources.iter().map(ToString::to_string).collect();
    let mut row = json!({
        "sha1": hex(&sha1(&entry.der)),
        "sha256": hex(&sha256(&entry.der)),
        "sources": sources,
        "included": entry.reason.is_none(),
        "reason": entry.reason.map(crate::certs::rules::Reason::name),
    });
    // It was examined when it was read, so this does not fail.
    let Ok(about) = describe(&entry.der) else {
        return (String::new(), row);
    };
    row["subject"] = json!(about.subject);
    row["issuer"] = json!(about.issuer);
    row["serial"] = json!(about.serial);
    row["not_before"] = json!(about.not_before);
    row["not_after"] = json!(about.not_after);
    (about.subject, row)
}

fn cells(row: &Value) -> Vec<String> {
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let sources: Vec<&str> = row["sources"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let expires = text("not_after").get(..10).unwrap_or_default().to_owned();
    let state = row["reason"].as_str().unwrap_or("included").to_owned();
    vec![
        text("subject"),
        expires,
        state,
        sources.join(" "),
        text("sha256"),
    ]
}

fn build(caller: &Caller, target: &Target) -> Result<u8> {
    let bundles = Bundles {
        refresh: true,
        ..caller.bundles()
    };
    let (_, bundle) = obtain(caller, target, &bundles)?;
    let merged = bundle.built.unwrap_or_default();
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
    caller.ui.print(
        caller
            .ui
            .table(&["SOURCE", "CERTIFICATES", "LEFT OUT"], &rows),
    )?;
    caller.ui.print(format!(
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
        for source in &entry.sources {
            let (found, reasons) = counts.entry(source.to_string()).or_default();
            *found += 1;
            if let Some(reason) = entry.reason {
                *reasons.entry(reason.name()).or_default() += 1;
            }
        }
    }
    counts
}

fn verify(caller: &Caller, target: &Target) -> Result<u8> {
    let profile = caller.profile(&target.name)?;
    let recipe = caller.recipe(&profile)?;
    let bundles = caller.bundles();
    let findings = match bundles.remembered(&recipe) {
        None => vec!["no bundle has been built yet".to_owned()],
        Some((path, digest)) => findings(&path, &digest, &bundles.gather(&recipe)),
    };
    if findings.is_empty() {
        caller
            .ui
            .print("the bundle is what its sources make it\n")?;
        return Ok(0);
    }
    for finding in &findings {
        caller
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
    let mut findings = Vec::new();
    if hex(&sha256(&bytes)) != digest {
        findings.push(format!(
            "{} is damaged: its content does not have the digest that it was written with",
            path.display()
        ));
    }
    let content = crate::certs::read::read(&bytes);
    let there: BTreeSet<&[u8]> = content
        .certificates
        .iter()
        .map(|certificate| &*certificate.der)
        .collect();
    let wanted: BTreeSet<&[u8]> = merged.included().map(|entry| &*entry.der).collect();
    let (missing, extra) = (
        wanted.difference(&there).count(),
        there.difference(&wanted).count(),
    );
    if missing + extra > 0 {
        findings.push(format!(
            "the sources have changed: {missing} certificates of theirs are missing in {}, and {extra} in it are not theirs",
            path.display()
        ));
    }
    findings
}

fn export(caller: &Caller, target: &Target, file: &Path) -> Result<u8> {
    let (_, bundle) = obtain(caller, target, &caller.bundles())?;
    let cannot = |error: std::io::Error| {
        Error::new(format!("the copy cannot be written: {error}")).at(Place::file(file))
    };
    if file.is_dir() {
        return Err(Error::new("the copy cannot be written: this is a folder")
            .at(Place::file(file))
            .hint("give the path of the file"));
    }
    let bytes = std::fs::read(&bundle.path).map_err(cannot)?;
    write_atomically(&caller.cwd.join(file), &bytes).map_err(cannot)?;
    Ok(0)
}

fn prune(caller: &Caller) -> Result<u8> {
    let (mut bundles, mut bytes) = (0, 0);
    for folder in &caller.places.caches {
        let Ok(cache) = Cache::open(folder) else {
            continue;
        };
        let pruned = cache.prune(SystemTime::now()).map_err(|error| {
            Error::new(format!("the cache cannot be pruned: {error}")).at(Place::file(folder))
        })?;
        bundles += pruned.bundles;
        bytes += pruned.bytes;
    }
    caller.ui.print(format!(
        "{bundles} {} removed, {} KiB\n",
        if bundles == 1 { "bundle" } else { "bundles" },
        bytes / 1024
    ))?;
    Ok(0)
}
