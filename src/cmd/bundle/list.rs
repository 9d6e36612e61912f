//! `bundle list`: lists the certificates of the sources, and which of them are in the bundle.

use serde_json::{Value, json};

use super::mozilla::{file_line, list_json};
use super::{bundle_of, expiring};
use crate::bundle::now;
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::certs::summary::{CertificateSummary, summarize};
use crate::certs::{Source, StoreLocation, date, rfc3339};
use crate::cli::{Filter, Target};
use crate::cmd::certificate::certificate_json;
use crate::cmd::{Context, problems_json};
use crate::error::{Error, Result, alternatives, shown_name};
use crate::order;
use crate::stores::inputs::BundleInputs;

/// Prints every certificate that the filter matches, with its sources and its state. With
/// `exit_code` it returns 1 if the studio has to renew one of them.
pub fn run(
    context: &Context,
    target: &Target,
    filter: &Filter,
    json: bool,
    exit_code: bool,
) -> Result<u8> {
    let now = now();
    let criteria = Criteria::new(filter, now)?;
    let (inputs, bundle) = bundle_of(context, target)?;
    let was_fresh = bundle.built.is_none();
    let merged = bundle
        .built
        .unwrap_or_else(|| context.request(&inputs).gather(now).merged);
    let mut rows: Vec<CertificateRow> = (merged.entries.iter())
        .filter(|entry| criteria.match_entry(entry))
        .map(|entry| CertificateRow::new(entry, now))
        .collect();
    order::sort_by_key(&mut rows, |row| row.sort_key(filter.expiring.is_some()));
    let to_renew = match filter.expiring {
        Some(days) if exit_code => {
            expiring::to_renew(context, &merged, now + i64::from(days) * DAY)
        }
        _ => Vec::new(),
    };
    let to_renew = to_renew.into_iter();
    let to_renew: Vec<&Entry> = to_renew.filter(|one| criteria.match_entry(one)).collect();
    if json {
        context.print_json(&json!({
            "schema": 1,
            "path": bundle.path.to_string_lossy(),
            "certificates": rows.iter().map(CertificateRow::json).collect::<Value>(),
            "settings": settings_json(&rows),
            "mozilla_list": list_json(context, &inputs),
            "problems": problems_json(&merged.problems),
        }))?;
    } else {
        print_table(context, &rows)?;
        // cron would mail the notes.
        if !exit_code || context.ui.is_terminal() {
            print_notes(context, &inputs, rows.is_empty());
        }
        // A build has printed its problems already.
        (context.ui).warn_all(merged.problems.iter().filter(|_| was_fresh));
    }
    expiring::warn(context, &to_renew, now);
    Ok(u8::from(!to_renew.is_empty()))
}

/// Returns the CA file of each source that is a line of a settings file.
fn settings_json(rows: &[CertificateRow]) -> Value {
    let sources = rows.iter().flat_map(|row| &row.entry.sources);
    let settings = sources.filter_map(|source| match source {
        Source::Setting(setting) => Some((source.to_string(), setting.path.to_string_lossy())),
        _ => None,
    });
    settings
        .map(|(source, path)| (source, json!(path)))
        .collect()
}

fn print_table(context: &Context, rows: &[CertificateRow]) -> Result<()> {
    let cells: Vec<Vec<String>> = rows.iter().map(CertificateRow::cells).collect();
    let header = ["SUBJECT", "EXPIRES", "STATE", "SOURCES", "SHA-256"];
    (context.ui).print(context.ui.table(&header, &cells))
}

fn print_notes(context: &Context, inputs: &BundleInputs, is_empty: bool) {
    if is_empty {
        let note = || "no certificate matches the filter".to_owned();
        context.ui.info(0, note);
    }
    if let Some(line) = file_line(context, inputs) {
        context.ui.info(0, || line);
    }
}

/// A day in seconds.
const DAY: i64 = 24 * 60 * 60;

/// A valid filter.
struct Criteria<'a> {
    filter: &'a Filter,
    now: i64,
}

impl<'a> Criteria<'a> {
    fn new(filter: &'a Filter, now: i64) -> Result<Self> {
        match &filter.source {
            Some(source) if !is_source(source) => {
                Err(Error::new(format!("there is no source `{source}`"))
                    .hint(format!("use {}", alternatives(&Source::KINDS))))
            }
            _ => Ok(Self { filter, now }),
        }
    }

