//! The findings as JSON.

use serde_json::{Value, json};

use super::machine::machine;
use crate::certs::summary::summarize;
use crate::certs::{Certificate, hex, sha256};
use crate::doctor::site::Observed;
use crate::doctor::{Examination, Finding, Redaction, Status, Subject};

pub fn document(subject: &Subject, examination: &Examination) -> Value {
    let findings = &examination.findings;
    let redaction = &examination.redaction;
    let sites = examination.views.sites.iter();
    json!({
        "schema": 1,
        "ok": findings.iter().all(|one| one.status != Status::Failed),
        "machine": machine(subject, redaction),
        "findings": findings.iter().map(finding).collect::<Value>(),
        "sites": sites.map(|one| site(one, redaction)).collect::<Value>(),
    })
}

fn finding(finding: &Finding) -> Value {
    let remedy = finding.remedy.as_ref();
    json!({
        "id": finding.id.name(),
        "status": finding.status.name(),
        "site": finding.site,
        "message": finding.message,
        "details": finding.details,
        "remedy": remedy.map(|remedy| json!({"text": remedy.text, "commands": remedy.commands})),
    })
}

/// Returns the chain that a site sent.
fn site(observed: &Observed, redaction: &Redaction) -> Value {
    let chain = observed
        .chain()
        .iter()
        .map(|der| certificate(der, redaction));
    json!({
        "site": redaction.text(&observed.site.authority()),
        "chain": chain.collect::<Value>(),
    })
}

fn certificate(der: &[u8], redaction: &Redaction) -> Value {
    let Ok(certificate) = Certificate::new(der) else {
        return json!({"sha256": hex(&sha256(der))});
    };
    let summary = summarize(&certificate);
    json!({
        "subject": redaction.text(&summary.subject),
        "issuer": redaction.text(&summary.issuer),
        "not_before": summary.not_before,
        "not_after": summary.not_after,
        "sha256": summary.sha256,
    })
}
