//! Works with bundles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::Caller;
use crate::bundle::cache::{Cache, write_atomically};
use crate::bundle::{Bundle, Bundles};
use crate::certs::merge::{Entry, Merged};
use crate::certs::rules::{Description, Reason, describe};
use crate::certs::{hex, sha1, sha256};
use crate::cli::{BundleCommand, Target};
use crate::error::{Error, Place, Result};
use crate::recipe::Recipe;

/// Runs one of the commands.
pub fn run(caller: &Caller, command: BundleCommand) -> Result<u8> {
    match command {
        BundleCommand::Path { profile } => {
            let (_, bundle) = obtain(caller, &profile)?;
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

fn obtain(caller: &Caller, target: &Target) -> Result<(Recipe, Bundle)> {
    let profile = caller.profile(&target.name)?;
    let recipe = caller.recipe(&profile)?;
    let bundle = caller.bundle(&profile, &recipe)?;
    Ok((recipe, bundle))
}

fn list(caller: &Caller, target: &Target, json: bool) -> Result<u8> {
    let (recipe, bundle) = obtain(caller, target)?;
    let was_fresh = bundle.built.is_none();
    let merged = bundle
        .built
        .unwrap_or_else(|| caller.bundles().gather(&recipe));
    let mut rows: Vec<Row> = merged.entries.iter().map(Row::new).collect();
    rows.sort_by_cached_key(|row| (row.about.name.to_lowercase(), row.sha256.clone()));
    if json {
        let problems: Vec<_> = (merged.problems.iter())
            .map(|problem| json!({"source": problem.source, "message": problem.message}))
            .collect();
        let rows: Vec<_> = rows.iter().map(Row::json).collect();
        caller.print_json(&json!({
            "schema": 1,
            "path": bundle.path.to_string_lossy(),
            "certificates": rows,
            "problems": problems,
        }))?;
        return Ok(0);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
    let header = ["NAME", "EXPIRES", "STATE", "SOURCES", "SHA-256"];
    caller.ui.print(caller.ui.table(&header, &cells))?;
    // A build has said them already.
    for problem in merged.problems.iter().filter(|_| was_fresh) {
        caller.ui.warn(problem);
    }
    Ok(0)
}

/// A certificate of the list.
struct Row<'a> {
    entry: &'a Entry,
    about: Description,
    sha256: String,
    sources: Vec<String>,
}

impl<'a> Row<'a> {
    fn new(entry: &'a Entry) -> Self {
        Self {
            // It was examined when it was read, so there is something to say.
            about: describe(&entry.der).unwrap_or_default(),
            sha256: hex(&sha256(&entry.der)),
            sources: entry.sources.iter().map(ToString::to_string).collect(),
            entry,
        }
    }

    fn json(&self) -> Value {
        json!({
            "subject": self.about.subject,
            "issuer": self.about.issuer,
            "serial": self.about.serial,
            "not_before": self.about.not_before,
            "not_after": self.about.not_after,
            "sha1": hex(&sha1(&self.entry.der)),
            "sha256": self.sha256,
            "sources": self.sources,
            "included": self.entry.reason.is_none(),
            "reason": self.entry.reason.map(Reason::name),
        })
    }

    fn cells(&self) -> Vec<String> {
        let expires = self.about.not_after.get(..10).unwrap_or_default();
        let state = self.entry.reason.map_or("included", Reason::name);
        let sources = self.sources.join(" ");
        vec![
            self.about.name.clone(),
            expires.to_owned(),
            state.to_owned(),
            sources,
            self.sha256.clone(),
        ]
    }
}

fn build(caller: &Caller, target: &Target) -> Result<u8> {
    let profile = caller.profile(&target.name)?;
    let recipe = caller.recipe(&profile)?;
    let bundles = Bundles {
        refresh: true,
        ..caller.bundles()
    };
    let bundle = caller.build(&profile, &recipe, &bundles)?;
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
    let findings = match bundles.remembered(&recipe)? {
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
    let needed = merged
        .problems
        .iter()
        .filter(|problem| problem.needed.is_some());
    let mut findings: Vec<String> = needed
        .map(|problem| format!("{}: {}", problem.source, problem.message))
        .collect();
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
    let (_, bundle) = obtain(caller, target)?;
    let cannot = |why: String| {
        Error::new(format!("the copy cannot be written: {why}")).at(Place::file(file))
    };
    let file = caller.cwd.join(file);
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

fn prune(caller: &Caller) -> Result<u8> {
    let (mut bundles, mut bytes) = (0, 0);
    for folder in &caller.places.caches {
        let pruned = Cache::open(folder)?
            .prune(SystemTime::now())
            .map_err(|error| {
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