    fn match_entry(&self, entry: &Entry) -> bool {
        let Filter {
            source,
            excluded,
            expiring,
        } = self.filter;
        let is_from = |wanted: &String| {
            let mut sources = entry.sources.iter();
            sources.any(|source| source.kind() == wanted || source.to_string() == *wanted)
        };
        let expires =
            |days: &u32| entry.certificate.facts.not_after <= self.now + i64::from(*days) * DAY;
        source.as_ref().is_none_or(is_from)
            && (!excluded || entry.reason.is_some())
            && expiring.as_ref().is_none_or(expires)
    }
}

/// Returns whether a certificate can have this source or a source of this kind. On systems other
/// than Windows, no certificate has a source that names a location.
fn is_source(text: &str) -> bool {
    let is_location = |location| Source::Native(location).to_string() == text;
    match text.split_once(':') {
        None => Source::KINDS.contains(&text),
        Some(("native", _)) => StoreLocation::NAMED.into_iter().any(is_location),
        // Mozilla's list has no path.
        Some((kind, _)) => kind != "mozilla" && Source::KINDS.contains(&kind),
    }
}

/// A row of the list.
struct CertificateRow<'a> {
    entry: &'a Entry,
    certificate: CertificateSummary,
    sources: Vec<String>,
    is_not_yet_valid: bool,
}

impl<'a> CertificateRow<'a> {
    fn new(entry: &'a Entry, now: i64) -> Self {
        Self {
            certificate: summarize(&entry.certificate),
            sources: entry.shown_sources(),
            is_not_yet_valid: entry.certificate.facts.not_before > now,
            entry,
        }
    }

    /// Returns the key for sorting by name, or by expiry with the excluded certificates last.
    fn sort_key(&self, by_expiry: bool) -> (bool, i64, (String, String)) {
        let expiry = self.entry.certificate.facts.not_after;
        let is_excluded = self.entry.reason.is_some();
        let (is_excluded, expiry) = if by_expiry {
            (is_excluded, expiry)
        } else {
            (false, 0)
        };
        (is_excluded, expiry, self.certificate.sort_key())
    }

    fn json(&self) -> Value {
        let mut row = certificate_json(&self.certificate);
        let reason = self.entry.reason.as_ref();
        let by = reason.and_then(Reason::distrusted_by);
        let note = if by.is_some_and(|by| by.is_kept) {
            Some("kept-distrust")
        } else if self.is_not_yet_valid {
            Some("not-yet-valid")
        } else if self.distrust_after().is_some() {
            Some("distrust-after")
        } else {
            let is_ca = self.certificate.is_ca_by_netscape_type;
            is_ca.then_some("netscape-ca")
        };
        row.extend([
            ("sources".to_owned(), json!(self.sources)),
            ("included".to_owned(), json!(self.entry.reason.is_none())),
            ("reason".to_owned(), json!(reason.map(Reason::name))),
            ("not_for".to_owned(), json!(self.not_for())),
            (
                "distrusted_by".to_owned(),
                json!(by.map(|by| by.origin.to_string())),
            ),
            ("note".to_owned(), json!(note)),
            (
                "distrust_after".to_owned(),
                json!(self.distrust_after().map(rfc3339)),
            ),
        ]);
        Value::Object(row)
    }

    /// Returns the time after which the system's store distrusts what an included CA issues.
    fn distrust_after(&self) -> Option<i64> {
        let time = self.entry.certificate.facts.distrust_after;
        time.filter(|_| self.entry.reason.is_none())
    }

    /// Returns the names of the clients whose files do not contain an included certificate.
    fn not_for(&self) -> Vec<&'static str> {
        let refusals = self.entry.certificate.facts.refusals;
        let others = refusals.iter().filter(|_| self.entry.reason.is_none());
        others.map(|(client, _)| client.id()).collect()
    }

    fn cells(&self) -> Vec<String> {
        let state = match &self.entry.reason {
            None => self.included_state(),
            Some(reason) => match reason.distrusted_by() {
                Some(by) => format!("distrusted by {by}"),
                None => reason.name().to_owned(),
            },
        };
        vec![
            shown_name(&self.certificate.name),
            self.certificate.expires().to_owned(),
            state,
            self.sources.join(" "),
            self.certificate.sha256.clone(),
        ]
    }

    fn included_state(&self) -> String {
        let not_for = self.not_for().join(", ");
        if self.is_not_yet_valid {
            "included, not yet valid".to_owned()
        } else if !not_for.is_empty() {
            format!("included, not for {not_for}")
        } else if let Some(time) = self.distrust_after() {
            let date = date(time);
            format!("included, distrusted for certificates issued after {date}")
        } else if self.certificate.is_ca_by_netscape_type {
            "included, a CA by nsCertType only".to_owned()
        } else {
            "included".to_owned()
        }
    }
}
