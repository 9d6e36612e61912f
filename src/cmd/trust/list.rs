//! `trust list`: lists the certificates of the `ca.d` directories.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{evaluate, subjects_of_cas, summary};
use crate::bundle::now;
use crate::certs::blocklist::{MatchKey, Origin};
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::certs::summary::{CertificateKind, CertificateSummary, summarize};
use crate::certs::{Certificate, Problem, Source, trust_name};
use crate::cmd::certificate::certificate_json;
use crate::cmd::shared_dirs::SharedDirs;
use crate::cmd::{Context, problems_json};
use crate::dirs::Scope;
use crate::error::Result;
use crate::stores::files::load_drop_ins;

/// Lists each certificate with its warnings.
pub fn run(context: &Context, json: bool) -> Result<u8> {
    let mut merged = evaluate(context, |_| ())?;
    let dirs: Vec<Source> = (context.dirs.trust().into_iter())
        .map(|(_, dir)| Source::File(dir))
        .collect();
    merged.problems.retain(|problem| {
        matches!(problem.source, Source::Trust(_)) || dirs.contains(&problem.source)
    });
    let shared = shared(context);
    let is_new = |problem: &&Problem| !merged.problems.contains(problem);
    let new: Vec<Problem> = shared.problems().iter().filter(is_new).cloned().collect();
    merged.problems.extend(new);
    let trusted = subjects_of_cas(&merged.entries);
    let mut rows: Vec<TrustRow> = (merged.entries.iter())
        .flat_map(|entry| TrustRow::of(context, entry, &trusted))
        .chain(distrusting(context))
        .collect();
    rows.sort_by_cached_key(|row| {
        (
            row.name.clone(),
            row.scope.name(),
            row.certificate.sort_key(),
        )
    });
    if json {
        let rows: Vec<_> = rows.iter().map(TrustRow::json).collect();
        context.print_json(&json!({"schema": 1, "certificates": rows, "problems": problems_json(&merged.problems)}))?;
        return Ok(0);
    }
    print(context, &rows, &merged.problems)?;
    Ok(0)
}

/// Returns the problem of the user's directory, if other users can write to it.
fn shared(context: &Context) -> SharedDirs {
    let mut shared = SharedDirs::default();
    if let Some(dir) = context.dirs.trust_of(Scope::User) {
        shared.add_trust_dir(&dir);
    }
    shared
}

/// Prints the table, then the problems of the directories and the warnings about certificates.
fn print(context: &Context, rows: &[TrustRow], problems: &[Problem]) -> Result<()> {
    let cells: Vec<Vec<String>> = rows.iter().map(TrustRow::cells).collect();
    let header = [
        "NAME", "SUBJECT", "KIND", "EXPIRES", "STATE", "SCOPE", "SHA-256",
    ];
    context.ui.print(context.ui.table(&header, &cells))?;
    let of_row = |row: &TrustRow| {
        let source = Source::Trust(row.path.clone());
        let warnings = row.warnings.iter();
        let problems = warnings.map(|warning| Problem::new(source.clone(), warning.as_str()));
        problems.collect::<Vec<_>>()
    };
    let of_rows: Vec<Problem> = rows.iter().flat_map(of_row).collect();
    context.ui.warn_all(problems.iter().chain(&of_rows));
    Ok(())
}

/// Returns a row for each certificate that a file in the directories distrusts.
fn distrusting(context: &Context) -> Vec<TrustRow> {
    let dirs = context.dirs.trust();
    let distrusted = (dirs.iter()).flat_map(|(scope, dir)| load_drop_ins(dir, *scope).distrusted);
    let row = |(key, origin): (MatchKey, Origin)| {
        let MatchKey::Certificate(certificate) = key else {
            return None;
        };
        Some(TrustRow {
            reason: Some("distrusts"),
            ..TrustRow::new(context, origin.file()?, &certificate)
        })
    };
    distrusted.filter_map(row).collect()
}

/// A certificate of one file.
struct TrustRow {
    name: String,
    scope: Scope,
    path: PathBuf,
    kind: &'static str,
    /// Why it is excluded; `distrusts` if the file itself distrusts it.
    reason: Option<&'static str>,
    certificate: CertificateSummary,
    warnings: Vec<String>,
}

impl TrustRow {
    /// Returns a row for each file that contains the certificate.
    fn of(context: &Context, entry: &Entry, trusted: &BTreeSet<String>) -> Vec<Self> {
        let files = entry.sources.iter().filter_map(|source| match source {
            Source::Trust(path) => Some(path),
            _ => None,
        });
        let row = |path: &PathBuf| Self {
            reason: entry.reason.as_ref().map(Reason::name),
            warnings: (summary::warnings_of(entry, trusted, now()).iter())
                .map(ToString::to_string)
                .collect(),
            ..Self::new(context, path, &entry.certificate)
        };
        files.map(row).collect()
    }

    fn new(context: &Context, path: &Path, certificate: &Certificate) -> Self {
        Self {
            name: trust_name(path).into_owned(),
            scope: context.dirs.scope_of(path),
            path: path.to_owned(),
            kind: CertificateKind::of(certificate.facts).name(),
            reason: None,
            certificate: summarize(certificate),
            warnings: Vec::new(),
        }
    }

    fn json(&self) -> Value {
        let mut row = certificate_json(&self.certificate);
        row.extend([
            ("name".to_owned(), json!(self.name)),
            ("scope".to_owned(), json!(self.scope.name())),
            ("path".to_owned(), json!(self.path.to_string_lossy())),
            ("kind".to_owned(), json!(self.kind)),
            ("key".to_owned(), json!(self.certificate.key.to_string())),
            ("included".to_owned(), json!(self.reason.is_none())),
            ("reason".to_owned(), json!(self.reason)),
            ("warnings".to_owned(), json!(self.warnings)),
        ]);
        Value::Object(row)
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.certificate.name.clone(),
            self.kind.to_owned(),
            self.certificate.expires().to_owned(),
            self.reason.unwrap_or("included").to_owned(),
            self.scope.name().to_owned(),
            self.certificate.sha256.clone(),
        ]
    }
}
