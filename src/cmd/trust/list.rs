//! Lists what was put into the folders `ca.d`.

use std::path::Path;

use serde_json::{Value, json};

use super::{card, judge};
use crate::bundle::now;
use crate::certs::describe::Kind;
use crate::certs::merge::Entry;
use crate::certs::rules::Reason;
use crate::certs::{Problem, Source, trust_name};
use crate::cmd::Caller;
use crate::cmd::certificate::Certificate;
use crate::error::Result;
use crate::places::Scope;

/// Every certificate of the folders, with what will hurt.
pub fn run(caller: &Caller, json: bool) -> Result<u8> {
    let judged = judge(caller, Vec::new(), caller.places.trust())?;
    let now = now();
    let mut rows: Vec<Row> = (judged.entries.iter())
        .flat_map(|entry| Row::of(caller, entry, now))
        .collect();
    rows.sort_by_cached_key(|row| {
        (
            row.name.clone(),
            row.scope.name(),
            row.certificate.sort_key(),
        )
    });
    if json {
        let problems: Vec<_> = (judged.problems.iter())
            .map(|problem| json!({"source": problem.source, "message": problem.message}))
            .collect();
        let rows: Vec<_> = rows.iter().map(Row::json).collect();
        caller.print_json(&json!({"schema": 1, "certificates": rows, "problems": problems}))?;
        return Ok(0);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
    let header = [
        "NAME", "SUBJECT", "KIND", "EXPIRES", "STATE", "SCOPE", "SHA-256",
    ];
    caller.ui.print(caller.ui.table(&header, &cells))?;
    for problem in &judged.problems {
        caller.ui.warn(problem);
    }
    for row in &rows {
        for concern in &row.concerns {
            caller.ui.warn(&Problem {
                source: format!("trust:{}", row.name),
                message: concern.clone(),
                needed: None,
            });
        }
    }
    Ok(0)
}

/// A certificate in a file.
struct Row<'a> {
    name: String,
    scope: Scope,
    path: &'a Path,
    entry: &'a Entry,
    certificate: Certificate,
    concerns: Vec<String>,
}

impl<'a> Row<'a> {
    /// A row for each file that has the certificate.
    fn of(caller: &Caller, entry: &'a Entry, now: i64) -> Vec<Self> {
        let files = entry.sources.iter().filter_map(|source| match source {
            Source::Trust(path) => Some(path),
            _ => None,
        });
        let concerns: Vec<String> = (card::hurts(entry, now).iter())
            .map(ToString::to_string)
            .collect();
        let row = |path: &'a std::path::PathBuf| Self {
            name: trust_name(path).into_owned(),
            scope: caller.places.scope_of(path),
            path,
            entry,
            certificate: Certificate::new(&entry.der),
            concerns: concerns.clone(),
        };
        files.map(row).collect()
    }

    fn json(&self) -> Value {
        let mut row = self.certificate.json();
        row.extend([
            ("name".to_owned(), json!(self.name)),
            ("scope".to_owned(), json!(self.scope.name())),
            ("path".to_owned(), json!(self.path.to_string_lossy())),
            ("kind".to_owned(), json!(Kind::of(self.entry.facts).name())),
            (
                "key".to_owned(),
                json!(self.certificate.about.key.to_string()),
            ),
            ("included".to_owned(), json!(self.entry.reason.is_none())),
            (
                "reason".to_owned(),
                json!(self.entry.reason.as_ref().map(Reason::name)),
            ),
            ("warnings".to_owned(), json!(self.concerns)),
        ]);
        Value::Object(row)
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.certificate.about.name.clone(),
            Kind::of(self.entry.facts).name().to_owned(),
            self.certificate.expires().to_owned(),
            self.entry
                .reason
                .as_ref()
                .map_or("included", Reason::name)
                .to_owned(),
            self.scope.name().to_owned(),
            self.certificate.sha256.clone(),
        ]
    }
}
