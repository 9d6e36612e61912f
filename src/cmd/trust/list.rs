//! Lists what was put into the folders `ca.d`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{authorities, judge, summary};
use crate::bundle::now;
use crate::certs::blocklist::MatchKey;
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::certs::summary::CertificateKind;
use crate::certs::{self, Problem, Source, trust_name};
use crate::cmd::certificate::Certificate;
use crate::cmd::{Context, problems_json};
use crate::dirs::Scope;
use crate::error::Result;
use crate::stores::files::load_drop_ins;

/// Every certificate of the folders, with what will hurt.
pub fn run(context: &Context, json: bool) -> Result<u8> {
    let mut judged = judge(context, None)?;
    let folders: Vec<Source> = (context.dirs.trust().into_iter())
        .map(|(_, folder)| Source::File(folder))
        .collect();
    judged.problems.retain(|problem| {
        matches!(problem.source, Source::Trust(_)) || folders.contains(&problem.source)
    });
    let trusted = authorities(&judged.entries);
    let mut rows: Vec<Row> = (judged.entries.iter())
        .flat_map(|entry| Row::of(context, entry, &trusted))
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
        let rows: Vec<_> = rows.iter().map(Row::json).collect();
        context.print_json(&json!({"schema": 1, "certificates": rows, "problems": problems_json(&judged.problems)}))?;
        return Ok(0);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
    let header = [
        "NAME", "SUBJECT", "KIND", "EXPIRES", "STATE", "SCOPE", "SHA-256",
    ];
    context.ui.print(context.ui.table(&header, &cells))?;
    for problem in &judged.problems {
        context.ui.warn(problem);
    }
    for row in &rows {
        for concern in &row.warnings {
            let source = Source::Trust(row.path.clone());
            context.ui.warn(&Problem::new(source, concern.as_str()));
        }
    }
    Ok(0)
}

/// What the files in the folders distrust instead.
fn distrusting(context: &Context) -> Vec<Row> {
    let folders = context.dirs.trust();
    let all = folders
        .iter()
        .flat_map(|(scope, folder)| load_drop_ins(folder, *scope).distrusted);
    let row = |(distrusted, file): (MatchKey, String)| {
        let MatchKey::Certificate(certificate) = distrusted else {
            return None;
        };
        Some(Row {
            reason: Some("distrusts"),
            ..Row::new(context, Path::new(&file), &certificate)
        })
    };
    all.filter_map(row).collect()
}

/// A certificate in a file.
struct Row {
    name: String,
    scope: Scope,
    path: PathBuf,
    kind: &'static str,
    /// Why it is left out, if it is; `distrusts` where the file itself says so.
    reason: Option<&'static str>,
    certificate: Certificate,
    warnings: Vec<String>,
}

impl Row {
    /// A row for each file that has the certificate.
    fn of(context: &Context, entry: &Entry, trusted: &BTreeSet<String>) -> Vec<Self> {
        let files = entry.sources.iter().filter_map(|source| match source {
            Source::Trust(path) => Some(path),
            _ => None,
        });
        let row = |path: &PathBuf| Self {
            reason: entry.reason.as_ref().map(Reason::name),
            warnings: (summary::hurts(entry, trusted, now()).iter())
                .map(ToString::to_string)
                .collect(),
            ..Self::new(context, path, &entry.certificate)
        };
        files.map(row).collect()
    }

    fn new(context: &Context, path: &Path, certificate: &certs::Certificate) -> Self {
        Self {
            name: trust_name(path).into_owned(),
            scope: context.dirs.scope_of(path),
            path: path.to_owned(),
            kind: CertificateKind::of(certificate.facts).name(),
            reason: None,
            certificate: Certificate::new(certificate),
            warnings: Vec::new(),
        }
    }

    fn json(&self) -> Value {
        let mut row = self.certificate.json();
        row.extend([
            ("name".to_owned(), json!(self.name)),
            ("scope".to_owned(), json!(self.scope.name())),
            ("path".to_owned(), json!(self.path.to_string_lossy())),
            ("kind".to_owned(), json!(self.kind)),
            (
                "key".to_owned(),
                json!(self.certificate.about.key.to_string()),
            ),
            ("included".to_owned(), json!(self.reason.is_none())),
            ("reason".to_owned(), json!(self.reason)),
            ("warnings".to_owned(), json!(self.warnings)),
        ]);
        Value::Object(row)
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.certificate.about.name.clone(),
            self.kind.to_owned(),
            self.certificate.expires().to_owned(),
            self.reason.unwrap_or("included").to_owned(),
            self.scope.name().to_owned(),
            self.certificate.sha256.clone(),
        ]
    }
}
