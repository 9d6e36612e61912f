//! Rows of `trust list`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::origin::{Origins, PathStyle, RowOrigin};
use crate::bundle::now;
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::certs::summary::{CertificateKind, CertificateSummary, summarize};
use crate::certs::{Certificate, Problem, Source, trust_name};
use crate::cmd::certificate::certificate_json;
use crate::cmd::trust::summary::warnings_of;
use crate::error::{shown_name, shown_reason};

/// A certificate of one source.
pub(super) struct TrustRow {
    source: Source,
    path: PathBuf,
    origin: RowOrigin,
    kind: &'static str,
    /// Why it is excluded; `distrusts` if the file itself distrusts it.
    reason: Option<&'static str>,
    certificate: CertificateSummary,
    warnings: Vec<String>,
}

/// Returns whether Mozilla or the system has a certificate, so that only a `ca.d` lists it.
pub(super) fn is_known(entry: &Entry) -> bool {
    let mut sources = entry.sources.iter();
    sources.any(|source| matches!(source, Source::Mozilla | Source::Native(_)))
}

impl TrustRow {
    /// Returns a row for each source of the certificate.
    pub fn of(origins: &Origins, entry: &Entry, trusted: &BTreeSet<String>) -> Vec<Self> {
        let is_known = is_known(entry);
        let sources = entry.sources.iter();
        let sources = sources.filter(|source| !is_known || matches!(source, Source::Trust(_)));
        let row = |source: &Source| {
            let row = Self::new(origins, source, &entry.certificate)?;
            Some(Self {
                reason: entry.reason.as_ref().map(Reason::name),
                warnings: (warnings_of(entry, trusted, now()).iter())
                    .map(ToString::to_string)
                    .collect(),
                ..row
            })
        };
        sources.filter_map(row).collect()
    }

    /// Returns the row of a certificate, `None` if its source is the system or Mozilla.
    fn new(origins: &Origins, source: &Source, certificate: &Certificate) -> Option<Self> {
        Some(Self {
            source: source.clone(),
            path: source.path()?.to_owned(),
            origin: origins.of(source)?,
            kind: CertificateKind::of(certificate.facts).name(),
            reason: None,
            certificate: summarize(certificate),
            warnings: Vec::new(),
        })
    }

    /// Returns the row of a certificate that its own file distrusts.
    pub fn distrusting(
        origins: &Origins,
        source: &Source,
        certificate: &Certificate,
    ) -> Option<Self> {
        let row = Self::new(origins, source, certificate)?;
        Some(Self {
            reason: Some("distrusts"),
            ..row
        })
    }

    pub fn sort_key(&self) -> (bool, PathBuf, String, (String, String)) {
        let name = match &self.source {
            Source::Trust(path) => PathBuf::from(trust_name(path).as_ref()),
            _ => self.path.clone(),
        };
        let is_other = !matches!(self.source, Source::Trust(_));
        let key = self.certificate.sort_key();
        (
            is_other,
            name,
            self.origin.text(PathStyle::Whole(None)),
            key,
        )
    }

    /// Returns the warnings as problems of the source.
    pub fn problems(&self) -> Vec<Problem> {
        let warnings = self.warnings.iter();
        let problems = warnings.map(|text| Problem::new(self.source.clone(), shown_reason(text)));
        problems.collect()
    }

    pub fn json(&self) -> Value {
        let mut row = certificate_json(&self.certificate);
        let scope = match &self.origin {
            RowOrigin::CaDir(scope) => Some(scope.name()),
            _ => None,
        };
        row.extend([
            ("name".to_owned(), json!(self.name())),
            ("scope".to_owned(), json!(scope)),
            ("source".to_owned(), json!(self.source.to_string())),
            ("origin".to_owned(), self.origin.json()),
            ("path".to_owned(), json!(self.path.to_string_lossy())),
            ("kind".to_owned(), json!(self.kind)),
            ("key".to_owned(), json!(self.certificate.key.to_string())),
            ("included".to_owned(), json!(self.reason.is_none())),
            ("reason".to_owned(), json!(self.reason)),
            ("warnings".to_owned(), json!(self.warnings)),
        ]);
        Value::Object(row)
    }

    pub fn cells(&self, paths: PathStyle) -> Vec<String> {
        vec![
            self.name().unwrap_or_else(|| paths.text(&self.path)),
            shown_name(&self.certificate.name),
            self.certificate.expires().to_owned(),
            self.reason.unwrap_or("included").to_owned(),
            self.origin.text(paths),
            self.certificate.sha256.clone(),
        ]
    }

    /// Returns the name for `trust remove`, which files outside of `ca.d` do not have.
    fn name(&self) -> Option<String> {
        match &self.source {
            Source::Trust(path) => Some(trust_name(path).into_owned()),
            _ => None,
        }
    }
}
